"""Listings and follow-up: pages, filters, JSON of one shape."""

from __future__ import annotations

import pytest

from tests.interfaces.small import JOURNAL, write
from upphandling.domain import (
    admission,
    agreement,
    application,
    award,
    tender,
    transition,
)
from upphandling.domain.configuration import Regime
from upphandling.domain.plan import Progress
from upphandling.interfaces.words import IN_SWEDISH
from upphandling.projections.deadlines import Deadline


@pytest.fixture
def played(cli, tmp_path, store):
    """A small scenario, played in the configured database."""
    said = cli("scenario", "run", str(write(tmp_path / "prov", JOURNAL)))
    assert said.code == 0


LISTINGS = [
    ("case", "list"),
    ("case", "history", "prov-2019"),
    ("events", "list"),
    ("deadline", "list"),
    ("deadline", "rules"),
    ("register", "tenders"),
    ("register", "awards"),
    ("register", "agreements"),
    ("register", "reviews"),
    ("register", "dossiers"),
    ("register", "decisions"),
    ("register", "delegations"),
    ("register", "referrals"),
    ("register", "providers"),
    ("register", "flags"),
    ("register", "admissions"),
    ("register", "applications"),
    ("register", "sanctions"),
    ("projection", "list"),
    ("projection", "verify"),
    ("follow-up", "timetable"),
    ("follow-up", "shares"),
    ("follow-up", "choices"),
    ("follow-up", "transition"),
    ("follow-up", "coverage"),
    ("follow-up", "queue"),
    ("follow-up", "compensation"),
    ("follow-up", "gaps"),
    ("follow-up", "alarms"),
    ("follow-up", "deviations"),
    ("schema", "command"),
]


@pytest.mark.parametrize("call", LISTINGS, ids=" ".join)
def test_every_listing_answers_in_text_and_in_one_json_shape(cli, played, call):
    text, data = cli(*call), cli(*call, "--json")

    assert (text.code, data.code) == (0, 0)
    assert text.out.strip()
    assert list(data.json) == ["status", "data", "diagnostics"]
    assert data.json["status"] == "done"


def test_events_are_read_page_by_page(cli, played):
    whole = cli("events", "list", "--json").json["data"]
    pages, after = [], 0
    while page := cli(
        "events", "list", "--after", str(after), "--limit", "3", "--json"
    ).json["data"]:
        pages.extend(page)
        after = page[-1]["position"]

    assert pages == whole
    assert [entry["position"] for entry in whole] == [*range(1, len(whole) + 1)]


def test_cases_are_read_page_by_page_and_by_kind(cli, played):
    first = cli("case", "list", "--limit", "1", "--json").json["data"]
    second = cli("case", "list", "--offset", "1", "--limit", "1", "--json").json["data"]
    tenders = cli("case", "list", "--kind", "tender", "--json").json["data"]

    assert [case["case"] for case in first] == ["choice_system:provkommun"]
    assert [case["case"] for case in second] == ["tender:prov-2019"]
    assert tenders == second


def test_a_case_is_shown_as_it_was_known_then(cli, played):
    def status(*flags: str) -> str:
        said = cli("case", "show", "prov-2019", *flags, "--json")
        return said.json["data"]["state"]["status"]

    assert status() == "cancelled"
    assert status("--known-at", "2019-06-17T23:59:59") == "announced"
    assert status("--true-at", "2019-06-18T00:00") == "closed"
    assert status("--known-at", "2019-05-02T07:59") == "prepared"


@pytest.mark.parametrize(
    ("flags", "code", "words"),
    [
        (["ingen"], 1, "Ärendet finns inte"),
        (["tender:ingen"], 1, "Ärendet finns inte"),
        (["prov-2019", "--known-at", "2018-01-01T00:00"], 1, "inte känt"),
        (["prov-2019", "--known-at", "snart"], 2, "är ingen tidpunkt"),
    ],
)
def test_what_cannot_be_shown_is_told(cli, played, flags, code, words):
    said = cli("case", "show", *flags)

    assert said.code == code
    assert words in said.err


def test_a_read_model_is_rebuilt_and_still_the_same(cli, played):
    assert cli("projection", "rebuild", "tenders").code == 0
    assert cli("projection", "verify", "tenders").code == 0
    assert cli("projection", "rebuild", "ingen").code == 2


@pytest.mark.parametrize(
    "call",
    [
        ("follow-up", "shares", "--system", "ingen"),
        ("follow-up", "timetable", "--plan", "ingen"),
        ("follow-up", "coverage", "--system", "ingen"),
        ("deadline", "list", "--case", "ingen"),
        ("case", "list", "--kind", "ingen"),
    ],
    ids=" ".join,
)
def test_what_does_not_exist_is_not_answered_with_an_empty_list(cli, played, call):
    said = cli(*call)

    assert said.code in (1, 2)
    assert "ingen" in said.err


def test_every_code_that_a_person_reads_is_said_in_swedish():
    codes = {
        code.value
        for kind in (
            tender.Status,
            award.Status,
            admission.Status,
            application.Status,
            agreement.Status,
            agreement.LicenceStatus,
            transition.Status,
            Progress,
            Regime,
            Deadline,
        )
        for code in kind
    }

    assert codes <= IN_SWEDISH.keys()
