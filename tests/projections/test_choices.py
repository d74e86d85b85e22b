"""Choices: what each customer wished, got and waits for."""

from __future__ import annotations

from tests.given import day, person, scheduler
from upphandling.domain.allocation import Placement
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.configuration import Basis, DefaultRule, Service
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.infrastructure.read_side import tables as read_tables
from upphandling.projections.catalogue import PROJECTIONS
from upphandling.projections.choice_tallies import (
    changed_their_minds,
    tally,
    tally_of_round,
)
from upphandling.projections.choices import CHOICES, choices, choosings, invitations
from upphandling.projections.responsibilities import RESPONSIBILITIES, responsibilities

WHO = ("k-1/omvardnad", "staden", "k-1", "omvardnad", "norr")


def registered(customer: str = "k-1") -> CustomerChoice:
    return CustomerChoice.register(
        person("2026-06-01T10:00"),
        system="staden",
        customer=customer,
        bundle="omvardnad",
        area="norr",
        minutes=420,
        agreement="egen-regi",
        provider="staden",
        since=day("2020-01-01"),
    )


def placed() -> CustomerChoice:
    customer = registered()
    customer.choose(person("2026-06-15T10:00"), round="host", wishes=("avtal", "annat"))
    customer.place(
        person("2026-07-01T10:00"),
        agreement="avtal",
        provider="omsorg",
        basis=Basis.CHOICE,
        reason="Förstahandsval.",
    )
    return customer


def invited() -> ChoiceRound:
    choosing = ChoiceRound.open(
        person("2026-06-01T10:00"),
        "host",
        system="staden",
        bundle="omvardnad",
        last_day=day("2026-06-30"),
    )
    at = person("2026-06-02T10:00")
    choosing.invite(at, customers=("k-1", "k-2"), channel="brev")
    return choosing


NOT_CHOSEN = (None, None, None)  # round, wishes, instant
NOWHERE = (None, None, None, None)  # agreement, basis, reason, place ahead
NO_WISHES = (None,) * 5


def test_a_customer_is_registered_without_a_choice(rows_after):
    assert rows_after(CHOICES, choices, registered()) == [
        (*WHO, "[]", *NOT_CHOSEN, *NOWHERE, None, 1, *NO_WISHES)
    ]


def test_a_customer_chooses_and_gets_a_place(rows_after):
    wished = ("host", '["avtal", "annat"]', "2026-06-15T10:00")
    got = ("avtal", "choice", "Förstahandsval.", "avtal")

    assert rows_after(CHOICES, choices, placed()) == [
        (*WHO, "[]", *wished, *got, None, 1, "avtal", "annat", None, None, None)
    ]


def test_the_place_is_no_longer_ahead_when_it_has_been_taken(rows_after):
    customer = placed()
    customer.take_over(
        person("2026-09-01T10:00"), provider="omsorg", on=day("2026-09-01")
    )

    ((*_, agreement, _, _, ahead, _, _),) = [
        row[:-5] for row in rows_after(CHOICES, choices, customer)
    ]

    assert (agreement, ahead) == ("avtal", None)


def test_a_withdrawn_place_is_nowhere(rows_after):
    customer = placed()
    customer.withdraw_placement(person("2026-07-02T10:00"), reason="Avbrutet.")

    ((*_, agreement, basis, reason, ahead, _, _),) = [
        row[:-5] for row in rows_after(CHOICES, choices, customer)
    ]

    assert (agreement, basis, reason, ahead) == NOWHERE


def test_who_falls_back_has_no_longer_what_they_chose(rows_after, database):
    customer = placed()
    customer.take_over(
        person("2026-09-01T10:00"), provider="omsorg", on=day("2026-09-01")
    )
    customer.fall_back(
        person("2026-10-01T00:00"),
        agreement="egen-regi",
        provider="staden",
        on=day("2026-10-01"),
        reason="Avtalet har upphört.",
    )
    rows_after(CHOICES, choices, customer)

    (row,) = tallied(database, tally("staden"))

    assert (row["chose"], row["met_1"], row["choice"]) == (1, 0, 0)


def test_who_returns_has_chosen_nothing_yet(rows_after):
    customer = placed()
    customer.end_care(person("2026-08-03T10:00"), last_day=day("2026-07-31"))
    customer.return_to_care(
        person("2026-10-05T10:00"),
        area="soder",
        minutes=60,
        services=(Service.MEALS,),
        since=day("2026-10-05"),
    )

    assert rows_after(CHOICES, choices, customer) == [
        (
            *WHO[:4],
            "soder",
            '["meals"]',
            *NOT_CHOSEN,
            *NOWHERE,
            None,
            1,
            *NO_WISHES,
        )
    ]


