"""Decision on an application: whoever meets the requirements is approved."""

from __future__ import annotations

import pytest

from tests.domain.test_application import (
    EXCLUDED,
    FAILED,
    RATTELSE,
    THREE_WEEKS,
    approved,
    assessed,
    received,
    rejected,
)
from tests.given import (
    day,
    emitted,
    event,
    given,
    local,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.application import Application
from upphandling.domain.application.refusals import (
    ApplicantExcluded,
    ApplicationInWrongStage,
    NotAssessed,
    NothingToReject,
    RequirementNotMet,
    StartsBeforeWindow,
)
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.instants import NotYet

# -- Deciding --------------------------------------------------------------------


def test_everybody_who_meets_the_requirements_is_approved():
    application = given(assessed())

    with refuses(application, NothingToReject, application="ansokan-a"):
        application.reject(
            person("2026-10-05T09:00"),
            reasons="Vi har nog av utförare.",
            notified_at=None,
            rattelse=THREE_WEEKS,
        )
    application.approve(person("2026-10-05T09:00"), motive="Alla krav är uppfyllda.")

    assert emitted(application) == [
        event(Application.Approved, motive="Alla krav är uppfyllda.")
    ]


@pytest.mark.parametrize(
    ("assessment", "rule", "details"),
    [
        (FAILED, RequirementNotMet, {"failed": ["ledning"]}),
        (EXCLUDED, ApplicantExcluded, {"exclusion": "Obetalda skatter"}),
    ],
)
def test_nobody_is_approved_while_something_is_in_the_way(assessment, rule, details):
    application = given(assessed(assessment))

    with refuses(application, rule, **details):
        application.approve(person("2026-10-05T09:00"), motive="Ändå.")


def test_nothing_is_decided_before_it_is_assessed():
    application = given(received())

    with refuses(application, NotAssessed, application="ansokan-a"):
        application.approve(person("2026-10-05T09:00"), motive="Ja.")


@pytest.mark.parametrize("assessment", [FAILED, EXCLUDED])
def test_a_rejection_has_reasons_and_starts_the_time_for_rattelse(assessment):
    application = given(assessed(assessment))

    application.reject(
        person("2026-10-06T09:00"),
        reasons="Se bedömningen.",
        notified_at=local("2026-10-05T16:00"),
        rattelse=THREE_WEEKS,
    )

    assert emitted(application) == [
        event(
            Application.Rejected,
            reasons="Se bedömningen.",
            failed=assessment.failed,
            exclusion=assessment.exclusion,
            notified_at=local("2026-10-05T16:00"),
            rattelse=RATTELSE,
        )
    ]


def test_the_applicant_cannot_have_been_told_tomorrow():
    application = given(assessed(FAILED))

    with refuses(
        application, NotYet, day=day("2026-10-06"), at=local("2026-10-05T09:00")
    ):
        application.reject(
            person("2026-10-05T09:00"),
            reasons="Se bedömningen.",
            notified_at=local("2026-10-06T09:00"),
            rattelse=THREE_WEEKS,
        )


@pytest.mark.parametrize(
    ("stamp", "rule"),
    [
        (scheduler("2026-10-05T09:00"), MachineCannotDecide),
        (without_mandate("2026-10-05T09:00"), NoMandate),
    ],
)
def test_only_a_person_with_a_mandate_approves_or_rejects(stamp, rule):
    good, bad = given(assessed()), given(assessed(FAILED))

    with refuses(good, rule, event="application.approved"):
        good.approve(stamp, motive="Ja.")
    with refuses(bad, rule, event="application.rejected"):
        bad.reject(stamp, reasons="Nej.", notified_at=None, rattelse=THREE_WEEKS)


# -- The agreement ---------------------------------------------------------------


def test_an_approved_applicant_signs_once_and_not_before_the_round_starts():
    application = given(approved())
    signing = {"agreement": "avtal-a", "signed_on": day("2026-10-19")}

    with refuses(
        application,
        StartsBeforeWindow,
        window="host-2026",
        start_on=day("2026-12-01"),
        wanted=day("2026-11-30"),
    ):
        application.sign(
            person("2026-10-19T09:00"), **signing, starts_on=day("2026-11-30")
        )
    application.sign(person("2026-10-19T09:00"), **signing, starts_on=day("2026-12-01"))

    assert emitted(application) == [event(Application.AgreementSigned, **signing)]
    with refuses(
        application, ApplicationInWrongStage, status="admitted", required="approved"
    ):
        application.sign(
            person("2026-10-19T09:00"), **signing, starts_on=day("2026-12-01")
        )


@pytest.mark.parametrize("make", [received, assessed, rejected])
def test_nobody_signs_without_an_approval(make):
    application = given(make())

    with pytest.raises(ApplicationInWrongStage):
        application.sign(
            person("2026-10-19T09:00"),
            agreement="avtal-a",
            signed_on=day("2026-10-19"),
            starts_on=day("2026-12-01"),
        )
