"""Before the award nothing about bids leaves, not even how many there are."""

from __future__ import annotations

import pytest

from tests.interfaces.small import ANNOUNCE, ASSESS, BID, CANCEL, OPEN, PREPARE, write
from upphandling.bootstrap import upgrade

CALLS = [
    ("case", "list"),
    ("case", "show", "tender:prov-2019"),
    ("case", "history", "tender:prov-2019"),
    ("events", "list"),
    ("register", "tenders"),
    ("register", "awards"),
    ("deadline", "list"),
    ("projection", "list"),
    ("follow-up", "timetable"),
    ("db", "check"),
]
SECOND_BID = {
    **BID,
    "data": {**BID["data"], "bid": "anbud-kanarie-2", "bidder": "utforare-kanarie-2"},
}
SEALED = [PREPARE, ANNOUNCE, BID, SECOND_BID, OPEN, ASSESS]


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
    run(cli, tmp_path / "prov", [PREPARE, ANNOUNCE, BID, OPEN, ASSESS])
    with_one = cli(*call, "--json").out

    assert _without_ids(with_two) == _without_ids(with_one)


def test_when_the_tender_is_cancelled_its_bids_are_shown(cli, tmp_path, store):
    run(cli, tmp_path / "prov", [*SEALED, CANCEL])

    history = cli("case", "history", "tender:prov-2019", "--json")

    topics = [entry["event"] for entry in history.json["data"]]
    assert topics.count("tender.bid_received") == 2
    assert [entry["version"] for entry in history.json["data"]] == [*range(1, 9)]


def _without_ids(text: str) -> list[str]:
    """A command's random id and the file's name are not about bids."""
    return [
        line
        for line in text.splitlines()
        if "command_id" not in line and "sqlite" not in line and '"because"' not in line
    ]
