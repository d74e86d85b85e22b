"""Deviations and sanctions as they are asked for: what repeats, what is late, what it led to."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from tests.access.roster_town import grant, kept
from tests.domain.agreement.cases import in_force
from tests.domain.agreement.sanctioned import LADDER, agree
from tests.domain.deviation.cases import PROOF
from tests.given import day, person
from tests.interfaces.follow_up.deviating import (
    AT,
    EARLIER,
    LATER,
    TODAY,
    asked,
    closed,
    found,
)
from tests.stopped import reported, stopped
from tests.town import Town
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Role
from upphandling.domain.deviation import (
    Deviation,
    Measure,
    Outcome,
    Recheck,
    Severity,
)
from upphandling.domain.lengths import Length, Unit
from upphandling.interfaces.cli.follow_up_deviation_pages import (
    OF_A_DEVIATION,
    OF_A_SANCTION,
)
from upphandling.interfaces.follow_up import Sought, rows, the_deviations
from upphandling.projections.sanctions import register


def planned(key: str = "plan") -> Deviation:
    """Two measures, one of them due yesterday and one carried out too late."""
    deviation = found(key, "2027-05-01", None, EARLIER)
    due = {"sen": "2027-05-31", "klar": "2027-05-10", "kommer": "2027-06-01"}
    measures = tuple(
        Measure(measure=m, what="x", due_on=day(d)) for m, d in due.items()
    )
    deviation.receive_plan(EARLIER, received_on=day("2027-05-01"), measures=measures)
    deviation.accept_plan(EARLIER, motive="Räcker.")
    deviation.finish_measure(
        EARLIER, measure="klar", done_on=day("2027-05-20"), evidence=(PROOF,)
    )
    return deviation


def repeats(connection) -> dict[str, list[str]]:
    return {key: row["repeats"] for key, row in asked(connection).items()}


# -- What is repeated --------------------------------------------------------------


def test_a_deviation_repeats_those_of_the_same_requirement_within_a_year(told):
    connection = told(
        found("a-1", "2026-03-01"),
        found("a-2", "2026-03-02"),
        found("b", "2026-05-01", "nyckelhantering"),
        found("c", "2026-05-01", agreement="avtal-b"),
        found("utan", "2026-05-01", None),
        found("a-3", "2027-03-02"),
    )

    assert repeats(connection) == {
        "a-1": [],
        "a-2": ["a-1"],
        "a-3": ["a-2"],
        "b": [],
        "c": [],
        "utan": [],
    }


def test_those_of_the_same_day_are_told_in_order(told):
    connection = told(found("a-2", "2026-03-01"), found("a-1", "2026-03-01"))

    assert repeats(connection) == {"a-1": [], "a-2": ["a-1"]}


def test_what_was_unfounded_is_repeated_by_nothing(told):
    connection = told(
        closed(found("a-1", "2026-03-01"), Outcome.UNFOUNDED),
        closed(found("a-2", "2026-03-02"), Outcome.SANCTIONED),
        found("a-3", "2026-03-03"),
    )

    assert repeats(connection)["a-3"] == ["a-2"]


def test_how_near_is_as_the_agreement_says(told):
    agreement = in_force()
    agreement.agree_sanctions(
        person("2026-10-02T09:00"),
        rungs=LADDER,
        repeat_within=Length(1, Unit.MONTHS),
    )
    connection = told(
        agreement,
        found("a-1", "2027-04-01"),
        found("a-2", "2027-05-01"),
        found("a-3", "2027-05-02"),
    )

    assert repeats(connection) == {"a-1": [], "a-2": ["a-1"], "a-3": ["a-2"]}


# -- What is late ------------------------------------------------------------------


def test_a_measure_is_overdue_on_the_day_after_until_it_is_carried_out(told):
    connection = told(planned())

    row = asked(connection)["plan"]
    assert (row["overdue"], row["late"]) == (["sen"], True)
    assert [(one["measure"], one["done_on"]) for one in row["measures"]] == [
        ("klar", day("2027-05-20")),
        ("sen", None),
        ("kommer", None),
    ]
    assert asked(connection, day("2027-05-31"))["plan"]["overdue"] == []
    assert not asked(connection, day("2027-05-31"))["plan"]["late"]


def test_an_answer_and_a_plan_are_late_on_the_day_after(told):
    hearing, plan = found("h", "2027-05-01"), found("p", "2027-05-01")
    hearing.open_hearing(AT, questions="Varför?", days=7)
    plan.demand_plan(AT, plan_by=day("2027-06-08"), motive="Brist.")
    connection = told(hearing, plan)

    for key in "hp":
        assert not asked(connection, day("2027-06-08"))[key]["late"]
        assert asked(connection, day("2027-06-09"))[key]["late"]


def test_what_has_come_or_is_closed_is_not_late(told):
    answered, received = found("h", "2027-05-01"), found("p", "2027-05-01")
    answered.open_hearing(AT, questions="Varför?", days=7)
    answered.hear(AT, answer="Därför.", received_on=TODAY)
    received.demand_plan(AT, plan_by=TODAY, motive="Brist.")
    measure = Measure(measure="m", what="x", due_on=TODAY)
    received.receive_plan(AT, received_on=TODAY, measures=(measure,))
    asked_of = found("f", "2027-05-01")
    asked_of.open_hearing(AT, questions="Varför?", days=7)
    over = [closed(one, Outcome.AGREEMENT_ENDED) for one in (planned(), asked_of)]
    connection = told(answered, received, *over)

    rows_ = asked(connection, day("2027-07-01"))
    assert {key: row["late"] for key, row in rows_.items()} == dict.fromkeys(
        ("h", "p", "plan", "f"), False
    )
    assert rows_["plan"]["overdue"] == []


# -- How it stands, and what it led to; on both databases --------------------------


def sanctioned() -> Agreement:
    agreement = agree(in_force())
    why = {"deviation": "a-1", "motive": "x"}
    agreement.warn(AT, sanction="v-1", **why)
    agreement.impose_fine(AT, sanction="f-1", ore=123_456, **why)
    agreement.withhold_payment(
        AT,
        sanction="i-1",
        percent=10,
        ore=None,
        from_on=TODAY,
        until=day("2027-06-30"),
        **why,
    )
    agreement.stop_new_customers(AT, sanction="s-1", urgent=True, **why)
    later = person("2027-06-02T09:00")
    agreement.lift_stop(later, sanction="s-1", reason="x")
    agreement.release_withholding(later, sanction="i-1", reason="x")
    return agreement


def test_it_tells_how_each_stands_and_what_it_led_to(told_on_each):
    deviation = found("a-1", "2027-05-01", origin_reference="Dnr 1")
    deviation.change_severity(AT, severity=Severity.CRITICAL, reason="x")
    deviation.open_hearing(AT, questions="Varför?", days=7)
    deviation.run_out(person("2027-06-09T09:00"))
    later = person("2027-06-10T09:00")
    deviation.demand_plan(later, plan_by=day("2027-06-20"), motive="x")
    measure = Measure(measure="m", what="x", due_on=day("2027-06-30"))
    deviation.receive_plan(later, received_on=TODAY, measures=(measure,))
    deviation.reject_plan(later, motive="x")
    deviation.check_again(
        later,
        recheck=Recheck.PARTLY,
        rechecked_on=day("2027-06-10"),
        findings=None,
        evidence=(),
    )
    connection = told_on_each(deviation, sanctioned(), planned())

    row = asked(connection, LATER)["a-1"]
    assert {name: row[name] for name in OF_A_DEVIATION if name != "sanctions"} == {
        "system": "staden",
        "agreement": "avtal-a",
        "provider": "utforare-a",
        "deviation": "a-1",
        "requirement": "ledning",
        "origin": "check",
        "origin_reference": "Dnr 1",
        "severity": "critical",
        "discovered_on": day("2027-05-01"),
        "repeats": [],
        "hearing": "ran_out",
        "answer_by": day("2027-06-08"),
        "plan": "rejected",
        "plan_by": day("2027-06-20"),
        "measures": [],
        "overdue": [],
        "late": False,
        "recheck": "partly_remedied",
        "rechecked_on": day("2027-06-10"),
        "outcome": None,
    }
    led_to = [(one["sanction"], one["lifted_at"] is None) for one in row["sanctions"]]
    assert sorted(led_to) == [
        ("f-1", True),
        ("i-1", False),
        ("s-1", False),
        ("v-1", True),
    ]
    taken = {one["sanction"]: one for one in rows(connection, register(10, 0))}
    assert (taken["f-1"]["kind"], taken["f-1"]["ore"]) == ("fine", 123_456)
    assert (taken["i-1"]["percent"], taken["i-1"]["until"]) == (10, day("2027-06-30"))
    assert [key for key, one in sorted(taken.items()) if one["urgent"]] == ["s-1"]
    assert taken["v-1"]["decision"] == "agreement:avtal-a@4"
    assert asked(connection)["plan"]["plan"] == "accepted"


def test_it_is_asked_for_by_system_agreement_severity_and_whether_it_is_open(told):
    connection = told(
        found("a", "2027-05-01"),
        found("b", "2027-05-02", agreement="avtal-b", severity=Severity.CRITICAL),
        closed(found("c", "2027-05-03", system="annat"), Outcome.SANCTIONED),
    )

    assert list(asked(connection)) == ["a", "b", "c"]
    assert list(asked(connection, system="staden")) == ["a", "b"]
    assert list(asked(connection, agreement="avtal-b")) == ["b"]
    assert list(asked(connection, severity=Severity.MINOR)) == ["a", "c"]
    assert list(asked(connection, only_open=True)) == ["a", "b"]
    page = the_deviations(connection, Sought(), TODAY, limit=1, offset=1)
    assert [row["deviation"] for row in page] == ["b"]


# -- From the outside --------------------------------------------------------------


@pytest.fixture(scope="module")
def url(sqlite_databases) -> str:
    """A provider that has been stopped, and owes an answer."""
    url: str = sqlite_databases.migrated()
    with Town(url, "2026-03-02T09:00") as town:
        town.founded().with_agreement("avtal-a", starts_on="2026-01-01")
        stopped(town, "avtal-a")
        asked_of = {"deviation": "avv-avtal-a", "questions": "Varför?", "days": 7}
        town.do("deviation.open_hearing", asked_of)
        reported(town, "avtal-a", deviation="avv", severity="minor")
    return url


@pytest.fixture
def house(url, monkeypatch):
    monkeypatch.setenv("UPPHANDLING_DATABASE", url)


def test_the_page_tells_it_in_swedish(cli, house):
    said = cli("follow-up", "deviations", "--severity", "critical")

    assert "avv-avtal-a" in said.out
    assert "kritisk" in said.out
    assert " ".join(said.out.split()).count("stopp för") == 1
    assert "critical" not in said.out


def test_a_late_answer_is_something_found(cli, house):
    said = cli("follow-up", "deviations", "--open", "--json")

    assert (said.code, said.json["status"]) == (1, "found")
    late = {row["deviation"]: row["late"] for row in said.json["data"]}
    assert late == {"avv-avtal-a": True, "avv": False}


def test_it_is_asked_for_as_it_stood_on_a_day(cli, house):
    def late(on: str) -> list[bool]:
        told = cli("follow-up", "deviations", "--at", on, "--open", "--json")
        return [row["late"] for row in told.json["data"]]

    assert late("2026-03-01") == []
    assert late("2026-03-09") == [False, False]
    assert late("2026-03-10") == [False, True]


def test_it_is_read_page_by_page_and_as_csv(cli, house):
    second = cli("follow-up", "deviations", "--limit", "1", "--offset", "1", "--csv")

    (row,) = csv.DictReader(StringIO(second.out))
    assert list(row) == list(OF_A_DEVIATION)
    assert row["deviation"] == "avv-avtal-a"


def test_the_register_of_sanctions_names_deviation_and_decision(cli, house):
    (row,) = cli("register", "sanctions", "--json").json["data"]

    assert (row["kind"], row["deviation"]) == ("stop_of_new_customers", "avv-avtal-a")
    assert row["decision"].startswith("agreement:avtal-a@")
    page = cli("register", "sanctions")
    assert (page.code, "stopp för nya kunder" in page.out) == (0, True)
    (told,) = csv.DictReader(StringIO(cli("register", "sanctions", "--csv").out))
    assert list(told) == list(OF_A_SANCTION)


@pytest.mark.parametrize(
    ("call", "code", "word"),
    [
        (("follow-up", "deviations", "--severity", "grov"), 2, "minor"),
        (("follow-up", "deviations", "--csv", "--json"), 2, "--csv"),
        (("register", "sanctions", "--csv", "--json"), 2, "--csv"),
        (("follow-up", "deviations", "--agreement", "x"), 1, "finns inte"),
        (("follow-up", "deviations", "--system", "x"), 1, "finns inte"),
    ],
)
def test_what_cannot_be_asked_is_told(cli, house, call, code, word):
    said = cli(*call)

    assert said.code == code
    assert word in said.out + said.err


@pytest.fixture
def represented(sqlite_databases, monkeypatch):
    """Two providers with a deviation each; somebody represents one of them."""
    url = sqlite_databases.migrated()
    monkeypatch.setenv("UPPHANDLING_DATABASE", url)
    with Town(url, "2026-03-02T09:00") as town:
        town.founded()
        for key in ("avtal-a", "avtal-b"):
            town.with_agreement(key, starts_on="2026-01-01")
            reported(town, key)
        kept(town)
        grant(town, "ombud", Role.PROVIDER, party="utforare-avtal-a")


def test_a_provider_sees_its_own_and_nobody_else_s(represented, cli):
    who = ("--json", "--as", "provider:ombud")
    asked_for = ("follow-up", "deviations")

    own = cli(*asked_for, "--agreement", "avtal-a", *who)
    other = cli(*asked_for, "--agreement", "avtal-b", *who)
    every = cli(*asked_for, *who)

    assert [row["deviation"] for row in own.json["data"]] == ["avv-avtal-a"]
    assert (other.json["status"], every.json["status"]) == ("refused", "refused")
