"""Alarms ignored: what the clock has said that nobody did, and that nobody has done since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import Connection, func, select

from upphandling.interfaces.report.counting import Group, sourced
from upphandling.interfaces.report.figures import (
    NO_EVENTS,
    Asked,
    Figure,
    Sources,
    Unit,
)
from upphandling.projections.control.asked import alarms_of
from upphandling.projections.control.tables import Alarm

NAMES: Mapping[Alarm, str] = {
    Alarm.CHECK: "Missade kontroller som inte har gjorts eller ställts in",
    Alarm.MEASURE: "Försenade åtgärder som inte har genomförts",
    Alarm.HEARING: "Utförare som inte svarat, utan att något hänt sedan dess",
    Alarm.CHAIR_REPORT: "Ordförandebeslut som inte anmälts (KL 6 kap. 40 §)",
    Alarm.PROGRAMME: "Mandatperioder utan program (KL 5 kap. 3 §)",
    Alarm.REASONS: "Försenade upplysningar om skälen (LOU 19 kap. 20 §)",
    Alarm.POST_AWARD_NOTICE: "Försenade efterannonser (LOU 19 kap. 7 §)",
    Alarm.DOSSIER: "Försenad dokumentation (LOU 19 kap. 22 §)",
    Alarm.APPLICATION: "Ansökningar som inte besvarats i tid",
    Alarm.MILESTONE: "Missade milstolpar som inte nåtts, flyttats eller övergivits",
    Alarm.WAVE: "Övertaganden som inte skett på sin dag",
    Alarm.GLASS: "Nödläsningar som ingen har granskat",
}
RAISED = "{waiting} av {raised} larm till och med {last} står kvar"
NONE = "inga larm till och med {last}"


def alarms(connection: Connection, asked: Asked) -> Iterator[Figure]:
    """How many alarms have no answer on the day of the report, of each kind raised."""
    query = alarms_of(asked.system, asked.last, asked.on)
    found = query.subquery()
    group = found.c.alarm, found.c.waiting
    counted = select(*group, func.count()).group_by(*group)
    numbers: dict[str, dict[bool, int]] = defaultdict(dict)
    for alarm, waiting, number in connection.execute(counted):
        numbers[alarm][bool(waiting)] = number
    by_alarm = sourced(connection, query, "alarm", "waiting")
    left = sourced(connection, select(found).where(found.c.waiting), "waiting")
    yield replace(_all(numbers, asked), sources=_first(left))
    for alarm in NAMES:
        told = numbers.get(alarm.value, {})
        if told:
            sources = {key[1:]: one for key, one in by_alarm.items() if key[0] == alarm}
            yield replace(_one(alarm, told, asked), sources=_first(sources))


def _first(by_waiting: Mapping[Group, Sources]) -> Sources:
    """The events of what waits or, where nothing does, of what has been answered."""
    told = {bool(key[0]): one for key, one in by_waiting.items()}
    return told.get(True) or told.get(False) or NO_EVENTS


def _one(alarm: Alarm, told: Mapping[bool, int], asked: Asked) -> Figure:
    waiting = told.get(True, 0)
    return Figure(
        figure=f"control.alarms.{alarm}",
        name=NAMES[alarm],
        value=waiting,
        unit=Unit.NUMBER,
        target=0,
        red=bool(waiting),
        note=_note(told, asked),
    )


def _all(numbers: Mapping[str, Mapping[bool, int]], asked: Asked) -> Figure:
    waiting = sum(told.get(True, 0) for told in numbers.values())
    both = {
        answered: sum(told.get(answered, 0) for told in numbers.values())
        for answered in (True, False)
    }
    return Figure(
        figure="control.alarms",
        name="Larm som ingen har besvarat",
        value=waiting,
        unit=Unit.NUMBER,
        target=0,
        red=bool(waiting),
        note=_note(both, asked),
    )


def _note(told: Mapping[bool, int], asked: Asked) -> str:
    raised = sum(told.values())
    if not raised:
        return NONE.format(last=asked.last)
    return RAISED.format(waiting=told.get(True, 0), raised=raised, last=asked.last)
