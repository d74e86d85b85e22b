"""A provider sees what it is paid: its own agreement's months, when they are approved."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest

from tests.access.roster_town import grant, kept
from tests.fined_town import agreed, fined
from tests.given import local
from tests.payment_town import (
    calculate,
    correct,
    decide,
    granted,
    paying,
    payment_of,
)
from tests.town import Town
from tests.visits_town import imported, visit
from upphandling.domain.base import Role

KEY, OTHER = "avtal-a.2026-01", "avtal-b.2026-01"
LATER = "avtal-a.2026-02"
FINE = 5_000
PAY = 3 * (45_570) + 3_418  # three hours by day in the north, and VAT
VIEWS = [("lines",), ("visits", "--line", "1"), ("controls",)]
DOUBLE = [{"control": "double_visit", "reason": "Två utförare var där samtidigt."}]


@pytest.fixture
def town(database_url: str, monkeypatch, capsys) -> Iterator[Town]:
    """January is approved less a fine and is being corrected; February is a proposal."""
    monkeypatch.setenv("UPPHANDLING_DATABASE", database_url)
    with Town(database_url, "2026-01-20T09:00") as town:
        agreed(paying(town))
        fined(town, ore=FINE)
        granted(town, "k-2", "avtal-b")
        town.clock.now = local("2026-03-03T09:00")
        visits = ("2026-01-14T08:00", "2026-01-14T11:00")
        beside = visit("hos-b", *visits, agreement="avtal-b", staff="p-9")
        imported(town, visit("b-1", *visits), beside)
        calculate(town)
        decide(town, "approve", total_ore=PAY - FINE, acknowledged=DOUBLE)
        calculate(town, "avtal-b")
        other = payment_of(town, OTHER)
        told = [*other.calculated.found]
        reasons = [{"control": one.control, "reason": "Bedömt."} for one in told]
        decide(town, "approve", OTHER, total_ore=other.to_pay, acknowledged=reasons)
        decide(town, "open_correction", cause="Ett besök kom in för sent")
        imported(town, visit("b-2", "2026-01-15T08:00", "2026-01-15T09:00"))
        correct(town)
        calculate(town, month="2026-02")
        grant_roles(town)
        town.house.refresh()
        capsys.readouterr()
        yield town


def grant_roles(town: Town) -> None:
    kept(town, handlaggare_1=Role.CONTRACT_MANAGER)
    grant(town, "ombud-a", Role.PROVIDER, party=payment_of(town).provider)


@pytest.fixture
def asked(cli, town, capsys):
    def call(*args: str):
        capsys.readouterr()
        return cli(*args, "--json", "--as", "provider:ombud-a").json

    return call


def test_it_sees_the_approved_month_and_not_what_is_being_corrected(asked):
    (row,) = asked("follow-up", "payments", "--agreement", "avtal-a")["data"]

    assert (row["payment"], row["status"]) == (KEY, "approved")
    assert (row["calculated_ore"], row["deducted_ore"]) == (PAY, -FINE)
    assert (row["paid_ore"], row["visits"]) == (PAY - FINE, 1)
    assert row["services"][0]["performed_hours"] == 3.0


def test_the_house_sees_all_of_them(cli, town):
    who = ("--json", "--as", "contract_manager:handlaggare-1")
    told = cli("follow-up", "payments", "--agreement", "avtal-a", *who).json["data"]

    assert [(row["payment"], row["status"]) for row in told] == [
        (KEY, "correcting"),
        (LATER, "calculated"),
    ]
    assert told[0]["calculated_ore"] == PAY + 46_709
    assert told[0]["visits"] == 2


def test_whoever_has_a_conflict_in_a_payment_does_not_see_it(cli, town, capsys):
    person, role = "handlaggare-1", Role.CONTRACT_MANAGER
    told = {"person": person, "case": f"payment:{KEY}", "ground": "own_interest"}
    town.do("roster.declare_conflict", told, by=person, role=role)

    capsys.readouterr()
    who = ("--json", "--as", f"{role}:{person}")
    (denied,) = cli("payment", "lines", KEY, *who).json["diagnostics"]

    assert denied["details"]["lacks"] == "not_conflicted"


def test_it_sees_the_lines_with_what_was_deducted_and_why(asked):
    told = asked("payment", "lines", KEY)["data"]

    assert [(row["line"], row["ore"]) for row in told] == [
        (1, 136_710),
        ("vat", 3_418),
        ("deduction", -FINE),
        ("total", PAY - FINE),
    ]
    assert (told[2]["sanction"], told[2]["clause"]) == ("vite-1", "8.3")
    assert asked("payment", "lines", KEY, "--correction", "0")["data"] == told


def test_it_sees_the_visits_behind_a_line(asked):
    told = asked("payment", "visits", KEY, "--line", "1")["data"]

    assert [one["visit"] for one in told["visits"]] == ["b-1"]


def test_it_sees_what_the_controls_found_of_its_own_visits(asked, cli):
    told = asked("payment", "controls", KEY)["data"]

    assert [one["control"] for one in told["controls"]] == ["double_visit"]
    assert [one["visits"] for one in told["found"]] == [["b-1"]]
    who = ("--json", "--as", "contract_manager:handlaggare-1")
    house = cli("payment", "controls", KEY, *who).json["data"]
    assert [one["visits"] for one in house["found"]] == [["b-1", "hos-b"]]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view[0])
def test_what_is_not_approved_is_not_there(asked, view):
    verb, *more = view
    told = asked("payment", verb, LATER, *more)["diagnostics"]
    nothing = asked("payment", verb, "avtal-a.2026-09", *more)["diagnostics"]

    assert [one["rule"] for one in (*told, *nothing)] == ["NoSuchCase", "NoSuchCase"]


def test_a_correction_that_is_not_approved_is_not_there(asked):
    (told,) = asked("payment", "lines", KEY, "--correction", "1")["diagnostics"]

    assert told["rule"] == "NoSuchPart"


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view[0])
@pytest.mark.parametrize("key", [OTHER, "avtal-b.2026-09", "avtal-x.2026-01", "x"])
def test_it_sees_nothing_of_others(asked, view, key):
    verb, *more = view
    (told,) = asked("payment", verb, key, *more)["diagnostics"]

    assert (told["rule"], told["details"]["lacks"]) == ("NotAllowed", "own")


@pytest.mark.parametrize(
    "call",
    [
        ("follow-up", "payments"),
        ("follow-up", "payments", "--system", "staden"),
        ("follow-up", "payments", "--agreement", "avtal-b"),
        ("case", "show", f"payment:{KEY}"),
        ("case", "history", f"payment:{KEY}"),
    ],
    ids=" ".join,
)
def test_the_case_itself_and_the_payments_of_all_are_the_houses(asked, call):
    (told,) = asked(*call)["diagnostics"]

    assert (told["rule"], told["details"]["lacks"]) == ("NotAllowed", "own")


def test_a_person_reads_the_deductions_in_swedish(cli, town):
    said = cli("payment", "lines", KEY, "--as", "provider:ombud-a")

    for word in ("avdrag", " vite ", "8.3", "-50,00", "1351,28"):
        assert word in said.out


@pytest.mark.parametrize(
    ("call", "rows"),
    [(("follow-up", "payments"), 3), (("payment", "lines", KEY), 4)],
    ids=["payments", "lines"],
)
def test_csv_has_the_rows_and_columns_of_the_json(cli, town, call, rows):
    who = ("--as", "contract_manager:handlaggare-1")
    told = list(csv.DictReader(io.StringIO(cli(*call, "--csv", *who).out)))
    data = cli(*call, "--json", *who).json["data"]

    assert len(told) == len(data) == rows
    assert set(told[0]) == {name for row in data for name in row}
