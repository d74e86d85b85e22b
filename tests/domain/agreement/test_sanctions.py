"""Sanctions: only what was agreed, no larger than agreed, by a person, and once."""

from __future__ import annotations

import pytest

from tests.domain.agreement.cases import expired, in_force, rescinded
from tests.domain.agreement.sanctioned import (
    AT,
    LADDER,
    agree,
    stop,
    with_ladder,
    withhold,
)
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
from upphandling.domain.agreement import Agreement, Rung, SanctionKind
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    AmountInOneUnit,
    AmountNotAgreed,
    EndsBeforeItStarts,
    RungLimitWrong,
    RungTwice,
    SanctionNotAgreed,
    SanctionOver,
    SanctionsSettled,
    SanctionTooLarge,
)
from upphandling.domain.agreement.sanction_terms import A_YEAR
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.parts import PartExists, UnknownPart

WARNING, FINE = SanctionKind.WARNING, SanctionKind.FINE


def warn(agreement: Agreement, sanction: str = "varning-1", who=None) -> None:
    agreement.warn(
        who or person(AT), sanction=sanction, deviation="avv-1", motive="Brist."
    )


def fine(agreement: Agreement, ore: int = 2_500_000, who=None) -> None:
    agreement.impose_fine(
        who or person(AT), sanction="vite-1", deviation="avv-1", ore=ore, motive="x"
    )


# -- The ladder --------------------------------------------------------------------


def test_the_ladder_is_entered_once():
    agreement = given(in_force())
    agree(agreement)

    assert emitted(agreement) == [
        event(Agreement.SanctionsAgreed, rungs=LADDER, repeat_within=A_YEAR)
    ]
    with refuses(agreement, SanctionsSettled, agreement="avtal-a"):
        agree(agreement)


def test_an_agreement_that_is_over_gets_no_ladder():
    with pytest.raises(AgreementNotInForce):
        agree(expired())


def test_each_kind_of_sanction_stands_once_in_the_ladder():
    agreement = given(in_force())

    with refuses(agreement, RungTwice, agreement="avtal-a"):
        agree(agreement, LADDER[0], LADDER[0])


@pytest.mark.parametrize(
    ("kind", "limits"),
    [
        (SanctionKind.FINE, {}),
        (SanctionKind.FINE, {"max_percent": 5}),
        (SanctionKind.FINE, {"max_percent": 5, "max_ore": 5}),
        (SanctionKind.WITHHOLDING, {}),
        (SanctionKind.WARNING, {"max_ore": 5}),
        (SanctionKind.STOP, {"max_percent": 5}),
        (SanctionKind.RESCISSION, {"max_ore": 5}),
    ],
)
def test_what_costs_money_has_a_limit_and_nothing_else_has(kind, limits):
    agreement = given(in_force())

    with refuses(agreement, RungLimitWrong, kind=kind, limits=sorted(limits)):
        agree(agreement, Rung(kind=kind, clause="8", **limits))


@pytest.mark.parametrize(
    "rung",
    [*LADDER, Rung(kind=SanctionKind.WITHHOLDING, clause="8", max_ore=5)],
)
def test_one_rung_is_a_ladder(rung):
    agreement = agree(in_force(), rung)

    assert list(agreement.ladder) == [rung.kind]


# -- Only what was agreed ----------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "do"),
    [
        (WARNING, warn),
        (FINE, fine),
        (SanctionKind.WITHHOLDING, lambda one: withhold(one, "i-1", percent=1)),
        (SanctionKind.STOP, stop),
    ],
)
def test_a_sanction_that_was_not_agreed_cannot_be_taken(kind, do):
    agreed = [rung for rung in LADDER if rung.kind is not kind]
    agreement = given(agree(in_force(), *agreed))

    with refuses(
        agreement,
        SanctionNotAgreed,
        agreement="avtal-a",
        kind=kind,
        agreed=[str(rung.kind) for rung in agreed],
    ):
        do(agreement)


def test_every_sanction_is_known_by_a_key_of_its_own():
    agreement = with_ladder()
    warn(agreement)
    given(agreement)

    with refuses(agreement, PartExists, part="varning-1"):
        warn(agreement)
    with refuses(agreement, PartExists, part="varning-1"):
        stop(agreement, sanction="varning-1")


@pytest.mark.parametrize(
    ("who", "rule"),
    [(scheduler(AT), MachineCannotDecide), (without_mandate(AT), NoMandate)],
)
def test_a_person_with_a_mandate_decides_on_sanctions(who, rule):
    agreement = with_ladder()
    withhold(agreement, "i-1", percent=10)
    stop(agreement)
    given(agreement)
    told = {"sanction": "s", "deviation": "avv-1", "motive": "x"}

    with refuses(agreement, rule, event="agreement.warning_given"):
        warn(agreement, "v-2", who)
    with refuses(agreement, rule, event="agreement.fine_imposed"):
        fine(agreement, who=who)
    with refuses(agreement, rule, event="agreement.payment_withheld"):
        agreement.withhold_payment(
            who, **told, percent=1, ore=None, from_on=day("2026-11-01"), until=None
        )
    with refuses(agreement, rule, event="agreement.withholding_released"):
        agreement.release_withholding(who, sanction="i-1", reason="x")
    with refuses(agreement, rule, event="agreement.new_customers_stopped"):
        agreement.stop_new_customers(who, **{**told, "deviation": "avv-2"})
    with refuses(agreement, rule, event="agreement.stop_lifted"):
        agreement.lift_stop(who, sanction="stopp-1", reason="x")


