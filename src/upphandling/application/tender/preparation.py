"""Commands of a tender's preparation: what is procured, and by which criteria."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Part, unique, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key, Text
from upphandling.domain.evaluation import Criterion, Lot
from upphandling.domain.tender import Tender


class LotTerms(Part):
    """En del av upphandlingen (anbudsområde)."""

    lot: Key
    title: Text
    areas: Annotated[list[Key], Field(min_length=1)]
    share_percent: Annotated[float, Field(ge=0, le=100)] = 0.0
    winners: Annotated[int, Field(ge=1, le=1_000)] = 1


class CriterionTerms(Part):
    """Ett tilldelningskriterium."""

    criterion: Key
    title: Text
    max_points: Annotated[float, Field(gt=0)]
    weight: Annotated[float, Field(gt=0)] = 1.0


class Prepare(Command):
    """Förbered en upphandling med dess delar och tilldelningskriterier."""

    NAME = "tender.prepare"
    tender: Key
    system: Key
    title: Text
    lots: Annotated[list[LotTerms], Field(min_length=1), unique(by="lot")]
    criteria: Annotated[
        list[CriterionTerms], Field(min_length=1), unique(by="criterion")
    ]


def prepare(command: Prepare, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    for lot in command.lots:
        system.must_have_areas(lot.areas)
    cases.add(
        Tender.prepare(
            stamp,
            command.tender,
            system=system.key,
            title=command.title,
            lots=tuple(
                Lot(**{**dict(lot), "areas": tuple(lot.areas)}) for lot in command.lots
            ),
            criteria=tuple(Criterion(**dict(c)) for c in command.criteria),
        )
    )


VERBS = verbs((Prepare, prepare))
