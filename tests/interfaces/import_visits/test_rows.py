"""A month's visits: the good rows, the bad, and what contradicts what is kept."""

from __future__ import annotations

import pytest

from tests.interfaces.import_visits.matters import GOOD, counted, faults, kept, row
from tests.interfaces.test_importing import traces


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


def test_all_faults_are_counted_and_the_first_are_shown(load):
    said = load(*(row(f"b-{number}", end="") for number in range(60)))

    assert said.json["data"]["faults"] == 60
    assert len(said.json["diagnostics"]) == 50


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


def test_no_cell_is_repeated_in_what_is_told(load):
    said = load(*(row("b-1", **{name: "191212121212"}) for name in ("start", "staff")))

    assert "191212" not in said.out + said.err
