"""A town with a house of its own, and a clock that stands still until it is moved."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Self

import pytest

from tests.given import local
from tests.vault_key import the_keys
from upphandling.application.access import THE_CLOCK
from upphandling.application.answers import Answer
from upphandling.application.catalogue import VERBS
from upphandling.application.commands import Command
from upphandling.bootstrap import House, open_house, upgrade
from upphandling.domain.access import NotAllowed, policy
from upphandling.domain.base import Aggregate, Role
from upphandling.domain.catalogue import KINDS
from upphandling.infrastructure.clock import ManualClock
from upphandling.infrastructure.storage.troubles import (
    DatabaseMissing,
    SchemaMissing,
    SchemaOutdated,
)

MANDATE = "delegationsordning 4.2"
OFFICER, CHIEF = "handlaggare-1", "chef-1"
DECIDED_BY = {  # never by who proposed it
    "award.decide": CHIEF,
    "choice_round.adopt": CHIEF,
    "transition.adopt_reassignment": CHIEF,
}

SYSTEM: dict[str, Any] = {
    "system": "staden",
    "name": "Hemtjänst i staden",
    "municipality": "Staden",
    "areas": [{"key": "norr", "name": "Norr"}, {"key": "soder", "name": "Söder"}],
    "bundles": [
        {
            "key": "omvardnad",
            "name": "Omvårdnad",
            "services": ["personal_care"],
            "regime": "lou",
        }
    ],
    "default": {"rule": "in_house", "legal_basis": "Fullmäktiges beslut § 1"},
}


class Town:
    """Sends commands in the words of the API, and looks at what came of them."""

    def __init__(self, url: str, now: str) -> None:
        self.url = url
        self.clock = ManualClock(local(now))
        try:
            self.house = self._opened()
        except (DatabaseMissing, SchemaMissing, SchemaOutdated):
            upgrade(url)
            self.house = self._opened()

    def _opened(self) -> House:
        return open_house(self.url, clock=self.clock, keys=the_keys())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.house.__exit__()

    def do(
        self,
        name: str,
        data: dict[str, Any],
        *,
        by: str | None = None,
        role: Role | None = None,
        mandate: str | None = MANDATE,
        at: datetime | None = None,
        **told: Any,
    ) -> Answer:
        """Carry out a command as somebody who may decide, now or `at` an instant."""
        role = role or role_for(name)
        return self.house.engine.handle(
            command(name, data),
            by=by or sender_for(name, role),
            role=role,
            mandate=mandate,
            effective_at=at,
            **told,
        )

    def at(self, now: str) -> list[str]:
        """Move the clock and let fall what is due; answers the topics of what fell."""
        self.clock.now = local(now)
        return [
            event.TOPIC
            for fallen in self.house.fall_due(self.clock.now)
            for event in fallen.events
        ]

    def case(self, case_id: str) -> Aggregate:
        """The case as the log has it."""
        kind, _, key = case_id.partition(":")
        return self.house.engine.session().fetch(KINDS[kind], key)

    def log(self, case_id: str | None = None) -> list[tuple[str, dict[str, Any]]]:
        """Topics and data as stored."""
        rows = self.house.recorder.records(stream_id=case_id)
        return [(row.topic, json.loads(row.data)) for row in rows]

    # -- What many tests begin with ------------------------------------------

    def founded(self) -> Self:
        """The system is there, and what it requires is followed up."""
        self.do("choice_system.establish", SYSTEM)
        self.do(
            "choice_system.set_requirement",
            {
                "system": "staden",
                "requirement": "ledning",
                "text": "Verksamheten har en namngiven ledning.",
            },
        )
        self.do(
            "choice_system.plan_follow_up",
            {
                "system": "staden",
                "requirement": "ledning",
                "how": "Besök",
                "by_whom": "Avtalsenheten",
                "how_often": "yearly",
            },
        )
        return self

    def announced(self, tender: str, last_day: str) -> Self:
        """A tender for the north is open for bids."""
        self.do(
            "tender.prepare",
            {
                "tender": tender,
                "system": "staden",
                "title": "Hemtjänst i norr",
                "lots": [
                    {
                        "lot": "norr",
                        "title": "Norra området",
                        "areas": ["norr"],
                        "share_percent": 10.0,
                    }
                ],
                "criteria": [
                    {"criterion": "kvalitet", "title": "Kvalitet", "max_points": 5.0}
                ],
            },
        )
        self.do(
            "tender.announce",
            {"tender": tender, "last_day": last_day, "notice": "Annons 2026-1"},
        )
        return self

    def opened(self, tender: str) -> Self:
        """A tender whose one bid is assessed: announced today, opened in a month."""
        last_day = (self.clock.now + timedelta(days=30)).date()
        self.announced(tender, last_day.isoformat())
        self.do(
            "tender.receive_bid",
            {
                "tender": tender,
                "bid": "anbud-1",
                "bidder": "utforare-a",
                "name": "Utförare A",
                "lots": ["norr"],
                "content_hash": "0" * 64,
            },
        )
        self.at(f"{last_day + timedelta(days=1)}T09:00")
        self.do(
            "tender.open_bids",
            {"tender": tender, "present": ["handlaggare-1", "handlaggare-2"]},
        )
        self.do(
            "tender.assess_bid",
            {"tender": tender, "bid": "anbud-1", "motive": "Prövat mot kraven."},
        )
        return self

    def with_agreement(self, agreement: str, **changed: Any) -> Self:
        """An agreement without an award, in the north from January."""
        self.do(
            "agreement.register",
            {
                "agreement": agreement,
                "system": "staden",
                "provider": f"utforare-{agreement}",
                "name": "Utförare A",
                "regime": "lov",
                "bundle": "omvardnad",
                "areas": ["norr"],
                "starts_on": "2027-01-01",
                **changed,
            },
        )
        return self

    def registered(
        self,
        customers: Iterable[str],
        agreement: str | None = None,
        since: str = "2026-01-01",
    ) -> Self:
        """People in the north with home care."""
        self.do(
            "customer_choice.register",
            {
                "system": "staden",
                "bundle": "omvardnad",
                "since": since,
                "customers": [
                    {
                        "customer": customer,
                        "area": "norr",
                        "minutes_per_week": 600,
                        "agreement": agreement,
                    }
                    for customer in customers
                ],
            },
        )
        return self

    def chose(self, customer: str, agreement: str, bundle: str = "omvardnad") -> Self:
        """Somebody wishes one provider, and gets a place there."""
        who = {"customer": customer, "bundle": bundle}
        self.do("customer_choice.choose", {**who, "wishes": [agreement]})
        place = {"agreement": agreement, "reason": "Kundens val."}
        self.do("customer_choice.place", {**who, **place})
        return self


@contextmanager
def not_allowed(lacks: str) -> Iterator[None]:
    """The access policy says no, and names what lacks."""
    with pytest.raises(NotAllowed) as refusal:
        yield
    assert refusal.value.details["lacks"] == lacks


def role_for(name: str, first: Role = Role.PROCUREMENT_OFFICER) -> Role:
    """The role that somebody sends a command in: the first choice, if it may."""
    may = policy().who_may(name)
    return first if first in may else may[0]


def sender_for(name: str, role: Role) -> str:
    """Who sends a command in a role: the clock itself, or a person who may."""
    return THE_CLOCK if role is Role.SCHEDULER else DECIDED_BY.get(name, OFFICER)


def command(name: str, data: dict[str, Any]) -> Command:
    """A command from its name and its data, as the interfaces read them."""
    return VERBS[name].command.model_validate_json(json.dumps(data))
