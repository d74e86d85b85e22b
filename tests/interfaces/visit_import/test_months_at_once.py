"""Files of different months that are read at once: what does not go together is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Barrier, Thread

import pytest

from tests.town import Town
from tests.visit_files import HEADER, cared_for, carried
from upphandling.domain.errors import Refused
from upphandling.domain.visit_month import AnotherImportUnderWay, VisitMonth, key_of
from upphandling.infrastructure.visits import pending
from upphandling.interfaces.visit_import import Carried, carrying

NOW = "2026-06-02T09:00"


def line(visit: str, start: str, end: str, staff: str = "p-1") -> str:
    return f"{visit};k-1;avtal-a;personal_care;{staff};{start};{end}"


LATE = line("b-1", "2026-03-31 23:30", "2026-04-01 00:30")
EARLY = line("b-2", "2026-04-01 00:15", "2026-04-01 01:00")
SAME_ID = line("b-1", "2026-05-10 07:00", "2026-05-10 08:00", "p-2")
OTHER = line("b-3", "2026-04-01 00:15", "2026-04-01 01:00", "p-2")


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, NOW) as town:
        yield cared_for(town)


def standing(town: Town, month: str) -> tuple[int, ...]:
    found = town.house.engine.session().find(VisitMonth, key_of("staden", month))
    return () if found is None else found.standing


def meanwhile(monkeypatch, step: str, do: Callable[[], None]) -> None:
    """Do something just before one step of the next import, once."""
    really = getattr(carrying, step)

    def interrupted(*given: object) -> object:
        monkeypatch.setattr(carrying, step, really)
        do()
        return really(*given)

    monkeypatch.setattr(carrying, step, interrupted)


@pytest.mark.parametrize(
    ("rows", "month"), [([EARLY], "2026-04"), ([SAME_ID], "2026-05")]
)
@pytest.mark.parametrize("step", ["checked", "must_be_alone"])
def test_what_another_month_is_reading_is_not_read_again(
    town, monkeypatch, rows, month, step
):
    """Whichever is told so, one of the two counts."""

    def another() -> None:
        with Town(town.url, NOW) as other, pytest.raises(AnotherImportUnderWay) as told:
            carried(other, rows, month=month)
        assert told.value.details == {"months": ["2026-03"]}

    meanwhile(monkeypatch, step, another)

    assert carried(town, [LATE]).rows == 1
    assert (len(standing(town, "2026-03")), standing(town, month)) == (1, ())


@pytest.mark.parametrize(
    ("rows", "month"), [([EARLY], "2026-04"), ([SAME_ID], "2026-05")]
)
def test_what_another_month_has_read_since_is_seen(town, monkeypatch, rows, month):
    def another() -> None:
        with Town(town.url, NOW) as other:
            assert carried(other, rows, month=month).rows == 1

    meanwhile(monkeypatch, "_write", another)

    with pytest.raises(AnotherImportUnderWay):
        carried(town, [LATE])
    assert (standing(town, "2026-03"), len(standing(town, month))) == ((), 1)


def test_months_that_go_together_are_read_at_once(town, monkeypatch):
    def another() -> None:
        with Town(town.url, NOW) as other:
            assert carried(other, [OTHER], month="2026-04").rows == 1

    meanwhile(monkeypatch, "checked", another)

    assert carried(town, [LATE]).rows == 1


def test_a_plan_is_told_once_in_all_months(town, monkeypatch):
    header = f"{HEADER};slag"

    def another() -> None:
        with Town(town.url, NOW) as other, pytest.raises(AnotherImportUnderWay):
            carried(other, [f"{SAME_ID};planerat"], month="2026-05", header=header)
        with Town(town.url, NOW) as other:
            done = carried(other, [SAME_ID], month="2026-05")
            assert done.rows == 1

    meanwhile(monkeypatch, "checked", another)

    assert carried(town, [f"{LATE};planerat"], header=header).planned == 1


def test_what_broke_off_long_ago_is_in_nobodys_way(town, monkeypatch):
    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pending, "drop", lambda *_: None)
    monkeypatch.setattr(carrying, "must_be_alone", broken)
    with pytest.raises(KeyboardInterrupt):
        carried(town, [LATE])
    monkeypatch.undo()

    with pytest.raises(AnotherImportUnderWay):
        carried(town, [EARLY], month="2026-04")
    monkeypatch.setattr(pending, "LEFT_BEHIND", -pending.LEFT_BEHIND)
    assert carried(town, [EARLY], month="2026-04").rows == 1


def test_of_two_months_at_the_very_same_moment_both_never_count(town, monkeypatch):
    written, both = carrying._write, Barrier(2)
    outcome: dict[str, Carried | Refused] = {}

    def together(*given: object) -> None:
        written(*given)
        both.wait(30)

    def run(month: str, row: str) -> None:
        with Town(town.url, NOW) as other:
            try:
                outcome[month] = carried(other, [row], month=month)
            except Refused as refused:
                outcome[month] = refused

    monkeypatch.setattr(carrying, "_write", together)
    threads = [
        Thread(target=run, args=told)
        for told in (("2026-03", LATE), ("2026-04", EARLY))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    refused = [one for one in outcome.values() if isinstance(one, Refused)]
    assert len(outcome) == 2
    assert refused
    assert all(isinstance(one, AnotherImportUnderWay) for one in refused)
