"""A quarter with too few places, and all that its people and its clock may ask for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from tests.town import MANDATE, OFFICER, SYSTEM, role_for
from upphandling.application.access import THE_CLOCK
from upphandling.application.catalogue import VERBS
from upphandling.application.commands import Command
from upphandling.application.engine import Engine
from upphandling.application.refusals import SomebodyElseWasFirst
from upphandling.domain.base import Role
from upphandling.domain.errors import Refused
from upphandling.domain.instants import local_date

START = "2026-05-19T09:00"
FIRST_DAY = date(2026, 1, 1)
BUNDLE = "omvardnad"
PEOPLE = 4
PLACES = {"a": {"norr": 1, "soder": 1}, "b": {"norr": 2, "soder": 1}}
B_ENDS_AFTER = 6  # days
REASON = "Efter samtal."

Ask = tuple[str, dict[str, Any]]


class Quarter:
    """One choice system of its own: `name` is in every key, so that many fit in a log."""

    def __init__(self, name: str, today: date) -> None:
        self.name = name
        self.today = today

    def agreement(self, letter: str) -> str:
        return f"{self.name}-{letter}"

    def person(self, number: int) -> str:
        return f"{self.name}-p{number % PEOPLE}"

    def founding(self) -> Iterator[Ask]:
        """Own staff without a ceiling, two providers with few places, four people."""
        yield "choice_system.establish", {**SYSTEM, "system": self.name}
        yield "agreement.entrust_in_house", self._terms("egen")
        for letter, places in PLACES.items():
            terms = {**self._terms(letter), "regime": "lou", "places": places}
            if letter == "b":
                terms["ends_on"] = self._in_days(B_ENDS_AFTER)
            yield "agreement.register", terms
        yield (
            "choice_system.name_fallback",
            {
                "system": self.name,
                "bundle": BUNDLE,
                "agreement": self.agreement("egen"),
                "legal_basis": "Fullmäktiges beslut § 1",
            },
        )
        yield (
            "customer_choice.register",
            {
                "system": self.name,
                "bundle": BUNDLE,
                "since": FIRST_DAY.isoformat(),
                "customers": [
                    {
                        "customer": self.person(number),
                        "area": "soder" if number == PEOPLE - 1 else "norr",
                        "minutes_per_week": 300,
                        "agreement": self.agreement("egen") if number else None,
                    }
                    for number in range(PEOPLE)
                ],
            },
        )

    def ask(self, deed: int, who: int) -> Ask:
        """What number `deed` of all that may be asked for is, of person `who`."""
        make = DEEDS[deed % len(DEEDS)]
        return make(self, self.person(who))

    def overdue(self) -> Iterator[Ask]:
        """What the clock would see to in the end."""
        yield self._at("expire", "b")
        yield self._at("wind_up", "a")

    def _terms(self, letter: str) -> dict[str, Any]:
        return {
            "agreement": self.agreement(letter),
            "system": self.name,
            "provider": f"utforare-{letter}",
            "name": f"Utförare {letter.upper()}",
            "bundle": BUNDLE,
            "areas": ["norr", "soder"],
            "starts_on": FIRST_DAY.isoformat(),
        }

    def _in_days(self, days: int) -> str:
        return (self.today + timedelta(days=days)).isoformat()

    def _of(self, name: str, customer: str, **data: Any) -> Ask:
        told = {"customer": customer, "bundle": BUNDLE, **data}
        return f"customer_choice.{name}", told

    def _at(self, name: str, letter: str, **data: Any) -> Ask:
        return f"agreement.{name}", {"agreement": self.agreement(letter), **data}

    def _place(self, customer: str, letter: str) -> Ask:
        """Where nobody chose it, the officer moves them, with a reason."""
        where = {"agreement": self.agreement(letter), "basis": "reassigned"}
        return self._of("place", customer, **where, reason=REASON)

    def _wish(self, customer: str, letters: str) -> Ask:
        wishes = [self.agreement(letter) for letter in letters]
        return self._of("choose_and_place", customer, wishes=wishes)


# What happens often stands here more than once.
DEEDS: tuple[Callable[[Quarter, str], Ask], ...] = (
    *3 * (lambda q, c: q._wish(c, "ab"),),
    *2 * (lambda q, c: q._wish(c, "ba"),),
    *2 * (lambda q, c: q._wish(c, "a"),),
    *2 * (lambda q, c: q._place(c, "a"),),
    lambda q, c: q._place(c, "egen"),
    *4 * (lambda q, c: q._of("take_over", c, on=q._in_days(0)),),
    lambda q, c: q._of("withdraw_placement", c, reason=REASON),
    *2 * (lambda q, c: q._of("queue", c, agreement=q.agreement("a")),),
    lambda q, c: q._of("leave_queue", c, agreement=q.agreement("a"), reason=REASON),
    *4 * (lambda q, c: q._at("offer_place", "a", customer=c, reason=REASON),),
    *2 * (lambda q, c: q._of("accept_offer", c, agreement=q.agreement("a")),),
    lambda q, c: q._of("decline_offer", c, agreement=q.agreement("a")),
    lambda q, c: q._at("lapse_offer", "a", customer=c),
    lambda q, c: q._of("move_area", c, area="soder", on=q._in_days(0)),
    lambda q, c: q._of("move_area", c, area="norr", on=q._in_days(0)),
    lambda q, c: q._of("end_care", c, last_day=q._in_days(0)),
    *2
    * (
        lambda q, c: q._of(
            "return_to_care",
            c,
            area="norr",
            minutes_per_week=120,
            since=q._in_days(0),
        ),
    ),
    lambda q, c: q._of("change_care", c, minutes_per_week=600, reason=REASON),
    *2 * (lambda q, _: q._at("expire", "b"),),
    lambda q, _: q._at("rescind", "a", grounds=REASON, wind_up_until=q._in_days(1)),
    *2 * (lambda q, _: q._at("wind_up", "a"),),
)


def send(engine: Engine, ask: Ask, command_id: str | None = None) -> str:
    """What came of it: "done", "repeated" or the rule that said no."""
    name, data = ask
    role = role_for(name, Role.CARE_ADMINISTRATOR)
    try:
        answer = engine.handle(
            as_command(name, data),
            by=THE_CLOCK if role is Role.SCHEDULER else OFFICER,
            role=role,
            mandate=MANDATE,
            command_id=command_id,
        )
    except SomebodyElseWasFirst:
        raise  # nobody is to lose for ever
    except Refused as refusal:
        return refusal.rule()
    return "repeated" if answer.repeated else "done"


def found(engine: Engine, name: str) -> Quarter:
    """A quarter whose first day is the engine's today."""
    quarter = Quarter(name, local_date(engine.clock()))
    for ask in quarter.founding():
        assert send(engine, ask) == "done"
    return quarter


def as_command(name: str, data: dict[str, Any]) -> Command:
    return VERBS[name].command.model_validate_json(json.dumps(data))
