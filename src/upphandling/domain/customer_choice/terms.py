"""The words that the chapters of a customer's choice share."""

from __future__ import annotations

from collections.abc import Iterable

from upphandling.domain.configuration import Bundle, Service
from upphandling.domain.customer_choice.refusals import ServiceNotInBundle


def choice_key(customer: str, bundle: str) -> str:
    """The key of the one running choice that a customer has for a bundle.

    A slash stands in neither part, so that no two choices share a key.
    """
    return f"{customer}/{bundle}"


def must_be_of(bundle: Bundle, services: Iterable[Service]) -> None:
    """Refuse services that the bundle does not consist of."""
    foreign = sorted(set(services) - set(bundle.services))
    if foreign:
        raise ServiceNotInBundle(bundle=bundle.key, services=foreign)
