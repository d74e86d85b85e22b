"""`upphandling plan compare`: alternatives side by side, the possible and the impossible."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interfaces.compare.matters import TOML
from upphandling.interfaces.comparison.outcome import percent

EXAMPLE = Path(__file__).parents[3] / "examples" / "orebro-planned" / "alternativ.toml"


def test_an_alternative_tells_choices_moves_shares_queue_and_cost(outcomes):
    found = outcomes(TOML)["Egen regi"]

    chose, silent = found["chose"], found["without_wish"]
    assert chose + silent == 40
    assert found["choices_met"][0] == {"rank": 1, "customers": chose, "percent": 100.0}
    assert found["queue"] == 0
    assert sum(p["customers"] for p in found["providers"]) == 40
    assert sum(p["percent"] for p in found["providers"]) == pytest.approx(100)
    own, other = found["providers"]
    assert other["customers"] < chose
    weeks = 365 / 84
    assert own["kronor_per_month"] == pytest.approx(
        own["hours_per_week"] * weeks * 500, abs=120
    )
    assert found["kronor_per_month"] == sum(
        p["kronor_per_month"] for p in found["providers"]
    )
    assert all(stage["proved"] for stage in found["stages"])


def test_who_does_not_choose_is_moved_only_from_another_provider(outcomes):
    found = outcomes(TOML)["Egen regi"]

    assert 0 < found["moved_without_wish"] == found["without_wish_by_default"]
    alone = outcomes(TOML.replace("today = { gamla = 1, egen = 1 }\n", ""))["Egen regi"]
    assert alone["moved_without_wish"] == 0
    assert alone["without_wish_by_default"] == alone["without_wish"]


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_people(cli, file):
    path = file(TOML)
    one = cli("plan", "compare", path, "--json")
    again = cli("plan", "compare", path, "--json")
    other = cli("plan", "compare", path, "--seed", "2", "--json")

    assert one.out == again.out != other.out


def test_an_alternative_changes_what_it_names_and_nothing_else(outcomes):
    both = f"""{TOML}
[[alternatives]]
name = "Trångt"
default = {{ rule = "in_house", legal_basis = "Beslut § 1" }}
changed.avtal-a = {{ places = {{ norr = 3 }} }}

[[alternatives]]
name = "Utan A"
default = {{ rule = "in_house", legal_basis = "Beslut § 1" }}
without = ["avtal-a"]
"""
    found = outcomes(both)

    assert found["Egen regi"] == outcomes(TOML)["Egen regi"]
    (tight,) = [p for p in found["Trångt"]["providers"] if p["agreement"] == "avtal-a"]
    assert tight["customers"] == 3
    assert found["Trångt"]["queue"] > 0
    assert [p["agreement"] for p in found["Utan A"]["providers"]] == ["egen"]
    assert found["Utan A"]["chose"] == found["Egen regi"]["chose"]


def test_whoever_is_there_already_takes_one_of_the_places(outcomes):
    narrow = TOML.replace(
        'regime = "in_house"\n', 'regime = "in_house"\nplaces = { norr = 0 }\n'
    ).replace('rule = "in_house"', 'rule = "fill_shares"')

    (own, _) = outcomes(narrow)["Egen regi"]["providers"]

    assert own["customers"] <= 40 - outcomes(narrow)["Egen regi"]["moved_without_wish"]
    assert own["customers"] > 0


def test_an_alternative_that_is_impossible_is_named_and_the_others_are_reckoned(
    cli, file
):
    text = f"""{TOML.replace('"Utförare A"', '"Utförare A"')}
[[alternatives]]
name = "Fullt"
default = {{ rule = "in_house", legal_basis = "Beslut § 1" }}
without = ["avtal-a"]
changed.egen = {{ places = {{ norr = 1 }} }}
"""
    said = cli("plan", "compare", file(text), "--json")
    told = cli("plan", "compare", file(text))

    possible, full = said.json["data"]["alternatives"]
    assert (said.code, said.json["status"]) == (1, "found")
    assert possible["impossible"] is None
    assert full["impossible"]["rule"] == "Infeasible"
    assert full["impossible"]["details"]
    assert "omöjligt" in told.out
    assert "Höj platserna hos Egen regi i område Norr med" in told.out
    assert not set("[]{}") & set(told.out)


def test_a_default_that_selects_among_lov_providers_is_impossible(outcomes):
    text = TOML.replace('bundle = "omvardnad"', 'bundle = "omvardnad"\nregime = "lov"')
    text = text.replace('rule = "in_house"', 'rule = "fill_shares"')

    assert outcomes(text)["Egen regi"]["impossible"]["rule"] == "DefaultIsASelection"


def test_a_guarantee_that_is_not_reached_is_told(cli, file):
    text = TOML.replace(
        "kronor_per_hour = 400.5", "minimum_percent = 90\nplaces = { norr = 2 }"
    )
    said = cli("plan", "compare", file(text))

    assert said.code == 1
    assert "Egen regi: Utförare A: " in said.out


def test_a_percentage_is_rounded_once_from_the_counts():
    """66 of 85 is 77.647...: 77.65 in between would be shown as 77.7."""
    assert percent(66, 85) == 77.6
    assert percent(1, 3) == 33.3
    assert percent(0, 0) == 0.0


def test_what_is_lawful_instead_is_said_in_swedish(cli, file):
    text = TOML.replace('bundle = "omvardnad"', 'bundle = "omvardnad"\nregime = "lov"')
    said = cli(
        "plan", "compare", file(text.replace('"in_house", leg', '"random", leg'))
    )

    words = " ".join(said.out.split())
    assert "Tillåtna regler: egen regi, särskilt upphandlad utförare, den" in words
    assert "safe" not in words
    assert "separately_procured" not in words


def test_guarantees_that_clash_tell_how_many_are_missing_and_what_is_nearest(cli, file):
    text = TOML.replace(
        "kronor_per_hour = 400.5",
        """kronor_per_hour = 400.5
minimum_percent = 70

[[providers]]
agreement = "avtal-b"
name = "Utförare B"
regime = "lou"
minimum_percent = 60
""",
    )
    said = " ".join(cli("plan", "compare", file(text)).out.split())

    assert "saknas till de garanterade 28 (" in said
    assert "för Utförare A och Utförare B är tillsammans 130 procent." in said
    assert "Närmast möjligt: " in said


def test_without_a_rate_for_everybody_there_is_no_cost(outcomes):
    found = outcomes(TOML.replace("kronor_per_hour = 400.5", ""))["Egen regi"]

    assert found["kronor_per_month"] is None


def test_the_example_is_reckoned_and_told_side_by_side(cli):
    said = cli("plan", "compare", str(EXAMPLE), "--customers", "400")

    assert said.code == 0, said
    assert "Fick sitt första val" in said.out
    assert "Egen regi för den som inte väljer" in " ".join(said.out.split())
