"""Örebro as planned and Botkyrka as it went, a year on: are the promises kept?

Checks, a deviation that ends in a stop of new customers, indicators whose definition
changes, visits of every month, and one month that is paid. All of it is assumed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from tests.journeys import Journey, customer_of, instant, once
from upphandling.bootstrap import open_house
from upphandling.interfaces.report.making import asked_of, the_report
from upphandling.interfaces.report.quarter import Quarter

AS_OF = date(2021, 5, 7)


@dataclass(frozen=True)
class Year:
    """What an example is expected to have come to."""

    agreements: frozenset[str]
    stopped: str
    refused_at: str
    lifted_at: str
    chooser: str
    whole_month: str
    months: int
    late: frozenset[str]  # checks that were missed, and then made
    never: frozenset[str]  # and those that nobody made


YEARS = {
    "orebro-planned": Year(
        agreements=frozenset({*(f"avtal-{c}" for c in "abcde"), "egen-regi-2020"}),
        stopped="avtal-d",
        refused_at="2021-01-11T10:00:00+01:00",
        lifted_at="2021-03-01T08:00:00Z",
        chooser="k-008320e5b4da",
        whole_month="2021-01",
        months=12,
        late=frozenset({"avtal-b/kontinuitet.2020-11-01"}),
        never=frozenset({"avtal-e/personalvillkor.2021-02-01"}),
    ),
    "botkyrka-actual": Year(
        agreements=frozenset({*(f"avtal-{c}" for c in "abcd"), "egen-regi"}),
        stopped="avtal-d",
        refused_at="2021-09-13T10:00:00+02:00",
        lifted_at="2021-10-28T07:00:00Z",
        chooser="k-0019efdc90d2",
        whole_month="2021-10",
        months=12,
        late=frozenset({"avtal-c/utrymme.2021-08-01"}),
        never=frozenset(),
    ),
}


@pytest.fixture(params=sorted(YEARS))
def followed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Journey, Year]:
    return once(request.param, tmp_path_factory), YEARS[request.param]


def checks(journey: Journey, topic: str) -> Counter[str]:
    """How often something happened to each check: `agreement/check`."""
    return Counter(
        f"{case.partition(':')[2]}/{said['check']}"
        for case, said in journey.events(f"follow_up.{topic}")
    )


def test_every_check_is_made_once_and_what_is_missed_is_escalated(followed) -> None:
    journey, year = followed
    done, missed = checks(journey, "check_done"), checks(journey, "check_overdue")

    assert {case.partition("/")[0] for case in done} == year.agreements
    assert set(done.values()) == {1}
    assert missed.keys() == year.late | year.never
    assert checks(journey, "check_escalated").keys() == missed.keys()
    assert missed.keys() & done.keys() == year.late


def test_a_stop_refuses_the_next_choice_and_a_place_was_free(followed) -> None:
    journey, year = followed
    assert ("NewCustomersRefused", year.refused_at) in journey.refused()
    lifted = journey.only("agreement.stop_lifted")
    chosen = [
        said
        for case, said in journey.events("customer_choice.chosen")
        if customer_of(case) == year.chooser and said["round"] is None
    ]

    assert lifted["effective_at"] == year.lifted_at
    (choice,) = chosen  # the refused one left no event
    assert instant(choice) > instant(lifted)
    assert journey.courses(year.chooser)[-1][0] == year.stopped


def test_the_provider_was_heard_before_anything_was_decided_against_it(
    followed,
) -> None:
    journey, _ = followed
    heard = journey.events("deviation.provider_heard")
    stopped = journey.only("agreement.new_customers_stopped")

    assert instant(heard[0][1]) < instant(stopped)
    assert not stopped["urgent"]
    assert {said["outcome"] for _, said in journey.events("deviation.closed")} <= {
        "remedied",
        "unfounded",
    }


def test_a_changed_definition_breaks_the_series_and_rewrites_nothing(followed) -> None:
    journey, _ = followed
    measured = [
        (said["figure"]["first"], said["version"])
        for case, said in journey.events("indicator.value_computed")
        if case == "indicator:kontinuitet"
    ]

    assert {number for _, number in measured} == {1, 2}
    assert sorted(measured) == sorted(measured, key=lambda one: one[1])
    assert journey.events("indicator.value_corrected") == []


def test_visits_are_told_of_each_month_and_of_everybody_in_one(followed) -> None:
    journey, year = followed
    rows = {said["month"]: said for _, said in journey.events("visit_month.imported")}

    assert len(rows) == year.months
    assert all(said["refused"] == 0 for said in rows.values())
    for month, said in rows.items():
        whole = month == year.whole_month
        assert ("-var-" in said["file"]) is not whole
        assert set(said["agreements"]) <= year.agreements
    whole = rows.pop(year.whole_month)["rows"]
    assert whole > 10 * max(said["rows"] for said in rows.values())


def test_a_month_is_paid_to_each_and_who_counts_does_not_approve(followed) -> None:
    journey, year = followed
    paid = {
        case: (said["by"], said["total_ore"])
        for case, said in journey.events("payment.approved")
    }
    counted = dict(journey.events("payment.calculated"))
    deducted = dict(journey.events("payment.deducted"))

    assert paid.keys() == {f"payment:{a}.{year.whole_month}" for a in year.agreements}
    for case, (by, ore) in paid.items():
        said = counted[case]
        assert by != said["by"]
        net = deducted.get(case, {}).get("total_ore", said["basis"]["total_ore"])
        assert ore == net
        assert bool(said["basis"]["vat_ore"]) is ("egen-regi" not in case)
    exported = {case for case, _ in journey.events("payment.exported")}
    assert exported == paid.keys()


def test_what_is_withheld_in_botkyrka_is_deducted_where_it_was_decided(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    journey = once("botkyrka-actual", tmp_path_factory)

    ((case, said),) = journey.events("payment.deducted")
    withheld = journey.only("agreement.payment_withheld")
    (line,) = said["deductions"]
    assert case == "payment:avtal-d.2021-10"
    assert (line["sanction"], line["percent"]) == (withheld["sanction"], 5)
    assert line["ore"] == -line["claimed_ore"] < 0


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The report of Örebro's first quarter of 2021, by the keys of its figures."""
    with open_house(once("orebro-planned", tmp_path_factory).url) as house:
        house.refresh()
        quarter = Quarter.parse("2021-Q1")
        asked = asked_of(house, "orebro", quarter, AS_OF, public=False)
        told = the_report(house, asked)
    found = [one for section in told["sections"] for one in section["figures"]]
    assert len({one["figure"] for one in found}) == len(found)
    return {one["figure"]: one for one in found}


