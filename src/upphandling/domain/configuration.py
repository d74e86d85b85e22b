"""What a choice system is made of: areas, bundles, shares and the default rule.

This is the content of `system.toml` and of the command
`choice_system.establish`. Everything here is decided by the municipality; none
of it is law.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from upphandling.domain.base import Value
from upphandling.domain.choosing import ChoosingPolicy
from upphandling.domain.errors import Refused
from upphandling.domain.intervals import FIRST_DAY, Day
from upphandling.domain.personal_number import PERSONAL_NUMBER


def fit_to_keep(text: str) -> str:
    """The text, unless it is blank, unprintable or holds a personal number."""
    if not text.strip():
        message = "får inte vara tom"
        raise ValueError(message)
    if any(ord(letter) < ord(" ") and letter not in "\n\t" for letter in text):
        message = "innehåller tecken som inte kan skrivas"
        raise ValueError(message)
    if PERSONAL_NUMBER.search(text):
        message = "innehåller något som ser ut som ett personnummer"
        raise ValueError(message)
    return text


Key = Annotated[
    str,
    AfterValidator(fit_to_keep),
    StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9._-]{0,78}[a-z0-9])?$"),
    Field(description="Läsbar nyckel: små bokstäver a-z, siffror, punkt, bindestreck"),
]
Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000),
    AfterValidator(fit_to_keep),
]
Percent = Annotated[float, Field(ge=0, le=100)]


class Service(StrEnum):
    """What home care consists of."""

    PERSONAL_CARE = "personal_care"
    DOMESTIC_SERVICES = "domestic_services"
    NIGHT_SUPPORT = "night_support"
    SAFETY_ALARM_INSTALLATION = "safety_alarm_installation"
    SAFETY_ALARM_RESPONSE = "safety_alarm_response"
    HOME_NURSING = "home_nursing"
    MEALS = "meals"


class Regime(StrEnum):
    """On what ground a provider delivers."""

    LOU = "lou"
    LOV = "lov"
    IN_HOUSE = "in_house"


class ShareUnit(StrEnum):
    """What a share is counted in."""

    CUSTOMERS = "customers"
    HOURS = "hours"


class DefaultRule(StrEnum):
    """Who serves a customer who does not choose.

    The first three are safe under LOV: nobody is picked among its providers. The
    others choose by the authority's own rule: LOU providers have competed for that,
    LOV providers have not.
    """

    IN_HOUSE = "in_house"
    SEPARATELY_PROCURED = "separately_procured"
    STAY = "stay"
    PROVIDER_WITH_ROOM = "provider_with_room"
    FILL_SHARES = "fill_shares"
    TURN_ORDER = "turn_order"
    NEAREST = "nearest"
    RANDOM = "random"


SAFE_UNDER_LOV = (
    DefaultRule.IN_HOUSE,
    DefaultRule.SEPARATELY_PROCURED,
    DefaultRule.STAY,
)


class ChoiceDuty(StrEnum):
    """Whether a customer must choose, may choose, or need not be asked."""

    MUST = "must"
    MAY = "may"
    NEED_NOT = "need_not"


class DefaultIsASelection(Refused):
    """Att fördela dem som inte väljer bland LOV-utförare är ett urval, då gäller LOU."""


class BundleNotUnderLov(Refused):
    """Insatserna lämnas inte enligt LOV (LOV 1 kap. 1 §)."""


class Basis(StrEnum):
    """On what ground a customer got a provider."""

    CHOICE = "choice"
    DEFAULT = "default"
    REASSIGNED = "reassigned"


class Area(Value):
    """A geographic area of the system."""

    key: Key
    name: Text


class Bundle(Value):
    """Services that follow one provider.

    `must_choose` says whether customers of the bundle are asked to choose. Whoever
    has nothing but `without_choice` (only an alarm, say) need not.
    """

    key: Key
    name: Text
    services: Annotated[list[Service], Field(min_length=1)]
    regime: Regime
    must_choose: bool = True
    without_choice: list[Service] = Field(default_factory=list)

    def duty(self, services: Iterable[Service]) -> ChoiceDuty:
        """What is asked of a customer who has these services of the bundle."""
        granted = set(services)
        if granted and granted <= set(self.without_choice):
            return ChoiceDuty.NEED_NOT
        return ChoiceDuty.MUST if self.must_choose else ChoiceDuty.MAY

    def must_be_under_lov(self) -> None:
        if self.regime is not Regime.LOV:
            raise BundleNotUnderLov(bundle=self.key, regime=self.regime)


class SharePolicy(Value):
    """How customers are to be divided from a day on (percent).

    `tolerance_points` is the drift, in percentage points, that is accepted.
    """

    valid_from: Day
    unit: ShareUnit = ShareUnit.CUSTOMERS
    in_house_percent: Percent
    external_percent: Percent
    tolerance_points: Annotated[float, Field(ge=0, le=100)] = 1.0
    note: Text | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if abs(self.in_house_percent + self.external_percent - 100) > 1e-9:  # noqa: PLR2004
            message = "in_house_percent och external_percent ska tillsammans vara 100"
            raise ValueError(message)
        return self


class DefaultPolicy(Value):
    """The no-choice alternative (ickevalsalternativ) and its legal basis.

    `order` names agreements in the order in which `provider_with_room` asks them.
    """

    rule: DefaultRule
    legal_basis: Text
    valid_from: Day = FIRST_DAY
    order: list[Key] = Field(default_factory=list)

    def must_not_select(self, bundle: Bundle) -> None:
        """Refuse a rule that picks among LOV providers.

        Konkurrensverket, ställningstagande 2019:2: such a rule is a selection, and a
        selection is a procurement. Its safe forms are own provision or a provider
        that was procured for it.
        """
        if bundle.regime is Regime.LOV and self.rule not in SAFE_UNDER_LOV:
            raise DefaultIsASelection(
                bundle=bundle.key,
                rule=self.rule,
                source="Konkurrensverket, ställningstagande 2019:2",
                safe=[str(rule) for rule in SAFE_UNDER_LOV],
            )


class SystemConfiguration(Value):
    """A municipality's choice system, as configured when it is established."""

    system: Key
    name: Text
    municipality: Text
    areas: Annotated[list[Area], Field(min_length=1)]
    bundles: Annotated[list[Bundle], Field(min_length=1)]
    shares: list[SharePolicy] = Field(default_factory=list)
    default: DefaultPolicy
    choosing: ChoosingPolicy = Field(default_factory=ChoosingPolicy)

    def must_not_select(self) -> None:
        """Refuse a default that no bundle of the system could use."""
        if all(bundle.regime is Regime.LOV for bundle in self.bundles):
            self.default.must_not_select(self.bundles[0])

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        for name, parts in (("areas", self.areas), ("bundles", self.bundles)):
            keys = [part.key for part in parts]
            if len(set(keys)) < len(keys):
                message = f"samma nyckel förekommer två gånger i {name}"
                raise ValueError(message)
        days = [policy.valid_from for policy in self.shares]
        if len(set(days)) < len(days):
            message = "två andelsbeslut gäller från samma dag i shares"
            raise ValueError(message)
        return self
