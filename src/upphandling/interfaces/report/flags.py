"""Red flags: how many of each kind, and inside the house each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection

from upphandling.domain.agreement import Agreement
from upphandling.domain.flag_policy import FlagKind
from upphandling.interfaces.follow_up.flags import the_flags
from upphandling.interfaces.follow_up.reading import Row
from upphandling.interfaces.report.figures import Asked, Figure, Section, Sources, Unit

NAMES: Mapping[FlagKind, str] = {
    FlagKind.SINGLE_BID: "Delar med få anbud",
    FlagKind.PROLONGED: "Avtal som förlängts gång på gång",
    FlagKind.CHANGED: "Avtal som ändrats gång på gång",
    FlagKind.ENDING: "Avtal som upphör utan efterföljare",
    FlagKind.LICENCE: "Tillstånd som är återkallade, skjutna upp eller okända",
    FlagKind.VALUE_CHANGED: "Ändringar mot avtalets värde",
    FlagKind.OVERPAID: "Utbetalt mot avtalets värde",
    FlagKind.ONLY_DEFAULT: "Utförare som bara får kunder genom ickeval",
}
MOST = 1_000  # flags; beyond it the report says that it has not told them all
NONE = "inga ärenden"
NOTE = "En flagga är en fråga att se närmare på, ingen anklagelse."
NOT_ALL = " Bara de första {most} flaggorna är med."


def section(connection: Connection, asked: Asked) -> Section:
    """As it stood on the last day that is told of."""
    found = the_flags(connection, asked.system, None, asked.last, limit=MOST, offset=0)
    figures = list(_counts(found))
    if not asked.public:
        figures += [_flag(row) for row in found]
    note = NOTE + (NOT_ALL.format(most=MOST) if len(found) == MOST else "")
    return Section(section="flags", title="Röda flaggor", figures=figures, note=note)


def _counts(found: Sequence[Row]) -> Iterator[Figure]:
    for kind, name in NAMES.items():
        mine = [row for row in found if row["kind"] == kind]
        events = dict.fromkeys(event for row in mine for event in row["events"])
        yield Figure(
            figure=f"flags.{kind}",
            name=name,
            value=len(mine),
            unit=Unit.NUMBER,
            red=bool(mine),
            note=None if mine else NONE,
            sources=Sources(named=tuple(events)),
        )


def key_of(row: Row) -> str:
    """What tells a flag from the others of its kind: its case, its lot, its provider."""
    is_of_agreement = row["subject"].startswith(f"{Agreement.KIND}:")
    provider = None if is_of_agreement else row["provider"]
    parts = (row["subject"], row["what"].get("lot"), provider)
    return "/".join(part for part in parts if part)


def _flag(row: Row) -> Figure:
    """One flag: since when, and why."""
    kind = FlagKind(row["kind"])
    return Figure(
        figure=f"flags.{kind}/{key_of(row)}",
        name=NAMES[kind],
        value=None if row["since"] is None else str(row["since"]),
        unit=Unit.DATE,
        about=row["subject"],
        subject=row["name"],
        red=True,
        note=row["why"],
        sources=Sources(named=tuple(row["events"])),
    )
