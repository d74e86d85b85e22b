"""Receivers that fail, hang, reset and babble: tried again, later each time, then dead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.given import local
from tests.infrastructure.outbox.post_office import PostOffice, webhook
from tests.infrastructure.outbox.receivers import (
    BABBLES,
    HANGS,
    RESETS,
    TAKES,
    receiver,
)
from tests.town import Town
from upphandling.infrastructure.outbox import webhook as posting
from upphandling.infrastructure.outbox.back_off import FIRST, LONGEST, wait_after
from upphandling.infrastructure.outbox.letters import State

ONE = 'topics = ["choice_system.established"]'


@pytest.fixture
def office(sqlite_url, tmp_path, listener):
    with Town(sqlite_url, "2026-03-02T09:00") as town:
        opened = PostOffice(town, tmp_path, listener)
        opened.open(webhook(listener.url, ONE))
        opened.round()
        town.founded()
        yield opened


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (500, "mottagaren svarade 500"),
        (404, "mottagaren svarade 404"),
        ((302, {"Location": "/nagon-annanstans"}), "mottagaren svarade 302"),
        (RESETS, "ingen förbindelse"),
        (BABBLES, "svaret var inte HTTP"),
        (HANGS, "inget svar inom tidsgränsen"),
    ],
)
def test_what_did_not_get_there_waits_and_says_why(office, answer, fault, monkeypatch):
    monkeypatch.setattr(posting, "PATIENCE", 0.3)
    office.listener.answers.append(answer)

    office.round()

    (letter,) = office.letters(State.WAITING)
    assert (letter.fault, letter.tries) == (fault, 1)
    assert letter.due_at == office.town.clock.now + FIRST
    assert len(office.listener.got) == 1  # not even a redirect is followed


def test_an_answer_that_drips_for_ever_is_hung_up_on(office, monkeypatch):
    monkeypatch.setattr(posting, "IN_ALL", 0.3)
    office.listener.answers.append(HANGS)

    office.round()

    (letter,) = office.letters(State.WAITING)
    assert letter.fault in {"svaret var inte HTTP", "ingen förbindelse"}


def test_a_receiver_that_is_not_there_is_no_connection(office):
    with receiver() as gone:
        url = gone.url
    office.open(webhook(url, ONE))

    office.round()

    (letter,) = office.letters(State.WAITING)
    assert letter.fault == "ingen förbindelse"


def test_nothing_of_the_answer_nor_of_the_address_is_kept_or_logged(office, capsys):
    office.listener.answers.extend([500, 410])
    office.round()
    office.town.at("2026-03-02T09:01")
    office.round()

    told = capsys.readouterr().out + repr(office.letters())
    assert "letter_failed" in told
    assert "letter_died" in told
    assert "Hemligt" not in told
    assert "nyckel=hemlig" not in told


def test_it_gives_up_after_the_last_try_and_not_before(office):
    office.open("tries = 3\n" + webhook(office.listener.url, ONE))
    office.listener.answers.extend([500, 500, 500])
    for minute in range(10, 40, 10):
        assert office.letters(State.DEAD) == []
        office.round()
        office.town.at(f"2026-03-02T09:{minute}")

    (letter,) = office.letters()
    assert (letter.state, letter.tries) == (State.DEAD, 3)
    office.town.at("2026-03-09T09:00")
    office.round()
    assert len(office.listener.got) == 3


def test_who_says_gone_is_not_asked_again(office):
    office.listener.answers.append(410)

    office.round()

    (letter,) = office.letters()
    assert (letter.state, letter.fault) == (State.DEAD, "mottagaren svarade 410")


def test_who_asks_for_time_gets_it(office):
    office.listener.answers.append((503, {"Retry-After": "3600"}))

    office.round()

    (letter,) = office.letters()
    assert letter.due_at == office.town.clock.now + timedelta(hours=1)


def test_a_receiver_that_takes_nothing_is_left_in_peace_for_a_while(office):
    """One try a round, and rounds apart: the other letters are not burnt up on it."""
    office.open(webhook(office.listener.url))
    for number in range(3):
        office.town.do("plan.draw_up", {"plan": f"plan-{number}", "system": "staden"})
    office.listener.answers.extend([500] * 9)

    office.round()
    office.round()
    assert len(office.listener.got) == 1

    office.listener.answers.clear()
    office.town.at("2026-03-02T09:01")
    office.round()
    assert office.letters(State.WAITING) == []


def test_one_receiver_that_is_down_does_not_hold_up_another(office):
    with receiver() as other:
        office.open(
            webhook(office.listener.url, ONE, "nere")
            + webhook(other.url, ONE + '\nfrom = "start"', "uppe")
        )
        office.listener.answers.append(500)

        office.round()

        assert [got.told["type"] for got in other.got] == ["choice_system.established"]


def test_a_damaged_row_kills_its_own_letter_and_no_other(office):
    office.open(webhook(office.listener.url))
    (postman,) = office.postmen
    postman.reading_on(office.town.clock.now)
    with office.town.house.database.writing("outbox") as cursor:
        cursor.execute(
            "UPDATE outbox SET position = 999999 WHERE tries = 0 AND topic = ?",
            ("choice_system.established",),
        )

    while office.round():
        pass

    (dead,) = office.letters(State.DEAD)
    assert dead.fault == "händelsen går inte att läsa"
    assert office.letters(State.WAITING) == []


# -- The pauses ------------------------------------------------------------------------


def test_the_pause_doubles_up_to_six_hours():
    waits = [wait_after(tries, 0) for tries in range(1, 21)]

    assert waits[:4] == [FIRST, FIRST * 2, FIRST * 4, FIRST * 8]
    assert waits[-1] == LONGEST
    assert sum(waits, timedelta()) > timedelta(days=2)


@given(st.integers(1, 10_000), st.floats(0, 1), st.none() | st.floats(0, 1e9))
def test_no_pause_is_shorter_than_half_nor_longer_than_the_longest(
    tries, chance, asked
):
    wait = wait_after(tries, chance, asked)

    assert FIRST / 2 <= wait <= LONGEST
    assert wait <= wait_after(tries + 1, chance, asked)


@pytest.mark.parametrize(
    ("before", "first", "second"),
    [  # the hour that is there twice, and the one that is not there
        ("2026-10-25T02:59:50+02:00", "00:59:50", "01:00:10"),
        ("2026-03-29T01:59:50+01:00", "00:59:50", "01:00:10"),
    ],
)
def test_a_pause_is_as_long_on_the_night_the_clocks_change(
    sqlite_url, tmp_path, listener, before, first, second
):
    with Town(sqlite_url, "2026-01-02T09:00") as town:
        office = PostOffice(town, tmp_path, listener)
        office.open(webhook(listener.url, ONE))
        office.round()
        town.founded()
        town.clock.now = night = datetime.fromisoformat(before)
        listener.answers.extend([500, 500, TAKES])
        office.round()
        assert office.letters()[0].due_at == night + timedelta(seconds=10)
        town.clock.advance(timedelta(seconds=10))
        office.round()

        (letter,) = office.letters()
        due = letter.due_at.astimezone(UTC)
        assert night.astimezone(UTC).strftime("%H:%M:%S") == first
        assert (due - timedelta(seconds=10)).strftime("%H:%M:%S") == second
        assert due - night == timedelta(seconds=30)
        town.clock.advance(timedelta(seconds=19))
        assert office.round() == 0
        town.clock.advance(timedelta(seconds=1))
        assert office.round() == 1


def test_a_clock_that_stepped_back_only_waits_longer(office):
    office.listener.answers.append(500)
    office.round()

    office.town.clock.now = local("2026-03-02T08:00")
    assert office.round() == 0
    office.town.clock.now = local("2026-03-02T09:01")
    assert office.round() == 1
