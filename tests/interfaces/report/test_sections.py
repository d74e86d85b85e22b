"""The sections of the report, each from the few cases that a rule is about."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection

from tests.checked_town import checked, scheduled
from tests.domain.agreement.sanctioned import lift, stopped, with_ladder
from tests.domain.deviation.cases import close, finish, look, planned
from tests.domain.plan.cases import drawn_up, with_milestone
from tests.given import day, person, scheduler
from tests.interfaces.report.conftest import figures_of
from tests.town import Town
from upphandling.domain.deviation import Outcome
from upphandling.domain.intervals import Interval
from upphandling.interfaces.disclosure import Secrecy
from upphandling.interfaces.report import deviations, timetable
from upphandling.interfaces.report.disclosing import Disclosing
from upphandling.interfaces.report.figures import Asked, Figure, Sources, Unit, percent
from upphandling.interfaces.report.flags import key_of
from upphandling.interfaces.report.quarter import Quarter
from upphandling.interfaces.report.sanctions import of_sanctions

COURSE = {
    "within": {"amount": 7, "unit": "days"},
    "remind": {"amount": 3, "unit": "days"},
    "escalate": {"amount": 7, "unit": "days"},
    "responsible": "contract_manager",
    "announced": True,
    "evidence": "Protokoll",
}


def quarter(name: str, on: str, **told: Any) -> Asked:
    found = Quarter.parse(name)
    last = min(found.last, day(on))
    days = {"first": found.first, "until": found.last, "last": last, "on": day(on)}
    return Asked(system="staden", quarter=name, **days, **told)


def values(figures: Any) -> dict[str, Any]:
    return {one.figure.partition(".")[2]: one.value for one in figures}


def deviations_of(connection: Connection, name: str, on: str) -> dict[str, Any]:
    return values(deviations.section(connection, quarter(name, on)).figures)


# -- Deviations ------------------------------------------------------------------------


def test_a_measure_is_overdue_the_day_after_until_it_is_known_to_be_done(told):
    deviation = planned()
    finish(deviation, "rutin", at="2026-04-15T09:00")
    connection = told(deviation)

    overdue = [
        deviations_of(connection, "2026-Q2", on)["overdue"]
        for on in ("2026-04-01", "2026-04-14", "2026-04-15", "2026-05-01")
    ]

    assert overdue == [1, 1, 0, 1]


def test_a_measure_of_a_closed_deviation_is_not_overdue(told):
    deviation = planned()
    for measure in ("chef", "rutin"):
        finish(deviation, measure)
    look(deviation)
    close(deviation, Outcome.REMEDIED)
    connection = told(deviation)

    before = deviations_of(connection, "2026-Q2", "2026-04-14")
    after = deviations_of(connection, "2026-Q2", "2026-06-30")

    assert (before["open"], before["closed"], before["overdue"]) == (1, 0, 1)
    assert (after["open"], after["closed"], after["overdue"]) == (0, 1, 0)


def test_a_deviation_belongs_to_the_quarter_it_was_discovered_in(told):
    connection = told(planned())

    assert deviations_of(connection, "2026-Q1", "2026-04-15")["found"] == 1
    assert deviations_of(connection, "2026-Q2", "2026-04-15")["found"] == 0
    other = quarter("2026-Q1", "2026-04-15")
    elsewhere = Asked(
        **{name: getattr(other, name) for name in other.__slots__} | {"system": "byn"}
    )
    assert values(deviations.section(connection, elsewhere).figures)["found"] == 0


def test_a_deviation_is_told_from_the_day_it_was_reported(told):
    connection = told(planned())

    assert [
        deviations_of(connection, "2026-Q1", on)["found"]
        for on in ("2026-03-01", "2026-03-02")
    ] == [0, 1]


def test_a_stop_holds_until_it_is_lifted(told):
    agreement = stopped()
    lift(agreement)
    connection = told(agreement)

    def holds(on: str) -> int:
        return values(of_sanctions(connection, quarter("2026-Q4", on)))["stopped"]

    assert [holds(f"2026-11-0{n}") for n in (2, 3, 4)] == [0, 1, 0]


def test_a_sanction_that_was_withdrawn_is_not_told_from_that_day(told):
    agreement = with_ladder()
    warned = {"sanction": "varning-1", "deviation": "avv-1", "motive": "Brist."}
    agreement.warn(person("2026-11-03T09:00"), **warned)
    agreement.withdraw_sanction(
        person("2026-11-20T09:00"), sanction="varning-1", motive="Fel utförare."
    )
    connection = told(agreement)

    def warnings(on: str) -> int:
        return values(of_sanctions(connection, quarter("2026-Q4", on)))["warning"]

    assert [warnings(f"2026-11-{n}") for n in ("02", "03", "19", "20")] == [0, 1, 1, 0]


# -- The timetable ---------------------------------------------------------------------


def test_promises_kept_and_broken_are_counted_in_their_quarter(told):
    plan = drawn_up()
    when = Interval(earliest=day("2026-02-01"), latest=day("2026-02-28"))
    for promise in ("hallet", "brutet"):
        plan.promise(
            person("2026-01-12T10:00"),
            promise=promise,
            to="Alla",
            text="Ni får välja.",
            when=when,
            depends_on=(),
        )
    plan.keep_promise(person("2026-02-15T10:00"), promise="hallet")
    plan.break_promise(scheduler("2026-03-01T00:00"), promise="brutet")
    connection = told(plan)

    found = values(
        timetable.section(connection, quarter("2026-Q1", "2026-04-01")).figures
    )
    later = values(
        timetable.section(connection, quarter("2026-Q2", "2026-04-01")).figures
    )

    assert (found["kept"], found["broken"]) == (1, 1)
    assert (later["kept"], later["broken"]) == (0, 0)


def test_a_milestone_that_was_given_up_is_not_missed(told):
    plan = with_milestone()
    plan.abandon_milestone(
        person("2026-10-05T09:00"), milestone="beslut", reason="Upphandlingen avbröts."
    )
    connection = told(plan)

    def missed(on: str) -> int:
        asked = quarter("2026-Q4", on)
        return values(timetable.section(connection, asked).figures)["missed"]

    assert [missed(on) for on in ("2026-10-04", "2026-12-01")] == [0, 0]


def test_a_missed_milestone_is_told_until_it_is_met_also_in_later_quarters(told):
    connection = told(with_milestone())

    asked = quarter("2027-Q1", "2027-01-15")
    found = {one.figure: one for one in timetable.section(connection, asked).figures}
    (milestone,) = [one for key, one in found.items() if "beslut" in key]

    assert found["timetable.missed"].value == 1
    assert milestone.red
    assert milestone.note == "inte nådd"


# -- Checks ----------------------------------------------------------------------------


def test_an_extra_check_and_a_corrected_one_are_counted_as_they_stand(database_url):
    with Town(database_url, "2026-01-02T09:00") as town:
        town.founded()
        scheduled(town, valid_from="2026-01-02")
        town.with_agreement("a", starts_on="2025-01-01")
        town.at("2026-02-02T09:00")
        who = {"follow_up": "a", "check": "extra-1"}
        what = {"requirement": "ledning", "due_on": "2026-02-09", "course": COURSE}
        town.do("follow_up.order_check", {**who, **what, "reason": "Klagomål."})
        town.at("2026-02-10T09:00")
        checked(town, "extra-1")
        town.at("2026-02-20T09:00")
        corrected(town)
        town.house.refresh()
        before = figures_of(town, "2026-02-19")
        after = figures_of(town)

    assert before["checks.planned"]["value"] == after["checks.planned"]["value"] == 1
    assert "checks.failed" not in before
    assert after["checks.failed"]["value"] == 1
    assert after["checks.failed"]["events_total"] == 2
    assert before["checks.done"]["events_total"] == 1


def corrected(town: Town) -> None:
    """It was not approved after all."""
    data = {
        "follow_up": "a",
        "check": "extra-1",
        "checker": "handlaggare-2",
        "done_on": "2026-02-10",
        "outcome": "failed",
        "findings": [{"requirement": "ledning", "verdict": "not_fulfilled"}],
        "evidence": [{"reference": "Dnr 2027-17", "sha256": "a" * 64}],
        "reason": "Fel protokoll.",
    }
    town.do("follow_up.correct_check", data)


# -- Shares ----------------------------------------------------------------------------


def test_those_whom_nobody_answers_for_are_a_share_of_their_own(database_url):
    with Town(database_url, "2026-02-02T09:00") as town:
        town.founded()
        town.with_agreement("a", starts_on="2025-01-01")
        town.registered(["k-1", "k-2", "k-3"], "a").registered(["k-4"])
        town.house.refresh()
        found = figures_of(town)

    alone = found["shares.percent/none:omvardnad"]
    assert (alone["value"], alone["subject"], alone["about"]) == (
        "25",
        "utan utförare",
        None,
    )
    assert found["shares.customers/none:omvardnad/norr"]["value"] == 1


# -- Flags -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "provider", "what", "key"),
    [
        ("tender:prov", None, {"lot": "norr", "bids": 1}, "tender:prov/norr"),
        ("tender:prov", "utforare-a", {}, "tender:prov/utforare-a"),
        ("agreement:a", "utforare-a", {}, "agreement:a"),
    ],
)
def test_a_flag_is_told_from_the_others_of_its_kind(subject, provider, what, key):
    assert key_of({"subject": subject, "provider": provider, "what": what}) == key


# -- What may be named -----------------------------------------------------------------


def told_of(reference: str, *, public: bool = False, sealed: bool = False) -> Any:
    secrecy = Secrecy(frozenset(), frozenset(), 7 if sealed else None)
    disclosing = Disclosing(secrecy=secrecy, public=public)
    sources = Sources(named=(reference,))
    figure = Figure(figure="x.y", name="X", value=1, unit=Unit.NUMBER, sources=sources)
    return disclosing.told(figure)["events"]


@pytest.mark.parametrize("case", ["tender:hemtjanst", "award:tilldelning"])
def test_while_a_tender_is_sealed_no_version_that_counts_bids_is_named(case):
    assert told_of(f"{case}@9", sealed=True) == [case]
    assert told_of(f"{case}@9") == [f"{case}@9"]


def test_a_version_that_counts_no_bids_is_named_even_then():
    assert told_of("plan:tidplan@9", sealed=True) == ["plan:tidplan@9"]


@pytest.mark.parametrize(
    "case",
    [
        "customer:k-1",
        "customer_choice:k-1/omvardnad",
        "choice_round:val",
        "transition:byte",
        "agreement:a",
        "follow_up:a",
        "deviation:avv-1",
        "indicator:kontinuitet",
    ],
)
def test_the_public_is_not_told_of_cases_about_people_or_of_checks(case):
    assert told_of(f"{case}@1", public=True) == []
    assert told_of(f"{case}@1") == [f"{case}@1"]


def test_a_percent_is_rounded_once_half_up():
    assert [percent(part, 16) for part in (1, 3, 16)] == ["6.3", "18.8", "100.0"]
