"""Four eyes (fyra ögon): what was decided by another than who proposed or entered it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, func, select

from upphandling.interfaces.report.counting import sourced
from upphandling.interfaces.report.figures import NO_EVENTS, Asked, Figure, Unit
from upphandling.projections.control.asked import acts_of
from upphandling.projections.control.tables import Act

NAMES: Mapping[Act, str] = {
    Act.PAYMENT: "Utbetalningar godkända av annan än den som räknade",
    Act.CORRECTION: "Rättelser av utbetalningar godkända av annan än den som räknade",
    Act.AWARD: "Tilldelningar beslutade av annan än den som tog fram förslaget",
    Act.OPENING: "Anbudsöppningar med minst två närvarande",
    Act.RULING: "Avgöranden bekräftade av annan än den som förde in dem",
    Act.ALLOCATION: "Fördelningar beslutade av annan än den som räknade",
    Act.REASSIGNMENT: "Omplaceringar beslutade av annan än den som räknade",
    Act.GLASS: "Nödläsningar granskade av annan än den som läste",
}
INSIDE = (Act.GLASS,)
ALWAYS = (Act.PAYMENT,)
NONE = "inget beslut i kvartalet"


def four_eyes(connection: Connection, asked: Asked) -> Iterator[Figure]:
    """For each kind of decision that takes two: how many two made, of how many."""
    query = acts_of(asked.system, (asked.first, asked.last))
    row = query.subquery().c
    counted = select(row.act, func.sum(row.by_another), func.count()).group_by(row.act)
    numbers = {act: (by_two, of) for act, by_two, of in connection.execute(counted)}
    sources = sourced(connection, query, "act")
    for act, name in NAMES.items():
        by_two, of = numbers.get(act.value, (0, 0))
        if asked.public and act in INSIDE:
            continue
        if of or act in ALWAYS:
            yield Figure(
                figure=f"control.four_eyes.{act}",
                name=name,
                value=int(by_two),
                unit=Unit.NUMBER,
                target=of,
                red=by_two < of,
                note=None if of else NONE,
                sources=sources.get((act.value,), NO_EVENTS),
            )
