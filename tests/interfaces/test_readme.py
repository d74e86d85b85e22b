"""What the README shows is what the commands print."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.journeys import once
from upphandling.interfaces.cli import pages
from upphandling.interfaces.cli.scenario import DEMONSTRATED

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ACTUAL = str(ROOT / "examples" / "orebro-actual")
EXPLAIN = "deadline explain standstill --from 2026-12-14"
REPORT = "follow-up report --system orebro --quarter 2021-Q1 --at 2021-05-07"


def shown_under(marker: str) -> list[str]:
    """The lines of the excerpt that bears the marker."""
    excerpt = rf"<!-- {re.escape(marker)} -->\n```text\n(.*?)```"
    (found,) = re.findall(excerpt, README, re.DOTALL)
    return found.splitlines()


@pytest.fixture
def actual(tmp_path, tmp_path_factory, monkeypatch):
    """The database of Örebro as it went, configured in the environment."""
    played = once("orebro-actual", tmp_path_factory)
    monkeypatch.setenv("UPPHANDLING_DATABASE", played.copy(tmp_path / "a.db"))


def test_the_shown_part_of_the_demo_is_printed(cli):
    printed = cli("scenario", "run", ACTUAL).out.splitlines()

    assert "orebro-actual" in DEMONSTRATED
    assert [
        line for line in shown_under("demo: orebro-actual") if line not in printed
    ] == []


def test_the_shown_part_of_a_long_year_is_what_the_verb_makes_of_it(
    capsys, tmp_path_factory
):
    played = once("orebro-planned", tmp_path_factory)
    capsys.readouterr()  # what it said in its log
    pages.scenario(played.found)
    printed = capsys.readouterr().out.splitlines()

    assert "orebro-planned" in DEMONSTRATED
    assert [
        line for line in shown_under("demo: orebro-planned") if line not in printed
    ] == []


def test_the_shown_steps_of_a_deadline_are_printed(cli):
    printed = cli(*EXPLAIN.split()).out.splitlines()

    assert [line for line in shown_under(EXPLAIN) if line not in printed] == []


def test_the_shown_part_of_the_report_is_printed(
    cli, tmp_path, tmp_path_factory, monkeypatch
):
    played = once("orebro-planned", tmp_path_factory)
    monkeypatch.setenv("UPPHANDLING_DATABASE", played.copy(tmp_path / "p.db"))

    printed = cli(*REPORT.split()).out.splitlines()

    assert [line for line in shown_under(REPORT) if line not in printed] == []


def test_the_demo_runs_every_example():
    assert sorted(DEMONSTRATED) == sorted(
        folder.name for folder in (ROOT / "examples").iterdir()
    )


def test_the_first_five_minutes_go_as_told(cli, store):
    assert cli("scenario", "run", ACTUAL).code == 0
    calls = re.findall(r"^\$ \.venv/bin/upphandling ([^#\n]+)", README, re.MULTILINE)
    shown = [call.split() for call in calls if not call.startswith("scenario")]

    for call in shown:
        said = cli(*call)
        assert said.code == 0, said
        assert said.out.strip()

    assert cli("deadline", "calc", "standstill", "--from", "2026-12-14").out in README


@pytest.mark.parametrize("asked", ["why tender:omvardnad-2019", "verify"])
def test_the_shown_part_of_an_answer_is_printed_in_one_stretch(cli, actual, asked):
    said = cli(*asked.split())

    assert said.code == 0
    assert "\n".join(shown_under(asked)) in said.out


def test_the_refused_command_is_refused_in_those_words(cli, actual):
    envelope = {
        "command": "tender.open_bids",
        "by": "upphandlare-1",
        "role": "procurement_officer",
        "data": {
            "tender": "omvardnad-2019",
            "present": ["upphandlare-1", "upphandlare-2"],
        },
    }

    said = cli("send", stdin=json.dumps(envelope))

    assert said.code == 1
    assert said.err in README
