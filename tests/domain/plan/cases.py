"""Plans at each stage of a milestone, and one with a promise."""

from __future__ import annotations

from tests.given import day, person, scheduler
from upphandling.domain.intervals import Interval
from upphandling.domain.plan import Plan

EARLY_OCTOBER = Interval(
    earliest=day("2026-10-01"), latest=day("2026-10-10"), wording="början oktober"
)
NOVEMBER = Interval(earliest=day("2026-11-01"), latest=day("2026-11-30"))
PROMISE = {
    "promise": "val-i-host",
    "to": "Alla med omvårdnad",
    "text": "Ni får välja i höst.",
    "when": NOVEMBER,
    "depends_on": (),
}


def drawn_up() -> Plan:
    return Plan.draw_up(person("2026-01-12T09:00"), "staden", system="staden")


def with_milestone() -> Plan:
    plan = drawn_up()
    plan.plan_milestone(
        person("2026-01-12T10:00"),
        milestone="beslut",
        title="Tilldelningsbeslut",
        when=EARLY_OCTOBER,
        depends_on=(),
    )
    return plan


def met() -> Plan:
    plan = with_milestone()
    plan.meet_milestone(person("2026-10-05T09:00"), milestone="beslut", met_on=None)
    return plan


def missed() -> Plan:
    plan = with_milestone()
    plan.miss_milestone(scheduler("2026-10-11T00:00"), milestone="beslut")
    return plan


def abandoned() -> Plan:
    plan = with_milestone()
    plan.abandon_milestone(
        person("2026-10-05T09:00"), milestone="beslut", reason="Avbruten"
    )
    return plan


def promised() -> Plan:
    plan = drawn_up()
    plan.promise(person("2026-02-02T09:00"), **PROMISE)
    return plan
