"""Gaps: on which days to come somebody will be without a responsible provider."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection

from upphandling.domain.instants import ONE_DAY
from upphandling.interfaces.follow_up.reading import Row, rows, systems
from upphandling.projections import agreements, care_granted, gaps


class Gap(StrEnum):
    """Why somebody will be without, or has been."""

    WITHOUT_PROVIDER = "without_provider"
    LICENCE_LOST = "licence_lost"
    NO_SUCCESSOR = "no_successor"
    NO_AGREEMENT = "no_agreement"
    SUCCESSOR_TOO_LATE = "successor_too_late"
    WAVE_TOO_LATE = "wave_too_late"
    UNEXECUTED = "unexecuted"


SAYS = {
    Gap.WITHOUT_PROVIDER: "Ingen utförare har avtal som gäller för kunderna.",
    Gap.LICENCE_LOST: "Utföraren har förlorat sitt tillstånd.",
    Gap.NO_SUCCESSOR: "Avtalet upphör och inget är planerat för kunderna.",
    Gap.NO_AGREEMENT: "Avtalet upphör och inget annat gäller i området då.",
    Gap.SUCCESSOR_TOO_LATE: "Kunderna har plats i ett avtal som börjar senare.",
    Gap.WAVE_TOO_LATE: "Övertagandet är planerat till efter att avtalet upphört.",
    Gap.UNEXECUTED: "Beviljade insatser har inte verkställts och ska rapporteras.",
}
HELPS = {
    Gap.WITHOUT_PROVIDER: "Placera kunderna nu, eller låt reserven träda in.",
    Gap.LICENCE_LOST: "Föreslå omplacering, eller häv avtalet.",
    Gap.NO_SUCCESSOR: "Placera kunderna och planera övertagandet till dagen.",
    Gap.NO_AGREEMENT: "Förläng avtalet, eller ingå ett nytt som börjar i tid.",
    Gap.SUCCESSOR_TOO_LATE: "Förläng det gamla avtalet tills det nya har börjat.",
    Gap.WAVE_TOO_LATE: "Flytta vågen till dagen, eller förläng avtalet.",
    Gap.UNEXECUTED: "Verkställ besluten, eller rapportera dem till tillsynen.",
}


SOME = 5


@dataclass(frozen=True, slots=True)
class Outlook:
    """A system as it stands today: its agreements, and who steps in."""

    system: str
    today: date
    until: date
    agreements: Mapping[str, Row]
    fallbacks: Mapping[str, str]

    @property
    def ending(self) -> dict[str, date]:
        """The agreements that end by the day asked for; the day after their last."""
        return {
            key: row["ends_on"] + ONE_DAY
            for key, row in self.agreements.items()
            if row["ends_on"] is not None and self.today <= row["ends_on"] <= self.until
        }

    def gap(
        self,
        kind: Gap,
        *,
        day: date,
        customers: int,
        bundle: str | None = None,
        area: str | None = None,
        agreement: str | None = None,
        **more: object,
    ) -> Row:
        """A row: from which day how many are without, why, and what would help."""
        return {
            "system": self.system,
            "day": day,
            "gap": kind,
            "bundle": bundle,
            "area": area,
            "agreement": agreement,
            "customers": customers,
            "fallback": self.fallbacks.get(bundle or ""),
            "transition": None,
            "wave": None,
            "people": [],
            "successor": None,
            **more,
            "says": SAYS[kind],
            "helps": HELPS[kind],
        }


def the_gaps(
    connection: Connection, system: str | None, today: date, until: date
) -> list[Row]:
    """Every gap from today until a day, soonest first.

    `customers` are those of today, `people` the first references of those whom nobody
    serves, `fallback` the agreement that is named to step in.
    """
    found = [
        gap
        for name in systems(connection, system)
        for gap in _of_system(connection, name, today, until)
    ]
    return sorted(found, key=lambda gap: (gap["day"], gap["system"]))


def _of_system(
    connection: Connection, system: str, today: date, until: date
) -> Iterator[Row]:
    outlook = Outlook(
        system,
        today,
        until,
        {
            row["agreement"]: row
            for row in rows(connection, agreements.of_system(system))
        },
        {
            row["bundle"]: row["agreement"]
            for row in rows(connection, gaps.fallbacks(system, until))
        },
    )
    for row in rows(connection, gaps.without_provider(system, today)):
        since = row.pop("since")
        whose = gaps.who_is_without(system, today, **_part_of(row)).limit(SOME)
        people = list(connection.scalars(whose))
        yield outlook.gap(
            Gap.WITHOUT_PROVIDER, day=today, since=since, people=people, **row
        )
    for row in rows(connection, gaps.of_lost_licences(system, today)):
        yield outlook.gap(Gap.LICENCE_LOST, day=today, **row)
    plans = rows(connection, gaps.plans(system, today, list(outlook.ending)))
    yield from _unplanned(outlook, plans)
    yield from _uncovered(outlook, plans)
    report_by = Counter(
        max(row["report_by"], today)
        for row in rows(connection, care_granted.unexecuted(system))
        if row["report_by"] <= until
    )
    for day, number in sorted(report_by.items()):
        yield outlook.gap(Gap.UNEXECUTED, day=day, customers=number)


def _part_of(row: Row) -> Row:
    return {name: row[name] for name in ("bundle", "area", "agreement")}


def _unplanned(outlook: Outlook, plans: Sequence[Row]) -> Iterator[Row]:
    """Customers who will not have been moved when their agreement ends."""
    for plan in plans:
        day = outlook.ending[plan["agreement"]]
        kind = _why(outlook, plan, day)
        if kind is not None:
            yield outlook.gap(
                kind,
                day=day,
                bundle=outlook.agreements[plan["agreement"]]["bundle"],
                area=plan["area"],
                agreement=plan["agreement"],
                customers=plan["customers"],
                transition=plan["transition"],
                wave=plan["wave"],
                successor=plan["placed_at"],
            )


def _why(outlook: Outlook, plan: Row, day: date) -> Gap | None:
    """What is wrong with what is planned for some customers; None if nothing is."""
    successor = outlook.agreements.get(plan["placed_at"] or "")
    if plan["planned_on"] is not None and plan["planned_on"] > day:
        return Gap.WAVE_TOO_LATE
    if successor is None:
        return None if plan["planned_on"] is not None else Gap.NO_SUCCESSOR
    if successor["starts_on"] > day:
        return Gap.SUCCESSOR_TOO_LATE
    if successor["ends_on"] is not None and successor["ends_on"] < day:
        return Gap.NO_SUCCESSOR
    return None


def _uncovered(outlook: Outlook, plans: Sequence[Row]) -> Iterator[Row]:
    """Areas in which no agreement is in force the day after one of them ends."""
    for key, day in outlook.ending.items():
        ending = outlook.agreements[key]
        for area in ending["areas"]:
            others = [
                row
                for row in outlook.agreements.values()
                if row["bundle"] == ending["bundle"]
                and area in row["areas"]
                and (row["ends_on"] is None or row["ends_on"] >= day)
            ]
            if any(row["starts_on"] <= day for row in others):
                continue
            following = min(others, key=lambda row: row["starts_on"], default=None)
            yield outlook.gap(
                Gap.NO_AGREEMENT,
                day=day,
                bundle=ending["bundle"],
                area=area,
                agreement=key,
                customers=sum(
                    plan["customers"]
                    for plan in plans
                    if (plan["agreement"], plan["area"]) == (key, area)
                ),
                successor=following and following["agreement"],
            )
