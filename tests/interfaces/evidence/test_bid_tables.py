"""The bids side by side: what is said of them before there is a winner, and after."""

from __future__ import annotations

from tests.interfaces.evidence.conftest import told
from upphandling.domain.award import Award
from upphandling.domain.tender import Tender
from upphandling.interfaces.evidence.bid_tables import not_awarded, ranking


def assessed(bid, *failed):
    assessment = {"failed": list(failed), "motive": "Läst."}
    return told(Tender.BidAssessed.TOPIC, bid=bid, assessment=assessment)


def placed(rank, bid, lot="norr"):
    return {
        "lot": lot,
        "rank": rank,
        "bid": bid,
        "score": 40.0 - rank,
        "motive": "Poäng.",
    }


EXAMINED = [
    assessed("anbud-a"),
    assessed("anbud-b"),
    assessed("anbud-c", "natt"),
    told(Award.Proposed.TOPIC, ranking=[placed(1, "anbud-a"), placed(2, "anbud-b")]),
]
WON_BY_A = told(Award.Decided.TOPIC, winners=[{"lot": "norr", "bid": "anbud-a"}])


def test_before_the_decision_nobody_has_won_and_nobody_has_lost():
    (table,) = ranking(EXAMINED)

    assert table["headings"] == ["Del", "Plats", "Anbud", "Resultat", "Skäl"]
    assert list(not_awarded(EXAMINED)) == []


def test_after_the_decision_every_row_of_the_ranking_says_how_it_went():
    (table,) = ranking([*EXAMINED, WON_BY_A])

    assert table["headings"][-1] == "Utfall"
    assert [(row[2], row[-1]) for row in table["rows"]] == [
        ("anbud-a", "vald"),
        ("anbud-b", "inte vald"),
    ]
    assert len(table["widths"]) == len(table["headings"])


def test_a_bid_that_failed_a_requirement_and_one_that_ranked_lower_did_not_win():
    (table,) = not_awarded([*EXAMINED, WON_BY_A])

    assert table["rows"] == [
        ["hela anbudet", "anbud-c", "ej uppfyllda krav: natt; motivering: Läst."],
        ["norr", "anbud-b", "Plats 2: Poäng."],
    ]


def test_a_bid_that_was_found_to_meet_the_requirements_after_all_has_not_failed():
    (table,) = not_awarded([*EXAMINED, assessed("anbud-c"), WON_BY_A])

    assert [row[1] for row in table["rows"]] == ["anbud-b"]


def test_where_every_bid_won_nobody_is_told_to_have_lost():
    both = [{"lot": "norr", "bid": f"anbud-{bid}"} for bid in "ab"]
    decided = told(Award.Decided.TOPIC, winners=both)

    assert list(not_awarded([*EXAMINED, assessed("anbud-c"), decided])) == []
