"""Cost: what has been approved for the quarter's months, and what is yet to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, func, select

from upphandling.domain.indicators.suppression import Group, Withheld
from upphandling.interfaces.report.figures import Asked, Figure, Section, Unit, kronor
from upphandling.interfaces.report.hiding import hidden, hidden_groups
from upphandling.interfaces.report.months import Month, months_of, sources_of
from upphandling.interfaces.report.parties import agreement_figure, agreements_of
from upphandling.projections.responsibilities import responsibilities

NOTE = "Godkänd ersättning för kvartalets månader, med moms, rättelser och avdrag."
WAITS = "inte godkänd: {months}"
LACKS = "inte beräknad: {months}"
NONE = "inga ärenden"
NOT_OVER = "ingen månad är slut"
WHOLE = Group(None, None)


def section(connection: Connection, asked: Asked) -> Section:
    """The system's cost, each agreement's, and month by month."""
    parties = agreements_of(connection, asked)
    months = months_of(connection, asked, parties)
    small = small_groups(connection, asked) if asked.public else {}
    figures = [_shown(_paid(months), small.get(WHOLE)), *_numbers(months)]
    for one in parties:
        why = small.get(Group(one.agreement, None))
        mine = [month for month in months if month.agreement == one.agreement]
        figures += [
            _shown(agreement_figure(figure, one), why) for figure in _of_agreement(mine)
        ]
    return Section(section="cost", title="Ersättning", figures=figures, note=NOTE)


def _of_agreement(months: Sequence[Month]) -> Iterator[Figure]:
    """All of its months, and each that has been calculated."""
    yield _paid(months)
    for month in months:
        if month.is_calculated:
            yield _paid([month], month.month)


def _paid(months: Sequence[Month], month: str = "") -> Figure:
    approved = [one.ore for one in months if one.ore is not None]
    return Figure(
        figure=f"cost.{month or 'paid'}",
        name=f"Godkänd ersättning {month}".rstrip(),
        value=kronor(sum(approved)) if approved else None,
        unit=Unit.KRONOR,
        note=_lacks(months) if months else NOT_OVER,
        sources=sources_of(months),
    )


def _lacks(months: Sequence[Month]) -> str | None:
    words = [
        text.format(months=", ".join(names))
        for text, names in (
            (WAITS, sorted({one.month for one in months if one.waits})),
            (LACKS, sorted({one.month for one in months if not one.is_calculated})),
        )
        if names
    ]
    return "; ".join(words) or None


def _numbers(months: Sequence[Month]) -> Iterator[Figure]:
    """How many of the agreements' months have come how far."""
    approved = [one for one in months if one.ore is not None]
    waiting = [one for one in months if one.waits]
    missing = [one for one in months if not one.is_calculated]
    for key, name, those in (
        ("approved", "Godkända månader", approved),
        ("waiting", "Beräknade månader som inte är godkända", waiting),
        ("missing", "Månader som inte är beräknade", missing),
    ):
        yield Figure(
            figure=f"cost.{key}",
            name=name,
            value=len(those),
            unit=Unit.NUMBER,
            note=_lacks(those) or (None if those else NONE),
            sources=sources_of(those),
        )


def _shown(figure: Figure, why: Withheld | None) -> Figure:
    return figure if why is None else hidden(figure, why)


def small_groups(connection: Connection, asked: Asked) -> Mapping[Group, Withheld]:
    """The agreements with so few customers in the quarter that the cost tells of them."""
    row = responsibilities.c
    query = (
        select(row.agreement, func.count(func.distinct(row.customer)))
        .where(
            row.system == asked.system,
            row.agreement.is_not(None),
            row.from_day <= asked.last,
            row.until.is_(None) | (row.until > asked.first),
        )
        .group_by(row.agreement)
    )
    sizes = {Group(one, None): number for one, number in connection.execute(query)}
    parties = agreements_of(connection, asked)
    sizes = {Group(one.agreement, None): 0 for one in parties} | sizes
    return hidden_groups({**sizes, WHOLE: sum(sizes.values())})
