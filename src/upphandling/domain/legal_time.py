"""Legal time: when a day of the law begins and ends, and how its deadlines count."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict

from upphandling.domain.calendar import ONE_DAY, SWEDISH_CALENDAR, WEEKDAYS
from upphandling.domain.errors import Refused
from upphandling.domain.rulebook import VERSION, Channel, Length, Rule, Unit
from upphandling.domain.rulebook import rule as look_up

SWEDEN = ZoneInfo("Europe/Stockholm")


class PeriodTooShort(Refused):
    """Den angivna tiden är kortare än den som lagen kräver."""


class PeriodCannotBeExtended(Refused):
    """Myndigheten får inte förlänga tiden, den följer av lagen."""


class NotYet(Refused):
    """Dagen har inte kommit, det kan föras in först när det har hänt."""


class MalformedInstant(ValueError):
    """”{text}” är ingen tidpunkt, skriv till exempel 2019-05-02T10:00:00+02:00."""

    def __init__(self, text: str) -> None:
        super().__init__((self.__doc__ or "").format(text=text))
        self.text = text


class BareDate(MalformedInstant):
    """”{text}” är en dag och ingen tidpunkt, lägg till ett klockslag."""


class NaiveTime(MalformedInstant):
    """”{text}” saknar tidszon, lägg till Z eller en förskjutning som +02:00."""


class ImpossibleTime(MalformedInstant):
    """”{text}” finns inte, klockan ställdes fram då. Ange rätt klockslag."""


class AmbiguousTime(MalformedInstant):
    """”{text}” inträffade två gånger, lägg till +02:00 (sommartid) eller +01:00."""


# -- Instants and days -----------------------------------------------------


def parse_instant(text: str, *, naive_is_local: bool) -> datetime:
    """An instant of ISO 8601 in UTC, cut to whole seconds.

    A text without offset is Swedish time if `naive_is_local`, otherwise `NaiveTime`.
    Swedish time that the clock skipped or showed twice is `ImpossibleTime` or
    `AmbiguousTime`, a day alone is `BareDate`, the rest is `MalformedInstant`.
    All are `ValueError`, with a message in Swedish.
    """
    if _is_a_day(text):
        raise BareDate(text)
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            if not naive_is_local:
                raise NaiveTime(text)
            instant = _in_sweden(instant, text)
        return instant.astimezone(UTC).replace(microsecond=0)
    except MalformedInstant:
        raise
    # OverflowError: an offset that carries the instant past year 1 or 9999.
    except (ValueError, OverflowError) as error:
        raise MalformedInstant(text) from error


def local_date(instant: datetime) -> date:
    """The Swedish date of an aware instant; `NaiveTime` without a time zone."""
    if instant.tzinfo is None:
        raise NaiveTime(instant.isoformat())
    return instant.astimezone(SWEDEN).date()


def start_of(day: date) -> datetime:
    """The first moment of the Swedish day, in UTC."""
    return datetime.combine(day, time.min, SWEDEN).astimezone(UTC)


def midnight_after(last_day: date) -> datetime:
    """The first moment after the Swedish day, in UTC."""
    return start_of(last_day + ONE_DAY)


def must_have_come(day: date, at: datetime) -> None:
    """Refuse as a fact what lies on a later Swedish day than the instant."""
    if day > local_date(at):
        raise NotYet(day=day, at=at)


def _is_a_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _in_sweden(wall_clock: datetime, text: str) -> datetime:
    """The only instant at which Swedish clocks showed this."""
    local = wall_clock.replace(tzinfo=SWEDEN)
    # Counted with the offset before a change of the clock, and with the one after it.
    before = local.replace(fold=0).astimezone(UTC)
    after = local.replace(fold=1).astimezone(UTC)
    if before > after:
        raise ImpossibleTime(text)
    if before < after:
        raise AmbiguousTime(text)
    return before


# -- Deadlines -------------------------------------------------------------


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
) -> LegalDeadline:
    """Count a deadline from its trigger day, a Swedish date, which is day 0.

    `on` is the day the case began and chooses the wording; without it the trigger
    does. `stated_last_day` is what the authority wrote: later than the law's last day
    it binds (LOU 20 kap. 1 §) or is refused with `PeriodCannotBeExtended`, earlier
    it is refused with `PeriodTooShort`.

    Raises `UnknownRule`, `RuleNotInForce` and `OutsideCalendar` as well. A datetime
    is a `TypeError`: its date may be another in Sweden, see `local_date`.
    """
    for day in (trigger, stated_last_day, on):
        if isinstance(day, datetime):
            message = f"{day!r} is an instant; take its local_date"
            raise TypeError(message)
    on = trigger if on is None else on
    rule = look_up(rule_id, on)
    matters = None if None in rule.lengths else channel
    length = rule.lengths[matters]

    nominal = last_day_of(trigger, length)
    last_day, because = _rolled(nominal, rule)
    counted = f"{length} ger"
    # A stated Sunday that the law itself would give is no shorter time: both roll to
    # the same day (Upphandlingsmyndigheten, frågeportalen 1943433).
    if stated_last_day is not None and not nominal <= stated_last_day <= last_day:
        facts = {
            "rule": rule.id,
            "paragraph": rule.paragraph,
            "stated_last_day": stated_last_day,
            "last_day": last_day,
        }
        if stated_last_day < nominal:
            raise PeriodTooShort(**facts)
        if not rule.extendable:
            raise PeriodCannotBeExtended(**facts)
        counted = (
            f"{length} räcker till {_named(last_day)}, men längre tid är angiven, till"
        )
        nominal = stated_last_day
        last_day, because = _rolled(nominal, rule)

    free_from = last_day + ONE_DAY
    return LegalDeadline(
        rule=rule.id,
        paragraph=rule.paragraph,
        wording=rule.wording,
        rulebook=VERSION,
        calendar=SWEDISH_CALENDAR.version,
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
        working=(
            f"Dag 0 är {_named(trigger)}. {counted} "
            f"{_from_to(nominal, last_day, because)}. "
            f"Från {_named(free_from)}: {rule.unlocks}."
        ),
    )


def last_day_of(trigger: date, length: Length) -> date:
    """The last day before any rolling (lag 1930:173 1 §).

    Weeks end on the same weekday, months on the same number or, where the month is
    too short for it, on its last day.
    """
    if length.unit is Unit.DAYS:
        return trigger + timedelta(days=length.amount)
    if length.unit is Unit.WEEKS:
        return trigger + timedelta(weeks=length.amount)
    years, month = divmod(trigger.month - 1 + length.amount, 12)
    year, month = trigger.year + years, month + 1
    return date(year, month, min(trigger.day, monthrange(year, month)[1]))


def _rolled(day: date, rule: Rule) -> tuple[date, str | None]:
    """The day on which the act must be done at last, and why it is not this one."""
    because = SWEDISH_CALENDAR.why_closed(day) if rule.rolls else None
    return (day if because is None else SWEDISH_CALENDAR.next_open(day)), because


def _from_to(nominal: date, last_day: date, because: str | None) -> str:
    """The last day and how it came about: "söndag ..., som flyttas till måndag ..."."""
    if because is None:
        return _named(nominal)
    reason = "" if because == WEEKDAYS[nominal.weekday()] else f" ({because})"
    return (
        f"{_named(nominal)}{reason}, som flyttas till {_named(last_day)} "
        "enligt lag (1930:173) 2 §"
    )


def _named(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day.isoformat()}"
