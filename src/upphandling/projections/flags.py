"""Red flags (röda flaggor): what they are raised from, with the event behind each fact.

How many bids a lot got is kept from the proposal of the award, and is asked for only
when the award has been decided: see `flagged.single_bids`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Integer,
    Select,
    String,
    Subquery,
    Table,
    func,
    select,
)

from upphandling.domain.agreement import BEGINNINGS, Agreement
from upphandling.domain.award import Award
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Basis
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.flag_policy import ASSUMED, FlagPolicy
from upphandling.domain.instants import local_date
from upphandling.domain.payment import Payment
from upphandling.domain.provider import Provider
from upphandling.projections.base import READ_MODELS, Change, Fact, Projection, put


class What(StrEnum):
    """What a fact behind a flag tells."""

    BEGUN = "begun"
    PROLONGED = "prolonged"
    ENDED = "ended"
    VALUE = "value"
    CHANGED = "changed"
    LICENCE = "licence"
    PAID = "paid"
    DECIDED = "decided"
    PROPOSED = "proposed"
    BY_DEFAULT = "by_default"


LATER = {"days_to_record": ASSUMED.days_to_record}
"""What the first decisions about limits say nothing of."""

flag_policies = Table(
    "flag_policies",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("source", String, nullable=False),
    *(
        Column(name, Integer, nullable=False)
        for name in FlagPolicy.model_fields
        if name not in ("valid_from", "source")
    ),
    Column("reference", String, nullable=False),
)

flag_facts = Table(
    "flag_facts",
    READ_MODELS,
    Column("subject", String, primary_key=True),
    Column("what", String, primary_key=True),
    Column("reference", String, primary_key=True),
    Column("happened_on", Date, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
"""`number` is kronor for a value and a change, öre for what is paid, else 0."""

bids_of_lots = Table(
    "bids_of_lots",
    READ_MODELS,
    Column("award", String, primary_key=True),
    Column("lot", String, primary_key=True),
    Column("tender", String, nullable=False),
    Column("system", String, nullable=False),
    Column("bids", Integer, nullable=False),
)

served_areas = Table(
    "served_areas",
    READ_MODELS,
    Column("agreement", String, primary_key=True),
    Column("area", String, primary_key=True),
    Column("eve", Date, nullable=False),
)
"""The areas of each agreement, and the day before it begins."""

given_by = Table(
    "given_by",
    READ_MODELS,
    Column("agreement", String, primary_key=True),
    Column("basis", String, primary_key=True),
)
"""On which grounds an agreement has ever been given a customer."""

FLAGS = Projection(
    "flags",
    "Underlag för röda flaggor",
    (flag_policies, flag_facts, bids_of_lots, served_areas, given_by),
    version=2,
)


@FLAGS.on(ChoiceSystem.FlagPolicyDecided)
def policy_decided(fact: Fact) -> Iterable[Change]:
    limits = {**LATER, **fact.data["policy"]}
    from_on = limits.pop("valid_from")
    yield put(flag_policies, fact.key, from_on, reference=fact.reference, **limits)


@FLAGS.on(*BEGINNINGS)
def begun(fact: Fact) -> Iterable[Change]:
    terms = fact.data["terms"]
    yield _fact(fact, What.BEGUN)
    eve = date.fromisoformat(terms["starts_on"]) - timedelta(days=1)
    for area in terms["areas"]:
        yield put(served_areas, fact.key, area, eve=eve.isoformat())


@FLAGS.on(Agreement.Extended, Agreement.OptionExercised)
def prolonged(fact: Fact) -> Iterable[Change]:
    yield _fact(fact, What.PROLONGED)


@FLAGS.on(Agreement.NoticeGiven, Agreement.EndAgreed, Agreement.Rescinded)
def end_set(fact: Fact) -> Iterable[Change]:
    yield _fact(fact, What.ENDED)


@FLAGS.on(Agreement.ValueStated)
def value_stated(fact: Fact) -> Iterable[Change]:
    yield _fact(fact, What.VALUE, fact.data["value_sek"])


@FLAGS.on(Agreement.Changed)
def changed(fact: Fact) -> Iterable[Change]:
    yield _fact(fact, What.CHANGED, fact.data["change"]["change_sek"])


@FLAGS.on(Agreement.LicenceChanged)
def licence_changed(fact: Fact) -> Iterable[Change]:
    yield _fact(fact, What.LICENCE, on=fact.data["decided_on"])


@FLAGS.on(Provider.LicenceDecided, Provider.LicenceCorrected)
def licence_decided(fact: Fact) -> Iterable[Change]:
    yield _fact(fact, What.LICENCE, on=fact.data["ruling"]["in_force_from"])


@FLAGS.on(Payment.Approved, Payment.CorrectionApproved)
def paid(fact: Fact) -> Iterable[Change]:
    agreement = Agreement.case_id(fact.key.rpartition(".")[0])
    yield _fact(fact, What.PAID, fact.data["total_ore"], subject=agreement)


@FLAGS.on(Award.Proposed)
def proposed(fact: Fact) -> Iterable[Change]:
    """A row for every lot, so that not even the rows tell how many bids there are."""
    yield _fact(fact, What.PROPOSED)
    bids = fact.data["bids"]
    for lot in fact.data["lots"]:
        yield put(
            bids_of_lots,
            fact.key,
            lot["lot"],
            tender=fact.data["tender"],
            system=fact.data["system"],
            bids=sum(lot["lot"] in bid["lots"] for bid in bids),
        )


@FLAGS.on(Award.Decided)
def award_decided(fact: Fact) -> Iterable[Change]:
    yield _fact(fact, What.DECIDED)


@FLAGS.on(ChoiceRound.AllocationProposed)
def allocated(fact: Fact) -> Iterable[Change]:
    by_default = {
        placement["agreement"]
        for placement in fact.data["placements"]
        if placement["basis"] == Basis.DEFAULT
    }
    for agreement in sorted(by_default):
        case = Agreement.case_id(agreement)
        yield _fact(fact, What.BY_DEFAULT, subject=case)


@FLAGS.on(CustomerChoice.Placed)
def placed(fact: Fact) -> Iterable[Change]:
    yield put(given_by, fact.data["agreement"], fact.data["basis"])


def policies(on: date) -> Select[Any]:
    """Each system's limits that have come into force by a day, oldest first."""
    return (
        select(flag_policies)
        .where(flag_policies.c.valid_from <= on)
        .order_by(flag_policies.c.system, flag_policies.c.valid_from)
    )


