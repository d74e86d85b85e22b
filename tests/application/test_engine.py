"""The one door: what is kept of every command, carried out or refused."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from eventsourcing.persistence import IntegrityError
from pydantic import ValidationError

from tests.given import local
from tests.town import MANDATE, SYSTEM, Town, command
from tests.vault_key import the_keys
from upphandling.application.refusals import (
    CommandIdReused,
    FutureTime,
    SomebodyElseWasFirst,
    refused_before,
)
from upphandling.application.store import Outcome, Verdict
from upphandling.bootstrap import open_house
from upphandling.domain.access import NotAllowed
from upphandling.domain.agreement.refusals import NoRoom
from upphandling.domain.award import Status
from upphandling.domain.base import Role
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.customer_choice.refusals import CareHasEnded
from upphandling.domain.errors import (
    CaseExists,
    NoMandate,
    NoSuchCase,
    Refused,
)
from upphandling.domain.parts import PartExists
from upphandling.domain.tender.refusals import TenderInWrongStage

DECISION = {
    "system": "staden",
    "decision": "kf-1",
    "body": "council",
    "taken_on": "2026-05-18",
    "minutes": "§ 1",
    "matter": "Valfrihet i hemtjänsten",
}
CANCELLATION = {"tender": "hemtjanst", "reason_code": "other", "reasons": "Ny budget."}


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-05-18T09:00") as town:
        town.do("choice_system.establish", SYSTEM)
        town.clock.now = local("2026-05-19T09:00")
        yield town


def place(customer: str, agreement: str = "avtal-a") -> dict[str, str]:
    return {
        "customer": customer,
        "bundle": "omvardnad",
        "agreement": agreement,
        "basis": "reassigned",
        "reason": "Kundens val.",
    }


# -- What is kept --------------------------------------------------------------------


def test_an_event_tells_who_when_in_which_role_on_what_mandate_and_why(town):
    town.clock.advance(timedelta(milliseconds=250))

    town.do(
        "choice_system.record_decision",
        DECISION,
        role=Role.COUNCIL_SECRETARY,
        at=local("2026-05-18T20:15"),
        command_id="kommando-1",
        because="brev-17",
    )

    assert town.log("choice_system:staden")[1:] == [
        (
            "choice_system.decision_taken",
            {
                "effective_at": "2026-05-18T18:15:00Z",
                "by": "handlaggare-1",
                "role": "council_secretary",
                "mandate": MANDATE,
                "because": "brev-17",
                "decision": "kf-1",
                "body": "council",
                "taken_on": "2026-05-18",
                "minutes": "§ 1",
                "matter": "Valfrihet i hemtjänsten",
            },
        )
    ]
    (row,) = town.house.recorder.records(after=1)
    assert row.recorded_at == local("2026-05-19T09:00") + timedelta(milliseconds=250)
    assert row.command_id == "kommando-1"


def test_a_command_that_gives_no_cause_is_its_own_and_happens_now(town):
    town.clock.advance(timedelta(milliseconds=250))

    answer = town.do("choice_system.record_decision", DECISION)

    (event,) = answer.events
    assert event.because == f"command:{answer.command_id}"
    assert event.effective_at == local("2026-05-19T09:00")  # in whole seconds


def test_events_of_one_command_are_kept_together(town):
    town.with_agreement("avtal-a", starts_on="2026-01-01")
    town.registered(["person-1", "person-2"], "avtal-a")

    rows = [*town.house.recorder.records(after=2)]

    assert [row.topic for row in rows] == [
        "agreement.places_taken",
        "customer_choice.registered",
        "customer_choice.registered",
    ]
    assert len({row.command_id for row in rows}) == 1


def test_whoever_listens_hears_what_happened(town):
    heard = []
    town.house.engine.listeners.append(heard.append)

    answer = town.do("choice_system.record_decision", DECISION)

    assert heard == [answer.events]


# -- The same command twice ----------------------------------------------------------


def test_the_same_command_twice_is_carried_out_once(town):
    first = town.do("choice_system.record_decision", DECISION, command_id="k-1")
    written = town.log()
    town.clock.advance(timedelta(hours=1))

    again = town.do("choice_system.record_decision", DECISION, command_id="k-1")

    assert not first.repeated
    assert (again.command_id, again.events, again.repeated) == ("k-1", (), True)
    assert town.log() == written


def test_a_repeated_command_is_recognised_after_a_restart(town):
    town.do("choice_system.record_decision", DECISION, command_id="k-1")

    with open_house(town.url, clock=town.clock, keys=the_keys()) as house:
        answer = house.engine.handle(
            command("choice_system.record_decision", DECISION),
            by="handlaggare-1",
            role=Role.COUNCIL_SECRETARY,
            command_id="k-1",
        )

    assert answer.repeated


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("choice_system.record_decision", {**DECISION, "minutes": "§ 2"}),
        (
            "choice_system.announce_minutes",
            {"system": "staden", "decision": "kf-1", "on": "2026-05-19"},
        ),
    ],
)
def test_the_id_of_a_command_is_not_used_for_another(town, name, data):
    town.do("choice_system.record_decision", DECISION, command_id="k-1")
    written = town.log()

    with pytest.raises(CommandIdReused) as refusal:
        town.do(name, data, command_id="k-1")

    assert refusal.value.details == {
        "command_id": "k-1",
        "command": "choice_system.record_decision",
    }
    assert town.log() == written


def test_the_id_of_a_command_is_not_used_by_somebody_else(town):
    town.do("choice_system.record_decision", DECISION, command_id="k-1")
    written = town.log()

    with pytest.raises(CommandIdReused):
        town.do(
            "choice_system.record_decision",
            DECISION,
            command_id="k-1",
            by="handlaggare-9",
        )

    assert town.log() == written


# -- Refusals ------------------------------------------------------------------------


def test_a_refusal_is_kept_with_who_asked_for_what_and_which_rule_said_no(town):
    town.do("choice_system.record_decision", DECISION)

    with pytest.raises(PartExists):
        town.do("choice_system.record_decision", DECISION, command_id="k-2")

    (kept,) = town.house.recorder.refusals()
    assert (kept.rule, kept.message) == (
        "PartExists",
        "Nyckeln används redan i ärendet.",
    )
    assert kept.details == {"part": "kf-1"}
    assert kept.receipt.command_id == "k-2"
    assert kept.receipt.command == "choice_system.record_decision"
    assert kept.receipt.by == "handlaggare-1"
    assert kept.receipt.role == "council_secretary"
    assert kept.receipt.mandate == MANDATE
    assert kept.receipt.recorded_at == local("2026-05-19T09:00")
    assert '"minutes":"§ 1"' in kept.receipt.payload


def test_a_refused_command_is_refused_the_same_when_it_is_repeated(town):
    town.do("choice_system.record_decision", DECISION)
    refusals = []
    for _ in range(2):
        with pytest.raises(PartExists) as refusal:
            town.do("choice_system.record_decision", DECISION, command_id="k-2")
        refusals.append((str(refusal.value), refusal.value.details))

    assert refusals[0] == refusals[1]
    assert len([*town.house.recorder.refusals()]) == 1


def test_a_refusal_by_a_rule_that_is_no_more_is_still_a_refusal():
    outcome = Outcome(
        command_id="k-1",
        command="tender.close",
        by="handlaggare-1",
        payload="{}",
        verdict=Verdict.REFUSED,
        rule="FullMoon",
        message="Det är fullmåne.",
        details={"moon": "full"},
    )

    refusal = refused_before(outcome)

    assert type(refusal) is Refused
    assert refusal.details == {
        "rule": "FullMoon",
        "message": "Det är fullmåne.",
        "moon": "full",
    }


def test_nothing_happens_in_the_future(town):
    with pytest.raises(FutureTime) as refusal:
        town.do(
            "choice_system.record_decision", DECISION, at=local("2026-05-19T09:00:01")
        )

    assert refusal.value.details == {"at": local("2026-05-19T09:00:01")}
    (kept,) = town.house.recorder.refusals()
    assert kept.rule == "FutureTime"
    assert len(town.log()) == 1


def test_a_case_that_does_not_exist_is_refused_by_name(town):
    for name, data in (
        ("tender.close", {"tender": "hemtjanst"}),
        ("agreement.begin", {"agreement": "avtal-a"}),
        ("customer_choice.place", place("person-1")),
    ):
        with pytest.raises(NoSuchCase):
            town.do(name, data)


def test_a_key_is_used_once(town):
    town.with_agreement("avtal-a")

    with pytest.raises(CaseExists) as refusal:
        town.with_agreement("avtal-a")

    assert refusal.value.details == {"case": "agreement:avtal-a"}


def test_a_customer_is_not_entered_twice_by_one_command(town):
    with pytest.raises(CaseExists):
        town.registered(["person-1", "person-1"])

    assert len(town.log()) == 1


@pytest.mark.parametrize(
    ("who", "rule", "told"),
    [
        (
            {"by": "scheduler", "role": Role.SCHEDULER, "mandate": None},
            NotAllowed,
            {"role": "scheduler", "asked": "tender.cancel", "lacks": "role"},
        ),
        (
            {"by": "scheduler", "role": Role.SCHEDULER},
            NotAllowed,
            {"role": "scheduler", "asked": "tender.cancel", "lacks": "role"},
        ),
        (
            {"by": "handlaggare-2", "mandate": None},
            NoMandate,
            {"event": "tender.cancelled"},
        ),
    ],
)
def test_nobody_decides_without_a_mandate_and_that_they_tried_is_kept(
    town, who, rule, told
):
    town.announced("hemtjanst", "2026-06-30")

    with pytest.raises(rule):
        town.do("tender.cancel", CANCELLATION, **who)

    (kept,) = town.house.recorder.refusals()
    assert kept.rule == rule.__name__
    assert kept.details.items() >= told.items()
    assert kept.receipt.by == who["by"]
    assert "tender.cancelled" not in dict(town.log("tender:hemtjanst"))


# -- What a refusal leaves behind ----------------------------------------------------


def test_a_decision_that_was_refused_halfway_leaves_no_trace(town):
    """The award says yes first; then the tender says that it has been awarded."""
    town.opened("hemtjanst")
    for award in ("forslag-1", "forslag-2"):
        town.do("award.propose", {"award": award, "tender": "hemtjanst"})
    winners = {"winners": [{"lot": "norr", "bid": "anbud-1"}], "motive": "Bäst."}
    town.do("award.decide", {"award": "forslag-1", **winners})
    written = town.log()

    for _ in range(2):
        with pytest.raises(TenderInWrongStage):
            town.do("award.decide", {"award": "forslag-2", **winners})

    assert town.case("award:forslag-2").status is Status.PROPOSED
    assert not town.case("award:forslag-2").pending_events
    assert town.log() == written


def test_a_place_that_was_taken_by_a_refused_command_is_free_again(town):
    """The agreement says yes first; then the customer's care has ended."""
    town.with_agreement("avtal-a", regime="lou", places={"norr": 1})
    town.registered(["person-1", "person-2"])
    town.do(
        "customer_choice.end_care",
        {"customer": "person-1", "bundle": "omvardnad", "last_day": "2026-05-19"},
    )

    with pytest.raises(CareHasEnded):
        town.do("customer_choice.place", place("person-1"))
    town.do("customer_choice.place", place("person-2"))

    assert list(town.case("agreement:avtal-a").holders) == ["person-2"]


