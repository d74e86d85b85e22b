"""A case as it was known, at any instant: before it, in it, and not after now."""

from __future__ import annotations

import pytest

from tests.award_town import compared

PROVIDER = "provider:utforare-a"


@pytest.fixture
def shown(cli, licensed):
    def call(*flags: str):
        return cli("case", "show", PROVIDER, *flags, "--json")

    return call


def in_force_from(said) -> str:
    return said.json["data"]["state"]["rulings"]["tillstand-1"]["in_force_from"]


def test_the_wrong_value_is_what_we_knew_before_it_was_corrected(shown):
    assert in_force_from(shown("--known-at", "2026-02-11T12:00")) == "2026-02-01"
    assert in_force_from(shown("--known-at", "2026-02-12T09:00")) == "2026-03-01"
    assert in_force_from(shown()) == "2026-03-01"


def test_what_was_recorded_late_was_true_before_it_was_known(shown):
    then = "2026-02-03T12:00"

    assert shown("--known-at", then).json["data"]["state"]["rulings"] == {}
    assert in_force_from(shown("--true-at", then)) == "2026-02-01"
    both = shown("--known-at", "2026-02-06T12:00", "--true-at", "2026-02-02T12:59")
    assert both.json["data"]["state"]["rulings"] == {}


def test_before_the_case_nothing_was_known_and_it_is_told_when_it_began(shown):
    for flag in ("--known-at", "--true-at"):
        said = shown(flag, "2026-02-02T08:59:59")

        assert said.code == 1
        (found,) = said.json["diagnostics"]
        assert found["rule"] == "NothingKnown"
        assert found["details"]["first_known_at"].startswith("2026-02-02T08:00:00")
        assert found["details"]["began_at"] == "2026-02-02T08:00:00Z"


def test_nobody_knows_the_future(shown):
    for flag in ("--known-at", "--true-at"):
        said = shown(flag, "2999-01-01T00:00")

        assert said.code == 1
        assert said.json["diagnostics"][0]["rule"] == "NotYetKnown"


def test_an_instant_that_is_none_is_a_fault_of_the_call(shown):
    for text in ("2026-02-02", "snart", "2026-03-29T02:30", "2026-10-25T02:30"):
        said = shown("--known-at", text)

        assert said.code == 2
        assert said.json["diagnostics"][0]["field"] == "--known-at"


def test_the_beginning_of_what_is_secret_is_not_told(town, cli):
    compared(town.founded(), {"a": 4.0, "b": 3.0, "c": 2.0})

    said = cli("case", "show", "award:tilldelning", "--known-at", "2026-01-01T00:00")

    assert said.code == 1
    assert "first_known_at" not in said.err
    assert "2026-04" not in said.err
