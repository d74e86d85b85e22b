"""`upphandling plan compare --from-system`: the customers of a system and their wishes."""

from __future__ import annotations

import pytest

from tests.interfaces.compare.matters import TOML
from tests.town import Town
from upphandling.infrastructure import logs
from upphandling.interfaces.comparison import people


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
