"""The dossier tells what the log tells, and says what is missing."""

from __future__ import annotations

import pytest

from tests.interfaces.evidence.conftest import model_of, told
from upphandling.domain.award import Award
from upphandling.domain.dossier import ReportPart
from upphandling.domain.tender import Tender
from upphandling.interfaces.evidence.documentation import STAGES
from upphandling.interfaces.evidence.report import POINTS
from upphandling.interfaces.evidence.told import plain


def section(model, heading):
    (found,) = [
        one
        for chapter in model["chapters"]
        for one in chapter["sections"]
        if one["heading"].startswith(heading)
    ]
    return found


def test_a_written_part_of_the_report_stands_first_with_who_wrote_it(
    signed_and_told, monkeypatch
):
    model = model_of(signed_and_told, monkeypatch)

    lost = section(model, "Skäl till att kontraktet inte")
    assert lost["written"]["text"] == "De hade lägre poäng. (källa: Protokoll § 7)"
    assert lost["written"]["reference"] == "dossier:hemtjanst@2"
    assert lost["missing"] is None
    low = section(model, "Anbud som har förkastats")
    assert low["written"]["text"] == "Inte aktuellt: Inga låga anbud."


def test_what_nobody_has_written_is_said_to_be_missing(signed_and_told, monkeypatch):
    model = model_of(signed_and_told, monkeypatch)

    conflicts = section(model, "Intressekonflikter och åtgärder")
    assert conflicts["written"] is None
    assert conflicts["missing"] == (
        "Saknas: ingen har skrivit den här punkten i dokumentationen."
        " Ingen har lämnat uppgift om intressekonflikt enligt loggen."
    )
    assert section(model, "Värdet")["missing"] == "Uppgifter om detta saknas i loggen."


def test_the_chosen_and_the_rejected_stand_side_by_side_with_reasons(
    signed_and_told, monkeypatch
):
    evaluated = section(model_of(signed_and_told, monkeypatch), "Utvärdering")
    points, order = evaluated["tables"]

    assert points["rows"][1] == ["anbud-b", "kvalitet", "4,25", "Läst och bedömt."]
    assert [(row[2], row[5]) for row in order["rows"]] == [
        ("anbud-b", "vald"),
        ("anbud-c", "inte vald"),
        ("anbud-a", "inte vald"),
    ]


def test_the_report_tells_why_each_bid_that_did_not_win_was_not_awarded(
    signed_and_told, monkeypatch
):
    lost = section(model_of(signed_and_told, monkeypatch), "Skäl till att kontraktet")
    (table,) = lost["tables"]

    assert table["headings"] == ["Del", "Anbud", "Skäl"]
    assert [row[:2] for row in table["rows"]] == [
        ["norr", "anbud-c"],
        ["norr", "anbud-a"],
    ]
    assert all(row[2].startswith("Plats ") for row in table["rows"])


def test_a_decision_says_which_bid_it_is_about_and_why_however_deep_the_reason(
    signed_and_told, monkeypatch
):
    decisions = model_of(signed_and_told, monkeypatch)["decisions"]

    assessed = [one for one in decisions if "obligatoriska kraven" in one["says"]]
    assert {(one["about"], one["motive"]) for one in assessed} == {
        (f"anbud: anbud-{bid}", "Läst och bedömt.") for bid in "abc"
    }


def test_what_a_decision_is_about_is_named_by_its_key_wherever_the_key_stands():
    data = {"requirement": {"requirement": "natt", "text": "..."}, "lot": "norr"}

    assert told("tender.any", **data).about == "krav: natt; anbudsområde: norr"


def test_what_happened_many_times_a_day_is_one_line_of_the_timeline(
    signed_and_told, monkeypatch
):
    timeline = model_of(signed_and_told, monkeypatch)["timeline"]

    for day in timeline:
        assert len(day["says"]) == len(set(day["says"]))
    assert sum("gånger." in one for day in timeline for one in day["says"]) == 4


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"bid": "a", "points": 4.25}, "anbud: a; poäng: 4,25"),
        (
            {"lot": "norr", "bid": {"bid": "a", "name": "A"}},
            "anbudsområde: norr; anbud: (anbud: a; namn: A)",
        ),
        ([{"bid": "a"}, {"bid": "b"}], "anbud: a\nanbud: b"),
        (["a", "b"], "a, b"),
        ([1_234_567.5, True, None], "1234567,5, ja, –"),
    ],
)
def test_a_value_with_parts_is_told_field_by_field(value, said):
    assert plain(value) == said


def test_deadlines_stand_with_their_working_and_refusals_with_their_rule(
    signed_and_told, monkeypatch
):
    model = model_of(signed_and_told, monkeypatch)

    (standstill,) = [
        one for one in model["deadlines"] if one["name"].startswith("Avtalsspärr")
    ]
    assert standstill["working"].startswith("Dag 0 är tisdag 2026-05-05.")
    (refused,) = model["refusals"]
    assert "Avtalsspärr gäller" in refused["message"]
    assert refused["by"] == "handlaggare-1 (upphandlare)"
    assert refused["command"] == "Ingå avtal med en vinnare."


def test_every_point_of_the_paragraph_but_the_third_is_in_the_report():
    assert set(POINTS) == set(ReportPart)
    cited = {point.paragraph for point in POINTS.values()} - {None}
    assert cited == {f"LOU 12 kap. 16 § {point}" for point in (1, 2, 4, 5, 6)}


def test_every_event_of_a_procurement_belongs_to_a_stage_or_a_table():
    told = {event.TOPIC for stage in STAGES for event in stage.events}
    of_tables = {
        Tender.BidReceived.TOPIC,
        Tender.BidReplaced.TOPIC,
        Tender.BidScored.TOPIC,
        Tender.PriceRead.TOPIC,
        Tender.CombinationRead.TOPIC,
        Award.Proposed.TOPIC,
        Award.Evaluated.TOPIC,
    }
    of_both = {event.TOPIC for kind in (Tender, Award) for event in kind.EVENTS}

    assert sorted(of_both - told - of_tables) == []


def test_other_cases_have_their_trail_and_no_report(signed_and_told, monkeypatch):
    model = model_of(signed_and_told, monkeypatch, "agreement:avtal")

    assert model["chapters"] == []
    assert model["trail"]
