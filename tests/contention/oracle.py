"""What must hold of places and responsibility, told from the raw rows of the log alone.

The oracle loads no case and knows no rule of the domain: it counts people.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from upphandling.application.store import Record

ONE_DAY = timedelta(days=1)


def wrongs(rows: Iterable[Record]) -> Iterator[str]:
    """One line for each thing that should never have happened, with its position."""
    ledger, commands = Ledger(), set()
    for command, events in groupby(rows, key=lambda row: row.command_id):
        if command in commands:
            yield f"{command} happened twice"
        commands.add(command)
        for row in events:
            last = row.position
            for wrong in ledger.sees(row):
                yield f"{row.position}: {wrong}"
        for wrong in ledger.balance():
            yield f"{last}: {wrong}"
    yield from ledger.days()


@dataclass
class Agreement:
    """Who has a place, who was offered one, who waits, who came without a place."""

    ceiling: dict[str, int]
    last_day: date
    seats: dict[str, str] = field(default_factory=dict)
    offers: dict[str, str] = field(default_factory=dict)
    queue: dict[str, str] = field(default_factory=dict)
    stepped_in: set[str] = field(default_factory=set)


@dataclass
class Person:
    """Who answers since when, who is to answer, and who answered on which days.

    `spells` are the days of care; an open end is None.
    """

    name: str
    responsible: str | None = None
    since: date | None = None
    placed_at: str | None = None
    spells: list[tuple[date, date | None]] = field(default_factory=list)
    answered: list[tuple[str, date, date]] = field(default_factory=list)

    def close(self, last_day: date) -> None:
        """Whoever is responsible has been so up to and including a day."""
        if self.responsible is not None and self.since is not None:
            self.answered.append((self.responsible, self.since, last_day))
        self.responsible = self.since = None


class Ledger:
    """People and places, as far as the rows have told."""

    def __init__(self) -> None:
        self.agreements: dict[str, Agreement] = {}
        self.people: dict[str, Person] = {}
        self.unsettled: set[str] = set()
        self.today = date.min
        self.told: dict[str, Callable[[str, Any], Iterator[str]]] = {
            "agreement.registered": self._registered,
            "agreement.entrusted_in_house": self._registered,
            "agreement.places_taken": self._taken,
            "agreement.places_freed": self._freed,
            "agreement.place_offered": self._offered,
            "agreement.offer_accepted": self._accepted,
            "agreement.offer_declined": self._answered_no,
            "agreement.offer_lapsed": self._answered_no,
            "agreement.queued": self._queued,
            "agreement.queue_left": self._left,
            "agreement.stepped_in": self._stepped_in,
            "agreement.rescinded": self._rescinded,
            "agreement.customers_left": self._abandoned,
            "customer_choice.registered": self._entered,
            "customer_choice.returned": self._entered,
            "customer_choice.placed": self._placed,
            "customer_choice.placement_withdrawn": self._unplaced,
            "customer_choice.taken_over": self._passed_on,
            "customer_choice.fell_back": self._passed_on,
            "customer_choice.care_ended": self._ended,
        }

    def sees(self, row: Record) -> Iterator[str]:
        """Take in a row; one line for what is wrong with it by itself."""
        if row.topic in self.told:
            key, data = row.stream_id.partition(":")[2], json.loads(row.data)
            self.today = date.fromisoformat(data["effective_at"][:10])
            yield from self.told[row.topic](key, data)

    def balance(self) -> Iterator[str]:
        """What does not add up when a command is over, whoever wrote in between."""
        for key, agreement in self.agreements.items():
            taken = Counter([*agreement.seats.values(), *agreement.offers.values()])
            for area, ceiling in agreement.ceiling.items():
                if taken[area] > ceiling:
                    yield f"{taken[area]} have {ceiling} places in {key}, {area}"
        for customer in sorted(self.unsettled):
            yield from self._adds_up(self.people[customer])
        self.unsettled.clear()

    def days(self) -> Iterator[str]:
        """Days of care without or with two who answer, once there has been one."""
        for person in self.people.values():
            person.close(self.today)
            for first, last in person.spells:
                yield from self._covered(person, first, last or self.today)

    def _covered(self, person: Person, first: date, last: date) -> Iterator[str]:
        """Each day of a spell once; an agreement that has ended answers for nobody."""
        due = None
        for key, begun, ended in person.answered:
            until = min(ended, self.agreements[key].last_day)
            if begun < first or begun > last or until < begun:
                continue
            due = due or begun
            if begun > due:
                yield f"nobody answered for {person.name} from {due}"
            if begun < due:
                yield f"two answered for {person.name} from {begun}"
            due = until + ONE_DAY
        if due is not None and due <= last:
            yield f"nobody answered for {person.name} from {due}"

    # -- Agreements ----------------------------------------------------------

    def _registered(self, key: str, data: Any) -> Iterator[str]:
        terms = data["terms"]
        ends_on = date.fromisoformat(terms["ends_on"] or date.max.isoformat())
        self.agreements[key] = Agreement(ceiling=terms["places"], last_day=ends_on)
        yield from ()

    def _taken(self, key: str, data: Any) -> Iterator[str]:
        agreement = self.agreements[key]
        for place in data["taken"]:
            customer = self._concerns(place["customer"])
            agreement.seats[customer] = place["area"]
            agreement.stepped_in.discard(customer)
            _waits_no_longer(agreement, customer)
        yield from ()

    def _freed(self, key: str, data: Any) -> Iterator[str]:
        for customer in map(self._concerns, data["customers"]):
            here = customer in self.agreements[key].seats
            if not here and customer not in self.agreements[key].stepped_in:
                yield f"{customer} left a place in {key} without having one"
            self.agreements[key].seats.pop(customer, None)
            self.agreements[key].stepped_in.discard(customer)

    def _offered(self, key: str, data: Any) -> Iterator[str]:
        agreement, customer = self.agreements[key], data["customer"]
        if customer not in agreement.queue or customer in agreement.offers:
            yield f"{customer} was offered a place in {key} out of turn"
        agreement.offers[customer] = data["area"]

    def _accepted(self, key: str, data: Any) -> Iterator[str]:
        agreement, customer = self.agreements[key], self._concerns(data["customer"])
        if customer not in agreement.offers:
            yield f"{customer} accepted what was not offered in {key}"
        agreement.seats[customer] = data["area"]
        _waits_no_longer(agreement, customer)

    def _answered_no(self, key: str, data: Any) -> Iterator[str]:
        agreement, customer = self.agreements[key], data["customer"]
        if customer not in agreement.offers:
            yield f"{customer} said no to what was not offered in {key}"
        agreement.offers.pop(customer, None)
        if data["leaves_queue"]:
            agreement.queue.pop(customer, None)

    def _queued(self, key: str, data: Any) -> Iterator[str]:
        for place in data["waiting"]:
            if place["customer"] in self.agreements[key].queue:
                yield f"{place['customer']} stands twice in the queue of {key}"
            self.agreements[key].queue[place["customer"]] = place["area"]

    def _left(self, key: str, data: Any) -> Iterator[str]:
        for customer in data["customers"]:
            if customer not in self.agreements[key].queue:
                yield f"{customer} left the queue of {key} without standing in it"
            _waits_no_longer(self.agreements[key], customer)

    def _stepped_in(self, key: str, data: Any) -> Iterator[str]:
        for place in data["places"]:
            self.agreements[key].stepped_in.add(self._concerns(place["customer"]))
        yield from ()

    def _rescinded(self, key: str, data: Any) -> Iterator[str]:
        self.agreements[key].last_day = date.fromisoformat(data["wind_up_until"])
        self.agreements[key].queue.clear()
        self.agreements[key].offers.clear()
        yield from ()

    def _abandoned(self, key: str, data: Any) -> Iterator[str]:
        for customer in data["customers"]:
            yield f"{customer} was left by {key} without anybody"

    # -- People --------------------------------------------------------------

    def _entered(self, key: str, data: Any) -> Iterator[str]:
        customer = self._concerns(key.partition("/")[0])
        person = self.people.setdefault(customer, Person(customer))
        since = date.fromisoformat(data["since"])
        person.spells.append((since, None))
        person.responsible = data.get("agreement")
        person.since = since if person.responsible else None
        yield from ()

    def _placed(self, key: str, data: Any) -> Iterator[str]:
        self._person(key).placed_at = data["agreement"]
        yield from ()

    def _unplaced(self, key: str, data: Any) -> Iterator[str]:
        person = self._person(key)
        if person.placed_at != data["agreement"]:
            yield f"{person.name} lost a place in {data['agreement']} that was not theirs"
        person.placed_at = None

    def _passed_on(self, key: str, data: Any) -> Iterator[str]:
        person, on = self._person(key), date.fromisoformat(data["on"])
        if person.responsible != data["before"]:
            yield f"{data['before']} gave away {person.name} of {person.responsible}"
        person.close(on - ONE_DAY)
        person.responsible, person.since = data["agreement"], on
        if person.placed_at == data["agreement"]:
            person.placed_at = None

    def _ended(self, key: str, data: Any) -> Iterator[str]:
        person, last_day = self._person(key), date.fromisoformat(data["last_day"])
        person.spells[-1] = (person.spells[-1][0], last_day)
        person.close(last_day)
        person.placed_at = None
        yield from ()

    # -- How it adds up ------------------------------------------------------

    def _adds_up(self, person: Person) -> Iterator[str]:
        """A person has a place with who answers and with who is to answer: no other."""
        expected = {person.responsible, person.placed_at} - {None}
        places = {
            key
            for key, agreement in self.agreements.items()
            if person.name in agreement.seats or person.name in agreement.stepped_in
        }
        if places != expected:
            told = f"{sorted(places)} instead of {sorted(map(str, expected))}"
            yield f"{person.name} has places in {told}"

    def _person(self, key: str) -> Person:
        return self.people[self._concerns(key.partition("/")[0])]

    def _concerns(self, customer: str) -> str:
        self.unsettled.add(customer)
        return customer


def _waits_no_longer(agreement: Agreement, customer: str) -> None:
    agreement.queue.pop(customer, None)
    agreement.offers.pop(customer, None)
