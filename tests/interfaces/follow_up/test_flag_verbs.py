"""`follow-up flags` and `follow-up shares --forecast`, as people ask."""

from __future__ import annotations

import csv
import io

import pytest

from tests.interfaces.test_register_politics import AGREEMENT, RULING, SYSTEM

KEYS = ("kind", "subject", "provider", "since", "limit", "assumed")


@pytest.fixture
def kept(send):
    """A provider that has lost its licence, with an agreement that soon ends."""
    for command, data in (
        ("choice_system.establish", SYSTEM),
        ("provider.register", {"provider": "utforare-a", "name": "Utförare A"}),
        ("provider.record_licence", RULING),
        ("agreement.register", {**AGREEMENT, "ends_on": "2090-12-31"}),
    ):
        assert send(command, data=data).code == 0


def told(cli, *flags: str):
    return cli("follow-up", "flags", *flags, "--json").json["data"]


def test_flags_are_something_found(cli, kept):
    said = cli("follow-up", "flags", "--on", "2090-12-01", "--json")

    assert (said.code, said.json["status"]) == (1, "found")
    assert [[row[key] for key in KEYS] for row in said.json["data"]] == [
        ["ending", "agreement:avtal-a", "utforare-a", "2089-12-31", 365, True],
        ["licence", "agreement:avtal-a", "utforare-a", "2024-06-17", None, False],
    ]
    none = cli("follow-up", "flags", "--kind", "ending", "--on", "2024-01-02", "--json")
    assert (none.code, none.json["data"]) == (0, [])


def test_before_the_ruling_nobody_knew(cli, kept):
    (flag,) = told(cli, "--on", "2024-06-16")
    assert (flag["what"], flag["events"]) == (
        {"licence": "unknown"},
        ["agreement:avtal-a@1"],
    )
    (flag,) = told(cli, "--on", "2024-06-17")
    assert flag["events"] == ["provider:utforare-a@2"]


def test_the_events_of_a_flag_can_be_asked_of(cli, kept):
    for flag in told(cli, "--on", "2090-12-01"):
        assert flag["events"]
        for event in flag["events"]:
            assert cli("why", event, "--json").json["data"]["asked"] == event


def test_one_kind_and_one_page_are_asked_for(cli, kept):
    (flag,) = told(cli, "--on", "2090-12-01", "--kind", "ending")
    assert flag["what"]["areas"] == ["norr"]
    page = told(cli, "--on", "2090-12-01", "--limit", "1", "--offset", "1")
    assert [row["kind"] for row in page] == ["licence"]


def test_flags_are_read_in_swedish_and_as_csv(cli, kept):
    said = cli("follow-up", "flags", "--on", "2090-12-01")
    assert "upphör utan efterföljare" in said.out
    assert "Tillståndet är återkallat" in said.out

    rows = [
        *csv.DictReader(
            io.StringIO(cli("follow-up", "flags", "--on", "2090-12-01", "--csv").out)
        )
    ]
    assert [row["kind"] for row in rows] == ["ending", "licence"]


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--kind", "allt"), "--kind"),
        (("--csv", "--json"), "--csv"),
        (("--on", "2024-02-30"), "datum"),
    ],
)
def test_what_cannot_be_asked_of_flags_is_told(cli, kept, flags, words):
    said = cli("follow-up", "flags", *flags)

    assert said.code == 2
    assert words in said.out + said.err


def test_limits_that_are_decided_are_listed_among_the_policies(cli, kept, send):
    policy = {"valid_from": "2090-01-01", "source": "§ 12", "days_before_end": 10}
    data = {"system": "staden", "policy": policy}
    assert send("choice_system.decide_flags", data=data).code == 0

    (row,) = (
        row
        for row in cli("register", "policies", "--json").json["data"]
        if row["policy"] == "flags"
    )
    assert (row["valid_from"], row["legal_basis"]) == ("2090-01-01", "§ 12")
    assert told(cli, "--on", "2090-12-01", "--kind", "ending") == []
    assert "röda flaggor" in cli("register", "policies").out


@pytest.mark.parametrize(
    "policy",
    [
        {"valid_from": "2090-01-01"},
        {"valid_from": "2090-01-01", "source": "§ 12", "fewest_bids": 0},
        {"valid_from": "2090-01-01", "source": "§ 12", "changed_percent": -1},
        {"valid_from": "2090-01-01", "source": "§ 12", "annat": 1},
    ],
)
def test_limits_that_make_no_sense_are_refused(kept, send, policy):
    data = {"system": "staden", "policy": policy}
    assert send("choice_system.decide_flags", data=data).code == 2


def test_a_forecast_tells_its_method(cli, kept):
    said = cli("follow-up", "shares", "--forecast", "--on", "2026-07-15", "--json")

    assert said.code == 0
    data = said.json["data"]
    assert (data["method"], data["months"], data["fewest_months"]) == (
        "least_squares",
        6,
        3,
    )
    text = cli("follow-up", "shares", "--forecast").out
    assert "minsta kvadratmetoden" in text


@pytest.mark.parametrize(
    "flags",
    [
        ("--until", "2026-12-31"),
        ("--forecast", "--from", "2026-01-01"),
        ("--forecast", "--to", "2026-01-01"),
        ("--forecast", "--svg", "andelar.svg"),
        ("--forecast", "--on", "2026-07-15", "--until", "2026-07-14"),
    ],
)
def test_what_cannot_be_forecast_is_told(cli, kept, flags):
    assert cli("follow-up", "shares", *flags).code == 2
