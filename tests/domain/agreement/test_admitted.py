"""Agreements from an application: the notice that was agreed binds, unless both agree."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.agreement import Agreement, Terms
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    EndsBeforeItStarts,
    NoticeTooShort,
)
from upphandling.domain.configuration import Regime
from upphandling.domain.lengths import Length, Unit

SIX_MONTHS = Length(6, Unit.MONTHS)
TERMS = Terms(
    system="staden",
    provider="utforare-a",
    name="Utförare A",
    regime=Regime.LOV,
    bundle="omvardnad",
    areas=("norr",),
    starts_on=day("2026-12-01"),
    places={"norr": 40},
)
LEAVES = {"reason": "Utföraren lämnar."}


def admitted(**changed: Any) -> Agreement:
    return Agreement.admit(
        person("2026-10-19T09:00"),
        "avtal-a",
        **{
            "admission": "omvardnad",
            "application": "ansokan-a",
            "signed_on": day("2026-10-19"),
            "exit_notice": SIX_MONTHS,
            "terms": TERMS,
            **changed,
        },
    )


def test_an_agreement_is_signed_with_an_approved_applicant():
    assert emitted(admitted()) == [
        event(
            Agreement.Admitted,
            admission="omvardnad",
            application="ansokan-a",
            signed_on=day("2026-10-19"),
            exit_notice=SIX_MONTHS,
            terms=TERMS,
        )
    ]


def test_an_agreement_cannot_end_before_it_starts():
    with pytest.raises(EndsBeforeItStarts):
        admitted(terms=TERMS.model_copy(update={"ends_on": day("2026-11-30")}))


@for_all(st.dates(day("2027-01-04"), day("2028-12-31")))
def test_a_notice_is_never_shorter_than_the_agreed_one(ends_on):
    agreement = given(admitted())
    earliest = day("2027-07-04")  # half a year from Monday 4 January

    if ends_on < earliest:
        with refuses(agreement, NoticeTooShort, ends_on=ends_on, earliest=earliest):
            agreement.give_notice(person("2027-01-04T09:00"), ends_on=ends_on, **LEAVES)
    else:
        agreement.give_notice(person("2027-01-04T09:00"), ends_on=ends_on, **LEAVES)
        assert agreement.ends_on == ends_on


def test_the_parties_may_agree_on_an_earlier_end_but_not_on_one_that_has_passed():
    agreement = given(admitted())
    today = person("2027-01-04T09:00")

    with refuses(agreement, EndsBeforeItStarts, ends_on=day("2027-01-03"), at=today.at):
        agreement.agree_end(today, ends_on=day("2027-01-03"), **LEAVES)
    agreement.agree_end(today, ends_on=day("2027-02-28"), **LEAVES)

    assert emitted(agreement) == [
        event(Agreement.EndAgreed, ends_on=day("2027-02-28"), **LEAVES)
    ]
    agreement.expire(scheduler("2027-03-01T00:00"))
    with pytest.raises(AgreementNotInForce):
        agreement.agree_end(
            person("2027-03-02T09:00"), ends_on=day("2027-04-30"), **LEAVES
        )


def test_an_alarm_before_the_end_follows_the_end_that_was_agreed():
    agreement = admitted(terms=TERMS.model_copy(update={"ends_on": day("2030-11-30")}))
    agreement.watch_expiry(person("2027-01-04T09:00"), months=6)
    given(agreement)

    agreement.agree_end(person("2027-01-04T09:00"), ends_on=day("2028-12-31"), **LEAVES)

    assert [topic for topic, _ in emitted(agreement)] == [
        "agreement.end_agreed",
        "agreement.expiry_watched",
    ]
