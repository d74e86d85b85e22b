"""Örebro and Botkyrka, planned and actual, run from the political decision to the last line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import from_json, to_json
from sqlalchemy import select

from upphandling.bootstrap import House, upgrade
from upphandling.interfaces.scenarios.journal import Scenario, read, read_until
from upphandling.interfaces.scenarios.report import report
from upphandling.interfaces.scenarios.runner import play
from upphandling.projections.responsibilities import responsibilities

EXAMPLES = Path(__file__).parents[1] / "examples"
NAMES = (
    "orebro-planned",
    "orebro-actual",
    "botkyrka-planned",
    "botkyrka-actual",
    "soderhamn",
    "borlange",
)
LOV = [f"lov-utforare-{letter}" for letter in "klmnop"]


@dataclass(frozen=True)
class Journey:
    """One run: its report, who answered for whom, and who was told what."""

    scenario: Scenario
    url: str
    found: dict[str, Any]
    periods: list[Any]
    told: list[tuple[str, str, str]]  # customer, Swedish day, channel

    def fell(self) -> list[tuple[str, str, str]]:
        """What fell by itself: the local instant, the event, the case."""
        return [(f["effective_at"], f["event"], f["case"]) for f in self.found["fell"]]

    def milestones(self) -> dict[str, tuple[str, date | None]]:
        rows = self.found["timetable"]["milestones"]
        return {row["milestone"]: (row["status"], row["met_on"]) for row in rows}

    def promises(self) -> dict[str, str]:
        rows = self.found["timetable"]["promises"]
        return {row["promise"]: row["status"] for row in rows}

    def shares(self) -> dict[str, dict[str, Any]]:
        """The shares in all areas together, by agreement."""
        rows = self.found["shares"]
        return {row["agreement"]: row for row in rows if row["area"] is None}

    def refused(self) -> list[tuple[str, str]]:
        assert all(refusal["expected"] for refusal in self.found["refused"])
        assert self.found["not_refused"] == []
        return [(r["rule"], r["at"]) for r in self.found["refused"]]

    def covered(self) -> int:
        """The persons, none of whom was a day without or with two providers."""
        (row,) = self.found["coverage"]
        assert row["days_without_provider"] == 0
        assert row["days_with_two_providers"] == 0
        assert row["flaws"] == []
        assert isinstance(row["persons"], int)
        return row["persons"]


def run(name: str, url: str, until: str | None = None) -> Journey:
    scenario = read(EXAMPLES / name)
    upgrade(url)
    end = None if until is None else read_until(until)
    house, played = play(scenario, url, end)
    with house:
        found = report(house, scenario, played)
        return Journey(scenario, url, found, periods(house), told(house))


def periods(house: House) -> list[Any]:
    row = responsibilities.c
    query = select(responsibilities).order_by(row.case_key, row.from_day)
    with house.database.engine.connect() as connection:
        return list(connection.execute(query))


def told(house: House) -> list[tuple[str, str, str]]:
    return [
        (record.stream_id, str(data["effective_at"])[:10], data["channel"])
        for record in house.recorder.records()
        if record.topic == "customer_choice.informed"
        for data in [from_json(record.data)]
    ]


def told_in_json(journey: Journey) -> str:
    return to_json(journey.found, fallback=str, indent=1).decode()


def once(name: str, tmp_path_factory: pytest.TempPathFactory) -> Journey:
    return run(name, f"sqlite:///{tmp_path_factory.mktemp(name)}/scenario.db")


@pytest.fixture(scope="module")
def orebro_planned(tmp_path_factory: pytest.TempPathFactory) -> Journey:
    return once("orebro-planned", tmp_path_factory)


@pytest.fixture(scope="module")
def orebro_actual(tmp_path_factory: pytest.TempPathFactory) -> Journey:
    return once("orebro-actual", tmp_path_factory)


@pytest.fixture(scope="module")
def botkyrka_planned(tmp_path_factory: pytest.TempPathFactory) -> Journey:
    return once("botkyrka-planned", tmp_path_factory)


@pytest.fixture(scope="module")
def botkyrka_actual(tmp_path_factory: pytest.TempPathFactory) -> Journey:
    return once("botkyrka-actual", tmp_path_factory)


# -- Örebro as planned --------------------------------------------------------


def test_orebro_planned_refuses_three_things_and_all_were_foreseen(
    orebro_planned: Journey,
) -> None:
    assert orebro_planned.refused() == [
        ("RequirementWithoutFollowUp", "2019-04-29T09:00:00+02:00"),
        ("BidTooLate", "2019-06-18T08:15:00+02:00"),
        ("StandstillRunning", "2019-10-16T09:00:00+02:00"),
    ]
    announcing, _, signing = orebro_planned.found["refused"]
    assert announcing["details"] == {"requirements": ["ersattning", "personalvillkor"]}
    assert str(signing["details"]["last_day"]) == "2019-10-18"


def test_orebro_planned_lets_each_deadline_fall_at_its_own_midnight(
    orebro_planned: Journey,
) -> None:
    system, award = "choice_system:orebro", "award:tilldelning-2019"
    gained = "choice_system.legal_force_gained"
    by_itself = [
        ("2018-04-05T00:00:00+02:00", gained, system),
        ("2018-04-19T00:00:00+02:00", gained, system),
        ("2019-06-18T00:00:00+02:00", "tender.closed", "tender:omvardnad-2019"),
        ("2019-10-19T00:00:00+02:00", "award.signing_unlocked", award),
        ("2019-11-25T00:00:00+01:00", "choice_round.closed", "choice_round:val-2019"),
        *(
            ("2020-01-20T00:00:00+01:00", "agreement.began", f"agreement:{key}")
            for key in (*(f"avtal-{letter}" for letter in "abcde"), "egen-regi-2020")
        ),
        *(
            ("2020-04-15T00:00:00+02:00", "agreement.expired", f"agreement:{key}")
            for key in (*LOV, "egen-regi-lov")
        ),
    ]
    registered = "2019-03-04"  # old agreements begin in the register when entered
    assert [f for f in orebro_planned.fell() if f[0][:10] != registered] == by_itself
    assert len(orebro_planned.fell()) == len(by_itself) + len(LOV) + 1
    assert all(
        fallen["recorded_at"] == fallen["effective_at"]
        for fallen in orebro_planned.found["fell"]
    )


def test_orebro_planned_keeps_both_decisions_of_march_2018(
    orebro_planned: Journey,
) -> None:
    system = orebro_planned.found["cases"]["choice_system:orebro"]
    assert list(system["decisions"])[:2] == ["programnamnden-2018-03", "kf-2018-03-21"]
    assert system["legal_force"] == {}


def test_orebro_planned_awards_five_of_seven_bids(orebro_planned: Journey) -> None:
    award = orebro_planned.found["cases"]["award:tilldelning-2019"]
    assert sorted(winner.bid for winner in award["winners"]) == [
        f"anbud-{letter}" for letter in "abcde"
    ]
    assert orebro_planned.found["events"]["tender.bid_received"] == 7
    assert orebro_planned.found["events"]["agreement.signed"] == 5


def test_orebro_planned_starts_with_half_in_house_and_five_tenths(
    orebro_planned: Journey,
) -> None:
    shares = orebro_planned.shares()
    tenths = [f"avtal-{letter}" for letter in "abcde"]
    assert sorted(shares) == [*tenths, "egen-regi-2020"]
    targets = dict.fromkeys(tenths, 10.0) | {"egen-regi-2020": 50.0}
    for agreement, target in targets.items():
        row = shares[agreement]
        assert row["on"] == date(2020, 4, 15)
        assert row["target_percent"] == target
        assert row["percent"] == target
        assert row["hours_percent"] == pytest.approx(target, abs=1.0)
        assert row["within_tolerance"] is True
    assert shares["egen-regi-2020"]["customers"] == 1500


def test_orebro_planned_leaves_nobody_without_a_provider(
    orebro_planned: Journey,
) -> None:
    assert orebro_planned.covered() == 3000
    moved = {row.case_key for row in orebro_planned.periods if row.until is not None}
    assert len(moved) == 3000


def test_orebro_planned_meets_the_plan_and_keeps_its_promise(
    orebro_planned: Journey,
) -> None:
    milestones = orebro_planned.milestones()
    assert {status for status, _ in milestones.values()} == {"met"}
    assert milestones["annonsering"] == ("met", date(2019, 5, 2))
    assert milestones["tilldelning"] == ("met", date(2019, 10, 7))
    assert milestones["i-drift"] == ("met", date(2020, 4, 15))
    assert orebro_planned.promises() == {"brev-i-host": "kept"}
    waves = orebro_planned.found["transition"]
    assert [(w["wave"], w["customers"], str(w["taken_over_on"])) for w in waves] == [
        ("norr", 900, "2020-01-20"),
        ("oster", 800, "2020-02-17"),
        ("soder", 700, "2020-03-16"),
        ("vaster", 600, "2020-04-15"),
    ]
    assert {wave["status"] for wave in waves} == {"completed"}


# -- Örebro as it went ---------------------------------------------------------


def test_orebro_actual_is_cancelled_because_no_bid_met_the_requirements(
    orebro_actual: Journey,
) -> None:
    tender = orebro_actual.found["cases"]["tender:omvardnad-2019"]
    assert tender["status"] == "cancelled"
    assert tender["reason_code"] == "all-rej"
    assert len(tender["bids"]) == 11
    assert len(tender["assessments"]) == 11
    assert all(seen.failed for seen in tender["assessments"].values())
    assert tender["review"].last_day == date(2019, 9, 26)
    assert tender["review_ended"] is True
    assert [rule for rule, _ in orebro_actual.refused()] == [
        "RequirementWithoutFollowUp"
    ]


def test_orebro_actual_ends_the_review_window_and_misses_the_award_by_itself(
    orebro_actual: Journey,
) -> None:
    tender, plan = "tender:omvardnad-2019", "plan:orebro-tidplan"
    ended = "tender.cancellation_review_ended"
    assert orebro_actual.fell()[-3:] == [
        ("2019-06-18T00:00:00+02:00", "tender.closed", tender),
        ("2019-09-27T00:00:00+02:00", ended, tender),
        ("2019-10-16T00:00:00+02:00", "plan.milestone_missed", plan),
    ]
    assert orebro_actual.found["fell"][-1]["data"]["milestone"] == "tilldelning"


def test_orebro_actual_reports_the_chair_decision_to_the_board(
    orebro_actual: Journey,
) -> None:
    system = orebro_actual.found["cases"]["choice_system:orebro"]
    assert "ordforandebeslut-2019-09-16" in system["decisions"]
    assert system["urgent"] == []
    assert orebro_actual.found["events"]["choice_system.chair_decision_reported"] == 1


def test_orebro_actual_withdraws_the_promise_and_abandons_what_hung_on_the_award(
    orebro_actual: Journey,
) -> None:
    milestones = orebro_actual.milestones()
    assert milestones["tilldelning"] == ("missed", None)
    for fallen in ("kundval", "overtagande", "i-drift"):
        assert milestones[fallen] == ("abandoned", None)
    for row in orebro_actual.found["timetable"]["milestones"]:
        assert (row["status"] == "abandoned") == bool(row["reason"])
    assert orebro_actual.promises() == {
        "brev-i-host": "withdrawn",
        "ingen-byter-15-april": "kept",
    }


def test_orebro_actual_runs_on_with_the_old_agreements(orebro_actual: Journey) -> None:
    for key in LOV:
        agreement = orebro_actual.found["cases"][f"agreement:{key}"]
        assert agreement["status"] == "in_force"
        assert agreement["ends_on"] == date(2020, 11, 1)
    assert orebro_actual.found["events"]["agreement.notice_given"] == 6
    assert orebro_actual.found["events"]["agreement.extended"] == 6
    assert orebro_actual.covered() == 3000
    assert sorted(orebro_actual.shares()) == ["egen-regi-lov", *LOV]


def test_orebro_actual_covers_everybody_to_the_last_day_of_the_extension(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path}/extended.db"
    last_day = run("orebro-actual", url, "2020-11-01")
    assert last_day.covered() == 3000
    assert last_day.fell()[-1][0] == "2019-10-16T00:00:00+02:00"


# -- Botkyrka as planned -------------------------------------------------------


def test_botkyrka_planned_starts_in_january_with_a_fifth_at_four_providers(
    botkyrka_planned: Journey,
) -> None:
    assert botkyrka_planned.refused() == []
    assert {s for s, _ in botkyrka_planned.milestones().values()} == {"met"}
    assert botkyrka_planned.milestones()["externa-pa-plats"][1] == date(2021, 1, 18)
    assert botkyrka_planned.promises() == {"val-i-man-av-utrymme": "kept"}
    shares = botkyrka_planned.shares()
    percents = {key: row["percent"] for key, row in shares.items()}
    externals = dict.fromkeys((f"avtal-{letter}" for letter in "abcd"), 5.0)
    assert percents == externals | {"egen-regi": 80.0}
    assert all(row["within_tolerance"] for row in shares.values())
    assert botkyrka_planned.covered() == 1500


def test_botkyrka_planned_keeps_the_long_run_as_a_note(
    botkyrka_planned: Journey,
) -> None:
    (policy,) = botkyrka_planned.found["cases"]["choice_system:botkyrka"]["shares"]
    assert (policy.in_house_percent, policy.external_percent) == (80.0, 20.0)
    assert policy.valid_from == date(2021, 1, 1)
    assert "på sikt är hälften" in policy.note


# -- Botkyrka as it went -------------------------------------------------------


def test_botkyrka_actual_signs_a_month_late_with_four(botkyrka_actual: Journey) -> None:
    rows = botkyrka_actual.found["timetable"]["milestones"]
    late = next(r for r in rows if r["milestone"] == "upphandlingen-avslutas")
    assert late["status"] == "met"
    assert (late["met_on"], late["slipped_days"]) == (date(2020, 6, 24), 24)
    missed = ("2020-06-01T00:00:00+02:00", "plan.milestone_missed")
    assert [f[:2] for f in botkyrka_actual.fell() if "milestone" in f[1]] == [missed]
    assert botkyrka_actual.found["events"]["agreement.signed"] == 4


def test_botkyrka_actual_lets_each_deadline_fall_at_its_own_instant(
    botkyrka_actual: Journey,
) -> None:
    assert botkyrka_actual.refused() == []
    fell = [(at, event) for at, event, _ in botkyrka_actual.fell()]
    assert fell == [
        ("2019-06-20T00:00:00+02:00", "choice_system.legal_force_gained"),
        ("2020-01-07T09:00:00+01:00", "agreement.began"),
        ("2020-04-21T00:00:00+02:00", "tender.closed"),
        ("2020-06-01T00:00:00+02:00", "plan.milestone_missed"),
        ("2020-06-23T00:00:00+02:00", "award.signing_unlocked"),
        ("2020-10-01T00:00:00+02:00", "choice_round.closed"),
        *[("2021-01-01T00:00:00+01:00", "agreement.began")] * 4,
    ]


def test_botkyrka_actual_keeps_promises_that_contradict_each_other(
    botkyrka_actual: Journey,
) -> None:
    assert botkyrka_actual.promises() == {
        "val-i-man-av-utrymme": "kept",
        "minst-fem": "withdrawn",
        "hogst-fem": "kept",
        "fyra-per-omrade": "kept",
        "alla-har-utforare": "kept",
        "nytt-val": "promised",
    }


def test_botkyrka_actual_queues_those_whom_there_was_no_room_for(
    botkyrka_actual: Journey,
) -> None:
    queues = botkyrka_actual.found["choices"]["queues"]
    waiting = {(row["agreement"], row["area"]): row["waiting"] for row in queues}
    assert waiting == {
        ("avtal-a", "norra"): 21,
        ("avtal-a", "sodra"): 5,
        ("avtal-c", "norra"): 2,
    }


def test_botkyrka_actual_tells_those_who_were_moved_against_their_choice_by_telephone(
    botkyrka_actual: Journey,
) -> None:
    phoned = [t for t in botkyrka_actual.told if t[1:] == ("2020-12-02", "telefon")]
    assert len(phoned) == 6
    told_ones = {case.partition(":")[2] for case, _, _ in phoned}
    started = {
        r.case_key: r for r in botkyrka_actual.periods if r.from_day.year == 2021
    }
    assert {started[key].agreement for key in told_ones} == {"avtal-d"}


def test_botkyrka_actual_runs_2021_with_a_fifth_external(tmp_path: Path) -> None:
    early = run("botkyrka-actual", f"sqlite:///{tmp_path}/2021.db", "2021-01-31")
    percents = {key: row["percent"] for key, row in early.shares().items()}
    externals = dict.fromkeys((f"avtal-{letter}" for letter in "abcd"), 5.0)
    assert percents == externals | {"egen-regi": 80.0}
    assert sum(row["waiting"] for row in early.found["choices"]["queues"]) == 43
    assert early.covered() == 1500


def test_botkyrka_actual_rescinds_when_the_licence_is_gone(
    botkyrka_actual: Journey,
) -> None:
    lost = botkyrka_actual.found["cases"]["agreement:avtal-b"]
    assert lost["status"] == "rescinded"
    assert lost["licence"] == "revocation_final"
    assert lost["ends_on"] == date(2024, 5, 24)
    assert lost["holders"] == {}
    assert botkyrka_actual.found["events"]["agreement.licence_changed"] == 3


def test_botkyrka_actual_moves_everybody_to_the_new_provider_in_four_days(
    botkyrka_actual: Journey,
) -> None:
    left = [
        row
        for row in botkyrka_actual.periods
        if row.agreement == "avtal-b" and row.until and row.until.year == 2024
    ]
    assert len(left) == 75
    came = {
        row.case_key: row
        for row in botkyrka_actual.periods
        if row.agreement == "avtal-c" and row.from_day.year == 2024
    }
    assert came.keys() == {row.case_key for row in left}
    assert all(came[row.case_key].from_day == row.until for row in left)
    assert all(row.until is None for row in came.values())
    assert sorted(Counter(str(row.from_day) for row in came.values()).items()) == [
        ("2024-05-21", 19),
        ("2024-05-22", 19),
        ("2024-05-23", 19),
        ("2024-05-24", 18),
    ]
    assert any(row.minutes == 0 for row in came.values())  # alarm-only moved too
    told_ones = {case for case, day, _ in botkyrka_actual.told if day == "2024-05-20"}
    assert told_ones == {f"customer_choice:{key}" for key in came}


def test_botkyrka_actual_ends_complete_and_without_a_gap(
    botkyrka_actual: Journey,
) -> None:
    waves = botkyrka_actual.found["transition"]
    assert {wave["status"] for wave in waves} == {"completed"}
    assert not any(wave["overdue"] for wave in waves)
    assert botkyrka_actual.milestones()["flytt"] == ("met", date(2024, 5, 24))
    assert botkyrka_actual.covered() == 1500
    shares = botkyrka_actual.shares()
    assert shares["avtal-c"]["customers"] == 150
    assert shares["avtal-c"]["target_percent"] == 10.0
    assert "avtal-b" not in shares
    assert all(row["within_tolerance"] for row in shares.values())


# -- All of them ---------------------------------------------------------------


@pytest.mark.parametrize("journey", ["orebro_planned", "botkyrka_actual"])
def test_a_journey_played_again_changes_nothing(
    journey: str, request: pytest.FixtureRequest
) -> None:
    first: Journey = request.getfixturevalue(journey)
    again = run(first.scenario.name, first.url)
    assert told_in_json(again) == told_in_json(first)
    assert again.periods == first.periods


def test_every_database_tells_the_same_story(
    botkyrka_actual: Journey, database_url: str
) -> None:
    elsewhere = run("botkyrka-actual", database_url)
    assert told_in_json(elsewhere) == told_in_json(botkyrka_actual)
    assert elsewhere.periods == botkyrka_actual.periods


@pytest.mark.parametrize("name", NAMES)
def test_an_example_names_invented_bidders_and_persons_only(name: str) -> None:
    for act in read(EXAMPLES / name).acts:
        bidder = getattr(act.command, "bidder", None)
        assert bidder is None or bidder.startswith("utforare-")
        provider = getattr(act.command, "provider", "egen-regi")
        assert provider == "egen-regi" or provider.startswith("utforare-")
