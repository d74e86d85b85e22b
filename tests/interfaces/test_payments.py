"""Payments on the command line: a small month worked by hand, on both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.fined_town import agreed, approved, fined, over
from tests.given import local
from tests.payment_town import (
    BY_HAND,
    MONTH,
    correct,
    counted_by_hand,
    decide,
    paying,
)
from tests.town import Town
from tests.visits_town import imported, visit

KEY = "avtal-a.2026-01"
WHO = ("--by", "controller-1", "--role", "contract_manager")
ENDED = {"command": "payment.approve", "by": "chef-1", "role": "decision_maker"}


@pytest.fixture
def town(database_url: str, monkeypatch, capsys) -> Iterator[Town]:
    monkeypatch.setenv("UPPHANDLING_DATABASE", database_url)
    with Town(database_url, "2026-02-03T09:00") as town:
        counted_by_hand(paying(town))
        capsys.readouterr()
        yield town


@pytest.fixture
def asked(cli, town, capsys):
    def call(*args: str):
        capsys.readouterr()  # what the town says of its own commands
        said = cli(*args, "--json")
        assert said.code == 0, said.out
        return said.json["data"]

    return call


def test_a_month_is_calculated_approved_and_exported(cli, asked, town, tmp_path):
    out = tmp_path / "utbetalning.csv"
    approve = {
        **ENDED,
        "mandate": "delegationsordning 4.2",
        "data": {"payment": KEY, "total_ore": BY_HAND},
    }

    assert cli("send", "-", stdin=json.dumps(approve)).code == 0
    told = asked("payment", "export", KEY, "--out", str(out), *WHO)

    rows = [row.split(";") for row in out.read_text(encoding="utf-8").splitlines()]
    assert [row[-1] for row in rows[1:]] == [
        "379,75",
        "294,31",
        "2978,33",
        "91,31",
        "3743,70",
    ]
    assert told["file_sha256"] == sha256(out.read_bytes()).hexdigest()
    assert town.case(f"payment:{KEY}").exported == {0: told["file_sha256"]}
    again = asked("payment", "export", KEY, "--out", str(out), *WHO)
    assert (again["file_sha256"], again["again"]) == (told["file_sha256"], True)


def test_what_is_not_approved_is_not_exported(cli, town, tmp_path):
    out = tmp_path / "utbetalning.csv"

    said = cli("payment", "export", KEY, "--out", str(out), *WHO, "--json")

    assert said.json["diagnostics"][0]["rule"] == "PaymentNotApproved"
    assert not out.exists()


def test_months_are_listed_with_hours_side_by_side(asked, town):
    (row,) = asked("follow-up", "payments", "--system", "staden", "--month", MONTH)

    assert (row["payment"], row["status"]) == (KEY, "calculated")
    assert (row["calculated_ore"], row["paid_ore"], row["parts"]) == (BY_HAND, None, [])
    assert row["services"] == [
        {
            "service": "personal_care",
            "ore": 365_239,
            "visits": 3,
            "paid_hours": 5.92,
            "performed_hours": 5.92,
            "granted_hours": 22.14,
        }
    ]
    assert asked("follow-up", "payments", "--month", "2025-12") == []
    assert asked("follow-up", "payments", "--agreement", "avtal-b") == []
    assert asked("follow-up", "payments", "--offset", "1") == []


def test_what_was_approved_and_corrected_is_summed(asked, town):
    decide(town, "approve", total_ore=BY_HAND)
    (row,) = asked("follow-up", "payments")

    assert (row["status"], row["paid_ore"]) == ("approved", BY_HAND)
    assert [(part["number"], part["total_ore"]) for part in row["parts"]] == [
        (0, BY_HAND)
    ]


def test_the_lines_end_with_vat_and_the_sum(asked, town):
    lines = asked("payment", "lines", KEY)

    assert [(line["line"], line["ore"]) for line in lines] == [
        (1, 37_975),
        (2, 29_431),
        (3, 297_833),
        ("vat", 9_131),
        ("total", BY_HAND),
    ]
    assert lines[0]["quantity"] == "5/6"
    assert asked("payment", "lines", KEY, "--offset", "4") == lines[4:]


def test_a_line_leads_back_to_its_visits(asked, town):
    told = asked("payment", "visits", KEY, "--line", "2")

    assert told["number"] == 2
    assert [(one["visit"], one["seconds"]) for one in told["visits"]] == [
        ("b-2", 1_500),
        ("b-3", 600),
    ]
    page = asked("payment", "visits", KEY, "--line", "2", "--offset", "1")
    assert page["visits"] == told["visits"][1:]


def test_the_visits_of_a_line_are_those_that_counted_then(asked, town):
    imported(town, visit("b-9", "2026-01-14T08:00", "2026-01-14T09:00"))

    told = asked("payment", "visits", KEY, "--line", "1")

    assert [one["visit"] for one in told["visits"]] == ["b-1", "b-2"]


def test_a_line_that_is_not_there_has_no_visits(cli, town):
    said = cli("payment", "visits", KEY, "--line", "4", "--json")

    assert said.json["diagnostics"][0]["rule"] == "NoSuchLine"


def test_the_controls_are_told_visit_by_visit(asked, cli, town):
    hour = "2026-01-14T08:00", "2026-01-14T09:00"
    imported(town, visit("b-9", *hour, registered_after=True))
    data = {"agreement": "avtal-a", "month": MONTH, "tariff": "taxa"}
    told = {"command": "payment.calculate", "by": "controller-1", "data": data}
    cli("send", "-", stdin=json.dumps({**told, "role": "contract_manager"}))

    assert asked("payment", "controls", KEY) == {
        "controls": [{"control": "registered_after", "number": 1, "seconds": 3_600}],
        "found": [
            {
                "control": "registered_after",
                "customer": "k-1",
                "visits": ["b-9"],
                "seconds": 3_600,
            }
        ],
    }


def test_the_register_of_tariffs_tells_the_prices_of_a_day(asked, cli, town):
    prices = asked("register", "tariffs", "--system", "staden", "--on", "2026-01-01")

    assert [(one["band"], one["ore"]) for one in prices] == [
        ("dag", 42_000),
        ("kvall", 46_500),
        ("natt", 61_000),
    ]
    assert asked("register", "tariffs", "--on", "2024-12-31") == []
    assert asked("register", "tariffs", "--system", "grannen") == []
    assert "420,00" in cli("register", "tariffs").out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("follow-up", "payments"), ("3743,70", "beräknad", "22,14")),
        (("payment", "lines", KEY), ("297", "moms", "summa", "3743,70")),
        (("payment", "visits", KEY, "--line", "1"), ("b-1", "Rad 1: 2 av 2.")),
        (("payment", "controls", KEY), ("Kontrollerna har inte funnit något.",)),
    ],
)
def test_a_person_reads_it_in_swedish(cli, town, args, said):
    told = cli(*args)

    assert told.code == 0
    for word in said:
        assert word in told.out


def test_why_a_month_was_approved_leads_to_the_tariff_and_the_agreement(asked, town):
    decide(town, "approve", total_ore=BY_HAND)

    chains = asked("why", f"payment:{KEY}@2")["chains"]

    events = {link["event"] for chain in chains for link in chain["links"]}
    assert {"tariff:taxa@1", "agreement:avtal-a@1", f"payment:{KEY}@1"} <= events
    assert "visit_month:staden.2026-01@1" in events


def test_the_whole_log_is_verified(cli, town, tmp_path):
    decide(town, "approve", total_ore=BY_HAND)
    out = str(tmp_path / "utbetalning.csv")
    cli("payment", "export", KEY, "--out", out, *WHO)

    assert cli("verify").code == 0
    assert Path(out).exists()


def test_why_money_was_deducted_and_given_back_leads_to_the_sanction(asked, town):
    agreed(town)
    fined(town, ore=10_000)
    town.clock.now = local("2026-03-03T09:00")
    hour = visit("f-1", "2026-02-02T08:00", "2026-02-02T09:00")
    imported(town, hour, month="2026-02")
    approved(town, "2026-02")
    over(town, "withdraw_sanction", "vite-1", motive="Fel utförare.")
    february = "avtal-a.2026-02"
    decide(town, "open_correction", february, cause="Vitet är återtaget")
    correct(town, february)

    def events(number: int) -> set[str]:
        chains = asked("why", f"payment:{february}@{number}")["chains"]
        links = [link for chain in chains for link in chain["links"]]
        return {topic_of(town, link["event"]) for link in links}

    assert "agreement.fine_imposed" in events(2)
    assert "agreement.sanction_withdrawn" not in events(2)
    assert "agreement.sanction_withdrawn" in events(6)


def topic_of(town: Town, reference: str) -> str:
    """What an event is, by its reference."""
    case, _, version = reference.rpartition("@")
    topic: str = town.log(case)[int(version) - 1][0]
    return topic
