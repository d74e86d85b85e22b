"""Which events may be told outside the house: never about bids, never about a person."""

from __future__ import annotations

from upphandling.domain.catalogue import EVENTS, KINDS

NEVER = frozenset(
    {
        "bid_safe",  # who may open which bids
        "customer",
        "customer_choice",
        "destruction",
        "pause",  # the house's own
        "reading",
        "roster",
        "vault_entry",
    }
)
"""Kinds of cases that are about a person, or about what only few may know."""

ALLOWED = frozenset(
    {
        "admission",
        "agreement",
        "application",
        "award",
        "choice_round",
        "choice_system",
        "deviation",
        "direct_procurement",
        "dossier",
        "follow_up",
        "indicator",
        "payment",
        "plan",
        "provider",
        "retention",
        "review",
        "tariff",
        "tender",
        "transition",
        "visit_month",
    }
)
"""Kinds of cases whose key names no person; a new kind is told nobody until it is here."""


def kind_of(topic: str) -> str:
    """The kind of case that a topic belongs to."""
    return topic.partition(".")[0]


def tellable(topic: str) -> bool:
    """Whether an event may be told: it is known, open, and of a kind that is allowed."""
    event = EVENTS.get(topic)
    return event is not None and not event.SECRET and kind_of(topic) in ALLOWED


def topics_of(kind: str) -> list[str]:
    """The topics of a kind that may be told; none for a kind that is told nobody."""
    events = KINDS[kind].EVENTS if kind in KINDS else ()
    return [event.TOPIC for event in events if tellable(event.TOPIC)]
