"""The command that carries in the choices of a round from a file, all of them or none."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import (
    Cases,
    Command,
    Part,
    Person,
    unique,
    verbs,
)
from upphandling.application.customer.rows import (
    AgreementUnknown,
    CustomerUnknown,
    RefusedRows,
)
from upphandling.application.customer_choice.choosing import choose_in_round
from upphandling.application.customer_choice.people import must_be_own
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Stamp
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.configuration import Key
from upphandling.domain.customer import Customer
from upphandling.domain.customer_choice import CustomerChoice, choice_key
from upphandling.domain.errors import Refused


class ImportedChoice(Part):
    """En rad: en kunds val, i rangordning; wishes är nycklar till avtal."""

    row: Annotated[int, Field(ge=1)]
    customer: Person
    wishes: Annotated[list[Key], Field(min_length=1, max_length=5)]


class ImportChoices(Command):
    """För in kunders val i en valomgång; allt eller inget."""

    NAME = "customer_choice.import_choices"
    round: Key
    choices: Annotated[list[ImportedChoice], Field(min_length=1), unique(by="customer")]


def import_choices(command: ImportChoices, cases: Cases, stamp: Stamp) -> None:
    round_ = cases.fetch(ChoiceRound, command.round)
    keys = [choice_key(row.customer, round_.bundle) for row in command.choices]
    known = cases.find_many(CustomerChoice, keys)
    people = cases.find_many(Customer, [row.customer for row in command.choices])
    refused = RefusedRows()
    for row, key in zip(command.choices, keys, strict=True):
        if key not in known:
            refused.add(row.row, "kund", CustomerUnknown(customer=row.customer))
            continue
        unknown = _unknown(cases, row, refused)
        if unknown:
            continue
        try:
            must_be_own(stamp, row.customer)
            if row.customer in people:
                people[row.customer].must_be_alive()
            choose_in_round(cases, stamp, known[key], round_, row.wishes)
        except Refused as no:
            refused.add(row.row, _column(no, row), no)
    refused.must_be_none()


def _unknown(cases: Cases, row: ImportedChoice, refused: RefusedRows) -> bool:
    """Tell every wish of a row for what is no agreement at all."""
    unknown = [wish for wish in row.wishes if cases.find(Agreement, wish) is None]
    for wish in unknown:
        refused.add(row.row, _wish(row, wish), AgreementUnknown(agreement=wish))
    return bool(unknown)


def _column(refused: Refused, row: ImportedChoice) -> str:
    """The wish that a refusal speaks of, or the customer."""
    agreement = refused.details.get("agreement")
    return _wish(row, str(agreement)) if agreement in row.wishes else "kund"


def _wish(row: ImportedChoice, wish: str) -> str:
    return f"val {row.wishes.index(wish) + 1}"


VERBS = verbs((ImportChoices, import_choices))
