"""The wire to PostgreSQL is cut at every question in turn, before it and after it.

Among them is the COMMIT whose answer nobody hears: the sender cannot know whether it is
done. Whoever asks again with the same id is told, and it has happened exactly once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

import pytest

from tests.faults.wire import Cut, Wire, wire_to
from tests.interfaces.conftest import cli  # noqa: F401  (fixture)
from tests.town import MANDATE, OFFICER, Town, command, role_for
from upphandling.application.answers import Answer
from upphandling.domain.errors import CaseExists
from upphandling.infrastructure.storage.troubles import DatabaseTrouble

MOST = 60  # questions for one command; one that asks more would have a fault
EVERY_CUT = tuple(Cut)
TOLD_AGAIN = "Kommandot var redan utfört; inget nytt har skrivits.\n"

PLAN = {"plan": "tidplan", "system": "staden"}
ROUTES: dict[str, tuple[str, dict[str, object]]] = {
    "one event": ("plan.draw_up", {**PLAN}),
    "two cases": (
        "customer_choice.register",
        {
            "system": "staden",
            "bundle": "omvardnad",
            "since": "2026-01-01",
            "customers": [
                {"customer": f"person-{number}", "area": "norr", "minutes_per_week": 60}
                for number in range(3)
            ],
        },
    ),
}


@pytest.fixture
def wired(postgresql_url) -> Iterator[tuple[Town, Wire]]:
    """A town whose house sits at the far end of a wire."""
    with Town(postgresql_url, "2026-03-02T09:00") as near:
        near.founded()
        with (
            wire_to(postgresql_url) as (wire, url),
            Town(url, "2026-03-02T09:00") as far,
        ):
            far.clock = near.clock
            far.house.engine.clock = near.clock
            yield far, wire


def until_heard(work: Callable[[], object]) -> int:
    """Do it until nothing stands in the way; answers how often the wire was dead."""
    for lost in range(5):
        with suppress(DatabaseTrouble):
            work()
            return lost
    message = "the line is not mended"
    raise AssertionError(message)


def sent(town: Town, name: str, data: dict[str, object], command_id: str) -> Answer:
    return town.house.engine.handle(
        command(name, data),
        by=OFFICER,
        role=role_for(name),
        mandate=MANDATE,
        command_id=command_id,
    )


def written(town: Town, command_id: str) -> list[str]:
    """The topics that a command led to."""
    return [
        row.topic
        for row in town.house.recorder.records()
        if row.command_id == command_id
    ]


def kept(town: Town, command_id: str) -> tuple[int, int]:
    """How many outcomes it has, and how many refusals."""
    found = []
    for table in ("commands", "refusals"):
        with town.house.database.reading() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM {table} WHERE command_id = %s", (command_id,)
            )
            found.append(cursor.fetchone()[0])
    return found[0], found[1]


@pytest.mark.parametrize("how", EVERY_CUT)
@pytest.mark.parametrize("route", ROUTES)
def test_wherever_the_wire_is_cut_it_is_done_once(wired, route, how):
    town, wire = wired
    name, data = ROUTES[route]
    lost = answers_lost = 0
    for number in range(MOST):
        given = json.loads(
            json.dumps(data)
            .replace("tidplan", f"tidplan-{number}")
            .replace("person-", f"person-{number}-")
        )
        command_id = f"sand-{number}"
        wire.cut(number, how)

        answers: list[Answer] = []
        dead = until_heard(
            lambda given=given, command_id=command_id, answers=answers: answers.append(
                sent(town, name, given, command_id)
            )
        )
        was_cut = wire.was_cut
        wire.cut(None)

        assert len(written(town, command_id)) == len(set(written(town, command_id))) * (
            len(given.get("customers", "x"))
        )
        assert kept(town, command_id) == (1, 0)
        again = sent(town, name, given, command_id)
        assert again.repeated
        lost += dead
        answers_lost += dead and answers[0].repeated
        if not was_cut:
            break
    else:
        pytest.fail("it never ends")
    assert lost > 0
    assert (answers_lost > 0) == (how is Cut.ANSWER)


@pytest.mark.parametrize("how", EVERY_CUT)
def test_wherever_the_wire_is_cut_a_refusal_is_kept_once(wired, how):
    town, wire = wired
    sent(town, "plan.draw_up", PLAN, "forst")
    for number in range(MOST):
        command_id = f"nekad-{number}"
        wire.cut(number, how)

        def refused(command_id: str = command_id) -> None:
            with pytest.raises(CaseExists):
                sent(town, "plan.draw_up", PLAN, command_id)

        until_heard(refused)
        was_cut = wire.was_cut
        wire.cut(None)

        assert kept(town, command_id) == (1, 1)
        assert written(town, command_id) == []
        refused()
        assert kept(town, command_id) == (1, 1)
        if not was_cut:
            break
    else:
        pytest.fail("it never ends")
    assert number > 0


@pytest.mark.parametrize("how", EVERY_CUT)
def test_wherever_the_wire_is_cut_a_deadline_falls_once(wired, how):
    town, wire = wired
    for number in range(MOST):
        last_day = town.clock.now.date() + timedelta(days=40)
        town.announced(f"prov-{number}", last_day.isoformat())
        town.clock.now += timedelta(days=42)
        wire.cut(number, how)

        until_heard(lambda: town.house.fall_due(town.clock.now))
        was_cut = wire.was_cut
        wire.cut(None)
        until_heard(lambda: town.house.fall_due(town.clock.now))

        topics = [
            row.topic
            for row in town.house.recorder.records(stream_id=f"tender:prov-{number}")
        ]
        assert topics.count("tender.closed") == 1
        if not was_cut:
            break
    else:
        pytest.fail("it never ends")
    assert number > 0


def test_somebody_at_the_command_line_asks_again_and_is_told(
    postgresql_url,
    cli,  # noqa: F811
    monkeypatch,
):
    """`send` ends with 2 and what to do; the same line again says that it is done."""

    def line(number: int) -> str:
        return json.dumps(
            {
                "command": "plan.draw_up",
                "by": OFFICER,
                "role": role_for("plan.draw_up"),
                "mandate": MANDATE,
                "command_id": f"sand-{number}",
                "data": {**PLAN, "plan": f"tidplan-{number}"},
            }
        )

    unheard = 0
    with (
        Town(postgresql_url, "2026-03-02T09:00") as town,
        wire_to(postgresql_url) as (wire, url),
    ):
        town.founded()
        monkeypatch.setenv("UPPHANDLING_DATABASE", url)
        for number in range(MOST):
            wire.cut(number, Cut.ANSWER)
            said = cli("send", "-", stdin=line(number))
            if not wire.was_cut:
                break
            wire.cut(None)
            done = bool(written(town, f"sand-{number}"))
            again = cli("send", "-", stdin=line(number))

            assert said.code == 0 or "Databasservern svarar inte" in said.err
            assert done or said.code == 2
            assert again.code == 0
            assert (again.out == TOLD_AGAIN) is done
            assert written(town, f"sand-{number}") == ["plan.drawn_up"]
            unheard += done and said.code == 2

    assert unheard
