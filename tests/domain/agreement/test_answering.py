"""Who answers for a customer and who may be chosen: licence, days, bundle and area."""

from __future__ import annotations

import pytest

from tests.domain.agreement.cases import expired, in_force, rescinded, signed
from tests.given import day, emitted, event, given, local, person, refuses
from upphandling.domain.agreement import Agreement, LicenceStatus, Place
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    AgreementNotOver,
    AgreementNotStarted,
    BundleNotDelivered,
    LicenceLost,
)


@pytest.mark.parametrize(
    "licence", [LicenceStatus.REVOKED, LicenceStatus.REVOCATION_FINAL]
)
def test_nobody_new_comes_to_a_provider_whose_licence_is_revoked(licence):
    agreement = in_force()
    agreement.change_licence(
        person("2027-01-11T09:00"),
        licence=licence,
        decided_on=day("2027-01-11"),
        source="IVO",
    )

    with pytest.raises(LicenceLost):
        agreement.take_places(
            person("2027-01-12T09:00"), (Place(customer="person-9", area="norr"),)
        )


@pytest.mark.parametrize("on", ["2026-08-31", "2028-10-01"])
def test_nobody_answers_for_a_customer_outside_the_days_of_the_agreement(on):
    agreement = in_force()
    starts, ends = agreement.agreed.starts_on, agreement.ends_on
    assert not starts <= day(on) <= ends

    agreement.must_answer_on(starts)
    agreement.must_answer_on(ends)
    with pytest.raises((AgreementNotStarted, AgreementNotInForce)):
        agreement.must_answer_on(day(on))
    assert agreement.answers_on(starts)
    assert not agreement.answers_on(day(on))


def test_the_last_day_has_passed_on_the_day_after_it():
    agreement = given(in_force())

    agreement.must_be_past(day("2028-10-01"))
    with refuses(agreement, AgreementNotOver, ends_on=day("2028-09-30")):
        agreement.must_be_past(day("2028-09-30"))


@pytest.mark.parametrize(
    ("system", "bundle"), [("staden", "service"), ("byn", "omvardnad")]
)
def test_an_agreement_is_for_one_bundle_of_one_system(system, bundle):
    agreement = given(signed())

    agreement.must_deliver("staden", "omvardnad")
    with refuses(
        agreement,
        BundleNotDelivered,
        agreement="avtal-a",
        system=system,
        bundle=bundle,
    ):
        agreement.must_deliver(system, bundle)


@pytest.mark.parametrize("over", [rescinded, expired])
def test_nobody_answers_under_an_agreement_that_is_over(over):
    agreement = given(over())

    with refuses(agreement, AgreementNotInForce, status=agreement.status):
        agreement.must_answer_on(agreement.agreed.starts_on)


def test_what_becomes_of_the_licence_is_kept_even_when_the_agreement_is_over():
    agreement = given(rescinded())

    agreement.change_licence(
        person("2026-11-20T09:00"),
        licence=LicenceStatus.REVOCATION_FINAL,
        decided_on=day("2026-11-19"),
        source="Kammarrätten, mål 1-26",
    )

    assert emitted(agreement) == [
        event(
            Agreement.LicenceChanged,
            licence=LicenceStatus.REVOCATION_FINAL,
            decided_on=day("2026-11-19"),
            source="Kammarrätten, mål 1-26",
        )
    ]


@pytest.mark.parametrize(
    ("bundle", "area", "at", "serves"),
    [
        ("omvardnad", "norr", "2026-06-01T09:00", True),
        ("omvardnad", "norr", "2028-09-30T23:59:59", True),
        ("omvardnad", "norr", "2028-10-01T00:00", False),
        ("omvardnad", "oster", "2026-06-01T09:00", False),
        ("service", "norr", "2026-06-01T09:00", False),
    ],
)
def test_who_may_be_chosen_is_a_matter_of_bundle_area_and_last_day(
    bundle, area, at, serves
):
    assert signed().serves(bundle, area, local(at)) is serves


def test_a_provider_whose_agreement_is_rescinded_cannot_be_chosen():
    assert not rescinded().serves("omvardnad", "norr", local("2026-11-03T09:00"))
