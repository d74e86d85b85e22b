"""What the house does by a clock that steps, leaps, or is put forward for the summer."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.infrastructure.timekeeping.machine import Machine
from tests.interfaces.test_send import BID, SYSTEM, TENDER
from tests.town import command, role_for
from upphandling.application.refusals import ClockNotBelieved
from upphandling.bootstrap import House, open_house
from upphandling.domain.instants import SWEDEN, local_date
from upphandling.domain.tender.refusals import BidTooLate
from upphandling.infrastructure.clock import ManualClock

BEGUN = datetime(2026, 1, 7, 9, tzinfo=UTC)
CLOSES = datetime(2026, 3, 10, 23, tzinfo=UTC)
TOPICS = ["tender.closed"]

SPRING = [(2026, 3, 29), (2027, 3, 28), (2028, 3, 26), (2029, 3, 25), (2030, 3, 31)]
AUTUMN = [
    (2026, 10, 25),
    (2027, 10, 31),
    (2028, 10, 29),
    (2029, 10, 28),
    (2030, 10, 27),
]
NIGHTS = [*SPRING, *AUTUMN, (2028, 2, 29)]


@pytest.fixture
def machine():
    return Machine(BEGUN)


@pytest.fixture
def opened(database_url, machine):
    """Processes on the same database; all are closed in the end."""
    houses: list[House] = []

    def another() -> House:
        houses.append(
            open_house(database_url, clock=machine.clock, since=machine.since)
        )
        return houses[-1]

    yield another
    for house in houses:
        house.__exit__()


@pytest.fixture
def house(opened):
    house = opened()
    send(house, "choice_system.establish", SYSTEM)
    announce(house, "prov-2019", CLOSES)
    return house


def test_a_late_bid_does_not_get_in_because_the_clock_stepped_back(
    house, opened, machine
):
    machine.pass_time(days=62, hours=14, minutes=1)
    assert machine.now == CLOSES + timedelta(minutes=1)
    house.guard.keep()  # as the service does at each beat; nothing has fallen yet

    machine.set_clock(minutes=-4)
    for each in (house, opened()):
        with pytest.raises(BidTooLate):
            send(each, "tender.receive_bid", BID)
    machine.set_clock(minutes=-4)
    for each in (house, opened()):
        with pytest.raises(ClockNotBelieved):
            send(each, "tender.receive_bid", BID)

    assert [one.rule for one in house.recorder.refusals()] == ["BidTooLate"] * 2


@pytest.mark.parametrize("step", [{"hours": -1}, {"days": 90}])
def test_nothing_falls_by_a_clock_that_leaps_until_a_person_has_confirmed_it(
    house, machine, step
):
    house.tick()
    house.guard.keep()
    machine.set_clock(**step)

    assert house.tick() is None
    assert closed(house) == []
    with pytest.raises(ClockNotBelieved):
        send(house, "tender.prepare", {**TENDER, "tender": "annan"})

    house.guard.confirm("drift-1", "Klockan är rättad")
    machine.pass_time(days=90)

    house.tick()
    assert closed(house) == ["tender:prov-2019"]


def test_what_fell_due_while_the_house_was_down_falls_at_once(house, opened, machine):
    house.tick()
    house.guard.keep()
    machine.pass_time(days=90)

    opened().tick()

    assert closed(house) == ["tender:prov-2019"]


@pytest.mark.parametrize("night", NIGHTS, ids=lambda night: "-".join(map(str, night)))
def test_each_deadline_of_the_night_falls_once_and_never_early(sqlite_url, night):
    """Every half hour of a night that is an hour too long or too short, and of 29 February."""
    midnight = datetime(*night, tzinfo=SWEDEN).astimezone(UTC)
    begins = midnight - timedelta(hours=1)
    closings = [begins + timedelta(minutes=30 * number) for number in range(12)]
    clock = ManualClock(begins - timedelta(days=40))
    with open_house(sqlite_url, clock=clock) as house:
        send(house, "choice_system.establish", SYSTEM)
        for number, at in enumerate(closings):
            announce(house, f"natt-{number}", at)
        clock.now = begins - timedelta(days=3)
        house.tick()
        clock.now = begins - timedelta(minutes=1)

        while clock.now < closings[-1] + timedelta(hours=1):
            due = [at for at in closings if at <= clock.now]
            house.tick()
            assert Counter(closed(house)) == Counter(
                f"tender:natt-{closings.index(at)}" for at in due
            )
            clock.advance(timedelta(minutes=7))

        assert len(closed(house)) == len(closings)


def send(house: House, name: str, data: dict[str, object]) -> None:
    house.engine.handle(
        command(name, data),
        by="upphandlare-1",
        role=role_for(name),
        mandate="delegationsordning 4.2",
    )


def announce(house: House, key: str, closes_at: datetime) -> None:
    send(house, "tender.prepare", {**TENDER, "tender": key})
    last_day = local_date(closes_at - timedelta(seconds=1))
    send(
        house,
        "tender.announce",
        {
            "tender": key,
            "last_day": last_day.isoformat(),
            "closes_at": closes_at.isoformat(),
            "notice": "N-1",
        },
    )


def closed(house: House) -> list[str]:
    return [record.stream_id for record in house.recorder.records(topics=TOPICS)]
