"""The shares: guaranteed at least, capped at most, step by step."""

from __future__ import annotations

import pytest

from tests.domain.agreement.cases import changed, expired, in_force, rescinded, signed
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.agreement import Agreement, ShareStep
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    AreaNotServed,
    ShareOutOfBounds,
    StepsOutOfOrder,
)
from upphandling.domain.allocation import SharesUnderLov
from upphandling.domain.configuration import Regime
from upphandling.domain.errors import MachineCannotDecide


def step(
    from_on: str, minimum: float, cap: float | None = None, area: str | None = None
) -> ShareStep:
    return ShareStep(
        from_on=day(from_on), minimum_percent=minimum, cap_percent=cap, area=area
    )


RAMP = (step("2026-10-01", 20.0, 30.0), step("2027-10-01", 50.0, 60.0))


def agree(
    agreement: Agreement, *steps: ShareStep, at: str = "2026-10-02T09:00"
) -> None:
    agreement.agree_shares(
        person(at), steps=steps, legal_basis="Avtalet punkt 3", reason="Enligt anbudet."
    )


def test_a_share_grows_step_by_step():
    agreement = given(in_force())

    agree(agreement, *RAMP)

    assert emitted(agreement) == [
        event(
            Agreement.SharesAgreed,
            steps=RAMP,
            legal_basis="Avtalet punkt 3",
            reason="Enligt anbudet.",
        )
    ]
    assert agreement.share_on(day("2027-09-30")) == RAMP[0]
    assert agreement.share_on(day("2027-10-01")) == RAMP[1]


def test_the_municipality_s_own_provider_has_its_share_likewise():
    own = Agreement.entrust(
        person("2026-05-18T09:00"),
        "egen",
        terms=changed(regime=Regime.IN_HOUSE, ends_on=None),
    )

    agree(own, *RAMP)

    assert own.share_on(day("2027-01-01")) == RAMP[0]


def test_until_the_first_step_the_share_of_the_terms_holds():
    agreement = signed()
    agree(agreement, step("2027-10-01", 50.0))

    assert agreement.share_on(day("2026-09-30")) is None
    assert agreement.share_on(day("2026-10-01")) == step("2026-10-01", 10.0)
    assert agreement.share_on(day("2027-10-01")) == step("2027-10-01", 50.0)


def test_changed_places_bring_their_share_with_them():
    agreement = in_force(changed(share_percent=0.0))
    assert agreement.share_on(day("2026-10-01")) is None

    agreement.change_places(
        person("2026-12-01T09:00"), places={}, share_percent=12.5, reason="Växer."
    )

    assert agreement.share_on(day("2026-11-30")) is None
    assert agreement.share_on(day("2026-12-01")) == step("2026-12-01", 12.5)


def test_an_area_has_a_share_only_where_one_is_agreed():
    agreement = in_force()
    north = step("2026-10-01", 40.0, area="norr")

    agree(agreement, north)

    assert agreement.share_on(day("2026-10-01"), "norr") == north
    assert agreement.share_on(day("2026-10-01"), "soder") is None
    assert agreement.share_on(day("2026-10-01")) == step("2026-10-01", 10.0)


def test_a_new_ramp_replaces_what_was_to_come():
    agreement = in_force()
    agree(agreement, *RAMP)

    agree(agreement, step("2027-06-01", 25.0), at="2027-01-02T09:00")

    assert agreement.share_on(day("2027-01-02")) == RAMP[0]
    assert agreement.share_on(day("2028-01-01")) == step("2027-06-01", 25.0)


def test_shares_are_not_filled_among_lov_providers():
    agreement = given(in_force(changed(regime=Regime.LOV, share_percent=0.0)))

    with refuses(agreement, SharesUnderLov, agreement="avtal-a"):
        agree(agreement, *RAMP)


@pytest.mark.parametrize(
    "steps", [RAMP[::-1], (RAMP[0], RAMP[0])], ids=["backward", "same day"]
)
def test_steps_come_in_order(steps):
    agreement = given(in_force())

    with refuses(agreement, StepsOutOfOrder, area=None, from_on=steps[1].from_on):
        agree(agreement, *steps)


def test_each_area_has_steps_of_its_own():
    agreement = in_force()

    agree(agreement, RAMP[0], step("2026-10-01", 30.0, area="norr"), RAMP[1])

    assert agreement.share_on(day("2028-01-01")) == RAMP[1]


@pytest.mark.parametrize(
    ("minimum", "cap"), [(-1.0, None), (101.0, None), (30.0, 20.0), (30.0, 101.0)]
)
def test_a_share_is_within_bounds(minimum, cap):
    agreement = given(in_force())
    from_on = day("2026-10-01")

    with refuses(
        agreement,
        ShareOutOfBounds,
        from_on=from_on,
        minimum_percent=minimum,
        cap_percent=cap,
    ):
        agree(agreement, step("2026-10-01", minimum, cap))


def test_a_share_may_be_exactly_its_cap():
    agreement = in_force()

    agree(agreement, step("2026-10-01", 100.0, 100.0), step("2027-01-01", 0.0, 0.0))

    assert agreement.share_on(day("2027-01-01")) == step("2027-01-01", 0.0, 0.0)


def test_a_share_is_in_an_area_of_the_agreement():
    agreement = given(in_force())

    with refuses(
        agreement,
        AreaNotServed,
        agreement="avtal-a",
        area="oster",
        areas=["norr", "soder"],
    ):
        agree(agreement, step("2026-10-01", 20.0, area="oster"))


def test_the_clock_agrees_on_no_share():
    agreement = given(in_force())

    with refuses(agreement, MachineCannotDecide, event="agreement.shares_agreed"):
        agreement.agree_shares(
            scheduler("2026-10-02T09:00"), steps=RAMP, legal_basis="-", reason="Räknat."
        )


@pytest.mark.parametrize("over", [rescinded, expired])
def test_an_agreement_that_is_over_gets_no_new_share(over):
    agreement = given(over())

    with refuses(agreement, AgreementNotInForce, status=agreement.status):
        agree(agreement, *RAMP, at="2028-11-01T09:00")
