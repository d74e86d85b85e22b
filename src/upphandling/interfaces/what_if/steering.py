"""Other shares and another default: what the municipality could have decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic_core import from_json

from upphandling.domain.agreement import Agreement
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.interfaces.what_if.assumption import Assumption, Told
from upphandling.interfaces.what_if.changes import OtherDefault, OtherShare
from upphandling.interfaces.what_if.refusals import (
    ChangesNothing,
    NoShareAgreed,
)
from upphandling.interfaces.what_if.timeline import Course

WHOLE = 100
WITH_SHARES = (
    "agreement.agree_shares",
    "agreement.register",
    "agreement.entrust_in_house",
)
WITH_DEFAULTS: Sequence[tuple[str, str]] = (
    ("choice_system.establish", "default"),
    ("choice_system.decide_default", "policy"),
)
"""The commands that decide a default, and the part of each that it stands in."""


def share_otherwise(assumption: Assumption, words: str, change: OtherShare) -> None:
    """Every share that was agreed for the agreement; a cap keeps its distance."""
    course = assumption.course
    course.opening(Agreement.case_id(change.agreement))
    named = [
        (deed, data)
        for deed, data in course.done(*WITH_SHARES)
        if data["agreement"] == change.agreement
        and (data.get("steps") or data.get("share_percent"))
    ]
    if not named:
        raise NoShareAgreed(agreement=change.agreement)
    shares = [(deed, data, _with_share(data, change.percent)) for deed, data in named]
    changed = [(deed, data, other) for deed, data, other in shares if data != other]
    if not changed:
        raise ChangesNothing(agreement=change.agreement, percent=change.percent)
    for deed, data, other in changed:
        assumption.ask_otherwise(deed, other)
        assumption.told.append(
            Told(
                change=words,
                of=course.begins(deed),
                recorded=_share_in(data),
                assumed=_share_in(other),
            )
        )


def _with_share(data: dict[str, Any], percent: float) -> dict[str, Any]:
    if "steps" not in data:
        return {**data, "share_percent": percent}
    return {**data, "steps": [_step(step, percent) for step in data["steps"]]}


def _step(step: dict[str, Any], percent: float) -> dict[str, Any]:
    cap = step.get("cap_percent")
    if cap is not None:
        cap = min(WHOLE, cap + percent - step["minimum_percent"])
    return {**step, "minimum_percent": percent, "cap_percent": cap}


def _share_in(data: dict[str, Any]) -> Any:
    return data.get("steps", data.get("share_percent"))


def default_otherwise(
    assumption: Assumption, case: str, words: str, change: OtherDefault
) -> None:
    """Every decision on the default that the system has taken."""
    course = assumption.course
    system = _system_of(course, case)
    found = False
    for command, part in WITH_DEFAULTS:
        for deed, data in course.done(command):
            if data["system"] != system or data[part]["rule"] == change.rule:
                continue
            found = True
            other = {**data[part], "rule": change.rule.value}
            assumption.ask_otherwise(deed, {**assumption.data_of(deed), part: other})
            assumption.told.append(
                Told(
                    change=words,
                    of=course.begins(deed),
                    recorded=data[part]["rule"],
                    assumed=change.rule.value,
                )
            )
    if not found:
        raise ChangesNothing(system=system, default=change.rule)


def _system_of(course: Course, case: str) -> str:
    kind, _, key = case.partition(":")
    if kind == ChoiceSystem.KIND:
        return key
    data = from_json(course.opening(case).data)
    system: str = (data if "system" in data else data["terms"])["system"]
    return system
