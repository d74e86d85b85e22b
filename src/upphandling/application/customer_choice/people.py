"""The choice of the customer that a command speaks of."""

from __future__ import annotations

from collections.abc import Iterable

from upphandling.application.commands import Cases
from upphandling.domain.base import Role, Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.customer import Customer
from upphandling.domain.customer_choice import CustomerChoice, choice_key
from upphandling.domain.customer_choice.refusals import NotYourChoice


def choice_of(cases: Cases, customer: str, bundle: str) -> CustomerChoice:
    """The one running choice of a customer; refuses with `NoSuchCase`."""
    return cases.fetch(CustomerChoice, choice_key(customer, bundle))


def choice_of_living(cases: Cases, customer: str, bundle: str) -> CustomerChoice:
    """The same; refuses with `CustomerHasDied` where nothing more is to be chosen."""
    choice = choice_of(cases, customer, bundle)
    known = cases.find(Customer, customer)
    if known is not None:
        known.must_be_alive()
    return choice


def must_be_alive(cases: Cases, customers: Iterable[str]) -> None:
    """Refuse the first who has died; whoever has no care decisions is not known to."""
    for known in cases.find_many(Customer, sorted(customers)).values():
        known.must_be_alive()


def area_of(cases: Cases, choice: CustomerChoice) -> str:
    """What the customer's area is called."""
    areas = cases.fetch(ChoiceSystem, choice.system).settled.areas
    return next(area.name for area in areas if area.key == choice.area)


def must_be_own(stamp: Stamp, customer: str) -> None:
    """Refuse a customer who speaks for somebody else."""
    if stamp.role is Role.CUSTOMER and stamp.by != customer:
        raise NotYourChoice(customer=customer)
