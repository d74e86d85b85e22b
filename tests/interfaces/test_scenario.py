"""Scenarios from the outside: flaws with file and line, runs, and their reports."""

from __future__ import annotations

import json

import pytest

from tests.interfaces.small import (
    ANNOUNCE,
    BID,
    JOURNAL,
    PREPARE,
    SYSTEM_TOML,
    line,
    write,
)
from upphandling.projections.deadlines import Deadline
from upphandling.schedules import timetable


def test_a_good_scenario_has_no_flaws(cli, tmp_path):
    said = cli("scenario", "check", str(write(tmp_path / "prov", JOURNAL)), "--json")

    assert said.code == 0
    assert said.json["data"] == {"scenario": "prov", "commands": 7}


@pytest.mark.parametrize(
    ("lines", "number", "words"),
    [
        ([PREPARE, "not json"], 2, "data"),
        ([PREPARE, {**ANNOUNCE, "command": "tender.fly"}], 2, "okänt kommando"),
        ([{**PREPARE, "colour": "red"}], 1, "okänt fält"),
        ([{**PREPARE, "at": "2019-03-31T02:30"}], 1, "finns inte"),
        ([{**PREPARE, "at": "2019-10-27T02:30"}], 1, "inträffade två gånger"),
        ([{k: v for k, v in PREPARE.items() if k != "at"}], 1, "saknas"),
        ([ANNOUNCE, PREPARE], 2, "ligger före raden ovanför"),
        (
            [
                line(
                    "2019-05-02T07:00",
                    "crowd.invite",
                    crowd="x",
                    round="r",
                    channel="brev",
                )
            ],
            1,
            "har inte registrerats",
        ),
        ([line("2019-05-02T07:00", "crowd.register", crowd="x")], 1, "saknas"),
    ],
)
def test_a_flaw_in_the_journal_has_file_and_line(cli, tmp_path, lines, number, words):
    folder = write(tmp_path / "prov", lines)

    said = cli("scenario", "check", str(folder), "--json")

    assert said.code == 2
    assert {(fault["file"], fault["line"]) for fault in said.json["diagnostics"]} == {
        (str(folder / "journal.jsonl"), number)
    }
    if words != "data":
        assert any(words in fault["message"] for fault in said.json["diagnostics"])


def test_a_line_that_is_not_json_is_told_with_its_line(cli, tmp_path):
    folder = write(tmp_path / "prov", json.dumps(PREPARE) + '\n{"at": ')

    said = cli("scenario", "check", str(folder))

    assert said.code == 2
    assert said.err.strip() == f"{folder}/journal.jsonl:2: är inte giltig JSON"


@pytest.mark.parametrize(
    ("toml", "where", "words"),
    [
        (SYSTEM_TOML.replace("[[areas]]", "[[areas"), ":12", "ogiltig TOML"),
        (SYSTEM_TOML + "[[areas", ":30", "ogiltig TOML"),
        (
            SYSTEM_TOML.replace('name = "Hemtjänst', 'nmae = "Hemtjänst'),
            "",
            "data.name",
        ),
        (SYSTEM_TOML.replace("[established]", "[etablerat]"), "", "established"),
        (SYSTEM_TOML.replace("= 100", "= 90"), "", "ska tillsammans vara 100"),
    ],
)
def test_a_flaw_in_the_configuration_has_its_file(cli, tmp_path, toml, where, words):
    folder = write(tmp_path / "prov", JOURNAL, toml)

    said = cli("scenario", "check", str(folder))

    assert said.code == 2
    assert f"{folder}/system.toml{where}: " in said.err
    assert words in said.err


def test_a_folder_without_files_is_told(cli, tmp_path):
    said = cli("scenario", "run", str(tmp_path / "ingen"))

    assert said.code == 2
    assert "journal.jsonl: filen saknas eller kan inte läsas" in said.err


def test_deadlines_fall_by_themselves_at_their_legal_instant(cli, tmp_path):
    said = cli("scenario", "run", str(write(tmp_path / "prov", JOURNAL)), "--json")

    assert said.code == 0
    (fell,) = said.json["data"]["fell"]
    assert (fell["case"], fell["event"]) == ("tender:prov-2019", "tender.closed")
    assert fell["effective_at"] == fell["recorded_at"] == "2019-06-18T00:00:00+02:00"


