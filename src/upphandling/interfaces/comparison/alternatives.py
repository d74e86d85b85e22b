"""The file of alternatives: a municipality, and the policies to compare for it.

A TOML file. Everything is assumed by whoever writes it; nothing of it is kept.
"""

from __future__ import annotations

import tomllib
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import to_json

from upphandling.application.messages import Fault, faults_of
from upphandling.domain.base import Value
from upphandling.domain.configuration import (
    DefaultPolicy,
    Key,
    Percent,
    Regime,
    ShareUnit,
    Text,
)

MOST_PEOPLE = 300_000
WEEK_MINUTES = 7 * 24 * 60

Weight = Annotated[float, Field(gt=0, le=1_000_000)]
Amounts = dict[Key, Annotated[int, Field(ge=0, le=1_000_000)]]
Kronor = Annotated[float, Field(gt=0, le=100_000)]


class BrokenComparison(Exception):
    """Filen med alternativ har fel."""

    def __init__(self, file: Path, faults: Iterable[Fault], line: int = 0) -> None:
        self.file = file
        self.line = line
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, self.faults)))


class Place(Value):
    """An area, with its weight when people are invented."""

    key: Key
    name: Text
    weight: Weight = 1.0


class People(Value):
    """Invented customers: how many, minutes a week, and how many of them choose.

    `today` weighs the agreements that serve them now; without it nobody is served.
    """

    customers: Annotated[int, Field(ge=1, le=MOST_PEOPLE)]
    minutes_min: Annotated[int, Field(ge=0, le=WEEK_MINUTES)] = 60
    minutes_max: Annotated[int, Field(ge=0, le=WEEK_MINUTES)] = 1680
    choosing_percent: Percent
    wishes_each: Annotated[int, Field(ge=1, le=5)] = 3
    today: dict[Key, Weight] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.minutes_max < self.minutes_min:
            message = "minutes_max är mindre än minutes_min"
            raise ValueError(message)
        return self


class Terms(Value):
    """What an alternative may change for a provider; None leaves it as it stands.

    `places` and `hours_per_week` are ceilings per area; an area that neither names
    has no ceiling. Shares are percent of all customers, or hours.
    """

    places: Amounts | None = None
    hours_per_week: Amounts | None = None
    minimum_percent: Percent | None = None
    cap_percent: Percent | None = None
    kronor_per_hour: Kronor | None = None


class Provider(Terms):
    """A provider as it stands; `popularity` weighs it among invented wishes."""

    agreement: Key
    name: Text
    regime: Regime
    areas: tuple[Key, ...] = ()
    popularity: Weight = 1.0


class Alternative(Value):
    """A policy to try: the default rule, the unit of shares, the seed, changed terms."""

    name: Text
    default: DefaultPolicy
    unit: ShareUnit = ShareUnit.CUSTOMERS
    seed: Annotated[str, Field(min_length=1, max_length=80)] = "1"
    without: tuple[Key, ...] = ()
    changed: dict[Key, Terms] = Field(default_factory=dict)


class Comparison(Value):
    """A municipality and its alternatives."""

    title: Text
    bundle: Key
    regime: Regime = Regime.LOU
    areas: Annotated[tuple[Place, ...], Field(min_length=1)]
    people: People
    providers: Annotated[tuple[Provider, ...], Field(min_length=1)]
    alternatives: Annotated[tuple[Alternative, ...], Field(min_length=1)]

    def serving(self, area: str) -> list[Provider]:
        """The providers of an area."""
        return [p for p in self.providers if not p.areas or area in p.areas]

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        for message in _loose_ends(self):
            raise ValueError(message)
        return self


def read(file: Path) -> Comparison:
    """Read and check a file; raises `BrokenComparison` with every fault."""
    try:
        text = file.read_bytes().removeprefix(BOM_UTF8)
    except OSError:
        fault = Fault("", "filen saknas eller kan inte läsas")
        raise BrokenComparison(file, [fault]) from None
    try:
        content = tomllib.loads(text.decode())
    except UnicodeDecodeError:
        raise BrokenComparison(file, [Fault("", "filen är inte UTF-8")]) from None
    except tomllib.TOMLDecodeError as error:
        words = str(error).partition("line ")[2].partition(",")[0]
        line = int(words) if words.isdigit() else text.count(b"\n") + 1
        raise BrokenComparison(file, [Fault("", "ogiltig TOML")], line) from None
    try:
        return Comparison.model_validate_json(to_json(content))
    except ValidationError as error:
        raise BrokenComparison(file, faults_of(error)) from None


def _loose_ends(comparison: Comparison) -> Iterator[str]:
    """What is named but not there, or there twice."""
    areas = [area.key for area in comparison.areas]
    agreements = [provider.agreement for provider in comparison.providers]
    names = [alternative.name for alternative in comparison.alternatives]
    for field, keys in (
        ("areas", areas),
        ("providers", agreements),
        ("alternatives", names),
    ):
        if len(set(keys)) < len(keys):
            yield f"samma namn förekommer två gånger i {field}"
    for provider in comparison.providers:
        yield from _unknown(provider.areas, areas, f"{provider.agreement}.areas")
        yield from _unknown(_ceilings(provider), areas, provider.agreement)
    for alternative in comparison.alternatives:
        about = f"alternativet ”{alternative.name}”"
        named = (*alternative.without, *alternative.changed, *alternative.default.order)
        yield from _unknown(named, agreements, about)
        for terms in alternative.changed.values():
            yield from _unknown(_ceilings(terms), areas, about)


def _ceilings(terms: Terms) -> list[str]:
    return [*(terms.places or {}), *(terms.hours_per_week or {})]


def _unknown(named: Iterable[str], known: list[str], about: str) -> Iterator[str]:
    for name in named:
        if name not in known:
            yield f"{about}: {name} finns inte, välj bland {', '.join(known)}"
