"""Traces: spans of what is done, and nothing of what is secret."""

from __future__ import annotations

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from tests.town import Town
from upphandling.domain.base import Role
from upphandling.domain.errors import Refused
from upphandling.infrastructure.vitals.tracing import Tracing

BID = {
    "tender": "prov",
    "bid": "anbud-1",
    "bidder": "utforare-a",
    "name": "Utförare A",
    "lots": ["norr"],
    "content_hash": "0" * 64,
}


@pytest.fixture
def sent():
    """What has been sent to the collector."""
    return InMemorySpanExporter()


@pytest.fixture
def traced(sqlite_url, sent):
    with Town(sqlite_url, "2026-03-02T09:00") as town:
        tracing = Tracing(sent, version="1", instance="ett", at_once=True)
        town.house.engine.observers.append(tracing)
        town.tracing = tracing
        yield town
        tracing.close()


def names(sent) -> list[str]:
    return [span.name for span in sent.get_finished_spans()]


def test_a_command_has_a_span_with_its_name_and_its_id(traced, sent):
    answer = traced.founded() and traced.do(
        "choice_system.set_requirement",
        {
            "system": "staden",
            "requirement": "nycklar",
            "text": "Nycklar hålls inlåsta.",
        },
        command_id="mitt-kommando",
    )

    span = sent.get_finished_spans()[-1]
    assert answer.command_id == "mitt-kommando"
    assert span.name == "choice_system.set_requirement"
    assert span.attributes == {
        "upphandling.command": "choice_system.set_requirement",
        "upphandling.command_id": "mitt-kommando",
    }
    assert span.resource.attributes["service.instance.id"] == "ett"


def test_a_refusal_is_told_by_its_rule_and_is_no_error(traced, sent):
    with pytest.raises(Refused):
        traced.do("plan.draw_up", {"plan": "p", "system": "finns-inte"})

    (span,) = sent.get_finished_spans()
    assert span.attributes["upphandling.refused"] == "NoSuchCase"
    assert span.status.status_code is StatusCode.UNSET
    assert span.events == ()


def test_a_bug_is_told_by_its_kind_and_not_in_words(traced, sent):
    with pytest.raises(ZeroDivisionError), traced.tracing.work("sweep"):
        raise ZeroDivisionError("hemligt")  # noqa: EM101

    (span,) = sent.get_finished_spans()
    assert span.status.status_code is StatusCode.ERROR
    assert span.attributes == {"error.type": "ZeroDivisionError"}
    assert "hemligt" not in span.to_json()


def test_of_a_bid_there_is_no_span(traced, sent):
    traced.founded().announced("prov", "2026-04-01")
    before = names(sent)

    traced.do("tender.receive_bid", BID)
    with pytest.raises(Refused):
        traced.do("tender.receive_bid", {**BID, "bid": "anbud-2", "lots": ["soder"]})

    assert names(sent) == before
    assert "tender.announce" in before


def test_a_beat_has_the_same_spans_whether_there_were_bids_or_not(traced, sent):
    traced.founded().announced("prov", "2026-04-01")
    traced.house.tick()
    sent.clear()
    traced.house.tick()
    without = names(sent)
    sent.clear()

    traced.do("tender.receive_bid", BID)
    traced.house.tick()

    assert names(sent) == without == ["sweep", "projection"]


def test_what_falls_by_itself_is_within_the_sweep(traced, sent):
    traced.founded().announced("prov", "2026-04-01")
    sent.clear()

    assert traced.at("2026-04-02T09:00")[-1] == "tender.closed"

    *_, command, sweep = sent.get_finished_spans()
    assert (command.name, sweep.name) == ("tender.close", "sweep")
    assert command.parent.span_id == sweep.context.span_id


def test_spans_say_nothing_of_who_or_what(traced, sent):
    traced.founded()
    traced.do(
        "choice_system.set_requirement",
        {"system": "staden", "requirement": "nycklar", "text": "Kanariefågel."},
        by="handlaggare-7",
        role=Role.PROCUREMENT_OFFICER,
    )

    told = "".join(span.to_json() for span in sent.get_finished_spans())
    assert "handlaggare-7" not in told
    assert "Kanariefågel" not in told
