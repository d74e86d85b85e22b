"""The verbs of follow-up: Swedish tables, one JSON shape, and how they end."""

from __future__ import annotations

import pytest

from tests.moving_town import NEW, OLD, living, ready_town
from tests.town import Town


@pytest.fixture(scope="module")
def two_customers(sqlite_databases) -> str:
    """Two customers of an agreement that ends with the year 2098."""
    url: str = sqlite_databases.migrated()
    with Town(url, "2026-01-05T09:00") as town:
        ready_town(town, ends_on="2098-12-31")
        living(town, {"k-1": "norr", "k-2": "soder"})
    return url


@pytest.fixture
def moving(two_customers, monkeypatch):
    monkeypatch.setenv("UPPHANDLING_DATABASE", two_customers)


ASKED = [
    ("shares", "--from", "2026-01-05", "--to", "2026-03-31"),
    ("shares", "--from", "2026-01-05", "--to", "2026-03-31", "--every", "week"),
    ("choices",),
    ("transition",),
    ("coverage", "--until", "2026-05-31"),
    ("responsible", "--customer", "k-1", "--on", "2026-02-01"),
    ("responsible", "--agreement", OLD, "--on", "2026-02-01"),
    ("queue",),
    ("queue", "--agreement", NEW),
    ("queue", "--agreement", NEW, "--area", "norr"),
    ("queue", "--customer", "k-1"),
    ("compensation", "--from", "2026-02-01", "--to", "2026-03-31"),
    ("compensation",),
    ("gaps",),
    ("alarms",),
]


@pytest.mark.parametrize("call", ASKED, ids=" ".join)
def test_every_question_is_answered_in_text_and_in_one_json_shape(cli, moving, call):
    text = cli("follow-up", *call)
    data = cli("follow-up", *call, "--json")

    assert (text.code, data.code, text.err) == (0, 0, "")
    assert text.out.strip()
    assert list(data.json) == ["status", "data", "diagnostics"]


@pytest.mark.parametrize("verb", ["gaps", "alarms"])
def test_a_gap_is_found(cli, moving, verb):
    said = cli("follow-up", verb, "--until", "2099-06-30")

    assert said.code == 1
    assert "Avtalet upphör och inget är planerat" in said.out


def test_whom_nobody_answers_for_is_found(cli, moving):
    said = cli("follow-up", "responsible", "--customer", "k-1", "--on", "2099-01-01")

    assert said.code == 1
    assert "ingen utförare" in said.out


def test_money_is_told_in_kronor_and_in_whole_ore(cli, moving):
    said = cli(
        "follow-up", "compensation", "--from", "2026-02-01", "--to", "2026-02-28"
    )

    assert "saknas" in said.out  # no tender has set any rates


@pytest.mark.parametrize(
    ("call", "code", "words"),
    [
        (("responsible",), 2, "ange antingen --customer eller --agreement"),
        (("responsible", "--customer", "a", "--agreement", OLD), 2, "ange antingen"),
        (("responsible", "--customer", "k-404"), 1, "Ärendet finns inte"),
        (("responsible", "--agreement", "ingen"), 1, "Ärendet finns inte"),
        (("queue", "--agreement", "ingen"), 1, "Ärendet finns inte"),
        (("choices", "--round", "ingen"), 1, "Ärendet finns inte"),
        (("transition", "--transition", "ingen"), 1, "Ärendet finns inte"),
        (("gaps", "--system", "ingen"), 1, "Ärendet finns inte"),
        (("compensation", "--from", "snart"), 2, "ska vara ett datum"),
        (
            ("shares", "--from", "2026-03-01", "--to", "2026-02-01"),
            2,
            "ligger före --from",
        ),
        (
            ("compensation", "--from", "2026-03-01", "--to", "2026-02-01"),
            2,
            "ligger före --from",
        ),
        (("shares", "--from", "2026-03-01", "--every", "dag"), 2, "--every"),
    ],
)
def test_what_cannot_be_answered_is_told(cli, moving, call, code, words):
    said = cli("follow-up", *call)

    assert said.code == code
    assert words in said.err
