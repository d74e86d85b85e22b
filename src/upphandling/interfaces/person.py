"""A person's page: which provider, since when, why, what is planned, what can be done.

For whoever answers the customer's questions. It is read from the cases themselves and
the read models, as they stand now; a person is an opaque reference.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from upphandling.bootstrap import House
from upphandling.domain.base import DomainEvent, evolve
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Basis
from upphandling.domain.customer import Customer
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.errors import NoSuchCase
from upphandling.domain.instants import local_date
from upphandling.interfaces.past import events_of
from upphandling.interfaces.person_reading import Read, choices_of
from upphandling.interfaces.person_words import REGISTERED, WHO_DECIDES, can

Row = dict[str, Any]


def is_person(house: House, text: str) -> bool:
    """Whether there is a customer by that reference, or a choice by that key."""
    return bool(choices_of(house, text)) or _customer(house, text) is not None


def the_person(house: House, text: str) -> Row:
    """All that is to be answered about a person, per bundle; raises `NoSuchCase`."""
    today = local_date(house.clock())
    keys, customer = choices_of(house, text), _customer(house, text)
    if not keys and customer is None:
        raise NoSuchCase(case=text)
    who = text.partition("/")[0]
    read = Read.about(house, who)
    known = _customer(house, who)
    died_on = None if known is None else known.died_on
    return {
        "customer": who,
        "on": today,
        "died_on": died_on,
        "bundles": [_bundle(house, key, read, today, died_on) for key in keys],
        "care_decisions": _care_decisions(customer) if customer else [],
        "visits": [{**row, "name": read.name(row["agreement"])} for row in read.visits],
    }


def _customer(house: House, text: str) -> Customer | None:
    return house.engine.session().find(Customer, text)


def _bundle(
    house: House, key: str, read: Read, today: date, died_on: date | None
) -> Row:
    """One bundle: who serves, why, what is ahead, where the person waits."""
    events = events_of(house, CustomerChoice.case_id(key))
    choice: CustomerChoice = evolve(None, events)
    system = house.engine.session().fetch(ChoiceSystem, choice.system)
    bundle = system.bundle(choice.bundle)
    areas = {area.key: area.name for area in system.settled.areas}
    policy = system.choosing_on(today)
    fallback = system.fallback_for(choice.bundle)
    row = {
        "system": choice.system,
        "bundle": choice.bundle,
        "name": bundle.name,
        "services": [service.value for service in choice.services],
        "area": choice.area,
        "area_name": areas.get(choice.area, choice.area),
        "minutes_per_week": choice.minutes,
        "ended_on": choice.ended_on or died_on,
        "provider": _provider(choice, events, read, system, _named(house, choice)),
        "fallback": fallback and read.name(fallback),
        "planned": _planned(choice, events, read, system),
        "wishes": [
            {"agreement": wish, "name": read.name(wish)} for wish in choice.wishes
        ],
        "queues": [
            {**wait, "name": read.name(wait["agreement"])}
            for wait in read.queues
            if read.is_for(wait["agreement"], choice.system, choice.bundle)
        ],
        "rounds": [
            {name: row[name] for name in ("round", "last_day", "status")}
            for row in read.rounds
            if row["bundle"] == choice.bundle
        ],
        "told": _told(events, read, choice.bundle),
        "duty": bundle.duty(choice.services).value,
        "notice_days": policy.notice_days,
    }
    if died_on is not None:
        return {**row, "can": [], "who_decides": None}
    return {**row, "can": can(row, today), "who_decides": WHO_DECIDES}


def _named(house: House, choice: CustomerChoice) -> list[ChoiceSystem.FallbackNamed]:
    """Who has been named to step in for the bundle, the latest last."""
    return [
        event
        for event in events_of(house, ChoiceSystem.case_id(choice.system))
        if isinstance(event, ChoiceSystem.FallbackNamed)
        and event.bundle == choice.bundle
    ]


def _provider(
    choice: CustomerChoice,
    events: Sequence[DomainEvent],
    read: Read,
    system: ChoiceSystem,
    named: Sequence[ChoiceSystem.FallbackNamed],
) -> Row | None:
    """Who is responsible, and the fact that made it so."""
    if choice.agreement is None:
        return None
    came = _last(
        events,
        (CustomerChoice.Registered, CustomerChoice.TakenOver, CustomerChoice.FellBack),
    )
    agreement = read.agreements.get(choice.agreement)
    about = {
        "agreement": choice.agreement,
        "provider": choice.provider,
        "name": read.name(choice.agreement),
        "since": choice.since,
        "ends_on": agreement and agreement["ends_on"],
    }
    if isinstance(came, CustomerChoice.FellBack):
        basis = [
            one.legal_basis
            for one in named
            if one.agreement == came.agreement and one.effective_at <= came.effective_at
        ]
        ground = _no_decision("fallback", came.reason)
        return {**about, **ground, "legal_basis": basis[-1] if basis else None}
    if not isinstance(came, CustomerChoice.TakenOver):
        return {**about, **_no_decision(None, REGISTERED)}
    before = events[: events.index(came)]
    return {**about, **_ground(before, choice.agreement, system)}


def _planned(
    choice: CustomerChoice,
    events: Sequence[DomainEvent],
    read: Read,
    system: ChoiceSystem,
) -> Row | None:
    """The place that has been decided on and not taken over."""
    if choice.placed_at is None:
        return None
    wave = next((w for w in read.waves if w["bundle"] == choice.bundle), None)
    return {
        "agreement": choice.placed_at,
        "name": read.name(choice.placed_at),
        "earliest_on": choice.earliest_on,
        "transition": wave and wave["transition"],
        "wave": wave and wave["wave"],
        "on": wave and wave["planned_on"],
        **_ground(events, choice.placed_at, system),
    }


def _ground(events: Sequence[DomainEvent], agreement: str, system: ChoiceSystem) -> Row:
    """On what ground a place was decided, by whom, and the policy behind a default."""
    placed = _last(
        [e for e in events if getattr(e, "agreement", None) == agreement],
        (CustomerChoice.Placed,),
    )
    if placed is None:
        return _no_decision(None, REGISTERED)
    decided_on = local_date(placed.effective_at)
    policy = system.default_on(decided_on)
    by_default = placed.basis is Basis.DEFAULT
    return {
        "basis": placed.basis.value,
        "reason": placed.reason,
        "decided_on": decided_on,
        "decided_by": placed.by,
        "mandate": placed.mandate,
        "rule": policy.rule.value if by_default else None,
        "legal_basis": policy.legal_basis if by_default else None,
    }


def _no_decision(basis: str | None, reason: str) -> Row:
    nothing = dict.fromkeys(
        ("decided_on", "decided_by", "mandate", "rule", "legal_basis")
    )
    return {"basis": basis, "reason": reason, **nothing}


def _last(events: Iterable[DomainEvent], kinds: tuple[type[DomainEvent], ...]) -> Any:
    return next((e for e in reversed([*events]) if isinstance(e, kinds)), None)


def _told(events: Sequence[DomainEvent], read: Read, bundle: str) -> list[Row]:
    """Letters and other information, oldest first."""
    letters = [
        {name: letter[name] for name in ("on", "channel", "about")}
        for letter in read.letters
        if letter["bundle"] == bundle
    ]
    informed = [
        {"on": local_date(e.effective_at), "channel": e.channel, "about": e.about}
        for e in events
        if isinstance(e, CustomerChoice.Informed)
    ]
    return sorted([*letters, *informed], key=lambda row: row["on"])


def _care_decisions(customer: Customer) -> list[Row]:
    return [
        {
            "decision": key,
            "granted_on": decision.granted_on,
            "valid_from": decision.valid_from,
            "valid_to": _until(decision.valid_to, customer.died_on),
            "services": sorted({part.service.value for part in decision.services}),
            "minutes_per_week": decision.minutes,
            "executed_on": customer.executed.get(key),
        }
        for key, decision in customer.decisions.items()
    ]


def _until(valid_to: date | None, died_on: date | None) -> date | None:
    """No decision holds longer than the person lived."""
    return min((day for day in (valid_to, died_on) if day is not None), default=None)
