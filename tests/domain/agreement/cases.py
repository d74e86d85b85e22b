"""Agreements at every stage of their life, and who has a place with them."""

from __future__ import annotations

from tests.given import day, person, scheduler
from upphandling.domain.agreement import Agreement, Place, Terms, Waiting
from upphandling.domain.configuration import Regime

TERMS = Terms(
    system="staden",
    provider="utforare-a",
    name="Utförare A",
    regime=Regime.LOU,
    bundle="omvardnad",
    areas=("norr", "soder"),
    starts_on=day("2026-10-01"),
    ends_on=day("2028-09-30"),
    places={"norr": 2},
    share_percent=10.0,
)
BEGINS = "2026-10-01T00:00"


def changed(**terms: object) -> Terms:
    return TERMS.model_copy(update=terms)


def signed(terms: Terms = TERMS) -> Agreement:
    return Agreement.sign(
        person("2026-05-18T09:00"),
        "avtal-a",
        award="tilldelning-2026",
        lot="norr",
        bid="anbud-1",
        terms=terms,
    )


def in_force(terms: Terms = TERMS) -> Agreement:
    agreement = signed(terms)
    agreement.start(scheduler(BEGINS))
    return agreement


def rescinded() -> Agreement:
    agreement = in_force()
    rescind(agreement, "2026-11-02T09:00")
    return agreement


def expired() -> Agreement:
    agreement = in_force()
    agreement.expire(scheduler("2028-10-01T00:00"))
    return agreement


def rescind(agreement: Agreement, at: str) -> None:
    agreement.rescind(
        person(at),
        grounds="Tillståndet är återkallat.",
        wind_up_until=day("2026-11-05"),
    )


def place(customer: str, area: str = "norr", **more: object) -> Place:
    return Place(customer=customer, area=area, **more)


def waits(customer: str, area: str = "norr", **more: object) -> Waiting:
    return Waiting(customer=customer, area=area, **more)


def take(agreement: Agreement, *places: Place, at: str = "2026-10-02T09:00") -> None:
    agreement.take_places(person(at), places)


def full() -> Agreement:
    agreement = in_force()
    take(agreement, place("person-1"), place("person-2"))
    return agreement


def queued(*places: Place, at: str = "2026-10-05T09:00") -> Agreement:
    """A full agreement for which customers wait in the north."""
    agreement = full()
    for number, waiting in enumerate(places or map(place, ("person-3", "person-4"))):
        agreement.enqueue(person(f"{at[:-1]}{number}"), (waiting,))
    return agreement
