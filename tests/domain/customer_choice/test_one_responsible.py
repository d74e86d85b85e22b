"""Whatever happens, and in whatever order: one provider each day, never none or two."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from upphandling.domain.base import Role, Stamp
from upphandling.domain.configuration import Basis
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.errors import Refused

FIRST = date(2026, 1, 1)
agreements = st.sampled_from(["egen-regi", "avtal-a", "avtal-b"])
areas = st.sampled_from(["norr", "soder"])
days = st.integers(-10, 10)


class OneResponsible(RuleBasedStateMachine):
    """A customer to whom everything may happen, on days before and after today.

    `held` is the timeline as the events tell it: for each day the agreements that
    are responsible, from the first takeover of each time in care.
    """

    def __init__(self) -> None:
        super().__init__()
        self.today = FIRST + timedelta(days=30)
        self.choice = CustomerChoice.register(
            self.stamp(),
            system="staden",
            customer="person-1",
            bundle="omvardnad",
            area="norr",
            minutes=600,
            agreement=None,
            provider=None,
            since=FIRST,
        )

    def stamp(self) -> Stamp:
        noon = datetime.combine(self.today, time(12), UTC)
        return Stamp(
            by="handlaggare-1", role=Role.CONTRACT_MANAGER, at=noon, mandate="4"
        )

    def on(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    @rule(number=st.integers(1, 5))
    def time_passes(self, number: int) -> None:
        self.today += timedelta(days=number)

    @rule(agreement=agreements, notice=st.sampled_from([0, 3]))
    def chooses(self, agreement: str, notice: int) -> None:
        with suppress(Refused):
            self.choice.choose(
                self.stamp(), round=None, wishes=(agreement,), notice_days=notice
            )

    @rule(agreement=agreements, basis=st.sampled_from(Basis))
    def is_placed(self, agreement: str, basis: Basis) -> None:
        with suppress(Refused):
            self.choice.place(
                self.stamp(),
                agreement=agreement,
                provider=agreement,
                basis=basis,
                reason="",
            )

    @rule(agreement=agreements, offset=days)
    def changes_provider(self, agreement: str, offset: int) -> None:
        self.is_placed(agreement, Basis.REASSIGNED)
        self.is_taken_over(offset)

    @rule()
    def loses_the_place(self) -> None:
        with suppress(Refused):
            self.choice.withdraw_placement(self.stamp(), reason="")

    @rule(offset=days)
    def is_taken_over(self, offset: int) -> None:
        with suppress(Refused):
            self.choice.take_over(
                self.stamp(),
                provider=self.choice.placed_at or "",
                on=self.on(offset),
            )

    @rule(agreement=agreements, offset=days)
    def falls_back(self, agreement: str, offset: int) -> None:
        with suppress(Refused):
            self.choice.fall_back(
                self.stamp(),
                agreement=agreement,
                provider=agreement,
                on=self.on(min(offset, 0)),
                reason="",
            )

    @rule(minutes=st.sampled_from([300, 600]), offset=days)
    def gets_other_care(self, minutes: int, offset: int) -> None:
        with suppress(Refused):
            self.choice.change_care(
                self.stamp(),
                minutes=minutes,
                services=(),
                reason="",
                on=self.on(offset),
            )

    @rule(area=areas, offset=days)
    def moves(self, area: str, offset: int) -> None:
        with suppress(Refused):
            self.choice.move_area(self.stamp(), area=area, on=self.on(offset))

    @rule(offset=days)
    def care_ends(self, offset: int) -> None:
        with suppress(Refused):
            self.choice.end_care(self.stamp(), last_day=self.on(offset))

    @rule(away=days)
    def is_away(self, away: int) -> None:
        self.care_ends(0)
        self.returns(away)
        self.changes_provider("avtal-b", 0)

    @rule(offset=days)
    def returns(self, offset: int) -> None:
        with suppress(Refused):
            self.choice.return_to_care(
                self.stamp(),
                area="norr",
                minutes=600,
                services=(),
                since=self.on(offset),
            )

    @invariant()
    def one_is_responsible_each_day(self) -> None:
        rows = responsibilities(self.choice)
        for first_day, last_day in times_in_care(self.choice):
            day = first_day
            while day <= min(last_day or self.today, self.today):
                holding = [who for who, begins, until in rows if begins <= day < until]
                assert len(holding) == 1, (day, holding)
                day += timedelta(days=1)

    @invariant()
    def the_state_is_what_the_events_tell(self) -> None:
        if self.choice.ended_on is None and self.choice.agreement is not None:
            (holding,) = [
                who
                for who, _, until in responsibilities(self.choice)
                if until == date.max
            ]
            assert holding == self.choice.agreement


def responsibilities(choice: CustomerChoice) -> list[tuple[str, date, date]]:
    """Who, from which day, until which; the last day not included."""
    rows: dict[date, tuple[str | None, date]] = {}
    for said in choice.pending_events:
        match said:
            case CustomerChoice.Registered() | CustomerChoice.Returned():
                rows[said.since] = (None, date.max)
            case CustomerChoice.CareEnded(since=since) if since is not None:
                who, _ = rows[since]
                rows[since] = (who, said.last_day + timedelta(days=1))
            case (
                CustomerChoice.TakenOver()
                | CustomerChoice.FellBack()
                | CustomerChoice.CareChanged()
                | CustomerChoice.AreaChanged()
            ):
                if said.before_since is not None:
                    who, _ = rows[said.before_since]
                    rows[said.before_since] = (who, said.on)
                rows[said.on] = (said.agreement, date.max)
    return [
        (who, begins, until)
        for begins, (who, until) in rows.items()
        if who is not None and begins < until
    ]


def times_in_care(choice: CustomerChoice) -> list[tuple[date, date | None]]:
    """From the first takeover of each time in care to its last day."""
    found: list[tuple[date, date | None]] = []
    first_day: date | None = None
    for said in choice.pending_events:
        match said:
            case CustomerChoice.TakenOver() | CustomerChoice.FellBack():
                first_day = first_day or said.on
            case CustomerChoice.CareEnded():
                if first_day is not None:
                    found.append((first_day, said.last_day))
                first_day = None
    if first_day is not None:
        found.append((first_day, None))
    return found


OneResponsible.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None
)
test_one_provider_is_responsible_each_day_whatever_happens = OneResponsible.TestCase
