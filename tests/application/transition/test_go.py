"""The go of a wave: its conditions, the hand-over, and the staff who follow."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.application.transition.matters import NORTH, SOUTH
from tests.moving_town import NEW, OLD, OTHER, planned, responsible, told
from tests.town import SYSTEM, command
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    BundleNotDelivered,
    LicenceLost,
)
from upphandling.domain.errors import NoSuchCase
from upphandling.domain.parts import UnknownPart
from upphandling.domain.provider import ProviderUnlicensed
from upphandling.domain.transition.refusals import (
    ConditionsUnmet,
    GoNotDecided,
    HandoverMissing,
    OldAgreementEndsFirst,
)


def a_condition(kind: str, agreement: str = NEW, **changed: str) -> dict[str, str]:
    return {
        "condition": kind.replace("_", "-"),
        "kind": kind,
        "agreement": agreement,
        "text": "Ska vara på plats.",
        **changed,
    }


def met(kind: str) -> tuple[str, dict[str, str]]:
    return told("meet_condition", condition=kind.replace("_", "-"), evidence="Se akten")


def test_a_licence_is_looked_up_when_the_condition_is_met_and_again_at_the_go(placed):
    planned(placed, NORTH, SOUTH)
    placed.do(
        "provider.register", {"provider": f"utforare-{NEW}", "name": "Utförare N"}
    )
    placed.do(*told("set_condition", **a_condition("licence_in_force")))
    placed.do(*met("licence_in_force"))
    lost = {
        "provider": f"utforare-{NEW}",
        "ruling": "ivo-1",
        "licence": "revoked",
        "decided_on": "2026-10-15",
        "in_force_from": "2026-10-15",
        "source": "IVO 1",
    }
    placed.do("provider.record_licence", lost)

    with pytest.raises(ConditionsUnmet) as refusal:
        placed.do(*told("decide_go", wave="norr"))
    assert refusal.value.details["conditions"] == ["licence-in-force"]
    placed.do(
        *told("fail_condition", condition="licence-in-force", reason="Återkallat")
    )
    with pytest.raises(ProviderUnlicensed):
        placed.do(*met("licence_in_force"))


def test_a_licence_that_the_agreement_has_lost_is_not_in_force(placed):
    planned(placed, NORTH, SOUTH)
    placed.do(*told("set_condition", **a_condition("licence_in_force")))
    placed.do(
        "agreement.change_licence",
        {
            "agreement": NEW,
            "licence": "revoked",
            "decided_on": "2026-10-15",
            "source": "IVO 1",
        },
    )

    with pytest.raises(LicenceLost):
        placed.do(*met("licence_in_force"))


def test_an_agreement_that_is_over_before_the_wave_is_not_signed_for_it(placed):
    planned(placed, NORTH, SOUTH)
    placed.do(*told("set_condition", **a_condition("agreement_signed", OTHER)))
    placed.do(
        "agreement.give_notice",
        {"agreement": OTHER, "ends_on": "2026-11-05", "reason": "Sent."},
    )

    with pytest.raises(AgreementNotInForce):
        placed.do(*met("agreement_signed"))
    placed.do(*told("set_condition", **a_condition("staff", wave="norr")))
    placed.do(*met("staff"))


def test_a_condition_is_for_an_agreement_that_delivers_and_for_a_known_one(placed):
    planned(placed, NORTH, SOUTH)

    with pytest.raises(NoSuchCase):
        placed.do(*told("set_condition", **a_condition("staff", "okand")))
    placed.do("choice_system.establish", {**SYSTEM, "system": "landet"})
    placed.with_agreement("fjarran", system="landet", regime="lou")
    with pytest.raises(BundleNotDelivered):
        placed.do(*told("set_condition", **a_condition("staff", "fjarran")))
    with pytest.raises(UnknownPart):
        placed.do(*met("staff"))


def test_a_wave_is_taken_over_after_its_go(placed):
    planned(placed, NORTH, SOUTH)
    placed.do(*told("set_condition", **a_condition("staff")))
    placed.at("2026-11-02T07:00")
    with pytest.raises(GoNotDecided):
        placed.do(*told("take_over", wave="norr"))
    placed.do(*met("staff"))
    placed.do(*told("decide_go", wave="norr"))

    placed.do(*told("take_over", wave="norr"))

    assert responsible(placed, "k-1", "k-2", "k-3") == [NEW, OTHER, OLD]


def test_no_go_is_given_when_the_old_agreement_has_got_too_short(placed):
    planned(placed, NORTH, SOUTH)
    placed.do(
        "agreement.give_notice",
        {"agreement": OLD, "ends_on": "2026-10-25", "reason": "Konkurs."},
    )

    with pytest.raises(OldAgreementEndsFirst):
        placed.do(*told("decide_go", wave="norr"))


def test_the_hand_over_is_asked_for_only_of_those_who_still_move(placed):
    planned(placed, NORTH, SOUTH)
    placed.do(
        *told(
            "set_handover_items",
            items=[{"item": "nyckel", "text": "Nyckel"}],
            handover_required=True,
        )
    )
    placed.do(*told("hand_over", customer="k-1", item="nyckel"))
    placed.at("2026-11-02T07:00")
    with pytest.raises(HandoverMissing) as refusal:
        placed.do(*told("take_over", wave="norr"))
    assert refusal.value.details["missing"] == {"k-2": ["nyckel"]}
    ended = {"customer": "k-2", "bundle": "omvardnad", "last_day": "2026-11-01"}
    placed.do("customer_choice.end_care", ended)

    placed.do(*told("take_over", wave="norr"))

    assert responsible(placed, "k-1") == [NEW]


def test_staff_do_not_move_to_where_they_are():
    data = {
        "transition": "f",
        "from_agreement": OLD,
        "to_agreement": OLD,
        "persons": 3,
        "on": "2026-11-02",
    }
    with pytest.raises(ValidationError, match="olika avtal"):
        command("transition.note_staff_transfer", data)


def test_staff_who_follow_are_noted(placed):
    planned(placed, NORTH, SOUTH)

    placed.do(
        *told(
            "note_staff_transfer",
            from_agreement=OLD,
            to_agreement=NEW,
            persons=12,
            on="2026-11-02",
            agreed_with_unions=True,
        )
    )

    topic, data = placed.log("transition:flytt")[-1]
    assert (topic, data["persons"]) == ("transition.staff_transfer_noted", 12)
