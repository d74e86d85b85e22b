"""The edge: every verb answers through here, in text or in JSON, never a traceback.

JSON has one shape: `{"status", "data", "diagnostics"}`. Exit 0 when done, 1 when
something was found or refused, 2 when the call or the environment is at fault.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.domain.errors import Refused

IN_SENTENCES = ("nearest", "lacks")  # another detail, or the message, says it in words
EMPTY: tuple[Any, ...] = (None, "", [], (), {})
MOST = 2**53  # what every reader of JSON can still tell apart
AsJson = Annotated[bool, typer.Option("--json", help="Svara som JSON.")]
Limit = Annotated[
    int, typer.Option("--limit", min=1, max=10_000, help="Högst så många rader.")
]
Offset = Annotated[
    int, typer.Option("--offset", min=0, max=MOST, help="Hoppa över så många rader.")
]
System = Annotated[
    str | None, typer.Option("--system", help="Bara det valfrihetssystemet.")
]


class Status(StrEnum):
    """How it ended."""

    DONE = "done"
    FOUND = "found"
    REFUSED = "refused"
    ERROR = "error"

    @property
    def exit_code(self) -> int:
        return {Status.DONE: 0, Status.FOUND: 1, Status.REFUSED: 1}.get(self, 2)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a verb answers: `data` for machines, `text` prints it for people.

    `csv` prints its rows for another program, where the verb has `--csv`.
    """

    data: Any
    text: Callable[[], None]
    csv: Callable[[], None] | None = None
    status: Status = Status.DONE
    diagnostics: Sequence[dict[str, Any]] = field(default_factory=tuple)


def answer(work: Callable[[], Reply], *, as_json: bool) -> None:
    """Do the work and tell how it went; the verb's last call.

    What the log has to say goes to standard error, for the answer may be a file.
    """
    from upphandling.infrastructure import logs
    from upphandling.interfaces.cli.telling import tell

    logs.configure("warning", "json")
    reply = _attempt(work)
    body = {
        "status": reply.status.value,
        "data": reply.data,
        "diagnostics": list(reply.diagnostics),
    }
    if code := tell(reply.status.exit_code, reply.text, body if as_json else None):
        raise typer.Exit(code)


def answer_from_house(
    work: Callable[[House], Reply],
    *,
    as_json: bool,
    as_csv: bool = False,
    refresh: bool = True,
) -> None:
    """Open the configured database, bring the read models up to date, and answer."""
    from upphandling.application.barriers import COMMANDS
    from upphandling.application.refusals import LedgerBroken, ViewHasGaps
    from upphandling.interfaces.cli.asked import let_in
    from upphandling.interfaces.cli.csv_page import must_be_one_form
    from upphandling.interfaces.vault_words import remember_destroyed

    def asked(house: House) -> Reply:
        must_be_one_form(as_csv=as_csv, as_json=as_json)
        if refresh:
            house.refresh()
        let_in(house)
        remember_destroyed(house.vault.destroyed_keys())
        reply = work(house)
        return replace(reply, text=reply.csv) if as_csv and reply.csv else reply

    def opened() -> Reply:
        with open_configured() as house:
            reply = _attempt(lambda: asked(house))
            aside = house.engine.barriers.set_aside().values()
            if models := {name for names in aside for name in names} - {COMMANDS}:
                gaps = ViewHasGaps(read_models=sorted(models))
                reply = with_warning(reply, gaps)
            found = house.engine.read_only
            if found is not None:
                reply = with_warning(reply, LedgerBroken(found=found))
            return reply

    answer(opened, as_json=as_json)


def open_configured() -> House:
    """The house of the configured database; raises `DatabaseTrouble`, `BadSetting`."""
    from upphandling.bootstrap import open_as_set
    from upphandling.infrastructure import logs
    from upphandling.settings import load

    settings = load()
    logs.configure("warning", settings.log_format)
    return open_as_set(settings)


