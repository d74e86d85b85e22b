"""The verbs that show the rules and check files of law."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from upphandling.domain.law import packaged
from upphandling.domain.rulebook import book

# -- rules -----------------------------------------------------------------


def test_the_rules_are_listed_with_who_says_how_long_and_since_when(cli):
    data = {row["rule"]: row for row in cli("deadline", "rules", "--json").json["data"]}

    assert data["standstill"]["source"] == "statute"
    assert data["standstill"]["length"] == {
        "electronic": "10 dagar",
        "other": "15 dagar",
    }
    assert data["standstill"]["valid_from"] == "2022-02-01"
    assert data["lov-answer"]["source"] == "local"
    assert data["answers-before-last-day"]["counting"] == {
        "direction": "backward",
        "roll": "previous_open",
    }
    assert data["tender-secrecy"]["counting"] is None


def test_the_rules_of_a_day_are_those_that_held_for_a_case_begun_then(cli):
    then = cli("deadline", "rules", "--on", "2019-05-02", "--json").json["data"]
    wordings = {row["rule"]: row["wording"] for row in then}

    assert wordings["standstill"] == "SFS 2016:1145"
    assert wordings["legality-appeal"] == "SFS 2017:725"
    assert "validity-review" not in wordings


def test_every_wording_is_listed_when_asked_for(cli):
    rows = cli("deadline", "rules", "--all", "--json").json["data"]

    assert len(rows) == len(book().entries)
    assert [row["wording"] for row in rows if row["rule"] == "standstill"] == [
        "SFS 2016:1145",
        "SFS 2021:1110",
    ]


def test_the_list_for_people_says_what_has_to_be_given_and_what_is_an_event(cli):
    lines = cli("deadline", "rules").out.splitlines()
    (heading,) = [line for line in lines if "Lagrum" in line]
    (answer,) = [line for line in lines if " lov-answer " in line]
    (secrecy,) = [line for line in lines if " tender-secrecy " in line]

    assert "Längden ur" in heading
    assert "Ärenden som började" in heading
    assert " anges " in answer
    assert " kommunen " in answer
    assert " till en händelse " in secrecy


def test_a_day_that_is_no_day_is_a_fault_of_the_call(cli):
    said = cli("deadline", "rules", "--on", "2019-05-32")

    assert said.code == 2
    assert said.err == "on: ska vara ett datum, till exempel 2019-05-02\n"


# -- check -----------------------------------------------------------------


@pytest.fixture
def law(tmp_path):
    """The files that come with the program, to be tampered with."""
    for name in ("rulebook.toml", "calendar.toml", "thresholds.toml"):
        (tmp_path / name).write_text(packaged(name), encoding="utf-8")
    return tmp_path


def test_the_files_that_come_with_the_program_are_found_whole(cli, law):
    files = sorted(map(str, law.iterdir()))
    said, data = (
        cli("deadline", "check", *files),
        cli("deadline", "check", *files, "--json"),
    )

    assert said.code == data.code == 0
    assert said.out == "".join(f"{file}: inga fel.\n" for file in files)
    assert [(row["holds"], row["entries"]) for row in data.json["data"]] == [
        ("closed", 19),
        ("rule", 50),
        ("threshold", 4),
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        (
            "rulebook.toml",
            'valid_to = 2022-01-31\nsource = "statute"',
            'valid_to = 2022-01-30\nsource = "statute"',
            "Glapp mellan standstill (SFS 2016:1145",
        ),
        (
            "rulebook.toml",
            'valid_to = 2022-01-31\nsource = "statute"',
            'valid_to = 2022-02-01\nsource = "statute"',
            "Överlappar: standstill (SFS 2016:1145",
        ),
        ("rulebook.toml", '"6 dagar"', '"6 dygn"', "answers-before-last-day (post 8)"),
        (
            "calendar.toml",
            "valid_to_year = 2004",
            "until = 2004",
            "annandag pingst (post 8): okänt fält until.",
        ),
        ("calendar.toml", '"12-24"', '"12-32"', "julafton (post 16)"),
        (
            "thresholds.toml",
            "valid_to = 2021-12-31",
            "valid_to = 2022-01-01",
            "Överlappar: 7701675 kr",
        ),
    ],
)
def test_a_file_with_a_fault_is_told_by_the_name_of_the_entry(
    cli, law, name, old, new, fault
):
    file = law / name
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")

    said, data = (
        cli("deadline", "check", str(file)),
        cli("deadline", "check", str(file), "--json"),
    )

    assert said.code == data.code == 1
    assert said.out == f"{file}: 1 fel.\n"
    assert said.err.startswith(f"{file}: {fault}")
    assert data.json["status"] == "found"
    assert data.json["diagnostics"][0]["message"].startswith(fault)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"version = ", "Filen \u00e4r inte giltig TOML"),
        (b'version = "1"', "Filen har varken regler"),
        (b"\xff\xfe", "Filen \u00e4r inte text i UTF-8."),
        (b"rule = 3", "Filen: f\u00e4ltet rule ska vara en lista."),
    ],
)
def test_a_file_that_holds_no_law_is_told(cli, tmp_path, content, fault):
    file = tmp_path / "regler.toml"
    file.write_bytes(content)

    said = cli("deadline", "check", str(file))

    assert said.code == 1
    assert fault in said.err


def test_a_file_that_is_not_there_is_a_fault_of_the_call(cli, tmp_path):
    assert cli("deadline", "check", str(tmp_path / "saknas.toml")).code == 2


@pytest.mark.parametrize(
    "verb", ["deadline calc standstill --from 2026-12-14", "serve"]
)
def test_a_program_whose_own_rulebook_is_faulty_says_so_and_ends(tmp_path, store, verb):
    program = shutil.copytree("src/upphandling", tmp_path / "upphandling")
    rulebook = program / "domain/law/rulebook.toml"
    whole = rulebook.read_text(encoding="utf-8")
    rulebook.write_text(whole.replace('"10 dagar"', '"10 dygn"'), encoding="utf-8")

    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            "from upphandling.interfaces.cli import main; main()",
            *verb.split(),
        ],
        env={**os.environ, "UPPHANDLING_DATABASE": store, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 2
    assert "”10 dygn” är ingen längd" in ended.stderr
    assert "oväntat fel" not in ended.stderr
