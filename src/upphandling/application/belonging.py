"""Which cases a command is about, what those belong to, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from upphandling.application.commands import Cases, Command
from upphandling.domain.agreement import Agreement
from upphandling.domain.application import Application
from upphandling.domain.base import Aggregate
from upphandling.domain.catalogue import KINDS
from upphandling.domain.customer import Customer
from upphandling.domain.provider import Provider

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

BELONGS_BY: Mapping[str, tuple[str, ...]] = {
    "award": ("tender",),
    "review": ("tender",),
    "dossier": ("tender",),
    "direct_procurement": ("tender",),
    "agreement": ("award", "direct_procurement"),
    "application": ("admission",),
}
"""The fields of a case of a kind that name what it belongs to, its system apart."""

MOST = 50
"""No chain of belonging is as long; a broken one ends."""


def cases_in(command: Command) -> list[str]:
    """The ids of the cases that a command names, in parts of it too, each once."""
    return list(dict.fromkeys(_named(command.model_dump())))


def with_owners(cases: Cases, case_ids: list[str]) -> list[str]:
    """The cases, and all that they belong to: an agreement's award, its tender."""
    found = list(case_ids)
    for case_id in found:  # grows while we walk
        if len(found) > MOST + len(case_ids):
            break
        case = find(cases, case_id)
        if case is not None:
            found += [one for one in _owners(case) if one not in found]
    return found


def find(cases: Cases, case_id: str) -> Aggregate | None:
    """The case by its whole id, or None."""
    kind, _, key = case_id.partition(":")
    return cases.find(KINDS[kind], key) if kind in KINDS else None


def party_of(case: Aggregate | None, case_id: str = "") -> str | None:
    """The provider, or the customer, whose own case it is; None where it is nobody's.

    A customer may have choices and no case of the kind customer: then the id tells.
    """
    kind, _, key = case_id.partition(":")
    if case is None and kind == Customer.KIND:
        return key
    match case:
        case Agreement():
            return case.agreed.provider
        case Application():
            return case.provider
        case Provider() | Customer():
            return case.key
    return getattr(case, "customer", None) or None


def _named(told: Any) -> Iterator[str]:
    if isinstance(told, Mapping):
        for field, value in told.items():
            kind = NAMED.get(str(field))
            keys = value if isinstance(value, list) else [value]
            if kind is not None:
                yield from (f"{kind}:{key}" for key in keys if isinstance(key, str))
            yield from _named(value)
    elif isinstance(told, list):
        for part in told:
            yield from _named(part)


def _owners(case: Aggregate) -> Iterator[str]:
    terms = getattr(case, "terms", None)
    for field in (*BELONGS_BY.get(type(case).KIND, ()), "system"):
        key = getattr(case, field, None) or getattr(terms, field, None)
        if isinstance(key, str) and key:
            yield f"{NAMED[field]}:{key}"
    if isinstance(customer := getattr(case, "customer", None), str):
        yield Customer.case_id(customer)
