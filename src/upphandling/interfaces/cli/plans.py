"""`upphandling plan`: what falls if something falls, and alternatives side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.days import On, day_or_today
from upphandling.interfaces.cli.edge import (
    AsJson,
    Reply,
    Status,
    answer,
    answer_from_house,
    failed,
)
from upphandling.interfaces.cli.finding import must_exist
from upphandling.interfaces.cli.swedish import Verbs

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.domain.allocation import Chooser
    from upphandling.interfaces.comparison import Comparison
    from upphandling.interfaces.impact import Fallen

app = Verbs("Planering: vad faller, och vilket alternativ är bäst.")

Plan = Annotated[str, typer.Option("--plan", help="Tidplanens nyckel.")]
Milestone = Annotated[str | None, typer.Option("--milestone", help="Milstolpen.")]
Tender = Annotated[str | None, typer.Option("--tender", help="Upphandlingen.")]
Award = Annotated[str | None, typer.Option("--award", help="Tilldelningen.")]
Agreement = Annotated[str | None, typer.Option("--agreement", help="Avtalet.")]
Lost = Annotated[bool, typer.Option("--lost", help="Det faller bort helt.")]
To = Annotated[
    str | None, typer.Option("--to", metavar="DAG", help="Det flyttas till den dagen.")
]

File = Annotated[Path, typer.Argument(metavar="FIL", help="TOML med alternativen.")]
Customers = Annotated[
    int | None,
    typer.Option("--customers", min=1, max=300_000, help="Så många påhittade kunder."),
]
Seed = Annotated[int, typer.Option("--seed", help="Frö till de påhittade kunderna.")]
FromSystem = Annotated[
    str | None,
    typer.Option("--from-system", help="Det valfrihetssystemets kunder i stället."),
]


@app.command("impact")
def impact(
    plan: Plan,
    milestone: Milestone = None,
    tender: Tender = None,
    award: Award = None,
    agreement: Agreement = None,
    lost: Lost = False,
    to: To = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Visa vad som faller med en milstolpe, en upphandling eller ett avtal.

    Utan --to räknas det som bortfallet. --on visar läget som det var känt den dagen.
    """
    fell = {
        "milestone": milestone,
        "tender": tender,
        "award": award,
        "agreement": agreement,
    }

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli.plan_pages import the_impact_page
        from upphandling.interfaces.impact import the_impact

        fallen = _fallen(house, fell, to, lost=lost)
        found = the_impact(house, plan, fallen, day_or_today(house, on))
        return Reply(
            data=found,
            text=lambda: the_impact_page(found),
            status=Status.FOUND if found["falls"] else Status.DONE,
        )

    answer_from_house(work, as_json=as_json)


@app.command("compare")
def compare(
    file: File,
    customers: Customers = None,
    seed: Seed = 1,
    from_system: FromSystem = None,
    as_json: AsJson = False,
) -> None:
    """Jämför alternativ sida vid sida: val, flyttar, andelar, kö och kostnad.

    På påhittade kunder, eller på dem som ett valfrihetssystem har i databasen.
    Ingenting sparas.
    """

    def invent() -> Reply:
        from upphandling.interfaces.comparison import read
        from upphandling.interfaces.comparison.people import invented

        comparison = read(file)
        return _compared(comparison, invented(comparison, customers, seed))

    def take(house: House) -> Reply:
        from upphandling.interfaces.comparison import read
        from upphandling.interfaces.comparison.people import of_system

        comparison = read(file)
        must_exist(house, "choice_system", from_system)
        today = day_or_today(house, None)
        with house.database.engine.connect() as connection:
            people = of_system(connection, comparison, str(from_system), today, seed)
        return _compared(comparison, people)

    if from_system is None:
        answer(lambda: _sound(invent), as_json=as_json)
    else:
        answer_from_house(lambda house: _sound(lambda: take(house)), as_json=as_json)


def _compared(comparison: Comparison, people: Sequence[Chooser]) -> Reply:
    """Every alternative; found when one of them is impossible or falls short."""
    from upphandling.interfaces.cli.comparison_pages import the_comparison
    from upphandling.interfaces.cli.show import progress
    from upphandling.interfaces.comparison import compared

    with progress(comparison.title) as advance:
        found = compared(comparison, people, advance)
    flawed = any(
        row["impossible"] or row["shortfalls"] for row in found["alternatives"]
    )
    return Reply(
        data=found,
        text=lambda: the_comparison(found),
        status=Status.FOUND if flawed else Status.DONE,
    )


def _sound(work: Callable[[], Reply]) -> Reply:
    """The reply, or every fault of the file with its place."""
    from upphandling.interfaces.comparison import BrokenComparison

    try:
        return work()
    except BrokenComparison as broken:
        about = {"file": str(broken.file), "line": broken.line or None}
        faults = (
            {**about, "field": fault.field, "message": fault.message}
            for fault in broken.faults
        )
        return failed(Status.ERROR, *faults)


def _fallen(
    house: House, fell: dict[str, str | None], to: str | None, *, lost: bool
) -> Fallen:
    """The one thing that falls; `Malformed` when none or several are named."""
    from upphandling.application.messages import Fault, Malformed
    from upphandling.domain.impact import NodeKind
    from upphandling.interfaces.impact import Fallen

    named = {kind: key for kind, key in fell.items() if key is not None}
    if len(named) != 1:
        flags = ", ".join(f"--{kind}" for kind in fell)
        raise Malformed([Fault(flags, "ange precis en av dem")])
    if lost and to is not None:
        raise Malformed([Fault("--lost, --to", "ange bara en av dem")])
    ((kind, key),) = named.items()
    day = None if to is None else day_or_today(house, to)
    return Fallen(kind=NodeKind(kind), key=key, to=day)