def behind(subjects: Sequence[str], on: date) -> Select[Any]:
    """The facts behind the flags of some cases, in the order they were recorded.

    How an agreement came about is told on every day: it may have been entered late.
    """
    begun = flag_facts.c.what == What.BEGUN.value
    return (
        select(flag_facts)
        .where(
            flag_facts.c.subject.in_(subjects), begun | (flag_facts.c.happened_on <= on)
        )
        .order_by(flag_facts.c.position)
    )


def tallied(what: What, on: date) -> Subquery:
    """Per case: how many such facts by a day, what they come to, and the last day."""
    return (
        select(
            flag_facts.c.subject,
            func.count().label("times"),
            func.sum(flag_facts.c.number).label("total"),
            func.max(flag_facts.c.happened_on).label("last_on"),
        )
        .where(flag_facts.c.what == what.value, flag_facts.c.happened_on <= on)
        .group_by(flag_facts.c.subject)
        .subquery()
    )


def stated(on: date) -> Subquery:
    """Per case: the value that was stated last by a day, in kronor."""
    later = flag_facts.alias()
    overtaken = (
        select(later.c.reference)
        .where(
            later.c.subject == flag_facts.c.subject,
            later.c.what == What.VALUE.value,
            later.c.happened_on <= on,
            later.c.position > flag_facts.c.position,
        )
        .exists()
    )
    return (
        select(flag_facts.c.subject, flag_facts.c.number.label("value_sek"))
        .where(
            flag_facts.c.what == What.VALUE.value,
            flag_facts.c.happened_on <= on,
            ~overtaken,
        )
        .subquery()
    )


def _fact(
    fact: Fact,
    what: What,
    number: int = 0,
    *,
    subject: str | None = None,
    on: str | None = None,
) -> Change:
    at = datetime.fromisoformat(fact.data["effective_at"])
    return put(
        flag_facts,
        subject or fact.case,
        what.value,
        fact.reference,
        happened_on=on or local_date(at).isoformat(),
        number=number,
        position=fact.position,
    )
