"""What the data of an event says that matters, in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from upphandling.domain.catalogue import EVENTS
from upphandling.interfaces.cli.matters import LONGEST, matters, said
from upphandling.interfaces.history.superseding import SUPERSEDES, TOPICS

HISTORIES = Path(__file__).parents[2] / "histories"
STAMP = {"effective_at", "by", "role", "mandate", "because"}


def test_provider_date_sum_and_reason_are_told_in_swedish():
    data = {
        "reason": "Avtalet är hävt.",
        "provider": "utforare-a",
        "starts_on": "2026-01-01",
        "value_sek": 250_000,
        "ground": None,
    }

    assert matters(data) == (
        "utförare utforare-a, värde, kr 250000, från 2026-01-01, skäl Avtalet är hävt."
    )


def test_codes_instants_numbers_and_lists_are_told_as_people_say_them():
    assert said("in_force") == "gäller"
    assert said("2026-06-17T22:00:00Z") == "2026-06-18 00:00"
    assert [said(one) for one in (12.5, 5.0, 3, True)] == ["12,5", "5", "3", "ja"]
    assert said(["a", "b"]) == "a och b"
    assert said(["a", "b", "c", "d", "e"]) == "a och b och c och 2 till"
    assert said("valv:aaaaaaaaaaaa-" + "b" * 32) == "(i valvet)"
    assert said("x" * 200) == "x" * LONGEST + "..."


def test_parts_are_told_by_their_own_fields_and_deadlines_by_their_last_day():
    terms = {"provider": "utforare-a", "regime": "lou", "starts_on": "2026-01-01"}
    deadline = {"rule": "standstill", "last_day": "2026-05-15"}

    assert (
        matters({"terms": terms}) == "utförare utforare-a, grund LOU, från 2026-01-01"
    )
    assert matters({"standstill": deadline}) == "avtalsspärr till 2026-05-15"


def test_what_was_said_before_is_told_where_it_differs():
    ruling = {"licence": "revoked", "decided_on": "2026-03-03", "source": "IVO"}
    before = {**ruling, "decided_on": "2026-03-04"}

    assert matters({"before": before, "ruling": ruling, "reason": "Fel dag."}) == (
        "tillstånd återkallat, beslutat 2026-03-03, tidigare beslutat 2026-03-04,"
        " skäl Fel dag."
    )
    assert matters({"before": "2026-05-01", "last_day": "2026-06-01"}) == (
        "sista dag 2026-06-01, tidigare 2026-05-01"
    )


def test_an_event_without_words_says_nothing_more_than_its_sentence():
    assert matters({}) == ""
    assert matters({"seed": 1}) == ""


def recorded() -> list[tuple[str, dict]]:
    return [
        (topic, {name: value for name, value in data.items() if name not in STAMP})
        for file in sorted(HISTORIES.glob("*.json"))
        for case in json.loads(file.read_text("utf-8")).values()
        for topic, data in case["events"]
    ]


@pytest.mark.parametrize("field", ["reason", "motive", "provider", "last_day"])
def test_no_event_of_the_house_keeps_what_matters_to_itself(field):
    for topic, data in recorded():
        if isinstance(told := data.get(field), str) and len(data) <= 4:
            assert said(told) in matters(data), topic


def test_a_line_never_shows_the_machine_beneath():
    for topic, data in recorded():
        assert "{" not in matters(data), topic
        assert "None" not in matters(data), topic


def test_what_supersedes_and_is_superseded_are_events_of_the_house():
    for topic in (*SUPERSEDES, *TOPICS):
        assert topic in EVENTS
