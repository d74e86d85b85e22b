"""Suppression: which values are not shown outside the house, so that nobody is told of.

A value of fewer persons than its definition allows is withheld. So is one more where
the withheld one could be counted backwards: of a whole and its parts (a system and its
agreements, an agreement and its areas ...) never exactly one is withheld; the smallest
of the other parts goes with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Withheld(StrEnum):
    """Why a value is not shown."""

    FEW = "few"
    GIVES_AWAY = "gives_away"


class Group(NamedTuple):
    """The customers of an agreement in an area; None is all of them."""

    agreement: str | None
    area: str | None


@dataclass(frozen=True, slots=True)
class Family:
    """A whole and the parts of it that are told."""

    whole: Group
    parts: tuple[Group, ...]


def withheld(sizes: Mapping[Group, int], least: int) -> dict[Group, Withheld]:
    """Which values of one period are withheld, by how many persons each is about."""
    gone = {group: Withheld.FEW for group, size in sizes.items() if size < least}
    families = _families(sizes)
    while also := [more for one in families if (more := _also(one, gone, sizes))]:
        gone[also[0]] = Withheld.GIVES_AWAY
    return gone


def _families(groups: Iterable[Group]) -> list[Family]:
    """Every whole that is told, with its parts by agreement and by area."""
    told = sorted(groups, key=_order)
    parts: dict[tuple[Group, str], list[Group]] = defaultdict(list)
    for group in told:
        if group.agreement is not None:
            parts[Group(None, group.area), "agreement"].append(group)
        if group.area is not None:
            parts[Group(group.agreement, None), "area"].append(group)
    known = set(told)
    return [
        Family(whole, tuple(found))
        for (whole, _), found in parts.items()
        if whole in known
    ]


def _also(
    family: Family, gone: Mapping[Group, Withheld], sizes: Mapping[Group, int]
) -> Group | None:
    """What must go with the only one of a family that is withheld."""
    members = (family.whole, *family.parts)
    missing = [one for one in members if one in gone]
    if len(missing) != 1:
        return None
    others = [one for one in family.parts if one not in gone]
    if len(family.parts) == 1:
        alike = sizes[family.parts[0]] == sizes[family.whole]
        return next(one for one in members if one not in gone) if alike else None
    return min(others, key=lambda one: (sizes[one], _order(one)))


def _order(group: Group) -> tuple[str, str]:
    return group.agreement or "", group.area or ""
