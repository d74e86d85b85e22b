"""How an agreement ends: rescinded, wound up or expired, and nothing is done with it then."""

from __future__ import annotations

import pytest

from tests.domain.agreement.cases import (
    BEGINS,
    changed,
    expired,
    full,
    in_force,
    place,
    rescind,
    rescinded,
)
from tests.given import day, emitted, event, given, local, person, refuses, scheduler
from upphandling.domain.agreement import Agreement, Status
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    AgreementNotOver,
    EndsBeforeItStarts,
    NoticeProlongs,
)
from upphandling.domain.errors import MachineCannotDecide


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
