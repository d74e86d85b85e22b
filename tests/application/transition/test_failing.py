"""When a wave fails a customer, is postponed or given up, and the alarm of a late one."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from tests.application.transition.matters import NORTH, SOUTH
from tests.moving_town import IN_HOUSE, NEW, OLD, OTHER, planned, responsible, told
from tests.town import command
from upphandling.domain.transition.refusals import (
    FailedCustomersRemain,
    OldAgreementEndsFirst,
)


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
