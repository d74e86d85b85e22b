"""`--svg`: the answer of a verb of follow-up, drawn in a file."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.moving_town import living, ready_town
from tests.town import Town

SPRING = ("--from", "2026-01-05", "--to", "2026-03-31")


@pytest.fixture(scope="module")
def planned(sqlite_databases) -> str:
    """Customers of an agreement, and a plan with one milestone."""
    url: str = sqlite_databases.migrated()
    with Town(url, "2026-01-05T09:00") as town:
        ready_town(town)
        living(town, {"k-1": "norr", "k-2": "soder"})
        town.do("plan.draw_up", {"plan": "tidplan", "system": "staden"})
        when = {"earliest": "2026-09-01", "latest": "2026-10-01"}
        town.do(
            "plan.add_milestone",
            {
                "plan": "tidplan",
                "milestone": "start",
                "title": "Nya avtal börjar",
                "when": when,
            },
        )
    return url


@pytest.fixture
def house(planned, monkeypatch):
    monkeypatch.setenv("UPPHANDLING_DATABASE", planned)


@pytest.mark.parametrize(
    ("call", "title"),
    [
        (("timetable",), "Tidplan mot utfall"),
        (("timetable", "--plan", "tidplan"), "Tidplan mot utfall, tidplan"),
        (("shares", *SPRING), "Andelar mot mål"),
        (("indicators",), "Nyckeltal"),
    ],
)
def test_the_answer_is_drawn_and_the_verb_answers_as_without(
    cli, house, tmp_path: Path, call, title
):
    file = tmp_path / "bild.svg"
    said = cli("follow-up", *call, "--svg", str(file), "--json")

    assert said.json == cli("follow-up", *call, "--json").json
    drawn = ET.parse(file).getroot()  # noqa: S314
    assert drawn.findtext("{*}title") == title
    assert drawn.findtext("{*}desc")


def test_shares_on_a_single_day_are_not_drawn(cli, house, tmp_path: Path):
    file = tmp_path / "bild.svg"
    said = cli("follow-up", "shares", "--svg", str(file))

    assert said.code == 2
    assert "ange även --from" in said.err
    assert not file.exists()


def test_a_file_that_cannot_be_written_is_told(cli, house):
    said = cli("follow-up", "timetable", "--svg", "/finns/inte/bild.svg")

    assert said.code == 2
    assert "Filen kan inte läsas eller skrivas" in said.err
