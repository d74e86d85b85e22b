"""The public report: the same numbers, and nothing of people, bids or checks to come."""

from __future__ import annotations

import re

from pydantic_core import to_json

from tests.interfaces.report.conftest import figures_of, report_of
from tests.reported_town import LARGE, SMALL, UNANNOUNCED
from tests.town import Town

PEOPLE = re.compile(
    r"\bk-\d|customer_choice|customer:|handlaggare-|controller-|chef-|p-1"
)
KINDS = ("agreement:", "follow_up:", "deviation:", "customer_choice:", "choice_round:")


def test_nobody_is_named_nor_any_case_about_people(reported):
    told = to_json(report_of(reported, public=True)).decode()

    assert not PEOPLE.search(told)
    for figure in figures_of(reported, public=True).values():
        assert not [one for one in figure["events"] if one.startswith(KINDS)], figure


def test_an_unannounced_check_is_not_counted_until_it_is_done(reported):
    inside, outside = figures_of(reported), figures_of(reported, public=True)

    assert inside["checks.planned/avtal-b"]["value"] == 4
    assert outside["checks.planned/avtal-b"]["value"] == 2
    assert outside["checks.missed/avtal-b"]["value"] == 2
    assert outside["checks.done"]["value"] == inside["checks.done"]["value"] == 2
    assert UNANNOUNCED not in to_json(report_of(reported, public=True)).decode()


def test_a_small_group_is_hidden_with_what_would_give_it_away(reported):
    inside, outside = figures_of(reported), figures_of(reported, public=True)

    for key in (
        "shares.percent/{}",
        "shares.customers/{}",
        "shares.customers/{}/norr",
        "shares.hours/{}",
        "indicators.kontinuitet/{}/2026-01-05",
        "cost.paid/{}",
        "cost.2026-01/{}",
    ):
        for agreement, said in ((SMALL, "färre än 5"), (LARGE, "visas inte")):
            figure = outside[key.format(agreement)]
            assert (figure["value"], figure["note"]) == (None, said), figure
            assert figure["events"] == []
            assert not figure["red"]
    assert inside[f"shares.customers/{SMALL}"]["value"] == 2


def test_of_deviations_only_their_number_by_severity_is_told(reported):
    found = figures_of(reported, public=True)

    assert [key for key in found if key.startswith("deviations.")] == [
        "deviations.found",
        "deviations.minor",
        "deviations.serious",
        "deviations.critical",
    ]


def test_of_flags_only_their_number_is_told(reported):
    found = figures_of(reported, public=True)

    assert not [key for key in found if key.startswith("flags.") and "/" in key]


def test_the_other_numbers_are_those_of_the_house(reported):
    inside, outside = figures_of(reported), figures_of(reported, public=True)

    for key in ("timetable.met", "cost.paid", "indicators.kontinuitet/2026-01-05"):
        assert outside[key]["value"] == inside[key]["value"] is not None


def test_while_bids_are_sealed_no_number_of_the_log_counts_them(database_url):
    with Town(database_url, "2026-02-02T09:00") as town:
        town.founded().house.refresh()
        before = report_of(town)["position"]
        town.announced("hemtjanst", "2026-03-20").house.refresh()
        sealed = report_of(town)["position"]

    assert isinstance(before, int)
    assert sealed is None
