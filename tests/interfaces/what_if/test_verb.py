"""`upphandling what-if`: side by side, marked, in text and in JSON."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from tests.interfaces.what_if.courses import signed
from tests.town import Town
from upphandling.interfaces.what_if import MARK

AWARD = "award:tilldelning"


@pytest.fixture
def asked(cli, store, capsys):
    """Asks about a town whose contract is signed."""
    with Town(store, "2026-02-02T09:00") as town:
        signed(town)
    capsys.readouterr()  # what the town's own log said

    def ask(case: str, *changes: str, as_json: bool = False):
        flags = [part for change in changes for part in ("--change", change)]
        return cli("what-if", case, *flags, *(["--json"] if as_json else []))

    return ask


def test_the_page_begins_and_ends_with_the_mark(asked):
    said = asked("tilldelning", "rule.standstill.length=20")

    assert said.code == 0
    lines = said.out.strip().splitlines()
    assert lines[0] == lines[-1] == MARK
    assert "2026-05-15 (10 dagar)   2026-05-25 (20 dagar)" in said.out
    assert "StandstillRunning" in said.out
    assert "inte veta" in said.out
    assert said.err == ""


def test_json_bears_the_mark_too(asked):
    said = asked(AWARD, "weight.kvalitet=30", "weight.leverans=70", as_json=True)

    assert said.code == 0
    data = said.json["data"]
    assert data["counterfactual"] is True
    assert data["mark"] == MARK
    assert {row["counterfactual"]["rank"] for row in data["ranking"]} == {1, 2, 3}


def test_what_changes_nothing_further_says_so(asked):
    said = asked("agreement:avtal", "rule.standstill.length=20")

    assert "Utfallet blir detsamma." in said.out
    assert said.out.startswith(MARK)


def test_what_is_left_out_is_told_as_a_person_writes_it(asked):
    said = asked("agreement:avtal", "without=choice_system:staden@3")

    assert "choice_system:staden@3" in said.out
    assert "['" not in said.out


def test_the_file_has_the_same_bytes_afterwards(asked, store):
    file = Path(store.removeprefix("sqlite:///"))
    before = sha256(file.read_bytes()).hexdigest()

    assert asked(AWARD, "rule.standstill.length=20").code == 0

    assert sha256(file.read_bytes()).hexdigest() == before


def test_a_refusal_is_one_line_with_its_rule(asked):
    said = asked(AWARD, "weight.kvalitet=30")

    assert said.code == 1
    assert said.out == ""
    assert "[WeightsDoNotAddUp]" in said.err
    assert said.err.count("\n") == 1


def test_a_change_without_form_ends_with_two_and_the_forms(asked):
    said = asked(AWARD, "standstill", as_json=True)

    assert said.code == 2
    (told,) = said.json["diagnostics"]
    assert told["field"] == "--change"
    assert "rule.REGEL.length=15" in told["message"]


def test_without_a_change_there_is_nothing_to_ask(asked):
    said = asked(AWARD)

    assert said.code == 2
    assert said.out == ""
    assert "--change saknas" in said.err


def test_a_file_that_is_not_there_is_told(asked):
    said = asked(AWARD, "add=ingen.json")

    assert said.code == 2
    assert "Filen kan inte läsas" in said.err
