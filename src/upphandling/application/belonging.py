"""Which cases a command is about, what those belong to, and whose they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from upphandling.application.commands import Cases, Command
from upphandling.application.sealing import OF_A_PERSON
from upphandling.domain.agreement import Agreement
from upphandling.domain.application import Application
from upphandling.domain.award import Award
from upphandling.domain.base import Aggregate
from upphandling.domain.bid_safe import BidSafe
from upphandling.domain.catalogue import KINDS
from upphandling.domain.customer import Customer
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.provider import Provider
from upphandling.domain.review import Against
from upphandling.domain.tender import Tender

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
    "choice_system": (),
    "plan": ("system",),
    "tender": ("system",),
    "award": ("tender", "system"),
    "review": ("tender",),
    "dossier": ("tender",),
    "admission": ("system",),
    "application": ("admission", "system", "provider"),
    "direct_procurement": ("tender", "system", "provider"),
    "agreement": ("award", "direct_procurement", "system", "provider"),
    "provider": (),
    "choice_round": ("system",),
    "customer_choice": ("system",),
    "customer": ("system",),
    "transition": ("system",),
    "retention": (),
    "destruction": ("subjects",),
    "bid_safe": (),
    "roster": (),
    "reading": ("subject",),
    "vault_entry": ("entries",),
}
"""The fields of every kind of case that name what it belongs to."""

BY_KEY: Mapping[str, Callable[[str], str]] = {
    BidSafe.KIND: Tender.case_id,
    CustomerChoice.KIND: lambda key: Customer.case_id(key.partition("/")[0]),
}
"""The kinds whose keys tell the owner, also before there is a case."""

REVIEWED: Mapping[str, Callable[[str], str]] = {
    Against.AWARD: Award.case_id,
    Against.CANCELLATION: Tender.case_id,
    Against.AGREEMENT: Agreement.case_id,
}
"""What kind of case the subject of a review is, by what the review is against."""

BY_WHOLE_ID = ("subject", "subjects", "entries")
"""The fields that name cases, or persons in the vault, by their whole ids."""

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
        owners = [*_owner_by_key(case_id), *_owners(find(cases, case_id))]
        found += [one for one in owners if one not in found]
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
        yield from _reviewed(told.get("against"), told.get("subject"))
        for field, value in told.items():
            kind = NAMED.get(str(field))
            keys = value if isinstance(value, list) else [value]
            if kind is not None:
                yield from (f"{kind}:{key}" for key in keys if isinstance(key, str))
            elif field in BY_WHOLE_ID:
                yield from _whole_ids(value)
            yield from _named(value)
    elif isinstance(told, list):
        for part in told:
            yield from _named(part)


def _owner_by_key(case_id: str) -> Iterator[str]:
    kind, _, key = case_id.partition(":")
    if kind in BY_KEY:
        yield BY_KEY[kind](key)


def _owners(case: Aggregate | None) -> Iterator[str]:
    if case is None:
        return
    yield from _reviewed(getattr(case, "against", None), getattr(case, "subject", None))
    terms = getattr(case, "terms", None)
    for field in BELONGS_BY[type(case).KIND]:
        told = getattr(case, field, None) or getattr(terms, field, None)
        if field in BY_WHOLE_ID:
            yield from _whole_ids(told)
        elif isinstance(told, str) and told:
            yield f"{NAMED[field]}:{told}"


def _reviewed(against: Any, subject: Any) -> Iterator[str]:
    if against in REVIEWED and isinstance(subject, str):
        yield REVIEWED[against](subject)


def _whole_ids(told: Any) -> Iterator[str]:
    """The cases by whole ids, one or many; a person in the vault is a customer."""
    for one in [told] if isinstance(told, str) else told or ():
        if not isinstance(one, str):
            continue
        kind, _, key = one.partition(":")
        if kind == OF_A_PERSON:
            yield Customer.case_id(key)
        elif kind in KINDS:
            yield f"{kind}:{key}"
