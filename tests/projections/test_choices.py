"""Choices: what each customer wished, got and waits for."""

from __future__ import annotations

from tests.given import day, person
from tests.projections.test_agreements import signed
from upphandling.domain.agreement import Place
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.configuration import Basis
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.projections.choices import (
    CHOICES,
    choices,
    invitations,
    queue,
    tally,
)

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


def test_a_customer_is_registered_without_a_choice(rows_after):
    assert rows_after(CHOICES, choices, registered()) == [
        (*WHO, None, None, None, None, None, None, 1)
    ]


def test_a_customer_chooses_and_gets_a_place(rows_after):
    wished = ("host", '["avtal", "annat"]', "2026-06-15T10:00")
    got = ("avtal", "choice", "Förstahandsval.")

    assert rows_after(CHOICES, choices, placed()) == [(*WHO, *wished, *got, 1)]


def test_each_invited_customer_has_a_row(rows_after):
    assert rows_after(CHOICES, invitations, invited()) == [
        ("host", "k-1", "brev", "2026-06-02T10:00"),
        ("host", "k-2", "brev", "2026-06-02T10:00"),
    ]


def test_a_queue_keeps_its_order_and_gives_up_who_gets_a_place(rows_after):
    agreement = signed()
    agreement.enqueue(
        person("2026-07-01T10:00"),
        tuple(Place(customer=f"k-{n}", area="norr") for n in (3, 1, 2)),
    )
    assert rows_after(CHOICES, queue, agreement) == [
        ("avtal", "k-1", "norr", 2, 1),
        ("avtal", "k-2", "norr", 2, 2),
        ("avtal", "k-3", "norr", 2, 0),
    ]

    agreement.take_places(
        person("2026-07-02T10:00"), (Place(customer="k-3", area="norr"),)
    )

    assert rows_after(CHOICES, queue, agreement) == [
        ("avtal", "k-1", "norr", 2, 1),
        ("avtal", "k-2", "norr", 2, 2),
    ]


def test_a_rescinded_agreement_has_no_queue(rows_after):
    agreement = signed()
    agreement.enqueue(person("2026-07-01T10:00"), (Place(customer="k-1", area="norr"),))
    agreement.rescind(
        person("2026-10-06T10:00"), grounds="Brister.", wind_up_until=day("2026-10-31")
    )

    assert rows_after(CHOICES, queue, agreement) == []


def test_the_tally_counts_each_customer_once(rows_after, database):
    rows_after(CHOICES, choices, invited(), placed(), registered("k-2"))

    with database.engine.connect() as connection:
        (row,) = connection.execute(tally("staden"))

    assert tuple(row) == ("staden", "omvardnad", "norr", 2, 2, 1, 1, 0, 0)
