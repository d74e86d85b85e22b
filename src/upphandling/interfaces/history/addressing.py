"""Which cases a command was about, by what it was told; also of one that was refused.

A field names a case of its kind (`tender`, `award`, `round`). Some kinds have keys that
the fields of the command make up together. A denied look at a case is about that case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic_core import from_json

from upphandling.application.belonging import NAMED
from upphandling.domain.customer import Customer
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.customer_choice.terms import choice_key
from upphandling.domain.retention import Retention
from upphandling.domain.review import Review
from upphandling.domain.roster import THE_ROSTER, Roster

A_VIEW = "view:"  # begins the name of what somebody wanted to see


def cases_of(command: str, payload: str) -> list[str]:
    """The ids of the cases, its own first; `payload` is the command's data as JSON."""
    told = from_json(payload)
    if command.startswith(A_VIEW):
        return [told["subject"]] if told.get("subject") else []
    kind = command.partition(".")[0]
    return list(dict.fromkeys((*_own(kind, told), *_named(told))))


def sought(case_id: str) -> str:
    """What stands in the payload of every command that `cases_of` finds about a case.

    Empty where only the name of the command tells.
    """
    kind, _, key = case_id.partition(":")
    if kind == Roster.KIND:
        return ""
    if kind == Review.KIND:
        return key.rpartition(".")[2]
    return key.partition("/")[0]


def _own(kind: str, told: Mapping[str, Any]) -> Iterator[str]:
    """The case that the command would have changed or begun, where no field names it."""
    if kind == Roster.KIND:
        yield Roster.case_id(THE_ROSTER)
    elif kind == Review.KIND and "case_number" in told and "court" in told:
        yield Review.case_id(f"{told['court']}.{told['case_number']}")
    elif kind == Retention.KIND:
        yield Retention.case_id(str(told.get("document_class")))
    elif kind == CustomerChoice.KIND and (bundle := told.get("bundle")):
        people = [told, *told.get("customers", ())]
        for person in people:
            if customer := person.get(Customer.KIND):
                yield CustomerChoice.case_id(choice_key(customer, bundle))


def _named(told: Any) -> Iterator[str]:
    if isinstance(told, Mapping):
        for field, value in told.items():
            keys = value if isinstance(value, list) else [value]
            if (kind := NAMED.get(field)) is not None:
                yield from (f"{kind}:{key}" for key in keys if isinstance(key, str))
            yield from _named(value)
    elif isinstance(told, list):
        for part in told:
            yield from _named(part)
