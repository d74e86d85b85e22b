"""Changes of an agreement: its options, its changes on stated grounds, its expiry.

Whether 17 kap. LOU binds an agreement on services of annex 2 is disputed (19 kap. 1 §
does not name it). It is held to here as a profile: the ground and the figures of every
change are kept, and the limits of the chapter are refused.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date

from upphandling.domain.agreement.duration import Duration
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    ChangeTooLarge,
    ChangeWithoutClause,
    EndsBeforeItStarts,
    NoNoticeOwed,
    NothingToExtend,
    OptionsTooLate,
    OptionTooLate,
    OptionUsed,
    ValueNotStated,
    ValueSettled,
)
from upphandling.domain.agreement.terms import (
    Change,
    ChangeGround,
    Option,
    Status,
)
from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.instants import midnight_after
from upphandling.domain.legal_time import LegalDeadline, count
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.parts import must_be_known, must_be_new

MINOR_PERCENT, LARGE_PERCENT = 10, 50
NOTICE_OWED = (ChangeGround.ADDITIONAL_ORDER, ChangeGround.UNFORESEEN)


class Changes(Duration):
    """An agreement that may be prolonged and changed as it was agreed."""

    options: dict[str, Option] = field(default_factory=dict)
    exercised: set[str] = field(default_factory=set)
    value_sek: int | None = None
    threshold_sek: int | None = None
    changes: dict[str, Change] = field(default_factory=dict)
    notices_owed: set[str] = field(default_factory=set)
    alarm_months: int | None = None

    # -- Events, in the order they happen ----------------------------------

    class OptionsAgreed(DomainEvent):
        """Avtalets optioner har förts in (lokal ordning)."""

        TOPIC = "agreement.options_agreed"
        options: tuple[Option, ...]

        def apply(self, case: Changes) -> None:
            case.options = {option.option: option for option in self.options}

    class ValueStated(DomainEvent):
        """Avtalets ursprungliga värde har förts in (LOU 5 kap. 3 §)."""

        TOPIC = "agreement.value_stated"
        value_sek: int
        threshold_sek: int
        source: str

        def apply(self, case: Changes) -> None:
            case.value_sek = self.value_sek
            case.threshold_sek = self.threshold_sek

    class ExpiryWatched(DomainEvent):
        """En påminnelse före avtalets slut har satts (lokal ordning)."""

        TOPIC = "agreement.expiry_watched"
        months: int
        alarm: LegalDeadline

        def apply(self, case: Changes) -> None:
            case.alarm_months = self.months

    class ExpiryAlarmRaised(DomainEvent):
        """Avtalet löper snart ut och inget beslut finns om vad som följer (lokal ordning)."""

        TOPIC = "agreement.expiry_alarm_raised"
        ends_on: date

    class OptionExercised(Decision):
        """En option har använts och avtalet har förlängts (lokal ordning)."""

        TOPIC = "agreement.option_exercised"
        option: str
        before: date | None
        ends_on: date
        reason: str

        def apply(self, case: Changes) -> None:
            case.exercised.add(self.option)
            case.ends_on = self.ends_on

    class Changed(Decision):
        """Avtalet har ändrats utan ny upphandling (LOU 17 kap. 8 §)."""

        TOPIC = "agreement.changed"
        change: Change
        paragraph: str
        value_sek: int
        motive: str

        def apply(self, case: Changes) -> None:
            case.changes[self.change.change] = self.change
            if self.change.ground in NOTICE_OWED:
                case.notices_owed.add(self.change.change)

    class ChangeNoticePublished(DomainEvent):
        """En ändring av avtalet har annonserats (LOU 17 kap. 16 §)."""

        TOPIC = "agreement.change_notice_published"
        change: str
        database: str
        notice: str

        def apply(self, case: Changes) -> None:
            case.notices_owed.discard(self.change)

    # -- Commands: refuse, or bring about one event ------------------------

    def agree_options(self, stamp: Stamp, *, options: tuple[Option, ...]) -> None:
        if self.status is not Status.SIGNED or self.options:
            raise OptionsTooLate(status=self.status)
        last = self.ends_on
        for option in options:
            if last is None or option.ends_on <= last:
                raise NothingToExtend(ends_on=last, wanted=option.ends_on)
            if option.call_by > last:
                raise OptionTooLate(option=option.option, call_by=option.call_by)
            last = option.ends_on
        self.record(self.OptionsAgreed, stamp, options=options)

    def state_value(
        self, stamp: Stamp, *, value_sek: int, threshold_sek: int, source: str
    ) -> None:
        self._must_be_alive()
        if self.changes:
            raise ValueSettled(agreement=self.key, value_sek=self.value_sek)
        self.record(
            self.ValueStated,
            stamp,
            value_sek=value_sek,
            threshold_sek=threshold_sek,
            source=source,
        )

    def watch_expiry(self, stamp: Stamp, *, months: int) -> None:
        self._must_be_alive()
        if self.ends_on is None:
            raise AgreementNotInForce(agreement=self.key, ends_on=None)
        self.record(
            self.ExpiryWatched,
            stamp,
            months=months,
            alarm=count(
                "agreement-expiry-alarm",
                self.ends_on,
                length=Length(months, Unit.MONTHS),
            ),
        )

    def raise_expiry_alarm(self, stamp: Stamp) -> None:
        self._must_be_alive()
        if self.ends_on is None or self.alarm_months is None:
            raise AgreementNotInForce(agreement=self.key, ends_on=self.ends_on)
        self.record(self.ExpiryAlarmRaised, stamp, ends_on=self.ends_on)

    def exercise_option(self, stamp: Stamp, *, option: str, reason: str) -> None:
        self._must_be_alive()
        must_be_known(option, self.options)
        if option in self.exercised:
            raise OptionUsed(option=option)
        call = self.options[option]
        if stamp.at >= midnight_after(call.call_by):
            raise OptionTooLate(option=option, call_by=call.call_by)
        self._must_be_later(call.ends_on)
        self.decide(
            self.OptionExercised,
            stamp,
            option=option,
            before=self.ends_on,
            ends_on=call.ends_on,
            reason=reason,
        )
        self._watch_again(stamp)

    def change(self, stamp: Stamp, *, change: Change, motive: str) -> None:
        self._must_be_alive()
        must_be_new(change.change, self.changes)
        if self.value_sek is None or self.threshold_sek is None:
            raise ValueNotStated(agreement=self.key)
        if change.ground is ChangeGround.CLAUSE and not change.clause:
            raise ChangeWithoutClause(change=change.change)
        self._must_be_within_the_limits(change, self.value_sek, self.threshold_sek)
        self.decide(
            self.Changed,
            stamp,
            change=change,
            paragraph=change.ground.paragraph,
            value_sek=self.value_sek,
            motive=motive,
        )

    def publish_change_notice(
        self, stamp: Stamp, *, change: str, database: str, notice: str
    ) -> None:
        must_be_known(change, self.changes)
        if change not in self.notices_owed:
            raise NoNoticeOwed(change=change)
        self.record(
            self.ChangeNoticePublished,
            stamp,
            change=change,
            database=database,
            notice=notice,
        )

    def extend(self, stamp: Stamp, *, ends_on: date, reason: str) -> None:
        super().extend(stamp, ends_on=ends_on, reason=reason)
        self._watch_again(stamp)

    def give_notice(self, stamp: Stamp, *, ends_on: date, reason: str) -> None:
        super().give_notice(stamp, ends_on=ends_on, reason=reason)
        self._watch_again(stamp)

    def agree_end(self, stamp: Stamp, *, ends_on: date, reason: str) -> None:
        super().agree_end(stamp, ends_on=ends_on, reason=reason)
        self._watch_again(stamp)

    # -- Rules -------------------------------------------------------------

    def _watch_again(self, stamp: Stamp) -> None:
        """The alarm follows the end of the agreement."""
        if self.alarm_months is not None:
            self.watch_expiry(stamp, months=self.alarm_months)

    def _must_be_later(self, ends_on: date) -> None:
        if self.ends_on is not None and ends_on <= self.ends_on:
            raise EndsBeforeItStarts(ends_on=ends_on, before=self.ends_on)

    def _must_be_within_the_limits(
        self, change: Change, value_sek: int, threshold_sek: int
    ) -> None:
        """Minor changes count together, large orders one by one (17 kap. 9, 11, 12 §§)."""
        if change.ground is ChangeGround.MINOR_VALUE:
            earlier = sum(
                done.change_sek
                for done in self.changes.values()
                if done.ground is ChangeGround.MINOR_VALUE
            )
            net = abs(earlier + change.change_sek)
            if net >= threshold_sek or 100 * net >= MINOR_PERCENT * value_sek:
                raise ChangeTooLarge(
                    paragraph=change.ground.paragraph,
                    net_change_sek=net,
                    value_sek=value_sek,
                    threshold_sek=threshold_sek,
                )
        if (
            change.ground in NOTICE_OWED
            and 100 * change.change_sek > LARGE_PERCENT * value_sek
        ):
            raise ChangeTooLarge(
                paragraph=change.ground.paragraph,
                change_sek=change.change_sek,
                value_sek=value_sek,
            )
