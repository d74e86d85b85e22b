"""Transitions across cases: waves, conditions, hand-overs, failures, a plan given up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from pydantic import ValidationError

from tests.moving_town import (
    IN_HOUSE,
    NEW,
    OLD,
    OTHER,
    chosen,
    living,
    planned,
    ready_town,
    responsible,
    told,
    wave,
)
from tests.town import SYSTEM, Town, command
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    AgreementNotStarted,
    BundleNotDelivered,
    LicenceLost,
)
from upphandling.domain.choice_round.refusals import RoundInWrongStage
from upphandling.domain.errors import NoSuchCase
from upphandling.domain.parts import UnknownPart
from upphandling.domain.provider import ProviderUnlicensed
from upphandling.domain.transition.refusals import (
    ConditionsUnmet,
    CustomersLeftOut,
    FailedCustomersRemain,
    GoNotDecided,
    HandoverMissing,
    OldAgreementEndsFirst,
    ReassignmentIsASelection,
)

NORTH = wave("norr", "2026-11-02", ["norr"])
SOUTH = wave("soder", "2026-11-09", ["soder"])


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    with Town(sqlite_url, "2026-10-01T09:00") as town:
        ready_town(town)
        living(town, {"k-1": "norr", "k-2": "norr", "k-3": "soder"})
        yield town


@pytest.fixture
def placed(town: Town) -> Town:
    """Everybody has chosen, and the choice is adopted."""
    chosen(town, {"k-1": NEW, "k-2": OTHER, "k-3": NEW})
    return town


def customers(town: Town) -> dict[str, tuple[str, ...]]:
    return {
        key: one.customers for key, one in town.case("transition:flytt").waves.items()
    }


# -- Waves ---------------------------------------------------------------------


def test_waves_are_cut_by_area_by_new_provider_and_by_the_one_left(placed):
    planned(
        placed,
        wave("norr-ny", "2026-11-02", ["norr"], agreements=[NEW]),
        wave("norr-annan", "2026-11-03", ["norr"], agreements=[OTHER]),
        wave("soder", "2026-11-09", ["soder"], leaving=[OLD]),
    )

    assert customers(placed) == {
        "norr-ny": ("k-1",),
        "norr-annan": ("k-2",),
        "soder": ("k-3",),
    }


@pytest.mark.parametrize(
    ("second", "left_out", "twice"),
    [
        (wave("b", "2026-11-03", ["norr"], agreements=[NEW]), ["soder"], ["norr"]),
        (wave("b", "2026-11-03", ["soder"], leaving=[IN_HOUSE]), ["soder"], []),
        (wave("b", "2026-11-03", ["soder", "norr"]), [], ["norr"]),
    ],
    ids=["twice and left out", "left out by a filter", "twice"],
)
def test_every_customer_is_in_one_wave_and_no_more(placed, second, left_out, twice):
    with pytest.raises(CustomersLeftOut) as refusal:
        planned(placed, wave("a", "2026-11-02", ["norr"]), second)

    assert refusal.value.details == {"left_out": left_out, "twice": twice}


def test_a_wave_lies_before_the_old_agreement_ends_or_on_the_day_after(placed):
    late = wave("soder", "2027-01-02", ["soder"])
    with pytest.raises(OldAgreementEndsFirst) as refusal:
        planned(placed, NORTH, late)
    assert refusal.value.details == {
        "on": date(2027, 1, 2),
        "agreements": {OLD: date(2026, 12, 31)},
    }

    planned(placed, NORTH, {**late, "on": "2027-01-01"})


def test_a_wave_waits_for_the_new_agreement_to_begin(town):
    town.with_agreement("sen", regime="lou", starts_on="2026-12-01")
    chosen(town, {"k-1": "sen"})

    with pytest.raises(AgreementNotStarted):
        planned(town, wave("a", "2026-11-30", ["norr"]))
    planned(town, wave("a", "2026-12-01", ["norr"]))


def test_waves_are_planned_when_the_round_is_adopted(town):
    of_round = {"round": "val", "system": "staden", "bundle": "omvardnad"}
    town.do("choice_round.open", {**of_round, "last_day": "2026-10-31"})

    with pytest.raises(RoundInWrongStage):
        planned(town, NORTH)


# -- Conditions ----------------------------------------------------------------


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


# -- Hand-over -------------------------------------------------------------------


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


# -- When it fails, is postponed or given up -------------------------------------


def test_the_old_provider_keeps_a_customer_whom_it_failed_until_it_succeeds(placed):
    planned(placed, NORTH, SOUTH)
    placed.at("2026-11-02T07:00")
    placed.do(*told("fail_customer", customer="k-1", reason="Ingen öppnade."))
    placed.do(*told("take_over", wave="norr"))
    assert responsible(placed, "k-1", "k-2") == [OLD, OTHER]
    placed.at("2026-11-09T07:00")
    placed.do(*told("take_over", wave="soder"))
    with pytest.raises(FailedCustomersRemain):
        placed.do(*told("complete"))

    placed.do(*told("take_over_customer", customer="k-1"))

    assert responsible(placed, "k-1") == [NEW]
    placed.do(*told("complete"))


def test_in_house_steps_in_for_a_customer_whom_it_failed(placed):
    planned(placed, NORTH, SOUTH)
    placed.at("2026-11-09T07:00")
    placed.do(*told("fail_customer", customer="k-1", reason="Utföraren saknar folk."))
    for key in ("norr", "soder"):
        placed.do(*told("take_over", wave=key))
    where = {"customer": "k-1", "bundle": "omvardnad"}
    reason = "Utföraren saknar folk, den egna regin träder in."
    ground = {"basis": "reassigned", "reason": reason}
    placed.do("customer_choice.place", {**where, "agreement": IN_HOUSE, **ground})
    placed.do("customer_choice.take_over", {**where, "on": "2026-11-09"})

    placed.do(*told("complete"))

    assert responsible(placed, "k-1") == [IN_HOUSE]


def test_a_wave_is_postponed_past_the_old_agreement_only_when_that_is_prolonged(placed):
    planned(placed, NORTH, SOUTH)
    later = told("postpone_wave", wave="norr", on="2027-02-01", reason="Ej klart.")
    with pytest.raises(OldAgreementEndsFirst):
        placed.do(*later)

    placed.do(
        "agreement.extend",
        {"agreement": OLD, "ends_on": "2027-01-31", "reason": "Överlappning."},
    )
    placed.do(*later)

    assert placed.case("transition:flytt").waves["norr"].on == date(2027, 2, 1)


def test_all_waves_that_remain_are_postponed_as_many_days(placed):
    planned(placed, NORTH, SOUTH)
    placed.at("2026-11-02T07:00")
    placed.do(*told("take_over", wave="norr"))

    placed.do(*told("postpone", days=14, reason="Ej klart."))

    waves = placed.case("transition:flytt").waves
    assert (waves["norr"].on, waves["soder"].on) == (
        date(2026, 11, 2),
        date(2026, 11, 23),
    )


def test_waves_are_postponed_each_to_a_day_or_none_of_them(placed):
    planned(placed, NORTH, SOUTH)
    days = [
        {"wave": "norr", "on": "2026-11-16"},
        {"wave": "soder", "on": "2027-03-01"},
    ]

    with pytest.raises(OldAgreementEndsFirst):
        placed.do(*told("postpone", waves=days, reason="Ej klart."))
    assert placed.case("transition:flytt").waves["norr"].on == date(2026, 11, 2)


@pytest.mark.parametrize(
    "how", [{}, {"days": 7, "waves": [{"wave": "norr", "on": "2026-11-16"}]}]
)
def test_a_postponement_is_in_days_or_to_days(how):
    with pytest.raises(ValidationError, match="ange days"):
        command("transition.postpone", {"transition": "f", "reason": "Sent", **how})


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


def test_an_abandoned_transition_gives_back_every_place_not_taken_up(placed):
    planned(placed, NORTH, SOUTH)
    placed.at("2026-11-02T07:00")
    placed.do(*told("fail_customer", customer="k-1", reason="Ingen öppnade."))
    placed.do(*told("take_over", wave="norr"))

    placed.do(*told("abandon", reason="Upphandlingen görs om."))

    assert responsible(placed, "k-1", "k-2", "k-3") == [OLD, OTHER, OLD]
    assert set(placed.case(f"agreement:{NEW}").holders) == set()
    assert set(placed.case(f"agreement:{OTHER}").holders) == {"k-2"}
    assert set(placed.case(f"agreement:{OLD}").holders) == {"k-1", "k-3"}


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


# -- The alarm -------------------------------------------------------------------


def test_a_late_wave_is_warned_of_two_weeks_before_the_old_agreement_ends(placed):
    planned(placed, NORTH, SOUTH)
    placed.at("2026-11-09T07:00")
    placed.do(*told("take_over", wave="soder"))

    fell = placed.at("2026-12-16T23:59:59")
    assert "transition.gap_coming" not in fell
    assert placed.at("2026-12-17T00:00") == ["transition.gap_coming"]
    assert placed.at("2026-12-18T00:00") == []


def test_a_late_wave_is_warned_of_later_when_the_old_agreement_is_prolonged(placed):
    planned(placed, NORTH, SOUTH)
    placed.do(
        "agreement.extend",
        {"agreement": OLD, "ends_on": "2027-01-31", "reason": "Överlappning."},
    )

    assert placed.at("2026-12-17T00:00").count("transition.gap_watched") == 2
    assert placed.at("2027-01-17T00:00").count("transition.gap_coming") == 2


def test_a_postponed_wave_is_watched_from_its_new_day(placed):
    planned(placed, NORTH, SOUTH)
    placed.do(*told("postpone_wave", wave="norr", on="2026-12-28", reason="Sent."))
    placed.at("2026-11-09T07:00")
    placed.do(*told("take_over", wave="soder"))

    assert "transition.gap_coming" not in placed.at("2026-12-28T23:00")
    assert sorted(placed.at("2026-12-29T00:00")) == [
        "transition.gap_coming",
        "transition.wave_overdue",
    ]


# -- All of a provider's customers get another ------------------------------------


def reassigned(to: str, **changed: object) -> tuple[str, dict[str, object]]:
    return told(
        "reassign",
        bundle="omvardnad",
        from_agreement=OLD,
        to_agreement=to,
        days=["2026-11-02", "2026-11-03"],
        reason="Utförare G upphör.",
        **changed,
    )


def test_whoever_has_a_place_by_their_own_choice_is_moved_there(town):
    where = {"customer": "k-1", "bundle": "omvardnad"}
    chosen(town, {"k-1": OTHER})

    town.do(*reassigned(NEW))

    placed_at = {
        customer: town.case(f"customer_choice:{customer}/omvardnad").placed_at
        for customer in ("k-1", "k-2", "k-3")
    }
    assert placed_at == {where["customer"]: OTHER, "k-2": NEW, "k-3": NEW}
    reason = town.case("customer_choice:k-1/omvardnad").placed_reason
    assert reason == (
        "Utförare G upphör. Du får plats hos Utförare O, som du själv har valt."
    )


def test_whoever_waits_in_a_queue_waits_on(town):
    queue = {"customer": "k-1", "bundle": "omvardnad", "agreement": OTHER}
    town.do("customer_choice.queue", queue)

    town.do(*reassigned(NEW))

    reason = town.case("customer_choice:k-1/omvardnad").placed_reason
    assert reason == "Utförare G upphör. Du står kvar på plats 1 i kön till Utförare O."
    assert "k-1" in town.case(f"agreement:{OTHER}").queue


def test_whoever_was_on_the_way_to_the_provider_stays_where_they_are(town):
    living(town, {"k-9": "norr"}, IN_HOUSE)
    town.chose("k-9", OLD)

    town.do(*reassigned(NEW))

    choice = town.case("customer_choice:k-9/omvardnad")
    assert (choice.agreement, choice.placed_at) == (IN_HOUSE, None)
    moving = {c for one in customers(town).values() for c in one}
    assert moving == {"k-1", "k-2", "k-3"}


def test_everybody_moves_before_the_old_agreement_ends(town):
    town.do(
        "agreement.rescind",
        {"agreement": OLD, "grounds": "Avtalsbrott", "wind_up_until": "2026-11-01"},
    )

    with pytest.raises(OldAgreementEndsFirst):
        town.do(*reassigned(NEW))


@pytest.mark.parametrize(
    ("old", "new"), [("lov", "lov"), ("lov", "lou"), ("lou", "lov")]
)
def test_nobody_is_moved_between_lov_providers_by_the_authority(sqlite_url, old, new):
    with Town(sqlite_url, "2026-10-01T09:00") as town:
        ready_town(town, regime=old)
        town.with_agreement("tredje", regime=new, starts_on="2026-10-01")
        living(town, {"k-1": "norr"})

        with pytest.raises(ReassignmentIsASelection) as refusal:
            town.do(*reassigned("tredje"))

        assert "2019:2" in str(refusal.value.details["source"])
        town.do(*reassigned(IN_HOUSE))


def test_whoever_wishes_for_a_lov_provider_may_be_moved_there(sqlite_url):
    with Town(sqlite_url, "2026-10-01T09:00") as town:
        ready_town(town, regime="lov")
        town.with_agreement("tredje", regime="lov", starts_on="2026-10-01")
        living(town, {"k-1": "norr"})
        choice = {"customer": "k-1", "bundle": "omvardnad", "wishes": ["tredje"]}
        town.do("customer_choice.choose", choice)

        town.do(*reassigned("tredje"))


def test_under_lov_customers_go_to_whoever_was_procured_for_those_who_do_not_choose(
    sqlite_url,
):
    with Town(sqlite_url, "2026-10-01T09:00") as town:
        ready_town(town, regime="lov")
        living(town, {"k-1": "norr"})
        policy = {
            "rule": "separately_procured",
            "legal_basis": "Fullmäktiges beslut § 2",
            "valid_from": "2026-10-01",
        }
        town.do("choice_system.decide_default", {"system": "staden", "policy": policy})

        town.do(*reassigned(NEW))
