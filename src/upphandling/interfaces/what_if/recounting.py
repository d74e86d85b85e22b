"""A pure recount: what each recorded deadline would have been under the assumed rules.

It says what the law would have given, also where a command would have been refused
and there is no such deadline in the replay.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Any

from pydantic_core import from_json

from upphandling.application.store import Record
from upphandling.domain.errors import Refused
from upphandling.domain.legal_time import LegalDeadline, PeriodTooShort, count
from upphandling.domain.lengths import Length
from upphandling.domain.rulebook import Channel, rule
from upphandling.interfaces.what_if.outcome import Row, periods


def recounted(records: Sequence[Record], rules: Container[str]) -> Iterator[Row]:
    """The deadlines by some rules that end on another day, within `assuming`."""
    for record in records:
        for _, period in periods(from_json(record.data), ""):
            if period["rule"] not in rules:
                continue
            was = LegalDeadline.model_validate(period)
            now = _counted(was)
            if now is None or now.last_day != was.last_day:
                yield {
                    "event": f"{record.stream_id}@{record.version}",
                    "rule": was.rule,
                    "paragraph": was.paragraph,
                    "trigger": was.trigger,
                    "recorded": _told(was),
                    "counterfactual": now and _told(now),
                }


def _counted(was: LegalDeadline) -> LegalDeadline | None:
    """Counted from the same inputs; a stated day that is too short gives way."""
    told: dict[str, Any] = {"channel": was.channel or Channel.ELECTRONIC, "on": was.on}
    try:
        if not rule(was.rule, was.on).lengths:
            told["length"] = Length.parse(was.length)
        try:
            return count(
                was.rule, was.trigger, stated_last_day=was.stated_last_day, **told
            )
        except PeriodTooShort:
            return count(was.rule, was.trigger, **told)
    except Refused:
        return None


def _told(period: LegalDeadline) -> Row:
    return {
        "length": period.length,
        "last_day": period.last_day,
        "working": period.working,
    }
