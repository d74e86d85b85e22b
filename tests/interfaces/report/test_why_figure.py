"""`why figure:...`: from a number of the report to its events, and on to the council."""

from __future__ import annotations

import pytest

from tests.interfaces.report.conftest import figures_of
from tests.town import Town
from upphandling.application.messages import Malformed
from upphandling.domain.errors import NoSuchCase
from upphandling.interfaces.cli.finding import find_case
from upphandling.interfaces.report.making import NoSuchFigure
from upphandling.interfaces.report.quarter import QuarterNotBegun
from upphandling.interfaces.why.asking import Asked, explained
from upphandling.interfaces.why.reading import Log

OF_THE_QUARTER = "figure:staden/2026-Q1"
STARTS = 12


def why(town: Town, figure: str, log: Log | None = None, **told):
    log = log or Log.of(town.house)
    asked = Asked(about=f"{OF_THE_QUARTER}/{figure}", **told)
    (chain,) = explained(log, asked, find_case)["chains"]
    return chain


def starts(chain) -> list[str]:
    return [link["event"] for link in chain["links"] if link["parent"] is None]


def test_every_figure_is_explained_and_leads_to_the_council(reported):
    log = Log.of(reported.house)

    for key, figure in figures_of(reported).items():
        chain = why(reported, key, log)
        assert chain["kind"] == "figure"
        assert chain["figure"] == key
        assert chain["value"] == figure["value"]
        assert chain["events_total"] == figure["events_total"]
        assert chain["complete"], (key, chain["ends"])


def test_the_chain_begins_with_the_events_that_the_report_names(reported):
    for key in ("checks.missed/avtal-b", "cost.paid", "deviations.stopped"):
        named = figures_of(reported)[key]["events"]
        told = [link["event"] for link in why(reported, key)["links"]]
        assert set(named) <= set(told), key


def test_of_many_events_twelve_are_followed_and_the_others_counted(reported):
    chain = why(reported, "checks.percent")

    assert chain["events_total"] == 16
    assert len(starts(chain)) <= STARTS
    assert "16 händelser; här följer 12 av dem" in chain["answer"]


def test_a_figure_without_events_begins_with_what_it_is_about(reported):
    none_missed = why(reported, "deviations.overdue")

    assert starts(none_missed) == ["choice_system:staden@1"]
    assert "Ingen händelse ligger bakom den." in none_missed["answer"]


def test_a_figure_is_explained_as_it_was_known_on_a_day(reported):
    from tests.given import day  # noqa: PLC0415

    chain = why(reported, "cost.paid", on=day("2026-02-01"))

    assert chain["value"] is None
    assert chain["events_total"] == 0


@pytest.mark.parametrize(
    ("about", "trouble"),
    [
        ("figure:", Malformed),
        ("figure:staden", Malformed),
        ("figure:staden/2026-Q1", Malformed),
        ("figure:staden/2026-Q1/", Malformed),
        ("figure:/2026-Q1/checks.done", Malformed),
        ("figure:staden/2026-Q7/checks.done", Malformed),
        ("figure:byn/2026-Q1/checks.done", NoSuchCase),
        ("figure:staden/2026-Q1/checks.okand", NoSuchFigure),
        ("figure:staden/2026-Q4/checks.done", QuarterNotBegun),
    ],
)
def test_what_cannot_be_explained_says_so(reported, about, trouble):
    with pytest.raises(trouble):
        explained(Log.of(reported.house), Asked(about=about), find_case)


@pytest.mark.parametrize("flag", ["bundle", "deadline", "bid"])
def test_a_figure_is_not_narrowed_down(reported, flag):
    with pytest.raises(Malformed):
        why(reported, "checks.done", **{flag: "x"})
