"""What suppliers may read is listed, and tells nothing of who bids."""

from __future__ import annotations

import pytest

from tests.interfaces.small import ANNOUNCE, BID, PREPARE, line, write
from upphandling.bootstrap import upgrade

TENDER = "prov-2019"
DOCUMENT = line(
    "2019-05-02T07:30",
    "tender.issue_document",
    tender=TENDER,
    document="villkor",
    title="Villkor",
    content_hash="a" * 64,
)
QUESTION = line(
    "2019-05-20T09:00",
    "tender.receive_question",
    tender=TENDER,
    question="fraga-1",
    text="Vad menas med ledning?",
    received_on="2019-05-20",
    in_good_time=True,
)
ANSWER = line(
    "2019-06-04T09:00",
    "tender.answer_question",
    tender=TENDER,
    question="fraga-1",
    text="En namngiven chef.",
)
EXTEND = line(
    "2019-06-05T09:00",
    "tender.extend",
    tender=TENDER,
    last_day="2019-06-24",
    reason="Fler behöver hinna läsa.",
)
LATER = line("2019-06-26T09:00", "plan.draw_up", plan="tidplan", system="provkommun")
SECOND_BID = {
    **BID,
    "data": {**BID["data"], "bid": "anbud-kanarie-2", "bidder": "utforare-kanarie-2"},
}
ONE_BID = [PREPARE, DOCUMENT, ANNOUNCE, QUESTION, BID, ANSWER, EXTEND, LATER]
TWO_BIDS = [*ONE_BID[:5], SECOND_BID, *ONE_BID[5:]]
LISTING = ("register", "published", "--tender", TENDER, "--json")


def play(cli, folder, lines):
    said = cli("scenario", "run", str(write(folder, lines)), "--json")
    assert said.code == 0, said
    return said


def test_what_suppliers_may_read_is_listed_in_the_order_it_was_published(
    cli, tmp_path, store
):
    play(cli, tmp_path / "prov", ONE_BID)

    found = cli(*LISTING).json["data"]

    assert [(row["kind"], row["part"], row["published_at"]) for row in found] == [
        ("document", "villkor", "2019-05-02T06:00:00Z"),
        ("question", "fraga-1", "2019-06-04T07:00:00Z"),
        ("extension", "2019-06-24", "2019-06-05T07:00:00Z"),
    ]
    assert found[1]["text"] == "Vad menas med ledning?"
    assert found[1]["answer"] == "En namngiven chef."
    assert found[0].keys() == {
        "kind",
        "part",
        "version",
        "published_at",
        "title",
        "text",
        "answer",
        "content_hash",
    }
    assert "fråga" in cli(*LISTING[:-1]).out


def test_a_question_is_read_by_others_once_it_is_answered(cli, tmp_path, store):
    play(cli, tmp_path / "prov", [PREPARE, DOCUMENT, ANNOUNCE, QUESTION])

    assert [row["kind"] for row in cli(*LISTING).json["data"]] == ["document"]


def test_it_is_read_page_by_page(cli, tmp_path, store):
    play(cli, tmp_path / "prov", ONE_BID)

    page = cli(*LISTING, "--limit", "1", "--offset", "1").json["data"]

    assert [row["kind"] for row in page] == ["question"]


def test_a_tender_that_is_not_there_publishes_nothing(cli, store):
    said = cli("register", "published", "--tender", "ingen", "--json")

    assert said.code == 1
    assert said.json["diagnostics"][0]["rule"] == "NoSuchCase"


@pytest.mark.parametrize(
    "call",
    [
        LISTING,
        ("case", "history", f"tender:{TENDER}", "--json"),
        ("events", "list", "--json"),
    ],
    ids=lambda call: " ".join(call[:2]),
)
def test_more_time_after_a_second_bid_looks_just_like_after_one(
    cli, tmp_path, store, monkeypatch, call
):
    report_of_two = play(cli, tmp_path / "prov", TWO_BIDS)
    with_two = cli(*call)
    other = f"sqlite:///{tmp_path}/other.db"
    upgrade(other)
    monkeypatch.setenv("UPPHANDLING_DATABASE", other)
    report_of_one = play(cli, tmp_path / "prov", ONE_BID)
    with_one = cli(*call)

    assert with_two.json["data"]
    assert _without_ids(with_two.out) == _without_ids(with_one.out)
    assert _without_ids(report_of_two.out) == _without_ids(report_of_one.out)


def _without_ids(text: str) -> list[str]:
    """A command's random id is not about bids; the event that caused one would be."""
    return [
        row
        for row in text.splitlines()
        if "command_id" not in row and "command:" not in row
    ]