@pytest.mark.parametrize(
    ("key", "value", "red"),
    [
        ("timetable.met", 1, False),
        ("shares.percent/avtal-a", "10", False),
        ("shares.customers/egen-regi-2020", 1499, False),
        ("checks.planned", 18, False),
        ("checks.done", 17, False),
        ("checks.missed/avtal-e", 1, True),
        ("deviations.found", 1, False),
        ("deviations.closed", 2, False),
        ("cost.paid", "76773002.44", False),
        ("control.four_eyes.payment", 6, False),
        ("control.refused.NewCustomersRefused", 1, False),
    ],
)
def test_the_quarterly_report_of_orebro_says(
    figures: dict[str, dict[str, Any]], key: str, value: object, *, red: bool
) -> None:
    assert (figures[key]["value"], figures[key]["red"]) == (value, red)


def test_every_figure_of_the_report_names_its_events_or_why_there_are_none(
    figures: dict[str, dict[str, Any]],
) -> None:
    for figure in figures.values():
        assert figure["events"] or figure["note"], figure["figure"]
        assert figure["events_total"] >= len(figure["events"])


def test_the_missed_check_leads_to_when_it_was_planned_and_found_missed(
    figures: dict[str, dict[str, Any]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    journey = once("orebro-planned", tmp_path_factory)
    cases = {e.partition("@")[0] for e in figures["checks.missed/avtal-e"]["events"]}

    assert cases == {"follow_up:avtal-e"}
    assert checks(journey, "check_overdue")["avtal-e/personalvillkor.2021-02-01"] == 1