def test_a_bug_leaves_no_trace_either_and_is_not_kept_as_a_refusal(town, monkeypatch):
    town.with_agreement("avtal-a", regime="lou", places={"norr": 1}).registered(
        ["person-1"]
    )
    written = town.log()

    def break_down(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(CustomerChoice, "place", break_down)
    with pytest.raises(ZeroDivisionError):
        town.do("customer_choice.place", place("person-1"), command_id="k-1")
    monkeypatch.undo()

    assert town.case("agreement:avtal-a").holders == {}
    assert (town.log(), [*town.house.recorder.refusals()]) == (written, [])
    assert not town.do(
        "customer_choice.place", place("person-1"), command_id="k-1"
    ).repeated


def test_all_customers_of_a_command_are_entered_or_none(town):
    town.with_agreement(
        "avtal-a", starts_on="2026-01-01", regime="lou", places={"norr": 1}
    )

    with pytest.raises(NoRoom):
        town.registered(["person-1", "person-2"], "avtal-a")

    with pytest.raises(NoSuchCase):
        town.case("customer_choice:person-1/omvardnad")


def test_a_customer_who_leaves_care_leaves_every_place_free(town):
    town.with_agreement(
        "avtal-a", starts_on="2026-01-01", regime="lou", places={"norr": 1}
    )
    town.with_agreement("avtal-b", regime="lou", places={"norr": 1})
    town.registered(["person-1"], "avtal-a")
    town.do("customer_choice.place", place("person-1", "avtal-b"))

    town.do(
        "customer_choice.end_care",
        {"customer": "person-1", "bundle": "omvardnad", "last_day": "2026-05-19"},
    )

    assert town.case("agreement:avtal-a").holders == {}
    assert town.case("agreement:avtal-b").holders == {}


# -- Two at once ---------------------------------------------------------------------


def test_who_was_overtaken_tries_again_with_what_is_known_now(town, monkeypatch):
    town.with_agreement("avtal-a", regime="lou", places={"norr": 1})
    town.registered(["person-1", "person-2"])
    write = town.house.recorder.insert_events

    with open_house(town.url, clock=town.clock, keys=the_keys()) as other:

        def overtaken(*args, **kwargs):
            monkeypatch.undo()
            other.engine.handle(
                command("customer_choice.place", place("person-2")),
                by="handlaggare-2",
                role=Role.CARE_NEEDS_ASSESSOR,
                mandate=MANDATE,
            )
            return write(*args, **kwargs)

        monkeypatch.setattr(town.house.recorder, "insert_events", overtaken)
        with pytest.raises(NoRoom) as refusal:
            town.do("customer_choice.place", place("person-1"))

    assert refusal.value.details["room"] == 0
    assert list(town.case("agreement:avtal-a").holders) == ["person-2"]
    assert town.case("customer_choice:person-1/omvardnad").placed_at is None


def test_who_is_always_overtaken_is_told_and_may_use_the_same_id_again(
    town, monkeypatch
):
    def overtaken(*_, **__):
        raise IntegrityError

    monkeypatch.setattr(town.house.recorder, "insert_events", overtaken)
    with pytest.raises(SomebodyElseWasFirst):
        town.do("choice_system.record_decision", DECISION, command_id="k-1")
    monkeypatch.undo()

    assert [*town.house.recorder.refusals()] == []
    answer = town.do("choice_system.record_decision", DECISION, command_id="k-1")
    assert not answer.repeated


def test_two_houses_never_give_the_last_place_twice(town):
    town.with_agreement("avtal-a", regime="lou", places={"norr": 5})
    customers = [f"person-{number:02}" for number in range(20)]
    town.registered(customers)
    together = Barrier(4)

    def hammer(house, mine):
        together.wait()
        return [try_to_place(house, customer) for customer in mine]

    with (
        open_house(town.url, clock=town.clock, keys=the_keys()) as other,
        ThreadPoolExecutor(4) as threads,
    ):
        houses = (town.house, other, town.house, other)
        work = [
            threads.submit(hammer, house, customers[number::4])
            for number, house in enumerate(houses)
        ]
        outcomes = [outcome for done in work for outcome in done.result()]

    assert outcomes.count("placed") == 5
    assert outcomes.count("NoRoom") == 15
    assert len(town.case("agreement:avtal-a").holders) == 5
    topics = [topic for topic, _ in town.log()]
    assert topics.count("agreement.places_taken") == 5
    assert topics.count("customer_choice.placed") == 5


def try_to_place(house, customer: str) -> str:
    """What came of it; whoever was overtaken too often asks again."""
    while True:
        try:
            house.engine.handle(
                command("customer_choice.place", place(customer)),
                by="handlaggare-1",
                role=Role.CARE_NEEDS_ASSESSOR,
                mandate=MANDATE,
            )
        except SomebodyElseWasFirst:
            continue
        except NoRoom as refusal:
            return refusal.rule()
        return "placed"


# -- What falls by itself ------------------------------------------------------------


def test_an_agreement_older_than_its_case_begins_when_it_is_entered(town):
    town.with_agreement("avtal-a", starts_on="2024-01-01", ends_on="2024-12-31")

    assert town.at("2026-05-19T09:00") == ["agreement.began", "agreement.expired"]
    assert [data["effective_at"] for _, data in town.log("agreement:avtal-a")] == [
        "2026-05-19T07:00:00Z"
    ] * 3


def test_an_agreement_that_ended_before_it_began_is_awaited_no_more(town):
    town.with_agreement("avtal-a", starts_on="2026-10-01")
    town.do(
        "agreement.give_notice",
        {"agreement": "avtal-a", "ends_on": "2026-05-31", "reason": "Ny budget."},
    )

    assert town.at("2026-06-01T00:00") == ["agreement.expired"]
    assert town.house.next_due() is None


def test_a_deadline_falls_once_however_often_it_is_swept(town):
    town.with_agreement("avtal-a", starts_on="2026-06-01")

    assert town.at("2026-06-01T00:00") == ["agreement.began"]
    assert town.at("2026-06-01T00:00") == []
    assert town.at("2026-06-02T00:00") == []


def test_a_deadline_that_cannot_be_carried_out_does_not_hurry_the_clock(town):
    for agreement in ("avtal-a", "avtal-b"):
        town.with_agreement(agreement, starts_on="2026-05-19", regime="lou")
    town.registered(["person-1"], "avtal-a", since="2026-05-19")
    town.do(
        "transition.reassign",
        {
            "transition": "flytt",
            "bundle": "omvardnad",
            "from_agreement": "avtal-a",
            "to_agreement": "avtal-b",
            "days": ["2026-05-20"],
            "reason": "Avtalet hävs.",
        },
    )
    town.do("transition.abandon", {"transition": "flytt", "reason": "Ny plan."})

    assert town.at("2026-05-21T09:00") == ["agreement.began", "agreement.began"]
    assert town.house.tick() is None


def test_the_clock_is_told_how_long_it_is_to_the_next_deadline(town):
    assert town.house.tick() is None
    town.with_agreement("avtal-a", starts_on="2026-05-20")
    assert town.house.tick() == 15 * 60 * 60


# -- Bad data ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "changed", "field"),
    [
        ("choice_system.record_decision", {"decision": "KF 1"}, "decision"),
        ("choice_system.record_decision", {"taken_on": "i maj"}, "taken_on"),
        ("choice_system.record_decision", {"body": "kungen"}, "body"),
        ("choice_system.record_decision", {"urgent": "ja"}, "urgent"),
        ("choice_system.record_decision", {"beslut": "kf-1"}, "beslut"),
        ("choice_system.record_decision", {"matter": ""}, "matter"),
        ("choice_system.record_decision", {"minutes": None}, "minutes"),
        ("choice_system.establish", {"areas": [{"key": "norr"}]}, "areas.0.name"),
        ("choice_system.establish", {"areas": []}, "areas"),
    ],
)
def test_bad_data_is_answered_with_the_name_of_the_field(name, changed, field):
    whole = SYSTEM if name.endswith("establish") else DECISION

    with pytest.raises(ValidationError) as refusal:
        command(name, {**whole, **changed})

    assert [".".join(map(str, e["loc"])) for e in refusal.value.errors()] == [field]


@pytest.mark.parametrize("customer", ["Utförare A", "åsa", "Person-1", ""])
def test_a_person_is_a_reference_and_never_a_name(customer):
    with pytest.raises(ValidationError):
        command("customer_choice.place", place(customer))


def test_an_instant_says_in_which_zone_it_is():
    with pytest.raises(ValidationError, match="saknar tidszon"):
        command(
            "tender.announce",
            {
                "tender": "hemtjanst",
                "last_day": "2026-06-30",
                "closes_at": "2026-06-30T12:00:00",
                "notice": "Annons",
            },
        )
