"""The course of an agreement: how it begins, is prolonged or given notice, and ends."""

from __future__ import annotations

import pytest

from tests.domain.agreement.cases import (
    BEGINS,
    TERMS,
    changed,
    expired,
    full,
    in_force,
    place,
    rescind,
    rescinded,
    signed,
)
from tests.given import day, emitted, event, given, local, person, refuses, scheduler
from upphandling.domain.agreement import Agreement, LicenceStatus, Place, Status
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    AgreementNotOver,
    AgreementNotStarted,
    AreaNotServed,
    BundleNotDelivered,
    EndsBeforeItStarts,
    LicenceLost,
    NothingToExtend,
    NoticeProlongs,
)
from upphandling.domain.configuration import Regime
from upphandling.domain.errors import MachineCannotDecide

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


# -- Ending ------------------------------------------------------------------------


def test_rescinding_tells_until_when_and_who_stood_in_the_queue():
    agreement = full()
    agreement.enqueue(person("2026-10-05T09:00"), (place("person-3"),))

    rescind(given(agreement), "2026-11-02T09:00")

    assert emitted(agreement) == [
        event(
            Agreement.Rescinded,
            grounds="Tillståndet är återkallat.",
            wind_up_until=day("2026-11-05"),
            queue=("person-3",),
        )
    ]
    assert agreement.queue == {}


def test_the_scheduler_cannot_rescind():
    agreement = given(in_force())

    with refuses(agreement, MachineCannotDecide, event="agreement.rescinded"):
        agreement.rescind(
            scheduler("2026-11-02T09:00"),
            grounds="Räknat.",
            wind_up_until=day("2026-11-05"),
        )


def test_the_provider_may_wind_up_until_the_end_of_the_day():
    agreement = given(in_force())

    rescind(agreement, "2026-11-05T23:59:59")

    assert agreement.status is Status.RESCINDED


def test_nobody_winds_up_after_the_last_day_of_the_agreement():
    agreement = given(in_force())
    later = day("2028-10-01")

    with refuses(agreement, NoticeProlongs, ends_on=day("2028-09-30"), wanted=later):
        agreement.rescind(
            person("2026-11-02T09:00"), grounds="Brister.", wind_up_until=later
        )


def test_nobody_winds_up_in_the_past():
    agreement = given(in_force())
    at = local("2026-11-06T00:00")

    with refuses(agreement, EndsBeforeItStarts, wind_up_until=day("2026-11-05"), at=at):
        rescind(agreement, "2026-11-06T00:00")


def test_the_agreement_expires_by_itself_after_its_last_day():
    agreement = given(in_force())

    agreement.expire(scheduler("2028-10-01T00:00"))

    assert emitted(agreement) == [event(Agreement.Expired, ended_on=day("2028-09-30"))]


def test_the_agreement_holds_on_the_last_second_of_its_last_day():
    agreement = given(in_force())

    with refuses(agreement, AgreementNotOver, ends_on=day("2028-09-30")):
        agreement.expire(scheduler("2028-09-30T23:59:59"))


def test_an_agreement_without_a_last_day_does_not_expire():
    agreement = given(in_force(changed(ends_on=None)))

    with refuses(agreement, AgreementNotOver, ends_on=None):
        agreement.expire(scheduler("2030-01-01T00:00"))


@pytest.mark.parametrize("stage", [rescinded, expired])
@pytest.mark.parametrize(
    "act",
    [
        lambda case, stamp: case.take_places(stamp, (place("person-1"),)),
        lambda case, stamp: case.enqueue(stamp, (place("person-1"),)),
        lambda case, stamp: case.give_notice(
            stamp, ends_on=day("2029-01-01"), reason="Sent"
        ),
        lambda case, stamp: case.extend(
            stamp, ends_on=day("2029-01-01"), reason="Sent"
        ),
        lambda case, stamp: case.change_places(
            stamp, places={}, share_percent=0.0, reason="Sent"
        ),
        lambda case, stamp: case.rescind(
            stamp, grounds="Sent", wind_up_until=day("2029-01-01")
        ),
        lambda case, stamp: case.expire(stamp),
    ],
    ids=["take", "queue", "notice", "extend", "places", "rescind", "expire"],
)
def test_nothing_is_done_with_an_agreement_that_is_over(stage, act):
    agreement = given(stage())

    with refuses(agreement, AgreementNotInForce, status=agreement.status):
        act(agreement, person("2028-11-01T09:00"))


def test_an_agreement_nobody_made_has_no_terms():
    nobodys = Agreement.__new__(Agreement)
    nobodys.__base_init__("agreement:ingen", 1, local(BEGINS))
    nobodys.__init__()

    with refuses(None, AgreementNotInForce, agreement="ingen"):
        _ = nobodys.agreed


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
