"""A small town's cases: a system, agreements, customers and what they are granted."""

from __future__ import annotations

from typing import Any

from tests.given import day, person
from tests.town import SYSTEM
from upphandling.domain.agreement import Agreement, Terms
from upphandling.domain.base import Role
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.compensation import (
    Compensation,
    DayKind,
    Indexation,
    PaidFor,
    Rate,
    TimeOfDay,
)
from upphandling.domain.configuration import (
    Regime,
    Service,
    SharePolicy,
    SystemConfiguration,
)
from upphandling.domain.customer import CareDecision, Customer, GrantedService
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.evaluation import Criterion, Lot
from upphandling.domain.tender import Tender

BEGINNING = "2026-01-02T10:00"


def system(in_house_percent: float = 50.0) -> ChoiceSystem:
    """One bundle, personal care, and half of the customers for in-house provision."""
    policy = SharePolicy(
        valid_from=day("2026-01-01"),
        in_house_percent=in_house_percent,
        external_percent=100 - in_house_percent,
        tolerance_points=5.0,
    )
    bare = SystemConfiguration.model_validate(SYSTEM, strict=False)
    return ChoiceSystem.establish(
        person(BEGINNING), bare.model_copy(update={"shares": [policy]})
    )


def terms(**changed: Any) -> Terms:
    told: dict[str, Any] = {
        "system": "staden",
        "provider": "utforare-a",
        "name": "Utförare A",
        "regime": Regime.LOU,
        "bundle": "omvardnad",
        "areas": ("norr", "soder"),
        "starts_on": day("2026-01-01"),
    }
    return Terms(**{**told, **changed})


def agreement(key: str = "avtal-a", **changed: Any) -> Agreement:
    """An agreement that an award led to, for both areas from January."""
    at = person(BEGINNING)
    return Agreement.sign(
        at, key, award="tilldelning", lot="hela", bid="a-1", terms=terms(**changed)
    )


def in_house(key: str = "egen-regi") -> Agreement:
    return Agreement.entrust(
        person(BEGINNING),
        key,
        terms=terms(
            provider="staden", name="Kommunens egen regi", regime=Regime.IN_HOUSE
        ),
    )


def customer(
    key: str = "k-1",
    of: str | None = "avtal-a",
    *,
    area: str = "norr",
    minutes: int = 420,
    since: str = "2026-01-01",
) -> CustomerChoice:
    """Somebody with an hour a day."""
    return CustomerChoice.register(
        person(BEGINNING),
        system="staden",
        customer=key,
        bundle="omvardnad",
        area=area,
        minutes=minutes,
        agreement=of,
        provider=of and f"utforare-{of}",
        since=day(since),
    )


def granted(
    key: str = "k-1",
    *services: GrantedService,
    valid_from: str = "2026-01-02",
    valid_to: str | None = None,
) -> Customer:
    """The same hour a day, as a care decision."""
    decision = CareDecision(
        decision="beslut-1",
        granted_on=day("2026-01-02"),
        valid_from=day(valid_from),
        valid_to=valid_to and day(valid_to),
        assessed=True,
        services=services or (care(),),
    )
    stamp = person(BEGINNING, role=Role.CARE_NEEDS_ASSESSOR)
    return Customer.grant_first(
        stamp, key, system="staden", area="norr", decision=decision
    )


def care(
    minutes: int = 420,
    service: Service = Service.PERSONAL_CARE,
    *,
    time_of_day: TimeOfDay = TimeOfDay.DAY,
    day_kind: DayKind = DayKind.ANY_DAY,
) -> GrantedService:
    return GrantedService(
        service=service,
        bundle="omvardnad",
        minutes_per_week=minutes,
        time_of_day=time_of_day,
        day_kind=day_kind,
    )


def tender(*rates: Rate, same_for_in_house: bool = True) -> Tender:
    """The tender that the agreements came of, with what an hour is paid."""
    case = Tender.prepare(
        person(BEGINNING),
        "hemtjanst",
        system="staden",
        title="Hemtjänst",
        lots=(
            Lot(lot="hela", title="Hela", areas=("norr", "soder"), share_percent=50.0),
        ),
        criteria=(Criterion(criterion="kvalitet", title="Kvalitet", max_points=5.0),),
    )
    case.set_compensation(
        person(BEGINNING),
        compensation=Compensation(
            basis=PaidFor.PERFORMED_TIME,
            rates=rates or (rate(),),
            indexation=Indexation(
                index="Omsorgsprisindex", month=1, first_on=day("2027-01-01")
            ),
            same_for_in_house=same_for_in_house,
        ),
    )
    case.record(Tender.Awarded, person(BEGINNING), award="tilldelning")
    return case


def rate(
    ore: int = 40_000,
    day_kind: DayKind = DayKind.ANY_DAY,
    service: Service = Service.PERSONAL_CARE,
) -> Rate:
    return Rate(
        service=service,
        time_of_day=TimeOfDay.DAY,
        day_kind=day_kind,
        ore_per_hour=ore,
    )
