"""A month's visits on the command line: the good, the bad, and nothing half silently."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interfaces.test_importing import WHO, traces
from tests.town import SYSTEM, Town
from upphandling.domain.visit_month import AnotherImportCameFirst
from upphandling.interfaces.visit_import import carrying

HEADER = "besök;kund;avtal;insats;personal;start;slut;efterregistrerad;65+"
CUSTOMERS = "kund;beslut;område;insats;timmar per vecka;från;till;avtal"
GOOD = "b-1;k-1;avtal-a;personlig omvårdnad;p-1;2025-03-10 07:30;2025-03-10 08:00;;"


@pytest.fixture
def town(store: str, cli, tmp_path: Path, capsys) -> Iterator[Town]:
    """April; `k-1` has had care since February, `k-2` until the 15th of March."""
    with Town(store, "2025-04-02T09:00") as town:
        town.do("choice_system.establish", SYSTEM)
        town.with_agreement("avtal-a", starts_on="2025-01-01")
        town.with_agreement("avtal-b", starts_on="2025-03-15")
        customers = tmp_path / "kunder.csv"
        customers.write_text(
            f"{CUSTOMERS}\n"
            "k-1;b-1;norr;personal_care;5;2025-02-01;;avtal-a\n"
            "k-2;b-1;norr;personal_care;5;2025-02-01;2025-03-15;\n",
            encoding="utf-8",
        )
        said = cli("import", "customers", str(customers), "--system", "staden", *WHO)
        assert said.code == 0, said.err
        capsys.readouterr()
        yield town


@pytest.fixture
def load(cli, town, tmp_path: Path):
    def call(*rows: str, header: str = HEADER, month: str = "2025-03", more=()):
        file = tmp_path / "besok.csv"
        file.write_text("\n".join([header, *rows]), encoding="utf-8")
        where = ("--system", "staden", "--month", month)
        return cli("import", "visits", str(file), *where, *WHO, *more, "--json")

    return call


def row(visit: str = "b-1", **changed: str) -> str:
    told = {
        "customer": "k-1",
        "agreement": "avtal-a",
        "service": "personal_care",
        "staff": "p-1",
        "start": "2025-03-10T07:30",
        "end": "2025-03-10T08:00",
        "after": "",
        "aged": "",
        **changed,
    }
    return ";".join((visit, *told.values()))


def faults(said) -> list[tuple[int, str | None]]:
    return [(told["line"], told["field"]) for told in said.json["diagnostics"]]


def counted(town: Town, month: str = "2025-03") -> list[str]:
    """The visits that count."""
    found = town.case(f"visit_month:staden.{month}")
    visits = town.house.recorder.visits("staden", month, found.counted)
    return [visit.visit for visit in visits]


def kept(town: Town) -> int:
    """All rows, whether they count or not."""
    with town.house.database.engine.connect() as connection:
        sql = "SELECT count(*) FROM visits"
        return connection.exec_driver_sql(sql).scalar_one()


def test_a_month_of_visits_is_carried_in(load, town):
    said = load(GOOD, row("b-2", start="2025-03-10T08:00", end="2025-03-10T08:45"))

    assert said.code == 0
    assert said.json["data"] == {
        "batch": 1,
        "rows": 2,
        "planned": 0,
        "refused": 0,
        "skipped": 0,
        "faults": 0,
        "dry_run": False,
    }
    assert counted(town) == ["b-1", "b-2"]
    (topic, told) = town.log("visit_month:staden.2025-03")[0]
    assert (topic, told["rows"], told["seconds"]) == ("visit_month.imported", 2, 4500)


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("besök", {"visit": "b 1;"}),
        ("besök", {"visit": ""}),
        ("besök", {"visit": "191212121212"}),
        ("kund", {"customer": "k-9"}),
        ("kund", {"customer": "191212121212"}),
        ("avtal", {"agreement": "avtal-x"}),
        ("avtal", {"agreement": "avtal-b"}),
        ("insats", {"service": "meals"}),
        ("insats", {"service": "dans"}),
        ("insats", {"customer": "k-2", "start": "2025-03-16T07:30", "end": "2025-03-16T08:00"}),
        ("personal", {"staff": ""}),
        ("personal", {"staff": "Anna"}),
        ("personal", {"staff": "121212-1212"}),
        ("start", {"start": "2025-03-30T02:30", "end": "2025-03-30T04:00"}),
        ("start", {"start": "i morse"}),
        ("start", {"start": "2025-02-28T23:30", "end": "2025-03-01T00:30"}),
        ("start", {"start": "2025-04-01T00:00", "end": "2025-04-01T00:30"}),
        ("slut", {"end": "2025-03-10T07:30"}),
        ("slut", {"end": "2025-03-10T07:00"}),
        ("slut", {"end": "2025-03-12T07:00"}),
        ("slut", {"end": "2025-03-10"}),
        ("efterregistrerad", {"after": "kanske"}),
        ("65+", {"aged": "70"}),
    ],
)  # fmt: skip
def test_a_bad_row_is_told_by_row_and_field_and_nothing_is_kept(
    load, town, field, changed
):
    before = traces(town)
    visit = changed.pop("visit", "b-2")

    said = load(GOOD, row(visit.strip(";"), **changed))

    assert (said.code, said.json["status"]) == (1, "refused")
    assert faults(said) == [(3, field)]
    assert (traces(town), kept(town)) == (before, 0)


def test_what_is_to_come_is_refused(load, town):
    to_come = {"start": "2090-04-02T08:50", "end": "2090-04-02T09:10"}

    said = load(row("b-1", **to_come), month="2090-04")

    assert (2, "slut") in faults(said)


def test_the_doubled_hour_is_told_apart_by_its_offset(load, town):
    town.clock.now = town.clock.now.replace(year=2025, month=11)
    twice = {"start": "2025-10-26T02:30", "end": "2025-10-26T04:00"}
    once = {"start": "2025-10-26T02:30+02:00", "end": "2025-10-26T02:30+01:00"}

    assert faults(load(row("b-1", **twice), month="2025-10")) == [(2, "start")]
    assert load(row("b-1", **once), month="2025-10").code == 0
    assert town.log()[-1][1]["seconds"] == 3600


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


def test_all_faults_are_counted_and_the_first_are_shown(load):
    said = load(*(row(f"b-{number}", end="") for number in range(60)))

    assert said.json["data"]["faults"] == 60
    assert len(said.json["diagnostics"]) == 50


def test_a_dry_run_checks_everything_and_keeps_nothing(load, town):
    before = traces(town)

    good, bad = load(GOOD, more=["--dry-run"]), load(row(end=""), more=["--dry-run"])

    assert (good.code, good.json["data"]["rows"]) == (0, 1)
    assert (bad.code, faults(bad)) == (1, [(2, "slut")])
    assert (traces(town), kept(town)) == (before, 0)


def test_nobody_is_in_two_places(load, town):
    rows = [
        row("b-1"),
        row("b-2", start="2025-03-10T07:59", end="2025-03-10T09:00"),
        row("b-3", start="2025-03-10T09:00", end="2025-03-10T10:00"),
        row("b-4", start="2025-03-10T07:30", staff="p-2"),
    ]

    said = load(*rows, more=["--keep-good"])

    assert faults(said) == [(2, "personal"), (3, "personal")]
    assert counted(town) == ["b-4", "b-3"]


def test_nobody_is_where_another_file_says_otherwise(load, town):
    late = {"start": "2025-03-31T23:30", "end": "2025-04-01T00:30"}
    assert load(row("b-1"), row("b-2", **late)).code == 0

    same = load(row("b-3", start="2025-03-10T07:45"))
    next_month = load(
        row("b-4", start="2025-04-01T00:15", end="2025-04-01T01:00"), month="2025-04"
    )

    assert (faults(same), faults(next_month)) == ([(2, "personal")], [(2, "personal")])


def test_a_visit_is_told_once(load, town):
    said = load(
        row("b-1"), row("b-1", start="2025-03-11T07:30", end="2025-03-11T08:00")
    )

    assert faults(said) == [(3, "besök")]


def test_what_is_kept_is_skipped_and_what_differs_is_refused(load, town):
    assert load(row("b-1")).code == 0

    again = load(
        row("b-1"), row("b-2", start="2025-03-11T07:30", end="2025-03-11T08:00")
    )
    other = load(row("b-1", end="2025-03-10T07:50"))
    nothing = load(row("b-1"))

    assert (again.json["data"]["skipped"], again.json["data"]["rows"]) == (1, 1)
    assert faults(other) == [(2, "besök")]
    assert (nothing.code, nothing.json["data"]["batch"]) == (0, None)
    assert counted(town) == ["b-1", "b-2"]


def test_a_batch_that_was_withdrawn_is_read_again(load, town, send):
    assert load(row("b-1")).code == 0
    withdrawal = {"visit_month": "staden.2025-03", "batch": 1, "reason": "Fel fil"}
    assert send("visit_month.withdraw", data=withdrawal).code == 0

    assert load(row("b-1", end="2025-03-10T07:50")).code == 0
    assert counted(town) == ["b-1"]


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


def test_no_cell_is_repeated_in_what_is_told(load):
    said = load(*(row("b-1", **{name: "191212121212"}) for name in ("start", "staff")))

    assert "191212" not in said.out + said.err


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
