"""The worked example of docs/fordelning.md, and its tables, are what the program says."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

import pytest

from upphandling.domain.allocation import Code, Obstacle, Proposal, Question, allocate
from upphandling.domain.allocation.default_rule import NOT_RECKONED
from upphandling.domain.configuration import SAFE_UNDER_LOV, DefaultRule

PAGE = Path(__file__).parents[3] / "docs" / "fordelning.md"
TEXT = PAGE.read_text(encoding="utf-8")


def table(first: str) -> list[list[str]]:
    """The rows under the heading that begins so."""
    (found,) = re.findall(
        rf"^\| {re.escape(first)} .*\n\|[-|]+\n((?:\|.*\n)+)", TEXT, re.MULTILINE
    )
    return [
        [cell.strip() for cell in row.strip("|").split("|")]
        for row in found.splitlines()
    ]


@pytest.fixture(scope="module")
def question() -> Question:
    (stated,) = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    return Question.model_validate_json(stated)


@pytest.fixture(scope="module")
def proposal(question: Question) -> Proposal:
    return allocate(question)


def test_the_example_ends_as_the_page_says(proposal):
    assert table("Kund | Avtal |") == [
        [p.customer, p.agreement, f"`{p.code}`", p.reason] for p in proposal.placements
    ]


def test_the_proof_of_the_example_is_that_of_the_page(proposal):
    assert table("Mål | Nått |") == [
        [f"`{s.name}`", str(s.objective), str(s.bound), "ja" if s.proved else "nej"]
        for s in proposal.stages
    ]
    assert proposal.shortfalls == ()


def test_the_lots_of_the_page_say_who_of_two_alike_came_first(question, proposal):
    drawn = dict(re.findall(rf"'{question.seed}\|(.*)' \| sha256sum\n(\w{{64}})", TEXT))

    assert drawn == {
        customer: sha256(f"{question.seed}|{customer}".encode()).hexdigest()
        for customer in ("k-2", "k-3")
    }
    ranks = {p.customer: p.rank for p in proposal.placements}
    assert sorted(drawn, key=drawn.__getitem__) == sorted(drawn, key=ranks.__getitem__)


def test_the_page_has_every_code_obstacle_and_rule():
    codes = {code for row in table("Kod |") for code in re.findall(r"`(\w+)`", row[0])}
    choices = {str(code) for code in Code if code.startswith("choice_")}
    rules = table("Regel |")

    assert codes | choices == set(Code)
    assert {row[0].strip("`") for row in table("Hinder |")} == set(Obstacle)
    assert [row[0].strip("`") for row in rules] == list(DefaultRule)
    assert [row[0].strip("`") for row in rules if row[3] == "ja"] == list(
        SAFE_UNDER_LOV
    )
    assert [row[0].strip("`") for row in rules if row[2] != "ja"] == list(NOT_RECKONED)
