"""The impact map: what falls, or must wait, when something in a plan falls or slips.

Pure. Each node knows what it rests on; nothing is stored, it is a question. What
rests on something lost is lost with it, and no new day can be reckoned. What rests
on something that slips is moved by the most that any of these asks for:

- To what it depends on it keeps its gap: it is moved by as many days as the last
  day of all of that has moved. A predecessor that is over later anyway, and has not
  slipped, takes up the slip.
- With what it only has its days in common with it moves as many days.
- For what must have begun before it, it waits, and no longer than that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from graphlib import TopologicalSorter

from upphandling.domain.errors import Refused
from upphandling.domain.parts import must_be_known


class NodeKind(StrEnum):
    """What a node of the map is."""

    MILESTONE = "milestone"
    PROMISE = "promise"
    TENDER = "tender"
    AWARD = "award"
    AGREEMENT = "agreement"
    NOTICE = "notice"
    ROUND = "choice_round"
    LETTERS = "letters"
    WAVE = "wave"


class Tie(StrEnum):
    """Why one node rests on another: said by somebody, or concluded."""

    DEPENDS_ON = "depends_on"
    IN_TIME = "in_time"
    AWARDED = "awarded"
    SUCCESSOR = "successor"
    INVITED = "invited"
    PLACED = "placed"
    OFFERED = "offered"
    TAKES_OVER = "takes_over"


KEEPS_GAP = (Tie.DEPENDS_ON, Tie.AWARDED, Tie.INVITED, Tie.PLACED)
WAITS = {Tie.TAKES_OVER: timedelta(0), Tie.SUCCESSOR: timedelta(days=1)}
"""What is waited for, and how many days before it is early enough."""


class NothingHasSlipped(Refused):
    """Den nya dagen ligger inte efter den dag som gällde."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a node rests on, and why."""

    on: str
    tie: Tie


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """Something with days of its own, both included, that rests on other nodes.

    `key` is unique in the map. `done` is what has happened already: it does not
    slip, but what it led to is in doubt when its ground is lost. `people` is how
    many customers it concerns, None where it concerns nobody in particular.
    """

    key: str
    kind: NodeKind
    title: str
    earliest: date
    latest: date
    links: tuple[Link, ...] = ()
    done: bool = False
    people: int | None = None


@dataclass(frozen=True, slots=True)
class Fall:
    """A node that falls or slips: because of which links, and by how many days.

    `slip` None: it is lost, and no new day can be reckoned.
    """

    node: Node
    because: tuple[Link, ...]
    slip: timedelta | None

    @property
    def earliest(self) -> date | None:
        """The first day that is now possible."""
        return None if self.slip is None else self.node.earliest + self.slip

    @property
    def latest(self) -> date | None:
        """The last day, as long after the first as before."""
        return None if self.slip is None else self.node.latest + self.slip


def impact(nodes: Iterable[Node], fallen: str, to: date | None) -> tuple[Fall, ...]:
    """All that falls with a node, in the order of its days.

    `to` is the fallen node's new last day, None when it is lost. Raises
    `UnknownPart` when the map has no such node, `NothingHasSlipped` when the new
    day is not after the old one.
    """
    known = {node.key: node for node in nodes}
    must_be_known(fallen, known)
    root = known[fallen]
    if to is not None and to <= root.latest:
        raise NothingHasSlipped(latest=root.latest, to=to)
    falls = {fallen: Fall(root, (), None if to is None else to - root.latest)}
    for key in _in_order(known, fallen):
        fall = _fall(known[key], known, falls)
        if fall is not None:
            falls[key] = fall
    del falls[fallen]
    return tuple(sorted(falls.values(), key=_by_day))


def _in_order(known: Mapping[str, Node], fallen: str) -> Iterable[str]:
    """Every node but the fallen one, none before what it rests on."""
    rests_on = {
        node.key: sorted({link.on for link in node.links} & known.keys() - {fallen})
        for node in sorted(known.values(), key=lambda node: node.key)
        if node.key != fallen
    }
    return TopologicalSorter(rests_on).static_order()


def _fall(
    node: Node, known: Mapping[str, Node], falls: Mapping[str, Fall]
) -> Fall | None:
    """What becomes of a node when all that it rests on is settled."""
    hit = tuple(link for link in node.links if link.on in falls)
    lost = tuple(link for link in hit if falls[link.on].slip is None)
    if lost:
        return Fall(node, lost, None)
    slip = max(
        _kept_gap(node, known, falls), _in_step(hit, falls), _awaited(node, hit, falls)
    )
    if node.done or slip <= timedelta(0):
        return None
    return Fall(node, hit, slip)


def _kept_gap(
    node: Node, known: Mapping[str, Node], falls: Mapping[str, Fall]
) -> timedelta:
    """By how much the last day of all that a node depends on has moved."""
    before = [
        known[link.on]
        for link in node.links
        if link.on in known and link.tie in KEEPS_GAP
    ]
    if not before:
        return timedelta(0)
    over = max(other.latest for other in before)
    return max(_last_day(other, falls) for other in before) - over


def _in_step(hit: Iterable[Link], falls: Mapping[str, Fall]) -> timedelta:
    slips = (falls[link.on].slip for link in hit if link.tie is Tie.IN_TIME)
    return max((slip for slip in slips if slip is not None), default=timedelta(0))


def _awaited(node: Node, hit: Iterable[Link], falls: Mapping[str, Fall]) -> timedelta:
    """How long a node waits for what must have begun, and an end for the day after."""
    first_days = (
        _last_day(falls[link.on].node, falls) - WAITS[link.tie]
        for link in hit
        if link.tie in WAITS
    )
    return max((day - node.latest for day in first_days), default=timedelta(0))


def _last_day(node: Node, falls: Mapping[str, Fall]) -> date:
    fall = falls.get(node.key)
    return (fall and fall.latest) or node.latest


def _by_day(fall: Fall) -> tuple[date, date, str]:
    return fall.node.earliest, fall.node.latest, fall.node.key