def test_an_agreement_that_is_over_is_neither_warned_nor_stopped_but_may_have_to_pay():
    agreement = agree(in_force())
    agreement.rescind(
        person("2026-11-02T09:00"), grounds="Brist.", wind_up_until=day("2026-11-05")
    )
    for do in (warn, stop):
        with pytest.raises(AgreementNotInForce):
            do(agreement)

    fine(agreement)
    withhold(agreement, "i-1", percent=20)

    assert list(agreement.sanctions) == ["vite-1", "i-1"]
    assert not rescinded().sanctions


# -- No larger than agreed ---------------------------------------------------------


def test_a_fine_is_at_most_what_was_agreed():
    agreement = given(with_ladder())
    most = {"unit": "ore", "wanted": 5_000_001, "already": 0, "most": 5_000_000}
    with refuses(agreement, SanctionTooLarge, **most):
        fine(agreement, 5_000_001)

    fine(agreement, 5_000_000)

    assert agreement.sanctions["vite-1"].ore == 5_000_000


@pytest.mark.parametrize("amount", [{}, {"percent": 1, "ore": 1}])
def test_what_is_withheld_is_a_share_or_a_sum(amount):
    agreement = given(with_ladder())
    told = {"percent": None, "ore": None, **amount}

    with refuses(agreement, AmountInOneUnit, **told):
        withhold(agreement, "i-1", **amount)


def test_what_is_withheld_has_days_in_order():
    agreement = given(with_ladder())
    days = {"from_on": day("2026-11-02"), "until": day("2026-11-01")}

    with refuses(agreement, EndsBeforeItStarts, **days):
        withhold(agreement, "i-1", percent=1, **days)


def test_a_limit_in_percent_allows_no_sum():
    percent = Rung(kind=SanctionKind.WITHHOLDING, clause="8.2", max_percent=20)
    agreement = given(agree(in_force(), percent))

    with refuses(agreement, AmountNotAgreed, unit="ore"):
        withhold(agreement, "i-1", ore=1)


@pytest.mark.parametrize(("unit", "most"), [("percent", 20), ("ore", 1_000_000)])
def test_what_is_withheld_for_the_same_days_counts_together(unit, most):
    agreement = with_ladder()
    withhold(agreement, "i-1", **{unit: most - 1}, until=day("2026-11-30"))
    given(agreement)
    too_much = {"unit": unit, "wanted": 2, "already": most - 1, "most": most}
    with refuses(agreement, SanctionTooLarge, **too_much):
        withhold(agreement, "i-2", **{unit: 2}, from_on=day("2026-11-30"))
    with refuses(agreement, SanctionTooLarge, **too_much):
        withhold(
            agreement,
            "i-2",
            **{unit: 2},
            from_on=day("2026-10-01"),
            until=day("2026-11-01"),
        )

    withhold(agreement, "i-2", **{unit: most}, from_on=day("2026-12-01"))
    withhold(
        agreement,
        "i-3",
        **{unit: most},
        from_on=day("2026-10-01"),
        until=day("2026-10-31"),
    )


def test_what_is_released_counts_no_longer():
    agreement = with_ladder()
    withhold(agreement, "i-1", percent=20)
    agreement.release_withholding(person(AT), sanction="i-1", reason="Åtgärdat.")
    given(agreement)

    withhold(agreement, "i-2", percent=20)

    with refuses(given(agreement), SanctionOver, sanction="i-1"):
        agreement.release_withholding(person(AT), sanction="i-1", reason="Igen.")


def test_what_is_released_was_withheld():
    agreement = with_ladder()
    stop(agreement)
    given(agreement)

    with refuses(agreement, UnknownPart, part="stopp-1", known=[]):
        agreement.release_withholding(person(AT), sanction="stopp-1", reason="x")


# -- What each deviation led to ----------------------------------------------------


def test_every_sanction_names_its_deviation_and_its_decision():
    agreement = with_ladder()
    warn(agreement)
    stop(agreement, deviation="avv-2")

    (warning,) = agreement.sanctions_of("avv-1")
    assert (warning.kind, warning.decision) == (WARNING, "agreement:avtal-a@4")
    assert not warning.holds_on(day("2026-11-03"))
    (stopping,) = agreement.sanctions_of("avv-2")
    assert stopping.holds_on(day("2026-11-03"))


def test_a_withholding_holds_until_its_last_day_or_until_it_is_released():
    agreement = with_ladder()
    withhold(agreement, "i-1", percent=1, until=day("2026-11-30"))
    withheld = agreement.sanctions["i-1"]

    assert withheld.holds_on(day("2026-11-30"))
    assert not withheld.holds_on(day("2026-12-01"))
    agreement.release_withholding(person(AT), sanction="i-1", reason="x")
    assert not agreement.sanctions["i-1"].holds_on(day("2026-11-30"))
