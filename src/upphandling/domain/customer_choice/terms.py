"""The words that the chapters of a customer's choice share."""

from __future__ import annotations


def choice_key(customer: str, bundle: str) -> str:
    """The key of the one running choice that a customer has for a bundle.

    A slash stands in neither part, so that no two choices share a key.
    """
    return f"{customer}/{bundle}"
