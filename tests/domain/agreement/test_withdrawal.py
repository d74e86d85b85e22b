"""The withdrawal: a sanction that should not have been decided is taken back, once."""

from __future__ import annotations

import pytest

from tests.domain.agreement.sanctioned import AT, stop, with_ladder, withhold
from tests.given import (
    day,
    emitted,
    event,
    given,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.agreement import Agreement, SanctionKind
from upphandling.domain.agreement.refusals import SanctionOver, StopIsLifted
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.parts import UnknownPart

LATER = "2026-12-01T09:00"
GROUNDS = {"deviation": "avv-1", "motive": "Brist."}


def sanctioned() -> Agreement:
    """Warned, fined, paid less, and stopped."""
    agreement = with_ladder()
    agreement.warn(person(AT), sanction="varning-1", **GROUNDS)
    agreement.impose_fine(person(AT), sanction="vite-1", ore=100, **GROUNDS)
    withhold(agreement, "i-1", percent=20)
    return given(stop(agreement))


def withdraw(agreement: Agreement, sanction: str, who=None) -> None:
    agreement.withdraw_sanction(
        who or person(LATER), sanction=sanction, motive="Besöken var gjorda."
    )


@pytest.mark.parametrize(
    ("sanction", "kind"),
    [
        ("varning-1", SanctionKind.WARNING),
        ("vite-1", SanctionKind.FINE),
        ("i-1", SanctionKind.WITHHOLDING),
    ],
)
def test_what_was_wrong_is_withdrawn_and_stays_in_sight(sanction, kind):
    agreement = sanctioned()

    withdraw(agreement, sanction)

    assert emitted(agreement) == [
        event(
            Agreement.SanctionWithdrawn,
            sanction=sanction,
            kind=kind,
            motive="Besöken var gjorda.",
        )
    ]
    taken_back = agreement.sanctions[sanction]
    assert (taken_back.withdrawn, taken_back.lifted) == (True, True)
    assert taken_back.over_on == day("2026-12-01")
    assert not taken_back.holds_on(day("2026-11-03"))


def test_what_is_released_or_lifted_was_right_when_it_was_decided():
    agreement = sanctioned()

    agreement.release_withholding(person(LATER), sanction="i-1", reason="Åtgärdat.")
    agreement.lift_stop(person(LATER), sanction="stopp-1", reason="Åtgärdat.")

    for sanction in ("i-1", "stopp-1"):
        ended = agreement.sanctions[sanction]
        assert (ended.withdrawn, ended.over_on) == (False, day("2026-12-01"))


def test_a_stop_is_lifted_and_not_withdrawn():
    agreement = sanctioned()

    with refuses(agreement, StopIsLifted, sanction="stopp-1"):
        withdraw(agreement, "stopp-1")


def test_what_is_over_is_not_withdrawn():
    agreement = sanctioned()
    agreement.release_withholding(person(AT), sanction="i-1", reason="Åtgärdat.")
    withdraw(agreement, "vite-1")
    given(agreement)

    for sanction in ("i-1", "vite-1"):
        with refuses(agreement, SanctionOver, sanction=sanction):
            withdraw(agreement, sanction)


def test_what_was_withdrawn_is_not_released():
    agreement = sanctioned()
    withdraw(agreement, "i-1")

    with refuses(given(agreement), SanctionOver, sanction="i-1"):
        agreement.release_withholding(person(LATER), sanction="i-1", reason="x")


def test_only_what_was_decided_is_withdrawn():
    agreement = given(with_ladder())

    with refuses(agreement, UnknownPart, part="vite-9", known=[]):
        withdraw(agreement, "vite-9")


@pytest.mark.parametrize(
    ("who", "rule"),
    [(scheduler(LATER), MachineCannotDecide), (without_mandate(LATER), NoMandate)],
)
def test_a_person_with_a_mandate_withdraws(who, rule):
    agreement = sanctioned()

    with refuses(agreement, rule, event="agreement.sanction_withdrawn"):
        withdraw(agreement, "vite-1", who)


def test_what_was_withdrawn_leaves_room_for_as_much_again():
    agreement = sanctioned()
    withdraw(agreement, "i-1")

    withhold(agreement, "i-2", percent=20)

    assert agreement.sanctions["i-2"].percent == 20


def test_it_is_withdrawn_also_when_the_agreement_is_over():
    agreement = sanctioned()
    agreement.rescind(
        person("2026-11-04T09:00"), grounds="Brist.", wind_up_until=day("2026-11-05")
    )

    withdraw(agreement, "vite-1")

    assert agreement.sanctions["vite-1"].withdrawn
