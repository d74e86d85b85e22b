"""Borlänge: decided and planned as far as anybody knows, and not a day further."""

from __future__ import annotations

import pytest

from tests.journeys import Journey, once
from upphandling.domain.configuration import DefaultRule


@pytest.fixture(scope="module")
def borlange(tmp_path_factory: pytest.TempPathFactory) -> Journey:
    return once("borlange", tmp_path_factory)


def test_the_decision_gains_legal_force_by_itself(borlange: Journey) -> None:
    assert borlange.fell() == [
        (
            "2022-06-23T00:00:00+02:00",
            "choice_system.legal_force_gained",
            "choice_system:borlange",
        )
    ]
    assert borlange.refused() == []


def test_who_does_not_choose_gets_the_municipality(borlange: Journey) -> None:
    system = borlange.found["cases"]["choice_system:borlange"]

    assert system["configuration"].default.rule is DefaultRule.IN_HOUSE


def test_each_of_the_four_requirements_is_announced_with_its_follow_up(
    borlange: Journey,
) -> None:
    requirements = borlange.found["cases"]["tender:hemtjanst-2023"]["requirements"]

    assert sorted(requirements) == [
        "insyn",
        "kompetens",
        "kontinuitet",
        "personalvillkor",
    ]
    assert all(told.follow_up for told in requirements.values())


def test_nothing_is_claimed_of_how_it_went(borlange: Journey) -> None:
    kinds = {case.partition(":")[0] for case in borlange.found["cases"]}
    progress = {key: status for key, (status, _) in borlange.milestones().items()}

    assert kinds == {"choice_system", "plan", "tender"}
    assert borlange.found["cases"]["tender:hemtjanst-2023"]["status"] == "announced"
    assert (progress["tilldelning"], progress["valbart"]) == ("planned", "planned")
    assert "utfallet är okänt" in borlange.found["title"]
    assert borlange.shares() == {}
