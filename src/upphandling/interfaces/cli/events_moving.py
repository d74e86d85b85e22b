"""`upphandling events export|import`: the whole log as a file, between databases."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from upphandling.interfaces.cli.edge import (
    AsJson,
    Reply,
    answer,
    answer_from_house,
    say,
)

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.infrastructure.moving.outgoing import Counted

PIPE = "-"  # standard output, or standard input


def export(
    to: Annotated[
        str, typer.Argument(metavar="FIL", help="En ny fil, eller - för utmatningen.")
    ],
    as_json: AsJson = False,
) -> None:
    """Skriv hela loggen som rader av JSON, med lövhashar, rot och summa."""

    def work(house: House) -> Reply:
        from upphandling.infrastructure.moving.event_files import write_out
        from upphandling.infrastructure.moving.whole_file import new_file
        from upphandling.interfaces.cli.show import progress
        from upphandling.interfaces.evidence.readers import BidsStillSecret
        from upphandling.interfaces.leaves import may_tell_size

        if to == PIPE:
            _must_not_be_json(as_json)
            if not may_tell_size(house):
                raise BidsStillSecret
            with suppress(BrokenPipeError):  # whoever reads may stop reading
                write_out(house.database, sys.stdout.buffer)
                sys.stdout.buffer.flush()
            return Reply(data=None, text=lambda: None)
        with new_file(Path(to)) as file, progress("Exporterar") as advance:
            counted = write_out(house.database, file, progress=advance)
        told = _told(counted) if may_tell_size(house) else {}
        return Reply(data={"file": to, **told}, text=say(f"Loggen står i {to}."))

    answer_from_house(work, as_json=as_json)


def read(
    source: Annotated[
        str, typer.Argument(metavar="FIL", help="Exporten, eller - för inmatningen.")
    ],
    as_json: AsJson = False,
) -> None:
    """Läs in en export i den angivna databasen, som måste vara tom."""

    def work() -> Reply:
        from upphandling.bootstrap import upgrade
        from upphandling.infrastructure.moving.event_files import read_back
        from upphandling.infrastructure.moving.loading import loading
        from upphandling.infrastructure.moving.restoring import make_tables
        from upphandling.infrastructure.storage.database import Database
        from upphandling.interfaces.cli.show import progress
        from upphandling.settings import load

        url = load().database_url
        with _opened(source) as (file, size):
            with Database(url, create=True) as database:
                make_tables(database)
                with progress("Läser in") as advance, loading(database) as into:
                    counted = read_back(
                        file, source, into, progress=lambda done: advance(done, size)
                    )
            upgrade(url)
        said = (
            "Loggen är inläst: varje lövhash är omräknad, och raderna i databasen ger"
            " samma rot som exporten."
        )
        return Reply(data={"root": counted.root}, text=say(said))

    answer(work, as_json=as_json)


@contextmanager
def _opened(source: str) -> Iterator[tuple[BinaryIO, int]]:
    """The file and how many bytes it has, of a pipe 0."""
    if source == PIPE:
        yield sys.stdin.buffer, 0
        return
    path = Path(source)
    with path.open("rb") as file:
        yield file, path.stat().st_size


def _told(counted: Counted) -> dict[str, object]:
    return {
        "events": counted.events,
        "refusals": counted.refusals,
        "commands": counted.commands,
        "root": counted.root,
    }


def _must_not_be_json(as_json: bool) -> None:
    from upphandling.application.messages import Fault, Malformed

    if as_json:
        raise Malformed([Fault("--json", "kan inte ges när loggen skrivs ut")])
