"""Deviations across cases: the agreement, its sanctions, and the outcome that must fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.stopped import LADDER, lifted, reported, stopped
from tests.town import Town, not_allowed
from upphandling.domain.agreement.refusals import SanctionNotAgreed
from upphandling.domain.base import Role
from upphandling.domain.deviation import Deviation, Outcome
from upphandling.domain.deviation.refusals import (
    AgreementGoesOn,
    DeviationElsewhere,
    NoSanctionTaken,
    ProviderNotHeard,
    SanctionHolds,
    SanctionTaken,
)
from upphandling.domain.errors import NoMandate, NoSuchCase
from upphandling.domain.parts import UnknownPart

AVV = {"deviation": "avv-avtal-a"}
OWN = {"agreement": "avtal-a"}


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    with Town(sqlite_url, "2026-03-02T09:00") as town:
        town.founded()
        for key in ("avtal-a", "avtal-b"):
            town.with_agreement(key, starts_on="2026-01-01", ends_on="2026-12-31")
        yield town


def ladder(town: Town, *kinds: str) -> None:
    rungs = [rung for rung in LADDER if not kinds or rung["kind"] in kinds]
    town.do("agreement.agree_sanctions", {**OWN, "rungs": rungs})


def deviation(town: Town) -> Deviation:
    case: Any = town.case("deviation:avv-avtal-a")
    return case


def warn(town: Town, **told: Any) -> None:
    decided = {"sanction": "varning-1", "motive": "Brist.", **AVV, **told}
    town.do("agreement.warn", {**OWN, **decided})


def take_back(town: Town, **who: Any) -> None:
    told = {"sanction": "varning-1", "motive": "Kerstin fick sitt besök."}
    town.do("agreement.withdraw_sanction", {**OWN, **told}, **who)


def close(town: Town, outcome: Outcome) -> None:
    town.do("deviation.close", {**AVV, "outcome": outcome, "motive": "Klart."})


def heard(town: Town) -> None:
    asked = {"questions": "Varför uteblev besöken?", "days": 7}
    town.do("deviation.open_hearing", {**AVV, **asked})
    answer = {"answer": "Sjukdom.", "received_on": "2026-03-02"}
    town.do("deviation.hear_provider", {**AVV, **answer})


def remedied(town: Town) -> None:
    found = {"recheck": "remedied", "rechecked_on": "2026-03-02"}
    town.do("deviation.recheck", {**AVV, **found})


# -- The report --------------------------------------------------------------------


def test_a_deviation_is_of_an_agreement_and_so_of_its_provider(town):
    reported(town, "avtal-a")

    found = deviation(town)
    assert (found.system, found.provider) == ("staden", "utforare-avtal-a")
    with pytest.raises(NoSuchCase):
        reported(town, "avtal-x")


def test_a_deviation_is_from_a_requirement_that_the_system_has(town):
    reported(town, "avtal-a", requirement="ledning")

    with pytest.raises(UnknownPart):
        reported(town, "avtal-b", requirement="annat")


def test_what_is_said_of_people_is_in_the_vault_and_not_in_the_log(town):
    reported(town, "avtal-a", description="Kerstin fick inget besök.")
    ladder(town)
    heard(town)
    warn(town, motive="Kerstin fick inget besök.")

    for case in ("deviation:avv-avtal-a", "agreement:avtal-a"):
        assert "Kerstin" not in repr(town.log(case))
        assert "Sjukdom" not in repr(town.log(case))


# -- What falls by itself ----------------------------------------------------------


def test_an_answer_that_does_not_come_is_noted_on_the_day_after(town):
    reported(town, "avtal-a")
    asked = {"questions": "Varför?", "days": 7}
    town.do("deviation.open_hearing", {**AVV, **asked})

    assert "deviation.hearing_ran_out" not in town.at("2026-03-09T23:59")
    assert "deviation.hearing_ran_out" in town.at("2026-03-10T00:00")


def test_a_measure_that_is_not_carried_out_is_noted_on_the_day_after(town):
    reported(town, "avtal-a")
    heard(town)
    measures = [
        {"measure": key, "what": "Något.", "due_on": "2026-03-31"}
        for key in ("bemanning", "rutin")
    ]
    plan = {"received_on": "2026-03-02", "measures": measures}
    town.do("deviation.receive_plan", {**AVV, **plan})
    town.do("deviation.accept_plan", {**AVV, "motive": "Räcker."})
    done = {"measure": "rutin", "done_on": "2026-03-02"}
    town.do("deviation.finish_measure", {**AVV, **done})

    assert "deviation.measure_overdue" not in town.at("2026-03-31T23:59")
    assert "deviation.measure_overdue" in town.at("2026-04-01T00:00")
    assert deviation(town).overdue == {"bemanning"}


def test_nothing_falls_when_it_is_closed(town):
    reported(town, "avtal-a")
    measure = {"measure": "rutin", "what": "Något.", "due_on": "2026-03-31"}
    plan = {"received_on": "2026-03-02", "measures": [measure]}
    town.do("deviation.receive_plan", {**AVV, **plan})
    town.do("deviation.accept_plan", {**AVV, "motive": "Räcker."})
    town.do("deviation.open_hearing", {**AVV, "questions": "Nu?", "days": 7})
    over = {"grounds": "Brist.", "wind_up_until": "2026-03-05"}
    town.do("agreement.rescind", {**OWN, **over})
    close(town, Outcome.AGREEMENT_ENDED)

    fallen = town.at("2026-04-01T00:00")

    assert not [topic for topic in fallen if topic.startswith("deviation.")]


# -- A sanction rests on a deviation -----------------------------------------------


def test_the_provider_is_heard_before_a_sanction(town):
    reported(town, "avtal-a")
    ladder(town)
    with pytest.raises(ProviderNotHeard):
        warn(town)

    heard(town)
    warn(town)

    assert list(town.case("agreement:avtal-a").sanctions) == ["varning-1"]
    assert not [
        topic
        for topic, _ in town.log("deviation:avv-avtal-a")
        if not topic.startswith("deviation.")
    ]


@pytest.mark.parametrize(
    ("verb", "more"),
    [
        ("warn", {}),
        ("impose_fine", {"ore": 100}),
        ("withhold_payment", {"percent": 5, "from_on": "2026-03-02"}),
        ("stop_new_customers", {}),
    ],
)
def test_no_sanction_without_a_hearing_but_any_if_it_cannot_wait(town, verb, more):
    reported(town, "avtal-a")
    ladder(town)
    told = {**OWN, **AVV, "sanction": "p-1", "motive": "Brist.", **more}
    with pytest.raises(ProviderNotHeard):
        town.do(f"agreement.{verb}", told)

    town.do(f"agreement.{verb}", {**told, "urgent": True})

    assert town.log("agreement:avtal-a")[-1][1]["urgent"] is True


def test_a_sanction_needs_a_deviation_of_the_same_agreement(town):
    reported(town, "avtal-b")
    ladder(town)

    with pytest.raises(DeviationElsewhere):
        warn(town, deviation="avv-avtal-b", urgent=True)
    with pytest.raises(NoSuchCase):
        warn(town, deviation="avv-x", urgent=True)


def test_a_sanction_that_the_agreement_lacks_is_refused_however_urgent(town):
    reported(town, "avtal-a")
    ladder(town, "fine")

    with pytest.raises(SanctionNotAgreed):
        warn(town, urgent=True)


def test_a_sanction_needs_a_mandate(town):
    reported(town, "avtal-a")
    ladder(town)
    told = {**OWN, **AVV, "sanction": "v", "urgent": True, "motive": "Brist."}

    with pytest.raises(NoMandate):
        town.do("agreement.warn", told, role=Role.CONTRACT_MANAGER, mandate=None)


# -- The outcome fits --------------------------------------------------------------


def test_what_led_to_a_stop_is_remedied_when_the_stop_is_lifted(town):
    stopped(town, "avtal-a")
    remedied(town)
    with pytest.raises(SanctionHolds):
        close(town, Outcome.REMEDIED)

    lifted(town, "avtal-a")
    close(town, Outcome.REMEDIED)

    assert deviation(town).outcome is Outcome.REMEDIED


def test_a_withholding_that_has_come_to_its_end_holds_no_longer(town):
    reported(town, "avtal-a")
    ladder(town)
    heard(town)
    days = {"from_on": "2026-03-01", "until": "2026-03-02", "percent": 10}
    told = {**OWN, **AVV, **days, "sanction": "i-1", "motive": "Brist."}
    town.do("agreement.withhold_payment", told)
    remedied(town)
    with pytest.raises(SanctionHolds):
        close(town, Outcome.REMEDIED)

    town.at("2026-03-03T00:00")
    close(town, Outcome.REMEDIED)

    assert deviation(town).outcome is Outcome.REMEDIED


def test_what_was_unfounded_leaves_no_sanction_standing(town):
    stopped(town, "avtal-a")
    with pytest.raises(SanctionTaken):
        close(town, Outcome.UNFOUNDED)

    lifted(town, "avtal-a")
    close(town, Outcome.UNFOUNDED)

    assert deviation(town).outcome is Outcome.UNFOUNDED


def test_what_was_unfounded_is_closed_when_its_warning_is_withdrawn(town):
    reported(town, "avtal-a")
    ladder(town)
    warn(town, urgent=True)
    with pytest.raises(SanctionTaken):
        close(town, Outcome.UNFOUNDED)

    take_back(town)
    close(town, Outcome.UNFOUNDED)

    assert deviation(town).outcome is Outcome.UNFOUNDED


def test_what_was_withdrawn_is_nothing_that_a_deviation_led_to(town):
    reported(town, "avtal-a")
    ladder(town)
    warn(town, urgent=True)
    take_back(town)

    with pytest.raises(NoSanctionTaken):
        close(town, Outcome.SANCTIONED)


def test_a_sanction_is_withdrawn_by_whoever_decides_on_sanctions(town):
    reported(town, "avtal-a")
    ladder(town)
    warn(town, urgent=True)

    with not_allowed("role"):
        take_back(town, role=Role.CARE_ADMINISTRATOR)
    with pytest.raises(NoMandate):
        take_back(town, role=Role.CONTRACT_MANAGER, mandate=None)


def test_why_a_sanction_was_withdrawn_is_in_the_vault(town):
    reported(town, "avtal-a")
    ladder(town)
    warn(town, urgent=True)
    take_back(town)

    assert "Kerstin" not in repr(town.log("agreement:avtal-a"))


def test_what_was_sanctioned_has_a_sanction_of_its_own(town):
    reported(town, "avtal-a")
    ladder(town)
    reported(town, "avtal-a", deviation="avv-2")
    warn(town, deviation="avv-2", urgent=True)
    with pytest.raises(NoSanctionTaken):
        close(town, Outcome.SANCTIONED)

    warn(town, sanction="varning-2", urgent=True)
    close(town, Outcome.SANCTIONED)


def test_the_agreement_has_ended_before_a_deviation_ends_with_it(town):
    reported(town, "avtal-a")
    with pytest.raises(AgreementGoesOn):
        close(town, Outcome.AGREEMENT_ENDED)

    town.at("2027-01-01T00:00")
    close(town, Outcome.AGREEMENT_ENDED)

    assert deviation(town).outcome is Outcome.AGREEMENT_ENDED
