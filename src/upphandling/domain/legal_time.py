"""Legal time: how the deadlines of the law are counted."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict

from upphandling.domain.calendar import swedish_calendar
from upphandling.domain.errors import Refused
from upphandling.domain.instants import ONE_DAY, start_of
from upphandling.domain.lengths import Length
from upphandling.domain.rulebook import (
    Channel,
    Counting,
    Direction,
    Roll,
    Rule,
    RuleNotInForce,
    book,
)
from upphandling.domain.rulebook import rule as look_up
from upphandling.domain.telling import named, working


class PeriodTooShort(Refused):
    """Den angivna tiden är kortare än den som lagen kräver."""


class PeriodCannotBeExtended(Refused):
    """Myndigheten får inte förlänga tiden, den följer av lagen."""


class LengthNotGiven(Refused):
    """Fristens längd står inte i lagen, den måste anges."""


class LengthFollowsFromLaw(Refused):
    """Fristens längd följer av lagen, någon annan kan inte anges."""


class RunsToAnEvent(Refused):
    """Fristen löper till en händelse, den räknas inte i dagar."""


class LegalDeadline(BaseModel):
    """A counted deadline with all that is needed to count it again.

    `trigger` is day 0. `nominal` is the last day by the count (or as stated, where a
    longer time was stated and binds), `last_day` the one after rolling, `free_from`
    the day after it. `expires_at` is the midnight between the two, in UTC. `on`
    chose the wording. `working` shows the count to a person, in Swedish.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    paragraph: str
    wording: str
    rulebook: str
    calendar: str
    on: date
    trigger: date
    channel: Channel | None
    length: str
    stated_last_day: date | None
    nominal: date
    last_day: date
    free_from: date
    rolled_because: str | None
    expires_at: AwareDatetime
    working: str


def count(
    rule_id: str,
    trigger: date,
    *,
    channel: Channel = Channel.ELECTRONIC,
    stated_last_day: date | None = None,
    on: date | None = None,
    length: Length | None = None,
) -> LegalDeadline:
    """Count a deadline from its trigger day, a Swedish date, which is day 0.

    A rule that counts backward has its last day before the trigger. `on` is the day
    the case began and chooses the wording; without it the trigger does. `length` is
    given for the rules, and only those, whose length the documents or the
    municipality set: otherwise `LengthNotGiven` or `LengthFollowsFromLaw`.
    `stated_last_day` is what the authority wrote: later than the law's last day
    it binds (LOU 20 kap. 1 §) or is refused with `PeriodCannotBeExtended`, earlier
    it is refused with `PeriodTooShort`.

    Raises `UnknownRule`, `RuleNotInForce`, `RunsToAnEvent` and `OutsideCalendar` as
    well. A datetime is a `TypeError`: its date may be another in Sweden, see
    `local_date`.
    """
    for day in (trigger, stated_last_day, on):
        if isinstance(day, datetime):
            message = f"{day!r} is an instant; take its local_date"
            raise TypeError(message)
    on = trigger if on is None else on
    rule = look_up(rule_id, on)
    counting = rule.counting
    if counting is None:
        raise RunsToAnEvent(rule=rule.id, paragraph=rule.paragraph)
    matters = None if None in rule.lengths or not rule.lengths else channel
    length = _length_of(rule, matters, length)

    backward = counting.direction is Direction.BACKWARD
    nominal = length.before(trigger) if backward else length.after(trigger)
    last_day, because = _rolled(nominal, counting)
    counted = f"{length} före ger" if backward else f"{length} ger"
    # A stated Sunday that the law itself would give is no shorter time: both roll to
    # the same day (Upphandlingsmyndigheten, frågeportalen 1943433).
    if stated_last_day is not None and not (
        nominal <= stated_last_day <= last_day or last_day <= stated_last_day <= nominal
    ):
        _must_bind(rule, stated_last_day, nominal, last_day)
        counted = (
            f"{length} räcker till {named(last_day)}, men längre tid är angiven, till"
        )
        nominal = stated_last_day
        last_day, because = _rolled(nominal, counting)

    free_from = last_day + ONE_DAY
    return LegalDeadline(
        rule=rule.id,
        paragraph=rule.paragraph,
        wording=rule.wording,
        rulebook=book().version,
        calendar=swedish_calendar().version,
        on=on,
        trigger=trigger,
        channel=matters,
        length=str(length),
        stated_last_day=stated_last_day,
        nominal=nominal,
        last_day=last_day,
        free_from=free_from,
        rolled_because=because,
        expires_at=start_of(free_from),
        working=working(
            trigger=trigger,
            counted=counted,
            nominal=nominal,
            last_day=last_day,
            because=because,
            unlocks=rule.unlocks,
        ),
    )


def count_if_in_force(
    rule_id: str,
    trigger: date,
    *,
    channel: Channel = Channel.ELECTRONIC,
    stated_last_day: date | None = None,
    on: date | None = None,
    length: Length | None = None,
) -> LegalDeadline | None:
    """The same, or None where no wording that we have holds for the case."""
    try:
        return count(
            rule_id,
            trigger,
            channel=channel,
            stated_last_day=stated_last_day,
            on=on,
            length=length,
        )
    except RuleNotInForce:
        return None


def _length_of(rule: Rule, channel: Channel | None, given: Length | None) -> Length:
    """The law's length, or the one that was given where the law has none."""
    if rule.lengths:
        if given is not None:
            raise LengthFollowsFromLaw(
                rule=rule.id, paragraph=rule.paragraph, length=str(given)
            )
        return rule.lengths[channel]
    if given is None:
        raise LengthNotGiven(rule=rule.id, paragraph=rule.paragraph)
    return given


def _must_bind(rule: Rule, stated: date, nominal: date, last_day: date) -> None:
    """Refuse a stated day that is short of the law's, or that the law does not allow."""
    facts = {
        "rule": rule.id,
        "paragraph": rule.paragraph,
        "stated_last_day": stated,
        "last_day": last_day,
    }
    backward = rule.counting is not None and (
        rule.counting.direction is Direction.BACKWARD
    )
    if (stated > nominal) if backward else (stated < nominal):
        raise PeriodTooShort(**facts)
    if not rule.extendable:
        raise PeriodCannotBeExtended(**facts)


def _rolled(day: date, counting: Counting) -> tuple[date, str | None]:
    """The day on which the act must be done at last, and why it is not this one."""
    calendar = swedish_calendar()
    because = calendar.why_closed(day)
    if because is None or counting.roll is Roll.NONE:
        return day, None
    if counting.roll is Roll.PREVIOUS_OPEN:
        return calendar.previous_open(day), because
    return calendar.next_open(day), because
