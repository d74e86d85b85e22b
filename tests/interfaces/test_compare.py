"""`upphandling plan compare`: alternatives side by side, and files that do not hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.town import Town
from upphandling.infrastructure import logs
from upphandling.interfaces.comparison import people
from upphandling.interfaces.comparison.outcome import percent

EXAMPLE = Path(__file__).parents[2] / "examples" / "orebro-planned" / "alternativ.toml"

TOML = """
title = "Prov"
bundle = "omvardnad"

[[areas]]
key = "norr"
name = "Norr"

[people]
customers = 40
choosing_percent = 60
wishes_each = 2
today = { gamla = 1, egen = 1 }

[[providers]]
agreement = "egen"
name = "Egen regi"
regime = "in_house"
kronor_per_hour = 500

[[providers]]
agreement = "avtal-a"
name = "Utförare A"
regime = "lou"
kronor_per_hour = 400.5

[[alternatives]]
name = "Egen regi"
default = { rule = "in_house", legal_basis = "Beslut § 1" }
"""


@pytest.fixture
def file(tmp_path):
    """Writes a file of alternatives, and gives its path."""

    def written(text: str) -> str:
        path = tmp_path / "alternativ.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return written


@pytest.fixture
def outcomes(cli, file):
    """The outcomes of a file, by the name of the alternative."""

    def ask(text: str, *flags: str) -> dict[str, Any]:
        said = cli("plan", "compare", file(text), *flags, "--json")
        assert said.code in (0, 1), said
        return {row["alternative"]: row for row in said.json["data"]["alternatives"]}

    return ask


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


# -- The customers of a system ------------------------------------------------------


@pytest.fixture
def served(store):
    """A town of four, of whom two have told what they wish."""
    logs.configure("error", "console")
    with Town(store, "2026-03-02T09:00") as town:
        town.founded()
        for agreement in ("egen", "avtal-a"):
            town.with_agreement(agreement, starts_on="2026-01-01")
        town.registered(["k-1", "k-2"], agreement="egen")
        town.registered(["k-3", "k-4"])
        for customer in ("k-1", "k-3"):
            town.do(
                "customer_choice.choose",
                {"customer": customer, "bundle": "omvardnad", "wishes": ["avtal-a"]},
            )
        yield town


def test_the_customers_of_a_system_have_the_wishes_that_they_told(outcomes, served):
    before = served.log()

    found = outcomes(TOML, "--from-system", "staden")["Egen regi"]

    assert (found["chose"], found["without_wish"]) == (2, 2)
    assert [p["customers"] for p in found["providers"]] == [2, 2]
    assert found["moved_without_wish"] == 0
    assert served.log() == before


def test_a_wish_that_the_file_does_not_have_is_told(cli, file, served):
    text = TOML.replace('"avtal-a"', '"avtal-b"')

    said = cli("plan", "compare", file(text), "--from-system", "staden")

    assert "2 kunder önskar avtal-a, som inte finns i filen." in said.out


@pytest.mark.parametrize(
    ("text", "system", "code", "words"),
    [
        (TOML, "ingen", 1, "Ärendet finns inte"),
        (TOML.replace('"omvardnad"', '"annat"'), "staden", 1, "NobodyToCompare"),
        (TOML.replace('"norr"', '"soder"'), "staden", 1, "AreaNotInFile"),
    ],
)
def test_a_system_that_does_not_fit_the_file_is_told(
    cli, file, served, text, system, code, words
):
    said = cli("plan", "compare", file(text), "--from-system", system)

    assert (said.code, said.out) == (code, "")
    assert words in said.err


def test_more_customers_than_can_be_compared_are_not_compared(
    cli, file, served, monkeypatch
):
    monkeypatch.setattr(people, "MOST_PEOPLE", 3)

    said = cli("plan", "compare", file(TOML), "--from-system", "staden")

    assert (said.code, said.out) == (1, "")
    assert "TooManyToCompare" in said.err


# -- Files that do not hold ---------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        (("title =", "titel ="), "title", "saknas"),
        (("choosing_percent = 60", "choosing_percent = 160"), "people", "högst 100"),
        (("customers = 40", "customers = 0"), "people.customers", "minst 1"),
        (("wishes_each = 2", "minutes_min = 2000"), "people", "minutes_max"),
        (('rule = "in_house"', 'rule = "lotteri"'), "alternatives.0", "ett av"),
        (('agreement = "avtal-a"', 'agreement = "egen"'), "", "två gånger i providers"),
        (("[[alternatives]]", '[[alternatives]]\nwithout = ["x"]'), "", "x finns inte"),
        (
            ('regime = "lou"', 'regime = "lou"\nplaces = { soder = 3 }'),
            "",
            "avtal-a: soder finns inte",
        ),
        (("kronor_per_hour = 500", "kronor_per_hour = -5"), "providers.0", "större än"),
    ],
)
def test_a_file_that_does_not_hold_is_told_with_its_field(
    cli, file, change, field, message
):
    path = file(TOML.replace(*change))
    said = cli("plan", "compare", path)

    assert (said.code, said.out) == (2, "")
    assert f"{path}" in said.err
    assert field in said.err
    assert message in said.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"title = \n", "ogiltig TOML"),
        ("title = 'Örebro'".encode("latin-1"), "inte UTF-8"),
    ],
)
def test_what_is_not_toml_is_told_with_its_line(cli, tmp_path, content, words):
    path = tmp_path / "alternativ.toml"
    path.write_bytes(content)
    said = cli("plan", "compare", str(path), "--json")

    assert (said.code, said.json["status"]) == (2, "error")
    assert words in said.json["diagnostics"][0]["message"]


def test_a_file_that_is_not_there_is_told(cli, tmp_path):
    said = cli("plan", "compare", str(tmp_path / "ingen.toml"), "--json")

    assert said.code == 2
    assert json.loads(said.out)["diagnostics"][0]["message"].startswith("filen saknas")
