"""A town with a year behind it, large enough to measure every view of the follow-up on.

3 000 customers under 30 agreements, of whom 600 have moved; 10 500 checks of 50
requirements; 360 months of payments; 200 deviations; 1 860 values of five indicators;
and a million visits in twelve batches. What is few was brought about by commands; what
is many was lived through by the domain and put into the log month by month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random

from eventsourcing.persistence import StoredEvent

from benchmarks.follow_up_lives import (
    AGREEMENTS,
    AREAS,
    BUNDLE,
    MONTHS,
    REQUIREMENTS,
    SYSTEM,
    lives,
    moves,
    the_agreement,
    the_customer,
    the_requirement,
)
from tests.checked_town import SCHEDULE
from tests.given import local
from tests.payment_town import adopt
from tests.town import SYSTEM as TOWN
from tests.town import Town, role_for
from upphandling.application.visits import KeptVisit
from upphandling.domain.base import DomainEvent, Role
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.errors import Refused
from upphandling.domain.instants import start_of
from upphandling.infrastructure.event_log.event_mapper import EventMapper
from upphandling.infrastructure.visits import pending

CUSTOMERS, MOVED, MILESTONES, REFUSED = 3_000, 600, 20, 200
VISITS = 1_000_000
AT_A_TIME = 50_000
SECONDS_A_DAY = 86_400
BEFORE, NOW = "2024-12-02T09:00", "2026-02-15T09:00"


def filled(url: str, visits: int = VISITS) -> Town:
    """The town, its read models up to date; the caller closes it."""
    town = Town(url, BEFORE)
    founded(town)
    settled(town)
    lived(town, visits)
    town.clock.now = local(NOW)
    pending.looked_at(town.house.database)
    refused(town)
    town.house.refresh()
    with town.house.database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(
            "ANALYZE"
        )
    return town


# -- By commands ---------------------------------------------------------------


def founded(town: Town) -> None:
    """The system, its agreements and their shares, the requirements and the timetable."""
    town.do("choice_system.establish", TOWN)
    for number in range(REQUIREMENTS):
        told = {"system": SYSTEM, "requirement": the_requirement(number)}
        town.do("choice_system.set_requirement", {**told, "text": "Ett krav."})
        how = {"how": "Besök", "by_whom": "Avtalsenheten", "how_often": "yearly"}
        town.do("choice_system.plan_follow_up", {**told, **how})
        schedule = {**SCHEDULE, "valid_from": "2025-01-01"}
        town.do("choice_system.schedule_checks", {**told, "schedule": schedule})
    for number in range(AGREEMENTS):
        _agreed(town, number)
    adopt(town)
    town.do("plan.draw_up", {"plan": "tidplan", "system": SYSTEM})
    for number in range(MILESTONES):
        day = date(2025, 1, 7) + timedelta(days=20 * number)
        when = {"earliest": day.isoformat(), "latest": day.isoformat()}
        milestone = {"plan": "tidplan", "milestone": f"m-{number}", "title": "Ett steg"}
        town.do("plan.add_milestone", {**milestone, "when": when})


def _agreed(town: Town, number: int) -> None:
    agreement = the_agreement(number)
    town.with_agreement(
        agreement,
        provider=f"utforare-{number}",
        regime="lou",
        areas=list(AREAS),
        starts_on="2024-12-01",
        ends_on="2026-06-30" if number % 5 == 4 else None,
    )
    value = {"value_sek": 9_000_000, "threshold_sek": 7_800_000, "source": "Avtalet"}
    town.do("agreement.state_value", {"agreement": agreement, **value})
    steps = [
        {"from_on": f"{year}-01-01", "minimum_percent": share, "cap_percent": share + 3}
        for year, share in ((2025, 2.0), (2026, 3.0), (2027, 4.0))
    ]
    if number:
        told = {"agreement": agreement, "steps": steps}
        why = {"legal_basis": "Avtalet § 4", "reason": "Andelen växer."}
        town.do("agreement.agree_shares", {**told, **why})


def settled(town: Town) -> None:
    """Everybody is granted care and has a provider from the new year."""
    rows = [
        {
            "row": number + 2,
            "customer": the_customer(number),
            "decision": "beslut-1",
            "area": AREAS[number % 2],
            "service": "personal_care",
            "minutes_per_week": 700,
            "granted_on": "2024-12-01",
            "valid_from": "2024-12-01",
            "agreement": the_agreement(number % AGREEMENTS),
        }
        for number in range(CUSTOMERS)
    ]
    told = {"system": SYSTEM, "rows": rows}
    town.do("customer.import", told, role=Role.CARE_NEEDS_ASSESSOR)


def refused(town: Town) -> None:
    """What somebody tries in vain."""
    role = role_for("plan.draw_up")
    for number in range(REFUSED):
        try:
            town.do("plan.draw_up", {"plan": "tidplan", "system": SYSTEM}, role=role)
        except Refused:
            continue
        message = f"attempt {number} was not refused"
        raise AssertionError(message)


# -- By the domain, month by month ---------------------------------------------


def lived(town: Town, visits: int) -> None:
    """A year in the log, each month recorded at its end, after the visits before it."""
    by_month: dict[tuple[int, int], list[StoredEvent]] = defaultdict(list)
    mapper = EventMapper()
    moved = town.house.engine.session().find_many(
        CustomerChoice, [f"{the_customer(number)}/{BUNDLE}" for number in range(MOVED)]
    )
    for case in (*lives(), *moves(list(moved.values()))):
        for event in case.collect_events():
            assert isinstance(event, DomainEvent)
            at = event.effective_at
            by_month[at.year, at.month].append(mapper.to_stored_event(event))
    for year, month in sorted(by_month):
        town.clock.now = datetime(year, month, 2, 8, tzinfo=UTC)
        before = town.clock.now.date().replace(day=1) - timedelta(days=1)
        if before.replace(day=1) in MONTHS:
            visited(town, before.replace(day=1), visits // len(MONTHS))
        town.clock.now = datetime(year, month, 28, 20, tzinfo=UTC)
        town.house.recorder.insert_events(by_month[year, month])
        town.house.refresh()


# -- Visits --------------------------------------------------------------------


def visited(town: Town, month: date, number: int) -> None:
    """A batch of visits of a month."""
    batch = pending.begin(town.house.database, SYSTEM, f"{month:%Y-%m}")
    told = enumerate(_visits(month, number), 2)
    while part := list(islice(told, AT_A_TIME)):
        pending.write(town.house.database, batch, part)
    imported = {
        "system": SYSTEM,
        "month": f"{month:%Y-%m}",
        "batch": batch,
        "against": [],
        "rows": number,
        "refused": 0,
        "file": "besok.csv",
        "file_sha256": "0" * 64,
    }
    town.do("visit_month.import", imported, role=Role.CARE_ADMINISTRATOR)


def _visits(month: date, number: int) -> Iterable[KeptVisit]:
    chance = Random(month.month)
    first = int(start_of(month).timestamp())
    for n in range(number):
        starts = first + SECONDS_A_DAY * (n % 28) + 60 * chance.randrange(1_380)
        who = chance.randrange(CUSTOMERS)
        yield KeptVisit(
            visit=f"b-{month.month:02}-{n:07}",
            customer=the_customer(who),
            agreement=the_agreement(who % AGREEMENTS),
            service="personal_care",
            staff=f"p-{chance.randrange(CUSTOMERS):05}",
            starts=starts,
            ends=starts + 60 * chance.randrange(5, 60),
            registered_after=n % 10 == 0,
            aged=True,
        )
