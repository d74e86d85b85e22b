"""`upphandling projection rebuild`: a read model built again, beside the one in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, Status, answer_from_house

if TYPE_CHECKING:
    from collections.abc import Sequence

    from upphandling.bootstrap import House
    from upphandling.infrastructure.read_side.set_aside import Fault
    from upphandling.projections.base import Projection


def rebuild(
    name: Annotated[str, typer.Argument(metavar="NAMN", help="Se projection list.")],
    side_by_side: Annotated[
        bool, typer.Option("--side-by-side", help="Så byggs den alltid om.")
    ] = True,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Säg bara vad som skulle ändras.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bygg om en läsmodell ur händelserna, bredvid den som används tills den är färdig."""

    def work(house: House) -> Reply:
        projection = named(house, name)
        return _rehearsed(house, projection) if dry_run else _rebuilt(house, projection)

    del side_by_side  # there is no other way; scripts may say it all the same
    answer_from_house(work, as_json=as_json, refresh=False)


def named(house: House, name: str) -> Projection:
    """The read model of that name; raises `Malformed`."""
    from upphandling.interfaces.among import must_be_among

    known = {projection.name: projection for projection in house.projector.projections}
    must_be_among(name, known, field="namn", unknown="okänd läsmodell")
    return known[name]


def _rebuilt(house: House, projection: Projection) -> Reply:
    from upphandling.interfaces.cli.show import progress

    name = projection.name
    house.must_be_whole()
    with progress(f"Bygger om {name}") as advance:
        done = house.projector.rebuild(projection, advance)

    def text() -> None:
        if done.swapped:
            print(f"Läsmodellen {name} är ombyggd.")
        else:
            print(f"Läsmodellen {name} är kvar som den var: den nya saknar ärenden.")
        _tell_set_aside(done.faults)

    return Reply(
        data={
            "name": name,
            "rebuilt": done.swapped,
            "set_aside": [fault.told() for fault in done.faults],
        },
        text=text,
        status=Status.FOUND if done.faults else Status.DONE,
    )


def _rehearsed(house: House, projection: Projection) -> Reply:
    """Build it in a file that is thrown away, and compare."""
    from dataclasses import asdict
    from time import monotonic

    from upphandling.infrastructure.event_log.open_topics import open_events
    from upphandling.interfaces.cli.show import progress, table

    name, began = projection.name, monotonic()
    with progress(f"Prövar {name}") as advance:
        compared, faults = house.projector.rehearse(projection, advance)
    seconds = round(monotonic() - began, 1)
    first = [asdict(difference) for difference in compared.differences]
    events = about(open_events(house.database, compared.position))
    rows = "Ett hemligt antal" if compared.rows is None else compared.rows

    def text() -> None:
        spent = f"{seconds:.1f}".replace(".", ",")
        print(f"Omkring {events} händelser, omkring {spent} sekunder. Inget är ändrat.")
        print(f"{rows} rader, {compared.total} värden skulle ändras.")
        if first:
            table("De första", {name: name for name in first[0]}, first)
        _tell_set_aside(faults)

    found: dict[str, Any] = {
        "name": name,
        "rebuilt": False,
        "events_about": events,
        "seconds_about": seconds,
        "rows": compared.rows,
        "differences": compared.total,
        "first_differences": first,
        "set_aside": [fault.told() for fault in faults],
    }
    changes = compared.total or faults
    return Reply(data=found, text=text, status=Status.FOUND if changes else Status.DONE)


def about(number: int) -> int:
    """With two figures: how long it takes depends on no more."""
    return round(number, 2 - len(str(number)))


def _tell_set_aside(faults: Sequence[Fault]) -> None:
    from upphandling.interfaces.cli.show import table

    if faults:
        columns = {"case": "Ärende", "topic": "Händelse", "fault": "Fel"}
        table("Kunde inte tas emot", columns, [fault.told() for fault in faults])
