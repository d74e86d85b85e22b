"""Before the award nothing about bids leaves, not even how many there are."""

from __future__ import annotations

import pytest

from tests.interfaces.small import (
    ANNOUNCE,
    ASSESS,
    BID,
    CANCEL,
    OPEN,
    PREPARE,
    line,
    write,
)
from upphandling.bootstrap import upgrade

CALLS = [
    ("case", "list"),
    ("case", "show", "tender:prov-2019"),
    ("case", "history", "tender:prov-2019"),
    ("case", "history", "plan:tidplan"),
    ("events", "list"),
    ("events", "list", "--offset", "4", "--limit", "1"),
    ("events", "list", "--after", "3", "--limit", "2"),
    ("events", "list", "--after", "5", "--limit", "1"),
    ("register", "tenders"),
    ("register", "awards"),
    ("deadline", "list"),
    ("projection", "list"),
    ("follow-up", "timetable"),
    ("follow-up", "flags"),
    ("db", "check"),
]
SECOND_BID = {
    **BID,
    "data": {**BID["data"], "bid": "anbud-kanarie-2", "bidder": "utforare-kanarie-2"},
}
PLAN = line("2019-06-21T09:00", "plan.draw_up", plan="tidplan", system="provkommun")
PROMISE = line(
    "2019-06-22T09:00",
    "plan.promise",
    plan="tidplan",
    promise="brev",
    to="Alla",
    text="Ett brev i höst",
    when={"earliest": "2019-09-01", "latest": "2019-10-31"},
)
ONE_BID = [PREPARE, ANNOUNCE, BID, OPEN, ASSESS, PLAN, PROMISE]
SEALED = [PREPARE, ANNOUNCE, BID, SECOND_BID, OPEN, ASSESS, PLAN, PROMISE]


def run(cli, folder, lines):
    said = cli("scenario", "run", str(write(folder, lines)), "--json")
    assert said.code == 0, said
    return said


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_nothing_tells_of_bids_while_the_tender_is_sealed(cli, tmp_path, store, call):
    report = run(cli, tmp_path / "prov", SEALED)

    for said in (report, cli(*call), cli(*call, "--json")):
        assert "kanarie" not in said.out + said.err
        assert "c" * 64 not in said.out + said.err


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_two_bids_look_just_like_one(cli, tmp_path, store, monkeypatch, call):
    run(cli, tmp_path / "prov", SEALED)
    with_two = cli(*call, "--json").out
    other = f"sqlite:///{tmp_path}/other.db"
    upgrade(other)
    monkeypatch.setenv("UPPHANDLING_DATABASE", other)
    run(cli, tmp_path / "prov", ONE_BID)
    with_one = cli(*call, "--json").out

    assert _without_ids(with_two) == _without_ids(with_one)


def test_when_the_tender_is_cancelled_its_bids_are_shown(cli, tmp_path, store):
    run(cli, tmp_path / "prov", [*SEALED, CANCEL])

    history = cli("case", "history", "tender:prov-2019", "--json")

    topics = [entry["event"] for entry in history.json["data"]]
    assert topics.count("tender.bid_received") == 2
    assert [entry["version"] for entry in history.json["data"]] == [*range(1, 10)]


def _without_ids(text: str) -> list[str]:
    """A command's random id and the file's name are not about bids."""
    return [
        row
        for row in text.splitlines()
        if "command_id" not in row and "sqlite" not in row and '"because"' not in row
    ]
