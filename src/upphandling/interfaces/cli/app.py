"""The tree of verbs, and the outermost line: usage faults in Swedish, exit codes."""

from __future__ import annotations

import sys
from typing import Any

import typer

from upphandling.interfaces.cli import (
    access,
    audit,
    audit_export,
    bid,
    cases,
    database,
    deadlines,
    events,
    follow_up,
    follow_up_deviations,
    importing,
    payment,
    plans,
    projections,
    register,
    register_care,
    register_court,
    register_lov,
    register_pay,
    register_politics,
    register_refusals,
    register_vault,
    register_visits,
    scenario,
    schema,
    send,
    service,
    signer,
    vault,
    verifying,
    what_if,
    why,
    witness,
)
from upphandling.interfaces.cli.swedish import UsageError, Verbs, complaint

USAGE = 2

HELP = """Händelsestyrd motor för kommunala valfrihetssystem i hemtjänsten.

Avslutskoder: 0 klart, 1 något hittades eller nekades, 2 fel i anropet eller miljön.
Inställningar läses ur miljön: UPPHANDLING_DATABASE med flera.
"""

app = Verbs(HELP)
app.command("demo")(scenario.demo)
app.command("send")(send.send)
app.command("why")(why.why)
app.command("serve")(service.serve)
app.command("verify")(verifying.verify)
app.command("what-if")(what_if.what_if)
app.add_typer(scenario.app, name="scenario")
app.add_typer(schema.app, name="schema")
app.add_typer(cases.app, name="case")
register.app.command("reviews")(register_court.reviews)
register.app.command("dossiers")(register_court.dossiers)
register.app.command("admissions")(register_lov.admissions)
register.app.command("applications")(register_lov.applications)
register.app.command("decisions")(register_politics.decisions)
register.app.command("delegations")(register_politics.delegations)
register.app.command("referrals")(register_politics.referrals)
register.app.command("providers")(register_politics.providers)
register.app.command("flags")(register_politics.flags)
register.app.command("policies")(register_care.policies)
register.app.command("care")(register_care.care)
register.app.command("unexecuted")(register_care.unexecuted)
register.app.command("destructions")(register_vault.destructions)
register.app.command("retention")(register_vault.retention)
register.app.command("sanctions")(follow_up_deviations.sanctions)
register.app.command("tariffs")(register_pay.tariffs)
register.app.command("visits")(register_visits.visits)
register.app.command("batches")(register_visits.batches)
register.app.command("refusals")(register_refusals.refusals)
register.app.command("break-glass")(access.break_glass)
app.add_typer(register.app, name="register")
app.add_typer(access.app, name="access")
app.add_typer(importing.app, name="import")
app.add_typer(deadlines.app, name="deadline")
app.add_typer(follow_up.app, name="follow-up")
app.add_typer(payment.app, name="payment")
app.add_typer(plans.app, name="plan")
app.add_typer(projections.app, name="projection")
app.add_typer(events.app, name="events")
audit.app.command("export")(audit_export.export)
app.add_typer(audit.app, name="audit")
app.add_typer(signer.app, name="signer")
app.add_typer(witness.app, name="witness")
app.add_typer(vault.app, name="vault")
app.add_typer(bid.app, name="bid")
app.add_typer(database.app, name="db")


def run() -> None:
    """Parse, carry out, and end with 0, 1 or 2."""
    try:
        code: Any = app(standalone_mode=False)
    except UsageError as fault:
        _tell(fault)
        sys.exit(USAGE)
    except (typer.Abort, KeyboardInterrupt):
        print("Avbrutet.", file=sys.stderr)
        sys.exit(USAGE)
    except BrokenPipeError:
        sys.stderr.close()  # the reader left; nothing more to say
        sys.exit(0)
    except Exception:  # noqa: BLE001  (the outermost line: a bug, told as one)
        _tell_bug(_reported())
        sys.exit(USAGE)
    sys.exit(code if isinstance(code, int) else 0)


def _tell_bug(said: str) -> None:
    """In the shape that was asked for, like every other answer."""
    print(said, file=sys.stderr)
    if "--json" in sys.argv:
        from pydantic_core import to_json

        fault = {"rule": "Bug", "message": said}
        body = {"status": "error", "data": None, "diagnostics": [fault]}
        print(to_json(body, indent=2).decode())


def _reported() -> str:
    """Put a bug's traceback in a file of its own, for whoever mends it."""
    from tempfile import NamedTemporaryFile
    from traceback import print_exc

    with NamedTemporaryFile(
        "w", prefix="upphandling-fel-", suffix=".txt", delete=False
    ) as report:
        print_exc(file=report)
    return f"Ett oväntat fel inträffade. Inget mer utfördes. Rapport: {report.name}"


def _tell(fault: Any) -> None:
    """A call without a verb gets the help, every other fault a line of its own."""
    if type(fault).__name__ == "NoArgsIsHelpError":
        print(fault.ctx.get_help(), file=sys.stderr)
        return
    print(f"Fel i anropet: {complaint(fault)}", file=sys.stderr)
    if fault.ctx is not None:
        print(f"Se {fault.ctx.command_path} --help", file=sys.stderr)
