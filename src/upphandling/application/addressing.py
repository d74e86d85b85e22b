"""Which cases a command is about, by what it was told; also one that was refused.

A field names a case of its kind (`tender`, `award`, `round`), or several by their whole
ids. Some kinds have keys that the fields of the command make up together. A denied look
at a case is about that case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic_core import from_json

from upphandling.application.commands import Command
from upphandling.application.sealing import OF_A_PERSON
from upphandling.domain.agreement import Agreement
from upphandling.domain.award import Award
from upphandling.domain.catalogue import KINDS
from upphandling.domain.customer import Customer
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.customer_choice.terms import choice_key
from upphandling.domain.pause import Pause
from upphandling.domain.payment import Payment, payment_key
from upphandling.domain.retention import Retention
from upphandling.domain.review import Against, Review
from upphandling.domain.roster import THE_ROSTER, Roster
from upphandling.domain.tender import Tender
from upphandling.domain.visit_month import VisitMonth, key_of

A_VIEW = "view:"  # begins the name of what somebody wanted to see

NAMED: Mapping[str, str] = {
    **{kind: kind for kind in KINDS},
    "system": "choice_system",
    "round": "choice_round",
    "from_agreement": "agreement",
    "to_agreement": "agreement",
    "agreements": "agreement",
    "candidates": "agreement",
    "wishes": "agreement",
}
"""Which kind of case a field of a command names."""

BY_WHOLE_ID = ("subject", "subjects", "entries")
"""The fields that name cases, or persons in the vault, by their whole ids."""

REVIEWED: Mapping[str, Callable[[str], str]] = {
    Against.AWARD: Award.case_id,
    Against.CANCELLATION: Tender.case_id,
    Against.AGREEMENT: Agreement.case_id,
}
"""What kind of case the subject of a review is, by what the review is against."""


def cases_in(command: Command) -> list[str]:
    """The ids of the cases that a command is about, as `cases_of`."""
    return _cases(command.NAME, command.model_dump())


def cases_of(command: str, payload: str) -> list[str]:
    """The ids of the cases, its own first, each once.

    `command` is the name of a command or of a view, `payload` its data as JSON.
    """
    told = from_json(payload)
    if command.startswith(A_VIEW):
        subject = told.get("subject")
        return [*whole_ids(subject)] or ([subject] if subject else [])
    return _cases(command, told)


def sought(case_id: str) -> str:
    """What stands in the payload of every command that `cases_of` finds about a case.

    Empty where only the name of the command tells.
    """
    kind, _, key = case_id.partition(":")
    if kind == Roster.KIND:
        return ""
    if kind == Review.KIND:
        return key.rpartition(".")[2]
    if kind in (VisitMonth.KIND, Payment.KIND):
        return key.rpartition(".")[0]
    return key.partition("/")[0]


def reviewed(against: Any, subject: Any) -> Iterator[str]:
    """The case that a review is about, where the two say so; `against` may be batches."""
    if isinstance(against, str) and against in REVIEWED and isinstance(subject, str):
        yield REVIEWED[against](subject)


def whole_ids(told: Any) -> Iterator[str]:
    """The cases by whole ids, one or many; a person in the vault is a customer."""
    for one in [told] if isinstance(told, str) else told or ():
        if not isinstance(one, str):
            continue
        kind, _, key = one.partition(":")
        if kind == OF_A_PERSON:
            yield Customer.case_id(key)
        elif kind in KINDS:
            yield f"{kind}:{key}"


def _cases(command: str, told: Mapping[str, Any]) -> list[str]:
    kind = command.partition(".")[0]
    return list(dict.fromkeys((*_own(kind, told), *_named(told))))


def _own(kind: str, told: Mapping[str, Any]) -> Iterator[str]:
    """The case that the command would have changed or begun, where no field names it."""
    if kind == Roster.KIND:
        yield Roster.case_id(THE_ROSTER)
    elif kind == Review.KIND and "case_number" in told and "court" in told:
        yield Review.case_id(f"{told['court']}.{told['case_number']}")
    elif kind == Retention.KIND:
        yield Retention.case_id(str(told.get("document_class")))
    elif kind == Pause.KIND:
        yield Pause.case_id(str(told.get("subject")))
    elif kind == VisitMonth.KIND and "month" in told:
        yield VisitMonth.case_id(key_of(str(told.get("system")), str(told["month"])))
    elif kind == Payment.KIND and "month" in told:
        yield Payment.case_id(
            payment_key(str(told.get("agreement")), str(told["month"]))
        )
    elif kind == CustomerChoice.KIND and (bundle := told.get("bundle")):
        people = [told, *told.get("customers", ())]
        for person in people:
            if customer := person.get(Customer.KIND):
                yield CustomerChoice.case_id(choice_key(customer, bundle))


def _named(told: Any) -> Iterator[str]:
    if isinstance(told, Mapping):
        yield from reviewed(told.get("against"), told.get("subject"))
        for field, value in told.items():
            kind = NAMED.get(str(field))
            keys = value if isinstance(value, list) else [value]
            if kind is not None:
                yield from (f"{kind}:{key}" for key in keys if isinstance(key, str))
            elif field in BY_WHOLE_ID:
                yield from whole_ids(value)
            yield from _named(value)
    elif isinstance(told, list):
        for part in told:
            yield from _named(part)
