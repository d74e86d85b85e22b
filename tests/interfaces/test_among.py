"""A word that is not among those known: told with them, and nothing is done."""

from __future__ import annotations

import pytest

from upphandling.application.messages import Malformed
from upphandling.interfaces.among import must_be_among


def test_a_word_that_is_known_or_not_told_is_let_through():
    must_be_among("norr", ["norr"], field="--area", unknown="okänt område")
    must_be_among(None, ["norr"], field="--area", unknown="okänt område")


def test_an_unknown_word_is_told_with_those_that_are_known():
    with pytest.raises(Malformed) as fault:
        must_be_among("mitt", ["norr", "syd"], field="--area", unknown="okänt område")

    (told,) = fault.value.faults
    assert str(told) == "--area: okänt område ”mitt”, välj bland norr, syd"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (("case", "list", "--kind", "kaka"), "okänt slag ”kaka”, välj bland "),
        (("follow-up", "flags", "--kind", "kaka"), "okänt slag ”kaka”, välj bland "),
        (("follow-up", "checks", "--status", "gjord"), "okänt läge ”gjord”, välj "),
        (("follow-up", "deviations", "--severity", "stor"), "okänd grad ”stor”, välj "),
        (("projection", "rebuild", "kakor"), "okänd läsmodell ”kakor”, välj bland "),
    ],
    ids=["kind of case", "kind of flag", "status", "severity", "read model"],
)
def test_every_verb_says_so_in_the_same_words(cli, store, call, words):
    said = cli(*call)

    assert (said.code, said.out) == (2, "")
    assert words in said.err


@pytest.mark.parametrize("verb", ["plan", "checks", "deviations", "sanctions"])
def test_an_answer_has_one_form(cli, store, verb):
    said = cli(
        "follow-up" if verb != "sanctions" else "register", verb, "--csv", "--json"
    )

    assert said.code == 2
    assert "ange antingen --csv eller --json" in said.out
