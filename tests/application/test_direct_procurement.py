"""Direct procurement: what it rests on in other cases, and in the thresholds."""

from __future__ import annotations

from typing import Any

import pytest

from tests.generated.course import SYSTEM, TENDER, begun, next_step, sign
from tests.generated.desk import Desk
from tests.generated.meddling import cancel, file_review
from tests.given import local
from upphandling.application.direct_procurement import (
    NothingUnderReview,
    TenderDidNotFail,
)
from upphandling.domain.agreement import Agreement
from upphandling.domain.award import Award
from upphandling.domain.award import Status as AwardStatus
from upphandling.domain.choice_system.refusals import QuestionUnanswered
from upphandling.domain.direct_procurement import DirectProcurement
from upphandling.domain.direct_procurement.refusals import OnlyFormerBidders
from upphandling.domain.errors import Refused
from upphandling.domain.provider import ProviderUnlicensed
from upphandling.domain.thresholds import ThresholdUnknown

BRIDGE: dict[str, Any] = {
    "direct_procurement": "bro",
    "system": "staden",
    "title": "Hemtjänst i norr tills vidare",
    "ground": "under_threshold",
    "value_sek": 5_000_000,
    "motive": "Behovet kan inte vänta",
}
ASSUMED = {"threshold_sek": 8_109_450, "threshold_source": "Antaget som 2025"}


@pytest.fixture
def desk() -> Desk:
    desk = Desk(local("2025-03-03T09:00"))
    begun(desk)
    return desk


def refused_by(
    desk: Desk, rule: type[Refused], name: str, data: dict[str, Any]
) -> None:
    assert not desk.do(name, data)
    assert desk.refused[-1] is rule


def to_the(desk: Desk, status: AwardStatus) -> None:
    while (award := desk.case(Award, "a")) is None or award.status is not status:
        assert next_step(desk)


def decide(desk: Desk, provider: str = "utforare-a") -> bool:
    return desk.do(
        "direct_procurement.decide",
        {
            "direct_procurement": "bro",
            "provider": provider,
            "name": "Utförare A",
            "motive": "Kan börja genast",
        },
    )


SIGN = {
    "direct_procurement": "bro",
    "agreement": "bro-a",
    "bundle": "omvardnad",
    "areas": ["norr"],
    "starts_on": "2025-04-01",
    "ends_on": "2025-12-31",
}


def test_the_threshold_is_the_one_of_the_day(desk):
    assert desk.do("direct_procurement.prepare", BRIDGE)

    assert desk.log[-1].threshold_sek == 8_109_450


def test_a_threshold_that_is_not_known_is_given_with_its_source_or_not_at_all():
    desk = Desk(local("2026-03-02T09:00"))
    assert desk.do("choice_system.establish", SYSTEM)

    refused_by(desk, ThresholdUnknown, "direct_procurement.prepare", BRIDGE)
    without_source = {**BRIDGE, "threshold_sek": 8_109_450}
    refused_by(desk, ThresholdUnknown, "direct_procurement.prepare", without_source)

    assert desk.do("direct_procurement.prepare", {**BRIDGE, **ASSUMED})
    assert desk.log[-1].threshold_source == "Antaget som 2025"


def test_a_tender_that_did_not_fail_is_no_ground(desk):
    after = {**BRIDGE, **TENDER, "ground": "no_suitable_bids"}

    refused_by(desk, TenderDidNotFail, "direct_procurement.prepare", after)

    assert next_step(desk)
    assert cancel(desk, 0)  # the needs have changed: not for lack of bids
    refused_by(desk, TenderDidNotFail, "direct_procurement.prepare", after)


def test_after_unacceptable_bids_those_who_are_still_in_play_may_be_asked(desk):
    while not (award := desk.case(Award, "a")) or not award.ranked:
        assert next_step(desk)
    fallen = {"bid": "b", "cause": "withdrawn_by_bidder", "reason": "Ångrat sig"}
    assert desk.do("tender.let_bid_fall", {**TENDER, **fallen})
    why = {"reason_code": "all-rej", "reasons": "Inget anbud kan antas"}
    assert desk.do("tender.cancel", {**TENDER, **why})
    after = {**BRIDGE, **TENDER, "ground": "unacceptable_bids"}
    assert desk.do("direct_procurement.prepare", after)

    assert not decide(desk, "utforare-b")
    assert desk.refused[-1] is OnlyFormerBidders
    assert decide(desk, "utforare-a")


def test_a_bridge_during_review_needs_a_review(desk):
    bridge = {
        **BRIDGE,
        **TENDER,
        "ground": "during_review",
        "needed_until": "2025-12-31",
    }
    refused_by(desk, NothingUnderReview, "direct_procurement.prepare", bridge)
    to_the(desk, AwardStatus.NOTIFIED)
    refused_by(desk, NothingUnderReview, "direct_procurement.prepare", bridge)

    assert file_review(desk, 0)
    assert desk.do("direct_procurement.prepare", bridge)
    assert not sign(desk, "a")  # the award itself stays locked


def test_a_signed_bridge_is_an_agreement_as_any_other(desk):
    assert desk.do("direct_procurement.prepare", BRIDGE)
    assert decide(desk)

    assert desk.do("direct_procurement.sign", SIGN)

    agreement = desk.case(Agreement, "bro-a")
    assert agreement is not None
    assert agreement.agreed.provider == "utforare-a"
    assert desk.case(DirectProcurement, "bro").agreement == "bro-a"


def test_a_provider_without_licence_signs_no_bridge(desk):
    assert desk.do("direct_procurement.prepare", BRIDGE)
    assert decide(desk)
    assert desk.do(
        "provider.register", {"provider": "utforare-a", "name": "Utförare A"}
    )
    assert desk.do(
        "provider.record_licence",
        {
            "provider": "utforare-a",
            "ruling": "ivo-1",
            "licence": "revoked",
            "decided_on": "2025-03-01",
            "in_force_from": "2025-03-01",
            "source": "IVO",
        },
    )

    refused_by(desk, ProviderUnlicensed, "direct_procurement.sign", SIGN)


def test_a_question_that_blocks_signing_blocks_the_bridge_too(desk):
    assert desk.do("direct_procurement.prepare", BRIDGE)
    assert decide(desk)
    assert desk.do(
        "choice_system.refer_question",
        {
            "system": "staden",
            "question": "larm",
            "from_body": "board",
            "to_body": "council",
            "matter": "Vem svarar på larm?",
            "blocks": ["sign_agreement"],
        },
    )

    refused_by(desk, QuestionUnanswered, "direct_procurement.sign", SIGN)
