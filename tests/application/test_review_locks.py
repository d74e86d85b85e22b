"""A review and its award: whatever courts say, nothing is signed while anything holds."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.award.stages import notified, sign
from tests.given import SWEDEN, local
from tests.town import command
from upphandling.application.catalogue import VERBS
from upphandling.domain.award import Award, Status
from upphandling.domain.base import Aggregate, DomainEvent, Role, Stamp
from upphandling.domain.errors import NoSuchCase, Refused
from upphandling.domain.instants import local_date
from upphandling.domain.legal_time import LegalDeadline
from upphandling.domain.review import Instance, Outcome, Review

KEY = "fr-goteborg.1234-26"
ACTS = (
    "lift_extension",
    "decide_interim",
    "lift_interim",
    "rule",
    "rule",
    "confirm_ruling",
    "confirm_ruling",
    "confirm_ruling",
    "retract_ruling",
    "accept_ruling",
    "appeal",
    "appeal_for_authority",
    "close",
)
LEAVES_IT = {Outcome.UPHELD, Outcome.LEAVE_REFUSED}


class Desk:
    """Cases on a desk: what a handler fetches is what lies there."""

    def __init__(self, *cases: Aggregate) -> None:
        self.cases = {str(case.id): case for case in cases}

    def fetch(self, kind: type[Aggregate], key: str) -> Any:
        try:
            return self.cases[kind.case_id(key)]
        except KeyError:
            raise NoSuchCase(case=kind.case_id(key)) from None

    def add(self, *cases: Aggregate) -> None:
        self.cases |= {str(case.id): case for case in cases}


class Court:
    """One award, one application against it, and a calendar that only goes forward."""

    def __init__(self, received_on: str) -> None:
        self.now = local(f"{received_on}T12:00")
        self.desk = Desk(notified())
        self.rulings = 0
        self.say(
            "file",
            court="fr-goteborg",
            case_number="1234-26",
            against="award",
            subject="tilldelning-2026",
            applicant="utforare-b",
            received_on=received_on,
        )

    @property
    def award(self) -> Award:
        return self.desk.fetch(Award, "tilldelning-2026")

    @property
    def review(self) -> Review:
        return self.desk.fetch(Review, KEY)

    def say(self, name: str, by: str = "handlaggare-1", **data: Any) -> None:
        """Carry out a command, or leave everything as it was."""
        verb, before = f"review.{name}", deepcopy(self.desk.cases)
        stamp = Stamp(
            by=by, role=Role.PROCUREMENT_OFFICER, at=self.now, mandate="punkt 4"
        )
        try:
            VERBS[verb].handler(command(verb, data), self.desk, stamp)
        except Refused:
            self.desk.cases = before

    def act(self, name: str, instance: Instance, outcome: Outcome, yes: bool) -> None:  # noqa: FBT001
        """One act of a court, a party or the authority, today."""
        today = local_date(self.now).isoformat()
        waiting = self.review.awaiting or self.review.order or "dom-0"
        self.rulings += 1
        new = f"dom-{self.rulings}"
        where = {"instance": instance.value}
        back = "first" if outcome is Outcome.REFERRED_BACK else None
        told: dict[str, dict[str, Any]] = {
            "lift_extension": {"ruling": new, "decided_on": today},
            "decide_interim": {**where, "decided_on": today, "prohibits_signing": yes},
            "lift_interim": {
                **where,
                "ruling": new,
                "decided_on": today,
                "ten_day_period": yes,
            },
            "rule": {
                **where,
                "ruling": new,
                "outcome": outcome.value,
                "back_to": back,
                "ruled_on": today,
                "ten_day_period": yes,
            },
            "confirm_ruling": {"ruling": waiting, "by": "handlaggare-2"},
            "retract_ruling": {
                "ruling": waiting,
                "reason": "Fel.",
                "by": "handlaggare-2",
            },
            "accept_ruling": {"ruling": waiting, "motive": "Vi följer."},
            "appeal": {"appealed_on": today},
            "appeal_for_authority": {"appealed_on": today, "grounds": "Fel."},
            "close": {"reason": "Klart."},
        }
        self.say(name, review=KEY, **told[name])

    def pass_days(self, days: int) -> None:
        """The clock opens what time alone opens."""
        self.now += timedelta(days=days)
        clock = Stamp(by="scheduler", role=Role.SCHEDULER, at=self.now)
        for lock in list(self.award.locks.values()):
            if lock.period is not None and run_out(lock.period, self.now):
                self.award.let_period_pass(clock, lock.lock)
        standstill = self.award.standstill
        if self.award.status is Status.NOTIFIED and not self.award.standstill_ended:
            assert standstill is not None
            if run_out(standstill, self.now):
                self.award.unlock(clock)

    def can_be_signed(self) -> bool:
        award = deepcopy(self.award)
        try:
            sign(award, at=self.now.astimezone(SWEDEN).strftime("%Y-%m-%dT%H:%M"))
        except Refused:
            return False
        return True


def run_out(period: LegalDeadline, now: datetime) -> bool:
    return now >= period.expires_at


def what_holds(review: Review, now: datetime) -> set[str]:
    """Read from what was said alone, in the order it was said (LOU 20 kap. 6-10 §§)."""
    said: list[DomainEvent] = list(review.pending_events)  # type: ignore[arg-type]
    holds, words = set(), {}
    for one in said:
        period = getattr(one, "ten_day_period", None)
        if period is not None and not run_out(period, now):
            holds.add(f"ten days {one.ruling}")
        match one:
            case Review.Filed(in_time=True):
                holds.add("extended")
            case Review.InterimDecided(prohibits_signing=True):
                holds.add(f"interim {one.instance}")
            case Review.Ruled(outcome=Outcome.REDO | Outcome.CORRECT):
                holds.add(f"order {one.ruling}")
            case Review.RulingRetracted():
                holds.discard(f"order {one.ruling}")
            case Review.RulingConfirmed():
                holds -= freed_by(words[one.ruling], holds)
        if isinstance(
            one, (Review.ExtensionLifted, Review.InterimLifted, Review.Ruled)
        ):
            words[one.ruling] = one
    return holds


def freed_by(word: Any, holds: set[str]) -> set[str]:
    if isinstance(word, Review.ExtensionLifted):
        return {"extended"}
    freed = {f"interim {word.instance}"}
    if isinstance(word, Review.InterimLifted):
        return freed
    if word.instance is Instance.FIRST:
        freed.add("extended")
    if word.outcome not in LEAVES_IT:
        orders = {hold for hold in holds if hold.startswith("order ")}
        freed |= orders - {f"order {word.ruling}"}
    return freed


steps = st.tuples(
    st.sampled_from(ACTS),
    st.sampled_from(Instance),
    st.sampled_from(Outcome),
    st.booleans(),
    st.integers(min_value=0, max_value=16),
)


@settings(deadline=None, max_examples=200)
@given(
    received_on=st.sampled_from(["2026-05-11", "2026-05-15", "2026-05-18"]),
    course=st.lists(steps, max_size=14),
)
def test_nothing_is_signed_while_anything_holds_and_something_is_when_nothing_does(
    received_on, course
):
    court = Court(received_on)

    for name, instance, outcome, yes, days in course:
        court.act(name, instance, outcome, yes)
        court.pass_days(days)

        holds = what_holds(court.review, court.now)
        standstill = court.award.standstill
        assert standstill is not None
        free = not holds and run_out(standstill, court.now)
        if court.review.followed is None:
            assert court.can_be_signed() == free, holds
        else:
            assert not court.can_be_signed()


@settings(deadline=None, max_examples=200)
@given(course=st.lists(steps, max_size=14))
def test_what_a_review_holds_is_locked_on_the_award_until_its_time_has_run_out(course):
    court = Court("2026-05-11")

    for name, instance, outcome, yes, days in course:
        court.act(name, instance, outcome, yes)
        court.pass_days(days)

        assert set(court.award.locks) == {
            f"{KEY}.{key}"
            for key, hold in court.review.holds.items()
            if hold.period is None or not run_out(hold.period, court.now)
        }