def test_a_refusal_that_was_expected_is_no_surprise(cli, tmp_path):
    late = {**BID, "at": "2019-06-18T00:00", "expect": {"refused": "BidTooLate"}}
    folder = write(tmp_path / "prov", [PREPARE, ANNOUNCE, late])

    assert cli("scenario", "run", str(folder)).code == 0


def test_a_refusal_that_was_not_expected_is_found(cli, tmp_path):
    late = {**BID, "at": "2019-06-18T00:00"}
    cancelled = JOURNAL[-1]
    folder = write(tmp_path / "prov", [PREPARE, ANNOUNCE, late, cancelled])

    said = cli("scenario", "run", str(folder), "--json")

    assert said.code == 1
    (fault,) = said.json["diagnostics"]
    assert (fault["line"], fault["rule"]) == (3, "BidTooLate")


def test_a_refusal_that_never_came_is_found(cli, tmp_path):
    expecting = {**ANNOUNCE, "expect": {"refused": "LastDayPassed"}}
    folder = write(tmp_path / "prov", [PREPARE, expecting])

    said = cli("scenario", "run", str(folder))

    assert said.code == 1
    assert "journal.jsonl:2: väntade sig LastDayPassed" in said.out


def test_a_run_can_be_continued_in_the_same_database(cli, tmp_path, store):
    folder = str(write(tmp_path / "prov", JOURNAL))

    early = cli("scenario", "run", folder, "--until", "2019-05-31", "--json")
    whole = cli("scenario", "run", folder, "--json")
    again = cli("scenario", "run", folder, "--json")

    assert early.json["data"]["cases"]["tender:prov-2019"]["status"] == "announced"
    assert whole.json["data"]["cases"]["tender:prov-2019"]["status"] == "cancelled"
    assert again.json == whole.json


def test_a_scenario_does_not_mix_with_other_cases(cli, tmp_path, store):
    cli("scenario", "run", str(write(tmp_path / "en", JOURNAL)))

    said = cli("scenario", "run", str(write(tmp_path / "annan", JOURNAL)))

    assert said.code == 2
    assert "innehåller redan annat" in said.err


def test_the_schema_of_every_command_is_printed(cli):
    names = [row["command"] for row in cli("schema", "command", "--json").json["data"]]

    assert {"tender.announce", "crowd.choose", "transition.reassign"} <= set(names)
    for name in names:
        schema = json.loads(cli("schema", "command", name).out)
        assert schema["properties"]["command"] == {"const": name}
    assert cli("schema", "command", "tender.fly").code == 2
    assert "established" in json.loads(cli("schema", "system").out)["properties"]


def test_a_byte_order_mark_before_the_first_line_does_no_harm(cli, tmp_path):
    folder = write(tmp_path / "prov", JOURNAL)
    journal = folder / "journal.jsonl"
    journal.write_bytes(b"\xef\xbb\xbf" + journal.read_bytes())

    assert cli("scenario", "check", str(folder)).code == 0


def test_an_end_that_is_no_time_is_told_as_it_was_written(cli, tmp_path):
    said = cli(
        "scenario", "run", str(write(tmp_path / "prov", JOURNAL)), "--until", "snart"
    )

    assert said.code == 2
    assert "”snart” är ingen tidpunkt" in said.err


def test_a_deadline_that_cannot_fall_does_not_hold_up_the_next(
    cli, tmp_path, monkeypatch
):
    plan = line("2019-05-03T08:00", "plan.draw_up", plan="plan", system="provkommun")
    stuck = line(
        "2019-05-03T09:00",
        "plan.add_milestone",
        plan="plan",
        milestone="fastnar",
        title="Fastnar",
        when={"earliest": "2019-05-10", "latest": "2019-05-10"},
    )
    acts = dict(timetable.TIMETABLE)
    acts[Deadline.MILESTONE_LATEST] = lambda *_: 1 / 0
    monkeypatch.setattr(timetable, "TIMETABLE", acts)
    folder = write(tmp_path / "prov", [PREPARE, ANNOUNCE, plan, stuck, JOURNAL[-1]])

    (fell,) = cli("scenario", "run", str(folder), "--json").json["data"]["fell"]

    assert fell["event"] == "tender.closed"
    assert fell["recorded_at"] == fell["effective_at"] == "2019-06-18T00:00:00+02:00"
