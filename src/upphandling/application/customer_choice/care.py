"""Commands of the care: it changes, the customer moves, it ends, the customer returns.

The functions are also what a care decision calls, when it changes what is granted.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Person, Sealed, verbs
from upphandling.application.customer_choice.people import (
    area_of,
    choice_of,
    choice_of_living,
)
from upphandling.application.customer_choice.queueing import (
    join_queue,
    leave_queues,
    queues_of,
)
from upphandling.application.places import catch_up, give_back, place_of
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key, Service
from upphandling.domain.customer import Customer
from upphandling.domain.customer_choice import CustomerChoice, reasons
from upphandling.domain.customer_choice.refusals import GrantedByDecisions
from upphandling.domain.customer_choice.terms import must_be_of
from upphandling.domain.instants import ONE_DAY, local_date
from upphandling.domain.intervals import Day
from upphandling.domain.licence import LOST

MinutesAWeek = Annotated[int, Field(ge=0, le=7 * 24 * 60)]


class ChangeCare(Command):
    """Kundens beviljade insatser ändras från en dag."""

    NAME = "customer_choice.change_care"
    customer: Person
    bundle: Key
    minutes_per_week: MinutesAWeek
    services: list[Service] = []
    reason: Sealed
    on: Day | None = None


class MoveArea(Command):
    """Kunden har flyttat till ett annat område; utföraren svarar tills en annan tar vid."""

    NAME = "customer_choice.move_area"
    customer: Person
    bundle: Key
    area: Key
    on: Day


class EndCare(Command):
    """Kundens insatser upphör efter en sista dag."""

    NAME = "customer_choice.end_care"
    customer: Person
    bundle: Key
    last_day: Day


class ReturnToCare(Command):
    """Kunden får insatser på nytt och väljer utförare igen."""

    NAME = "customer_choice.return_to_care"
    customer: Person
    bundle: Key
    area: Key
    minutes_per_week: MinutesAWeek
    services: list[Service] = []
    since: Day


def change(
    cases: Cases,
    stamp: Stamp,
    choice: CustomerChoice,
    *,
    minutes: int,
    services: tuple[Service, ...],
    reason: str,
    on: date | None = None,
) -> None:
    """What is granted changes; the places take up what it now takes."""
    system = cases.fetch(ChoiceSystem, choice.system)
    must_be_of(system.bundle(choice.bundle), services)
    catch_up(cases, stamp, choice, on=on or local_date(stamp.at))
    choice.change_care(stamp, minutes=minutes, services=services, reason=reason, on=on)
    for key in _places_of(choice):
        cases.fetch(Agreement, key).adjust_places(stamp, [place_of(choice)])


def move_to(
    cases: Cases, stamp: Stamp, choice: CustomerChoice, *, area: str, on: date
) -> None:
    """A customer moves house, with what follows for places and queues.

    The present provider stays responsible; its place moves along where there is room.
    A place ahead moves along too, or is given back. Whoever waited waits anew in the
    queue of the new area, where the provider has one.
    """
    system = cases.fetch(ChoiceSystem, choice.system)
    system.must_have_areas([area])
    catch_up(cases, stamp, choice, on=on)
    choice.move_area(stamp, area=area, on=on)
    reason = reasons.MOVED.format(area=area_of(cases, choice))
    _wait_anew(cases, stamp, choice, reason)
    for key in _places_of(choice):
        moved = _moves_along(cases.fetch(Agreement, key), stamp, choice)
        if key == choice.placed_at and not moved:
            give_back(cases, stamp, [choice], reason=reason)


def end(cases: Cases, stamp: Stamp, choice: CustomerChoice, *, last_day: date) -> None:
    """Care ends: the places are free for others, and every queue is left."""
    catch_up(cases, stamp, choice, on=last_day + ONE_DAY)
    places, queues = _places_of(choice), queues_of(cases, choice)
    leave_queues(cases, stamp, choice, queues, reason=reasons.ENDED)
    choice.end_care(stamp, last_day=last_day)
    for key in places:
        cases.fetch(Agreement, key).free_places(stamp, (choice.customer,))


def end_at_death(
    cases: Cases, stamp: Stamp, choice: CustomerChoice, *, died_on: date
) -> None:
    """Nobody answers after the day of the death, whatever was recorded since."""
    if choice.ended_on is None:
        last_day = max(died_on, choice.earliest_end or died_on)
        end(cases, stamp, choice, last_day=last_day)
    choice.end_at_death(stamp, died_on=died_on)


def come_back(
    cases: Cases,
    stamp: Stamp,
    choice: CustomerChoice,
    *,
    area: str,
    minutes: int,
    services: tuple[Service, ...],
    since: date,
) -> None:
    """Care again after it ended, as for a customer who is new."""
    system = cases.fetch(ChoiceSystem, choice.system)
    system.must_have_areas([area])
    must_be_of(system.bundle(choice.bundle), services)
    choice.return_to_care(
        stamp, area=area, minutes=minutes, services=services, since=since
    )


def change_care(command: ChangeCare, cases: Cases, stamp: Stamp) -> None:
    choice = choice_of_living(cases, command.customer, command.bundle)
    _must_be_undecided(cases, stamp, choice, instead="customer.grant")
    change(
        cases,
        stamp,
        choice,
        minutes=command.minutes_per_week,
        services=tuple(command.services),
        reason=command.reason,
        on=command.on,
    )


def move_area(command: MoveArea, cases: Cases, stamp: Stamp) -> None:
    choice = choice_of_living(cases, command.customer, command.bundle)
    _must_be_undecided(cases, stamp, choice, instead="customer.move")
    move_to(cases, stamp, choice, area=command.area, on=command.on)


def end_care(command: EndCare, cases: Cases, stamp: Stamp) -> None:
    choice = choice_of(cases, command.customer, command.bundle)
    _must_be_undecided(cases, stamp, choice, instead="customer.end_decision")
    end(cases, stamp, choice, last_day=command.last_day)


def return_to_care(command: ReturnToCare, cases: Cases, stamp: Stamp) -> None:
    choice = choice_of_living(cases, command.customer, command.bundle)
    _must_be_undecided(cases, stamp, choice, instead="customer.grant")
    come_back(
        cases,
        stamp,
        choice,
        area=command.area,
        minutes=command.minutes_per_week,
        services=tuple(command.services),
        since=command.since,
    )


def _must_be_undecided(
    cases: Cases, stamp: Stamp, choice: CustomerChoice, *, instead: str
) -> None:
    """Refuse where care decisions run, or are to run, that say something else."""
    customer = cases.find(Customer, choice.customer)
    if customer is None:
        return
    if customer.care_in(choice.bundle, local_date(stamp.at)) is not None:
        raise GrantedByDecisions(
            customer=choice.customer, bundle=choice.bundle, command=instead
        )


def _places_of(choice: CustomerChoice) -> list[str]:
    """The agreements where the customer has a place, now or ahead."""
    places = (choice.agreement, choice.placed_at)
    return sorted({key for key in places if key is not None})


def _moves_along(agreement: Agreement, stamp: Stamp, choice: CustomerChoice) -> bool:
    place = place_of(choice)
    moves = (
        choice.customer in agreement.holders
        and agreement.serves(choice.bundle, choice.area, stamp.at)
        and agreement.licence not in LOST
        and agreement.room_for(place, agreement.first_day(stamp))
    )
    if moves:
        agreement.take_places(stamp, (place,))
    return moves


def _wait_anew(cases: Cases, stamp: Stamp, choice: CustomerChoice, reason: str) -> None:
    queues = queues_of(cases, choice)
    leave_queues(cases, stamp, choice, queues, reason=reason)
    for key in queues:
        agreement = cases.fetch(Agreement, key)
        held = agreement.holders.get(choice.customer)
        there_already = held is not None and held.area == choice.area
        if not there_already and agreement.serves(choice.bundle, choice.area, stamp.at):
            join_queue(stamp, choice, agreement)


VERBS = verbs(
    (ChangeCare, change_care),
    (MoveArea, move_area),
    (EndCare, end_care),
    (ReturnToCare, return_to_care),
)
