"""The tree of verbs, and the outermost line: usage faults in Swedish, exit codes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any
from zoneinfo import ZoneInfoNotFoundError

import typer

from upphandling.interfaces.cli import (
    ABORTED,
    access,
    audit,
    audit_export,
    backup,
    bid,
    cases,
    clock,
    config,
    database,
    deadletter,
    deadlines,
    doctor,
    events,
    events_moving,
    follow_up,
    follow_up_deviations,
    importing,
    outbox,
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
    service_units,
    signer,
    status,
    vault,
    verifying,
    what_if,
    why,
    witness,
)
from upphandling.interfaces.cli.swedish import UsageError, Verbs, complaint
from upphandling.interfaces.cli.telling import must_have_somewhere_to_write

USAGE = 2
INTERRUPTED = 130  # what Typer answers when somebody presses Ctrl-C
UNEXPECTED = "Ett oväntat fel inträffade. Inget mer utfördes."
NO_TIME_ZONE = (
    "Tidszonen Europe/Stockholm finns inte på maskinen, och utan den kan inga frister"
    " räknas. Installera paketet tzdata i programmets miljö."
)

HELP = """Händelsestyrd motor för kommunala valfrihetssystem i hemtjänsten.

Avslutskoder: 0 klart, 1 något hittades eller nekades, 2 fel i anropet eller miljön.
Inställningar läses ur miljön: UPPHANDLING_DATABASE med flera.
"""

app = Verbs(HELP)
app.command("demo")(scenario.demo)
app.command("send")(send.send)
app.command("why")(why.why)
app.command("serve")(service.serve)
app.command("status")(status.status)
app.command("doctor")(doctor.doctor)
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
events.app.command("export")(events_moving.export)
events.app.command("import")(events_moving.read)
app.add_typer(events.app, name="events")
app.add_typer(deadletter.app, name="deadletter")
app.add_typer(outbox.app, name="outbox")
audit.app.command("export")(audit_export.export)
app.add_typer(audit.app, name="audit")
app.add_typer(signer.app, name="signer")
app.add_typer(witness.app, name="witness")
app.add_typer(vault.app, name="vault")
app.add_typer(bid.app, name="bid")
app.add_typer(clock.app, name="clock")
app.add_typer(backup.app, name="backup")
app.add_typer(database.app, name="db")
app.add_typer(config.app, name="config")
app.add_typer(service_units.app, name="service")


@cache
def tree() -> Any:
    """The verbs and what each may be told; it takes longer to build than to answer."""
    return typer.main.get_command(app)


def _tell_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"upphandling {version('upphandling')}")
        raise typer.Exit


@app.callback(help=HELP)
def program(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Säg programmets version.", callback=_tell_version
        ),
    ] = False,
) -> None:
    """What may be asked of the program itself, without a verb."""


def run() -> None:
    """Parse, carry out, and end with 0, 1 or 2."""
    must_have_somewhere_to_write()
    must_be_text(sys.argv[1:])
    try:
        code: Any = tree()(standalone_mode=False)
    except UsageError as fault:
        _tell(fault)
        sys.exit(USAGE)
    except typer.Abort:
        code = INTERRUPTED
    except ZoneInfoNotFoundError:
        _tell_fault("NoTimeZone", NO_TIME_ZONE)
        sys.exit(USAGE)
    except Exception:  # noqa: BLE001  (the outermost line: a bug, told as one)
        _tell_fault("Bug", _reported())
        sys.exit(USAGE)
    if code == INTERRUPTED:
        print(ABORTED, file=sys.stderr)
        sys.exit(USAGE)
    sys.exit(code if isinstance(code, int) else 0)


def must_be_text(arguments: Sequence[str]) -> None:
    """End with a fault where an argument is no text that can be stored or shown."""
    for place, argument in enumerate(arguments, 1):
        try:
            argument.encode()
        except UnicodeEncodeError:
            said = f"argument {place} är inte UTF-8. Är det en fil, byt namn på den."
            print(f"Fel i anropet: {said}", file=sys.stderr)
            sys.exit(USAGE)


def _tell_fault(rule: str, said: str) -> None:
    """In the shape that was asked for, like every other answer."""
    print(said, file=sys.stderr)
    if "--json" in sys.argv:
        from pydantic_core import to_json

        fault = {"rule": rule, "message": said}
        body = {"status": "error", "data": None, "diagnostics": [fault]}
        print(to_json(body, indent=2).decode())


def _reported() -> str:
    """Put a bug's traceback in a file of its own, for whoever mends it.

    A service has a temporary folder that goes when it stops, so there it lies among
    what the service keeps.
    """
    from tempfile import NamedTemporaryFile
    from traceback import print_exc

    from upphandling.setting_sources import from_systemd

    kept = (from_systemd("STATE_DIRECTORY") or "").partition(":")[0] or None
    try:
        with NamedTemporaryFile(
            "w", prefix="upphandling-fel-", suffix=".txt", dir=kept, delete=False
        ) as report:
            print_exc(file=report)
    except OSError:
        return f"{UNEXPECTED} Ingen rapport gick att skriva: är disken full?"
    return f"{UNEXPECTED} Rapport: {report.name}"


def _tell(fault: Any) -> None:
    """A call without a verb gets the help, every other fault a line of its own."""
    if type(fault).__name__ == "NoArgsIsHelpError":
        print(fault.ctx.get_help(), file=sys.stderr)
        return
    print(f"Fel i anropet: {complaint(fault)}", file=sys.stderr)
    if fault.ctx is not None:
        print(f"Se {fault.ctx.command_path} --help", file=sys.stderr)
