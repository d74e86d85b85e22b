"""Allocation (fördelning): a proposal of who gets which provider, and why."""

from upphandling.domain.allocation.greedy import (
    NoOneLeft,
    NotReckoned,
    Offer,
    Person,
    Placement,
    Waiting,
    allocate,
)

__all__ = [
    "NoOneLeft",
    "NotReckoned",
    "Offer",
    "Person",
    "Placement",
    "Waiting",
    "allocate",
]
