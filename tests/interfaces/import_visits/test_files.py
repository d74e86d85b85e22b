"""A file of visits as a whole: nothing half silently, and who may load it when."""

from __future__ import annotations

import csv
import json

import pytest

from tests.interfaces.import_visits.matters import (
    GOOD,
    HEADER,
    counted,
    faults,
    kept,
    row,
)
from tests.interfaces.test_importing import WHO, traces
from upphandling.domain.visit_month import AnotherImportCameFirst
from upphandling.interfaces.visit_import import carrying


def test_good_rows_are_kept_where_that_is_asked_for(load, town, tmp_path):
    report = tmp_path / "fel.csv"
    rows = [GOOD, row("b-2", end=""), row("b-3", start="2025-03-11T07:30", end="fel")]

    said = load(*rows, more=["--keep-good", "--faults", str(report)])

    assert (said.code, said.json["status"]) == (1, "found")
    assert (said.json["data"]["rows"], said.json["data"]["refused"]) == (1, 2)
    assert counted(town) == ["b-1"]
    told = list(csv.reader(report.read_text("utf-8").splitlines(), delimiter=";"))
    assert [line[:2] for line in told] == [
        ["rad", "fält"],
        ["3", "slut"],
        ["4", "slut"],
    ]
    assert town.log()[-1][1]["refused"] == 2


def test_the_file_is_never_written_over_by_its_faults(load, tmp_path):
    said = load(GOOD, more=["--faults", str(tmp_path / "besok.csv")])

    assert (said.code, said.json["diagnostics"][0]["field"]) == (2, "faults")
    assert GOOD in (tmp_path / "besok.csv").read_text("utf-8")


def test_a_dry_run_checks_everything_and_keeps_nothing(load, town):
    before = traces(town)

    good, bad = load(GOOD, more=["--dry-run"]), load(row(end=""), more=["--dry-run"])

    assert (good.code, good.json["data"]["rows"]) == (0, 1)
    assert (bad.code, faults(bad)) == (1, [(2, "slut")])
    assert (traces(town), kept(town)) == (before, 0)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("besök;kund", "avtal"),
        (f"{HEADER};telefon", "telefon"),
        ("a;b", None),
    ],
)
def test_a_file_without_its_columns_is_at_fault_itself(load, town, header, field):
    said = load(GOOD, header=header)

    assert (said.code, kept(town)) == (2, 0)
    assert (1, field) in faults(said)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (f"{HEADER}\n{GOOD}\nb-2;k-1;avtal-å".encode("latin-1"), 1),
        (f"{HEADER}\n{GOOD}\n".encode() + b"b-2;\xe5", 3),
        (HEADER.encode("utf-16"), 1),
        (b"", None),
        (f'{HEADER}\n{GOOD}\n"b-2'.encode(), 3),
    ],
)
def test_a_file_that_cannot_be_read_on_leaves_nothing(
    cli, town, tmp_path, content, line
):
    file = tmp_path / "besok.csv"
    file.write_bytes(content)
    where = ("--system", "staden", "--month", "2025-03", "--keep-good")

    said = cli("import", "visits", str(file), *where, *WHO, "--json")

    assert (said.code, kept(town)) == (2, 0)
    assert said.json["diagnostics"][0].get("line") == line


def test_visits_are_read_from_json_lines_and_from_standard_in(cli, town, tmp_path):
    told = dict(zip(HEADER.split(";"), GOOD.split(";"), strict=True)) | {"65+": True}
    file = tmp_path / "besok.jsonl"
    lines = [told, told | {"besök": "b-2", "slut": None}, told | {"vikt": "80"}, [1]]
    file.write_text("\n".join(map(json.dumps, lines)) + "\n\n{", encoding="utf-8")
    where = ("--system", "staden", "--month", "2025-03")

    said = cli("import", "visits", str(file), *where, *WHO, "--keep-good", "--json")
    again = cli(
        "import", "visits", "-", *where, *WHO, "--json", stdin=f"{HEADER}ja\n{GOOD}"
    )
    piped = cli(
        "import", "visits", "-", *where, *WHO, "--json", stdin=f"{HEADER}\n{GOOD}ja"
    )

    assert faults(said) == [(2, "slut"), (3, None), (4, None), (6, None)]
    assert town.log()[-1][1]["file"] == "besok.jsonl"
    assert again.code == 2
    assert piped.json["data"]["skipped"] == 1


@pytest.mark.parametrize(
    ("month", "system", "code"), [("2026-13", "staden", 2), ("2025-03", "byn", 1)]
)
def test_a_month_or_a_system_that_is_not_there_is_told(
    cli, town, tmp_path, month, system, code
):
    file = tmp_path / "besok.csv"
    file.write_text(f"{HEADER}\n{GOOD}", encoding="utf-8")
    where = ("--system", system, "--month", month)

    said = cli("import", "visits", str(file), *where, *WHO, "--json")

    assert (said.code, kept(town)) == (code, 0)


def test_who_may_not_import_is_told_before_the_file_is_read(cli, town, tmp_path):
    file = tmp_path / "besok.csv"
    file.write_bytes(b"\xff\xff")
    where = ("--system", "staden", "--month", "2025-03", "--by", "p-1")

    said = cli("import", "visits", str(file), *where, "--role", "opener", "--json")

    assert said.json["diagnostics"][0]["rule"] == "NotAllowed"


def test_of_two_imports_at_once_the_second_begins_again(load, town, monkeypatch):
    checked = carrying.checked

    def while_another_comes_first(*given):
        monkeypatch.setattr(carrying, "checked", checked)
        other = row("b-9", start="2025-03-20T07:30", end="2025-03-20T08:00")
        assert load(other).code == 0
        return checked(*given)

    monkeypatch.setattr(carrying, "checked", while_another_comes_first)

    said = load(row("b-1"))

    assert said.json["diagnostics"][0]["rule"] == AnotherImportCameFirst.rule()
    assert (counted(town), kept(town)) == (["b-9"], 1)
    assert load(row("b-1")).code == 0
