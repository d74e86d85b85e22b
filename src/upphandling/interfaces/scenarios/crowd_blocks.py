"""The blocks of a journal that stand for many commands at once.

Only scenarios have them; `crowd.py` says which people they come to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from upphandling.application.commands import Instant, Part
from upphandling.application.customer.granting import Grant
from upphandling.domain.configuration import Key, Text
from upphandling.domain.intervals import Day
from upphandling.interfaces.scenarios.visit_blocks import CrowdVisits

Weights = Annotated[dict[Key, Annotated[float, Field(gt=0)]], Field(min_length=1)]


class AreaCount(Part):
    """Hur många kunder i ett område, och hur de fördelar sig på dagens avtal."""

    count: Annotated[int, Field(ge=0, le=20_000)]
    agreements: dict[Key, Annotated[float, Field(gt=0)]] = {}


class MinutesRange(Part):
    """Beviljad tid per vecka; de flesta ligger nära min, några nära max."""

    min: Annotated[int, Field(ge=0)]
    max: Annotated[int, Field(le=10_080)]


class ProfiledService(Grant):
    """En beviljad insats; agreement är dagens avtal när insatsen ges av någon annan."""

    agreement: Key | None = None


class CareProfile(Part):
    """Vilka insatser en del av skaran har beviljats; weight är hur stor delen är.

    Där en insats minutes_per_week är 0 delas personens tid lika på de insatserna.
    """

    weight: Annotated[float, Field(gt=0)]
    services: Annotated[list[ProfiledService], Field(min_length=1)]


class RegisterCrowd(Part):
    """Påhittade kunder: antal per område, tid per vecka och dagens utförare.

    Med profiles får de biståndsbeslut med insatser, annars bara ett paket och en tid.
    """

    NAME: ClassVar[str] = "crowd.register"
    crowd: Key
    seed: int
    system: Key
    bundle: Key
    since: Day
    areas: Annotated[dict[Key, AreaCount], Field(min_length=1)]
    minutes_per_week: MinutesRange
    profiles: list[CareProfile] = []


class InviteCrowd(Part):
    """Bjud in hela skaran till en valomgång."""

    NAME: ClassVar[str] = "crowd.invite"
    crowd: Key
    round: Key
    channel: Text


class ChooseCrowd(Part):
    """Skaran väljer: andel som väljer, vikter per avtal, antal önskemål."""

    NAME: ClassVar[str] = "crowd.choose"
    crowd: Key
    seed: int
    round: Key
    until: Instant
    choosing_percent: Annotated[float, Field(ge=0, le=100)]
    wishes: Weights
    wishes_each: Annotated[int, Field(ge=1, le=5)] = 1


class RemindCrowd(Part):
    """Påminn dem i skaran som ännu inte har valt."""

    NAME: ClassVar[str] = "crowd.remind"
    crowd: Key
    round: Key
    channel: Text


CrowdCommand = RegisterCrowd | InviteCrowd | ChooseCrowd | RemindCrowd | CrowdVisits
BLOCKS: Mapping[str, type[CrowdCommand]] = {
    block.NAME: block
    for block in (RegisterCrowd, InviteCrowd, ChooseCrowd, RemindCrowd, CrowdVisits)
}
