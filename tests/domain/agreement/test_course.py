"""The course of an agreement: how it begins, is prolonged or given notice."""

from __future__ import annotations

import pytest

from tests.domain.agreement.cases import (
    BEGINS,
    TERMS,
    changed,
    expired,
    in_force,
    rescinded,
    signed,
)
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.agreement import Agreement, Status
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    AgreementNotStarted,
    AreaNotServed,
    EndsBeforeItStarts,
    NothingToExtend,
    NoticeProlongs,
)
from upphandling.domain.configuration import Regime

# -- Beginning -----------------------------------------------------------------


def test_an_agreement_is_signed_after_an_award():
    assert emitted(signed()) == [
        event(
            Agreement.Signed,
            award="tilldelning-2026",
            lot="norr",
            bid="anbud-1",
            terms=TERMS,
        )
    ]


def test_an_agreement_that_was_there_before_is_registered():
    agreement = Agreement.register(person("2026-05-18T09:00"), "avtal-a", terms=TERMS)

    assert emitted(agreement) == [event(Agreement.Registered, terms=TERMS)]


def test_the_municipality_entrusts_its_own_provider():
    terms = changed(regime=Regime.IN_HOUSE, ends_on=None, places={})

    agreement = Agreement.entrust(person("2026-05-18T09:00"), "egen-regi", terms=terms)

    assert emitted(agreement) == [event(Agreement.EntrustedInHouse, terms=terms)]


@pytest.mark.parametrize("opening", ["sign", "register", "entrust"])
def test_no_agreement_ends_before_it_starts(opening):
    told = {"award": "t", "lot": "l", "bid": "b"} if opening == "sign" else {}
    starts_on, ends_on = TERMS.starts_on, day("2026-09-30")

    with refuses(None, EndsBeforeItStarts, starts_on=starts_on, ends_on=ends_on):
        getattr(Agreement, opening)(
            person("2026-05-18T09:00"),
            "avtal-a",
            terms=changed(ends_on=ends_on),
            **told,
        )


def test_an_agreement_may_last_a_single_day():
    assert signed(changed(ends_on=TERMS.starts_on)).status is Status.SIGNED


def test_a_ceiling_is_for_an_area_that_the_agreement_has():
    with refuses(None, AreaNotServed, area="oster", areas=["norr", "soder"]):
        signed(changed(places={"oster": 5}))


def test_the_agreement_begins_by_itself_on_its_first_day():
    agreement = given(signed())

    agreement.start(scheduler(BEGINS))

    assert emitted(agreement) == [event(Agreement.Began)]


def test_the_agreement_has_not_begun_one_second_before_its_first_day():
    agreement = given(signed())

    with refuses(agreement, AgreementNotStarted, starts_on=TERMS.starts_on):
        agreement.start(scheduler("2026-09-30T23:59:59"))


@pytest.mark.parametrize("stage", [in_force, rescinded, expired])
def test_an_agreement_begins_once(stage):
    agreement = given(stage())

    with refuses(agreement, AgreementNotInForce, status=agreement.status):
        agreement.start(scheduler("2028-10-02T00:00"))


# -- Changes ---------------------------------------------------------------------


def test_notice_is_given_to_a_last_day():
    agreement = given(in_force())

    agreement.give_notice(
        person("2026-12-01T09:00"), ends_on=day("2027-03-31"), reason="Nytt system"
    )

    assert emitted(agreement) == [
        event(Agreement.NoticeGiven, ends_on=day("2027-03-31"), reason="Nytt system")
    ]


def test_an_agreement_under_notice_may_be_extended():
    agreement = in_force()
    agreement.give_notice(
        person("2026-12-01T09:00"), ends_on=day("2027-03-31"), reason="Nytt system"
    )
    given(agreement).extend(
        person("2027-01-11T09:00"), ends_on=day("2027-11-01"), reason="Avbruten"
    )

    assert emitted(agreement) == [
        event(
            Agreement.Extended,
            before=day("2027-03-31"),
            ends_on=day("2027-11-01"),
            reason="Avbruten",
        )
    ]


def test_an_agreement_without_a_last_day_has_nothing_to_extend():
    agreement = given(in_force(changed(ends_on=None)))
    later = day("2027-11-01")

    with refuses(agreement, NothingToExtend, ends_on=None, wanted=later):
        agreement.extend(person("2027-01-11T09:00"), ends_on=later, reason="Tidsatt")


def test_an_extension_is_to_a_later_day():
    agreement = given(in_force())
    same = day("2028-09-30")

    with refuses(agreement, NothingToExtend, ends_on=same, wanted=same):
        agreement.extend(person("2027-01-11T09:00"), ends_on=same, reason="Lika")


def test_notice_is_not_given_for_a_day_that_has_passed():
    agreement = given(in_force())

    with pytest.raises(EndsBeforeItStarts):
        agreement.give_notice(
            person("2027-01-11T09:00"), ends_on=day("2027-01-10"), reason="Sent"
        )


@pytest.mark.parametrize("end", [Agreement.give_notice, Agreement.agree_end])
def test_notice_makes_no_agreement_longer(end):
    agreement = given(in_force())
    later = day("2028-10-01")

    with refuses(agreement, NoticeProlongs, ends_on=day("2028-09-30"), wanted=later):
        end(agreement, person("2027-01-11T09:00"), ends_on=later, reason="Senare")
