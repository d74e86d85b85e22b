"""What a pulse means: which check tells, how grave it is, and that it says what to do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.interfaces.vitals.feeling import NOW, done, instance, pulse
from upphandling.infrastructure.outbox.standing import Post
from upphandling.infrastructure.read_side.set_aside import SetAside
from upphandling.infrastructure.storage import schema
from upphandling.infrastructure.timekeeping.stops import ClockStop, Step
from upphandling.infrastructure.vitals.check import Check, Status, worst
from upphandling.interfaces.vitals import checks

ASIDE = SetAside(
    projection="tenders",
    case="tender:a",
    topic="tender.closed",
    fault="fel",
    noticed_at=NOW,
)
STOP = ClockStop(
    number=1,
    noticed_at=NOW,
    step=Step.BACK,
    came_from=NOW,
    came_to=NOW - timedelta(hours=1),
)
ASLEEP = {"instances": (instance(seen=300),)}


def test_all_is_well():
    found = list(checks.of_pulse(pulse()))

    assert worst(found) is Status.OK
    assert all(check.said and not check.do for check in found)
    assert checks.of_ledger(None, pulse()).status is Status.OK


@pytest.mark.parametrize(
    ("changed", "name", "status"),
    [
        ({"instances": ()}, "leader", "warn"),
        (ASLEEP, "leader", "warn"),
        ({"instances": (instance(leads=False),)}, "leader", "fail"),
        ({"done": done(sweep=90)}, "sweep", "warn"),
        ({"done": done(sweep=600)}, "sweep", "fail"),
        ({"done": {}}, "sweep", "warn"),
        ({"done": done(sweep=600), **ASLEEP}, "sweep", "warn"),
        ({"lag": timedelta(seconds=31)}, "projection_lag", "warn"),
        ({"lag": timedelta(minutes=6)}, "projection_lag", "fail"),
        ({"lag": timedelta(minutes=6), **ASLEEP}, "projection_lag", "warn"),
        ({"overdue": 3}, "deadlines", "warn"),
        ({"set_aside": (ASIDE,)}, "set_aside", "fail"),
        ({"clock": STOP}, "clock", "fail"),
        ({"posts": (Post("ett", 2, 0, NOW, None),)}, "outbox", "ok"),
        ({"posts": (Post("ett", 0, 2, None, NOW),)}, "outbox", "warn"),
        ({"done": done(backup=27 * 3600)}, "backup", "warn"),
        ({"done": done(backup=25 * 3600)}, "backup", "ok"),
        ({"done": {}}, "backup", "warn"),
    ],
)
def test_what_is_wrong_is_told_by_its_check(changed, name, status):
    (found,) = [one for one in checks.of_pulse(pulse(**changed)) if one.name == name]

    assert found.status == status
    assert bool(found.do) is (status != "ok")


def test_of_two_who_said_that_they_lead_the_last_seen_does():
    killed, new = instance(seen=90, name="gammal"), instance(name="ny")

    assert pulse(instances=(killed, new)).leader is new


def test_neither_case_nor_topic_of_what_is_set_aside_is_told():
    found = checks.of_set_aside(pulse(set_aside=(ASIDE, ASIDE)))

    assert "tenders" in found.said
    assert "tender:a" not in found.said + found.do
    assert "2" not in found.said


def test_a_broken_log_is_told_whenever_it_was_last_whole():
    assert checks.of_ledger("bruten", pulse()).status is Status.FAIL
    assert checks.of_ledger(None, pulse(done=done(audit=11_000))).status is Status.WARN
    assert checks.of_ledger(None, pulse(done={})).status is Status.WARN


def test_a_log_that_only_a_later_version_can_judge_is_neither_green_nor_red():
    found = checks.of_ledger(None, pulse(done=done(unjudged=60)))

    assert (found.status, "uppgradera" in found.do) == (Status.WARN, True)
    judged_since = pulse(done=done(audit=30, unjudged=60))
    assert checks.of_ledger(None, judged_since).status is Status.OK
    assert checks.of_ledger("bruten", pulse(done=done(unjudged=60))).status == "fail"


@pytest.mark.parametrize(
    ("current", "verdict", "status"),
    [("0006", "current", "ok"), ("0005", "outdated", "fail"), ("9", "newer", "fail")],
)
def test_the_tables_are_those_of_the_program_or_not(current, verdict, status):
    found = schema.SchemaState(current=current, head="0006", verdict=verdict)

    assert checks.of_schema(found).status == status


def test_the_gravest_decides():
    well, bad = Check.ok("a", "Bra."), Check.fail("b", "Fel.", "Gör.")

    assert worst([]) is Status.OK
    assert worst([well, bad, Check.warn("c", "Se.", "Gör.")]) is Status.FAIL


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 sekunder"),
        (119, "119 sekunder"),
        (120, "2 minuter"),
        (90_000, "25 timmar"),
    ],
)
def test_a_length_of_time_is_told_in_whole_units(seconds, said):
    assert checks.spoken(timedelta(seconds=seconds)) == said