def test_each_invited_customer_has_a_row(rows_after):
    assert rows_after(CHOICES, invitations, invited()) == [
        ("host", "k-1", "brev", "2026-06-02T10:00"),
        ("host", "k-2", "brev", "2026-06-02T10:00"),
    ]


def test_a_correction_in_the_round_replaces_the_choice_and_later_ones_stand(rows_after):
    customer = registered()
    for at, round_key, wish in (
        ("2026-06-15T10:00", "host", "annat"),
        ("2026-06-16T10:00", "host", "avtal"),
        ("2026-09-01T10:00", None, "annat"),
        ("2026-10-01T10:00", None, "tredje"),
    ):
        customer.choose(person(at), round=round_key, wishes=(wish,))

    assert [row[1:5] for row in rows_after(CHOICES, choosings, customer)] == [
        ("", 4, "2026-09-01", "annat"),
        ("", 5, "2026-10-01", "tredje"),
        ("host", 0, "2026-06-16", "avtal"),
    ]


def tallied(database, query):
    for projection in PROJECTIONS.values():
        read_tables.sync(database, [projection])
    with database.engine.connect() as connection:
        return connection.execute(query).mappings().all()


def test_the_tally_counts_each_customer_once(rows_after, database):
    rows_after(CHOICES, choices, invited(), placed(), registered("k-2"))

    (row,) = tallied(database, tally("staden"))

    assert (row["system"], row["bundle"], row["area"]) == (
        "staden",
        "omvardnad",
        "norr",
    )
    assert (row["customers"], row["invited"], row["chose"]) == (2, 2, 1)
    assert (row["met_1"], row["met_2"]) == (1, 0)
    assert (row["choice"], row["default"], row["reassigned"]) == (1, 0, 0)


def test_an_invitation_counts_for_its_own_bundle_only(rows_after, database):
    other = CustomerChoice.register(
        person("2026-06-01T10:00"),
        system="staden",
        customer="k-1",
        bundle="service",
        area="norr",
        minutes=60,
        agreement=None,
        provider=None,
        since=day("2026-06-01"),
    )
    rows_after(CHOICES, choices, invited(), registered(), other)

    found = tallied(database, tally("staden"))

    assert [(row["bundle"], row["invited"]) for row in found] == [
        ("omvardnad", 1),
        ("service", 0),
    ]


def test_who_no_longer_has_care_is_not_counted(rows_after, database):
    customer = registered()
    customer.end_care(person("2026-08-03T10:00"), last_day=day("2026-07-31"))
    rows_after(CHOICES, choices, customer)

    assert tallied(database, tally(None)) == []


def test_a_round_is_judged_by_what_was_chosen_in_it(rows_after, database):
    choosing = invited()
    choosing.close(scheduler("2026-07-01T00:00"))
    propose(choosing, {"k-1": "annat", "k-2": "egen-regi"})
    customer = registered()
    customer.choose(person("2026-06-15T10:00"), round="host", wishes=("avtal", "annat"))
    customer.choose(person("2026-09-15T10:00"), round=None, wishes=("tredje",))
    rows_after(CHOICES, choices, choosing, customer, registered("k-2"))

    (row,) = tallied(database, tally_of_round("host"))

    assert (row["invited"], row["chose"]) == (2, 1)
    assert (row["met_1"], row["met_2"]) == (0, 1)
    assert (row["choice"], row["default"]) == (1, 1)


def propose(choosing: ChoiceRound, outcome: dict[str, str]) -> None:
    choosing.record(
        ChoiceRound.AllocationProposed,
        scheduler("2026-07-01T00:00"),
        rule=DefaultRule.IN_HOUSE,
        legal_basis="Beslut § 1",
        placements=tuple(
            Placement(
                customer=customer,
                area="norr",
                agreement=agreement,
                provider="omsorg",
                basis=Basis.DEFAULT if agreement == "egen-regi" else Basis.CHOICE,
                reason="Du fick ditt val.",
            )
            for customer, agreement in outcome.items()
        ),
        queue=(),
    )


def test_who_has_a_provider_and_chooses_another_has_changed_their_mind(
    rows_after, database
):
    stays, changes, comes = registered("k-1"), registered("k-2"), registered("k-3")
    stays.choose(person("2026-09-15T10:00"), round=None, wishes=("egen-regi",))
    changes.choose(person("2026-09-15T10:00"), round=None, wishes=("avtal",))
    comes.choose(person("2026-06-15T10:00"), round="host", wishes=("avtal",))
    rows_after(CHOICES, choices, stays, changes, comes)
    rows_after(RESPONSIBILITIES, responsibilities)

    (row,) = tallied(database, changed_their_minds("staden"))

    assert (row["bundle"], row["area"], row["rechose"]) == ("omvardnad", "norr", 1)
