"""The covering: each wave has an old provider until its day, and a new one from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from upphandling.application.commands import Cases
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Stamp
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.instants import ONE_DAY, local_date
from upphandling.domain.transition import Gap, Transition
from upphandling.domain.transition.refusals import OldAgreementEndsFirst

ALARM = timedelta(days=14)


def must_cover(
    cases: Cases, stamp: Stamp, on: date, choices: Sequence[CustomerChoice]
) -> None:
    """Refuse a day that a new agreement does not reach, or an old one not to."""
    for key in sorted({choice.placed_at for choice in choices if choice.placed_at}):
        cases.fetch(Agreement, key).must_answer_on(on)
    too_early = {
        key: last_day
        for key, last_day in _last_days(cases, stamp, choices).items()
        if last_day + ONE_DAY < on
    }
    if too_early:
        raise OldAgreementEndsFirst(on=on, agreements=too_early)


def watch(
    cases: Cases,
    stamp: Stamp,
    transition: Transition,
    wave: str,
    choices: Sequence[CustomerChoice],
) -> bool:
    """Keep an eye on the first old agreement to end, from the day the wave is late.

    False where there is nothing to warn of ahead: none ends, or the wave's own day is
    the last chance.
    """
    ends = _last_days(cases, stamp, choices)
    if not ends:
        return False
    agreement, ends_on = min(ends.items(), key=lambda one: (one[1], one[0]))
    warn_on = max(ends_on - ALARM, transition.waves[wave].on + ONE_DAY)
    if not local_date(stamp.at) < warn_on <= ends_on:
        return False
    gap = Gap(wave=wave, agreement=agreement, ends_on=ends_on, warn_on=warn_on)
    transition.watch_gap(stamp, gap=gap)
    return True


def _last_days(
    cases: Cases, stamp: Stamp, choices: Sequence[CustomerChoice]
) -> dict[str, date]:
    """The last day of each agreement that customers leave, where it lies ahead."""
    today = local_date(stamp.at)
    leaving = {
        choice.agreement
        for choice in choices
        if choice.agreement is not None and choice.agreement != choice.placed_at
    }
    ends = {key: cases.fetch(Agreement, key).ends_on for key in sorted(leaving)}
    return {key: day for key, day in ends.items() if day is not None and day >= today}
