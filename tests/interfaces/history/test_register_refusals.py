"""The list of everything that was refused."""

from __future__ import annotations

import pytest

from tests.town import SYSTEM

NEED = {"system": "staden", "requirement": "ledning", "text": "Ledning."}


@pytest.fixture
def refused(town, try_):
    town.do("choice_system.establish", SYSTEM)
    try_("choice_system.establish", SYSTEM)
    town.do("choice_system.set_requirement", NEED)
    try_("choice_system.set_requirement", NEED, by="handlaggare-9")
    try_("plan.abandon_milestone", {"plan": "ingen", "milestone": "m", "reason": "x"})
    return town


@pytest.fixture
def listed(cli):
    def call(*flags: str):
        said = cli("register", "refusals", *flags, "--json")
        assert said.code == 0, said.err
        return said.json["data"]

    return call


def test_every_refusal_is_listed_in_order(refused, listed):
    lines = listed()

    assert [line["refusal"] for line in lines] == [1, 2, 3]
    assert [line["cases"] for line in lines] == [
        ["choice_system:staden"],
        ["choice_system:staden"],
        ["plan:ingen"],
    ]
    assert [line["rule"] for line in lines] == [
        "CaseExists",
        "PartExists",
        "NoSuchCase",
    ]


def test_refusals_are_read_page_by_page(refused, listed):
    pages = [listed("--limit", "1", "--offset", str(n)) for n in range(4)]

    assert [line for page in pages for line in page] == listed()
    assert pages[-1] == []


def test_the_list_is_narrowed(refused, listed):
    for flags, numbers in (
        (("--case", "choice_system:staden"), [1, 2]),
        (("--case", "staden"), [1, 2]),
        (("--case", "plan:ingen"), [3]),
        (("--case", "plan:annan"), []),
        (("--rule", "PartExists"), [2]),
        (("--by", "handlaggare-9"), [2]),
    ):
        assert [line["refusal"] for line in listed(*flags)] == numbers, flags


def test_the_list_is_shown_to_people(refused, cli):
    said = cli("register", "refusals")

    assert said.code == 0
    assert "Nekade försök" in said.out
    assert "CaseExists" in said.out


def test_a_log_without_refusals_has_an_empty_list(town, listed):
    assert listed() == []