def with_warning(reply: Reply, warning: Refused) -> Reply:
    """An answer that may be wrong, out of a log that is broken or views with gaps.

    None is given without saying so.
    """
    told = refusal(warning)

    def text() -> None:
        print(worded(told), file=sys.stderr)
        reply.text()

    return replace(reply, text=text, diagnostics=(*reply.diagnostics, told))


def say(text: str) -> Callable[[], None]:
    """A text that is printed when the reader is a person."""
    return lambda: print(text)


def _attempt(work: Callable[[], Reply]) -> Reply:
    """The reply, or what stood in its way, told once and in Swedish."""
    from upphandling.application.messages import Malformed
    from upphandling.domain.errors import Refused
    from upphandling.domain.law import BrokenLaw
    from upphandling.infrastructure.event_log.event_mapper import UnreadableEvent
    from upphandling.infrastructure.ledger.troubles import LedgerTrouble
    from upphandling.infrastructure.moving.troubles import MovingTrouble
    from upphandling.infrastructure.read_side.folding import ProjectionBroken
    from upphandling.infrastructure.storage.troubles import DatabaseTrouble
    from upphandling.settings import BadSetting

    try:
        return work()
    except Refused as refused:
        return failed(Status.REFUSED, refusal(refused))
    except Malformed as malformed:
        return failed(
            Status.ERROR,
            *(
                {"field": fault.field, "message": fault.message}
                for fault in malformed.faults
            ),
        )
    except (
        BadSetting,
        BrokenLaw,
        DatabaseTrouble,
        LedgerTrouble,
        MovingTrouble,
        ProjectionBroken,
        UnreadableEvent,
    ) as trouble:
        return failed(
            Status.ERROR, {"rule": type(trouble).__name__, "message": str(trouble)}
        )
    except OSError as trouble:
        return failed(Status.ERROR, file_fault(trouble))


def refusal(refused: Refused) -> dict[str, Any]:
    """A refusal as a diagnostic."""
    return {
        "rule": refused.rule(),
        "message": refused.message(),
        "details": refused.details,
    }


def file_fault(error: OSError) -> dict[str, Any]:
    """A file that could not be used, as a diagnostic."""
    from upphandling.infrastructure.trouble import why

    return {
        "rule": "FileTrouble",
        "message": f"Filen kan inte läsas eller skrivas. {why(error)}",
        "file": str(error.filename or ""),
    }


def failed(status: Status, *diagnostics: dict[str, Any]) -> Reply:
    """A reply that tells what is wrong, one line each."""
    from upphandling.interfaces.vault_words import spoken

    def tell() -> None:
        for diagnostic in diagnostics:
            print(spoken(worded(diagnostic)), file=sys.stderr)

    return Reply(data=None, text=tell, status=status, diagnostics=diagnostics)


def worded(diagnostic: Mapping[str, Any]) -> str:
    """One diagnostic as a line: where, the message, the rule, and what was in the way."""
    from upphandling.interfaces.words import field_word, value_word

    where = ":".join(
        str(diagnostic[part]) for part in ("file", "line") if diagnostic.get(part)
    )
    parts = [where, diagnostic.get("field"), diagnostic["message"]]
    text = ": ".join(str(part) for part in parts if part)
    told = diagnostic.get("details") or {}
    details = "; ".join(
        f"{field_word(name, value)} {value_word(value, name)}"
        for name, value in told.items()
        if name not in IN_SENTENCES and not _is_for_machines(value)
        if value not in EMPTY
    )
    rule = diagnostic.get("rule")
    return " ".join(
        part
        for part in (
            text,
            *told.get("nearest", ()),
            f"[{rule}]" if rule else "",
            f"({details})" if details else "",
        )
        if part
    )


def _is_for_machines(value: Any) -> bool:
    """Rows of details are told by the sentences beside them; JSON has them."""
    return isinstance(value, (list, tuple)) and any(
        isinstance(part, Mapping) for part in value
    )
