"""What a case belongs to, and whose it is: an agreement's award, its tender, its party."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from upphandling.application.addressing import (
    BY_WHOLE_ID,
    NAMED,
    reviewed,
    whole_ids,
)
from upphandling.application.commands import Cases
from upphandling.domain.agreement import Agreement
from upphandling.domain.application import Application
from upphandling.domain.base import Aggregate
from upphandling.domain.bid_safe import BidSafe
from upphandling.domain.catalogue import KINDS
from upphandling.domain.customer import Customer
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.follow_up import FollowUp
from upphandling.domain.pause import Pause
from upphandling.domain.provider import Provider
from upphandling.domain.tender import Tender

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
    "follow_up": ("agreement", "system", "provider"),
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
    "tariff": ("system",),
    "deviation": ("agreement", "system", "provider"),
    "payment": ("agreement", "system", "provider"),
    "indicator": (),
    "visit_month": ("system",),
    "pause": (),
}
"""The fields of every kind of case that name what it belongs to."""

BY_KEY: Mapping[str, Callable[[str], str]] = {
    BidSafe.KIND: Tender.case_id,
    FollowUp.KIND: Agreement.case_id,
    Pause.KIND: str,
    CustomerChoice.KIND: lambda key: Customer.case_id(key.partition("/")[0]),
}
"""The kinds whose keys tell the owner, also before there is a case."""

MOST = 50
"""No chain of belonging is as long; a broken one ends."""


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


def _owner_by_key(case_id: str) -> Iterator[str]:
    kind, _, key = case_id.partition(":")
    if kind in BY_KEY:
        yield BY_KEY[kind](key)


def _owners(case: Aggregate | None) -> Iterator[str]:
    if case is None:
        return
    yield from reviewed(getattr(case, "against", None), getattr(case, "subject", None))
    terms = getattr(case, "terms", None)
    for field in BELONGS_BY[type(case).KIND]:
        told = getattr(case, field, None) or getattr(terms, field, None)
        if field in BY_WHOLE_ID:
            yield from whole_ids(told)
        elif isinstance(told, str) and told:
            yield f"{NAMED[field]}:{told}"
