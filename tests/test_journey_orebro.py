"""Örebro as it was planned: an award in October, and a choice for everybody.

The year after is told in `test_journey_followed.py`.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from hashlib import sha256

import pytest

from tests.journeys import Journey, customer_of, instant, once
from upphandling.bootstrap import open_house
from upphandling.interfaces.follow_up import the_shares

LOV = [f"lov-utforare-{letter}" for letter in "klmnop"]
TENTHS = [f"avtal-{letter}" for letter in "abcde"]
OWN = "egen-regi-2020"
IN_FORCE = date(2020, 4, 15)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Journey:
    return once("orebro-planned", tmp_path_factory)


# -- The procurement ----------------------------------------------------------


def test_three_things_are_refused_before_the_takeover_and_all_were_foreseen(
    planned: Journey,
) -> None:
    assert planned.refused()[:3] == [
        ("RequirementWithoutFollowUp", "2019-04-29T09:00:00+02:00"),
        ("BidTooLate", "2019-06-18T08:15:00+02:00"),
        ("StandstillRunning", "2019-10-16T09:00:00+02:00"),
    ]
    announcing, _, signing, *_ = planned.found["refused"]
    assert announcing["details"] == {"requirements": ["ersattning", "personalvillkor"]}
    assert str(signing["details"]["last_day"]) == "2019-10-18"


def test_each_deadline_falls_at_its_own_midnight(planned: Journey) -> None:
    system, award = "choice_system:orebro", "award:tilldelning-2019"
    gained, chosen = "choice_system.legal_force_gained", "choice_round:val-2019"
    by_itself = [
        ("2018-04-05T00:00:00+02:00", gained, system),
        ("2018-04-19T00:00:00+02:00", gained, system),
        ("2019-06-18T00:00:00+02:00", "tender.closed", "tender:omvardnad-2019"),
        ("2019-10-19T00:00:00+02:00", "award.signing_unlocked", award),
        ("2019-11-11T00:00:00+01:00", "choice_round.reminder_due", chosen),
        ("2019-11-25T00:00:00+01:00", "choice_round.closed", chosen),
        *(
            ("2020-01-20T00:00:00+01:00", "agreement.began", f"agreement:{key}")
            for key in (*TENTHS, OWN)
        ),
        *(
            ("2020-04-15T00:00:00+02:00", "agreement.expired", f"agreement:{key}")
            for key in (*LOV, "egen-regi-lov")
        ),
    ]
    registered = "2019-03-04"  # old agreements begin in the register when entered
    fell = [
        f for f in planned.fell() if not f[1].startswith(("follow_up.", "deviation."))
    ]
    assert [f for f in fell if f[0][:10] != registered] == by_itself
    assert len(fell) == len(by_itself) + len(LOV) + 1
    assert all(
        fallen["recorded_at"] == fallen["effective_at"]
        for fallen in planned.found["fell"]
    )


def test_both_decisions_of_march_2018_are_kept(planned: Journey) -> None:
    system = planned.found["cases"]["choice_system:orebro"]
    assert list(system["decisions"])[:2] == ["programnamnden-2018-03", "kf-2018-03-21"]
    assert system["legal_force"] == {}


def test_five_of_seven_bids_win(planned: Journey) -> None:
    award = planned.found["cases"]["award:tilldelning-2019"]
    assert sorted(winner.bid for winner in award["winners"]) == [
        f"anbud-{letter}" for letter in "abcde"
    ]
    assert planned.found["events"]["tender.bid_received"] == 7
    assert planned.found["events"]["agreement.signed"] == 5


# -- The choice ---------------------------------------------------------------


def test_customers_read_of_the_providers_in_the_order_that_was_drawn(
    planned: Journey,
) -> None:
    told = planned.only("choice_round.information_published")
    shown = [entry["agreement"] for entry in told["entries"]]

    assert (told["order"], told["seed"]) == ("drawn", "Örebro 2019-10-28")
    lots = {
        key: sha256(f"{told['seed']}|{key}".encode()).hexdigest()
        for key in (*TENTHS, OWN)
    }
    assert shown == sorted(lots, key=lambda key: lots[key])
    assert len({tuple(sorted(entry["facts"])) for entry in told["entries"]}) == 1


def test_exactly_those_who_had_not_chosen_are_reminded(
    planned: Journey,
) -> None:
    reminded = planned.only("choice_round.reminded")
    invited = planned.only("choice_round.invited")
    had_chosen = {
        customer_of(case)
        for case, said in planned.events("customer_choice.chosen")
        if instant(said) < instant(reminded)
    }

    assert set(reminded["customers"]) == set(invited["customers"]) - had_chosen
    assert (len(invited["customers"]), len(reminded["customers"])) == (3000, 1797)


def test_nineteen_of_twenty_feasible_first_choices_are_met(
    planned: Journey,
) -> None:
    """Whoever chose has a first choice; feasible are those that can be met together.

    The read model counts the first, the proposal's proof is the bound of the second:
    all feasible ones are met, and they are at least 95 percent of all that there are.
    """
    rows = planned.found["choices"]["choices"]
    chose = sum(row["chose"] for row in rows)
    first, second, *_ = (
        sum(each) for each in zip(*(r["met"] for r in rows), strict=True)
    )
    stages = planned.only("choice_round.allocation_proposed")["stages"]
    (most,) = (stage for stage in stages if stage["name"] == "choice_1")

    chosen = planned.events("customer_choice.chosen")
    assert chose == sum(said["round"] is not None for _, said in chosen)
    assert most["proved"]
    assert first == most["objective"] == most["bound"]
    assert first >= 0.95 * chose
    assert all(row["first_choice_percent"] >= 95.0 for row in rows)
    assert first + second == chose


def test_everybody_is_told_why_in_words_and_by_code(planned: Journey) -> None:
    placements = planned.only("choice_round.allocation_proposed")["placements"]
    told = {
        customer_of(case): said["reason"]
        for case, said in planned.events("customer_choice.placed")
        if instant(said).date() < IN_FORCE
    }

    assert told == {placed["customer"]: placed["reason"] for placed in placements}
    assert len(told) == 3000
    for placed in placements:
        assert placed["reason"].startswith("Du ")
        assert placed["reason"].endswith(".")
        rank = placed["rank"]
        by_rule = "default_fill_shares" if rank is None else f"choice_{rank}"
        assert placed["code"] == by_rule


def test_whoever_waits_was_told_the_right_number_in_the_queue(
    planned: Journey,
) -> None:
    placements = planned.only("choice_round.allocation_proposed")["placements"]
    reasons = {placed["customer"]: placed["reason"] for placed in placements}
    waiting = {
        customer: agreement.queue_place(customer)
        for agreement in planned.cases(*(f"agreement:{key}" for key in TENTHS))
        for customer in agreement.queue
    }

    assert len(waiting) == 55
    for customer, number in waiting.items():
        assert reasons[customer].startswith("Du fick ditt andra val, ")
        assert reasons[customer].endswith(f"du står på plats {number} i kön.")


# -- The takeover -------------------------------------------------------------


def test_it_starts_with_half_in_house_and_five_tenths(
    planned: Journey,
) -> None:
    with open_house(planned.url) as house, house.database.engine.connect() as asked:
        rows = the_shares(asked, None, IN_FORCE)
    shares = {row["agreement"]: row for row in rows if row["area"] is None}
    decided = dict.fromkeys(TENTHS, (10.0, 9.0, 11.0)) | {OWN: (50.0, 49.0, 51.0)}
    assert shares.keys() == decided.keys()
    for agreement, (share, minimum, cap) in decided.items():
        row = shares[agreement]
        assert row["on"] == date(2020, 4, 15)
        assert (row["target_percent"], row["cap_percent"]) == (minimum, cap)
        assert row["percent"] == share
        assert row["hours_percent"] == pytest.approx(share, abs=1.0)
        assert row["within_tolerance"] is True
    assert shares[OWN]["customers"] == 1500


def test_nobody_is_without_a_provider_or_has_two(planned: Journey) -> None:
    assert planned.covered() == 3000
    (row,) = planned.found["coverage"]
    assert row["services"]["granted"] == 6900
    assert row["services"]["person_days"] > row["person_days"]
    assert row["unexecuted"]["decisions"] == 0
    moved = {row.case_key for row in planned.periods if row.until is not None}
    assert len(moved) == 3000


def test_every_wave_was_ready_and_somebody_said_go(planned: Journey) -> None:
    waves = planned.found["transition"]
    assert [(w["wave"], w["customers"], str(w["taken_over_on"])) for w in waves] == [
        ("norr", 900, "2020-01-20"),
        ("oster", 800, "2020-02-17"),
        ("soder", 700, "2020-03-16"),
        ("vaster", 600, "2020-04-14"),
    ]
    for wave in waves:
        assert (wave["status"], wave["go"]) == ("completed", "go")
        assert (wave["conditions"], wave["conditions_met"]) == (15, 15)
        assert (wave["taken"], wave["failed"]) == (wave["customers"], 0)
    said = [data for _, data in planned.events("transition.go_decided")]
    taken = [data for _, data in planned.events("transition.wave_taken_over")]
    assert {go["by"] for go in said} == {"forvaltningschef-1"}
    assert all(go["mandate"] for go in said)
    assert [go["wave"] for go in said] == [took["wave"] for took in taken]
    assert all(
        instant(go) < instant(took) for go, took in zip(said, taken, strict=True)
    )


def test_own_and_private_provision_are_paid_alike(planned: Journey) -> None:
    rows = {row["agreement"]: row for row in planned.found["compensation"]}
    for key in (*TENTHS, OWN):
        row = rows[key]
        assert (row["tender"], row["paid_for"]) == ("omvardnad-2019", "granted_time")
        assert row["customers"] == planned.shares()[key]["customers"]
        assert row["without_rate"] == []
        assert row["ore"] > 0
    an_hour = {key: rows[key]["ore"] / rows[key]["hours"] for key in (*TENTHS, OWN)}
    assert max(an_hour.values()) < 1.01 * min(an_hour.values())
    assert rows.keys().isdisjoint(LOV)


def test_the_plan_is_met_and_the_promise_kept(planned: Journey) -> None:
    milestones = planned.milestones()
    assert Counter(status for status, _ in milestones.values()) == {"met": 12}
    assert milestones["annonsering"] == ("met", date(2019, 5, 2))
    assert milestones["tilldelning"] == ("met", date(2019, 10, 7))
    assert milestones["i-drift"] == ("met", date(2020, 4, 15))
    assert planned.promises() == {"brev-i-host": "kept"}
