"""The impact map as an answer: what falls with a milestone, a tender or an agreement.

A question about any day, of what was known when that day had ended. Nothing is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from upphandling.bootstrap import House
from upphandling.domain.agreement import Agreement
from upphandling.domain.award import Award
from upphandling.domain.base import Aggregate
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.errors import NoSuchCase, Refused
from upphandling.domain.impact import Fall, Link, Node, NodeKind, Tie, impact
from upphandling.domain.instants import local_date
from upphandling.domain.parts import must_be_known
from upphandling.domain.plan import Plan
from upphandling.domain.tender import Tender
from upphandling.domain.transition import Transition
from upphandling.interfaces.follow_up import rows
from upphandling.interfaces.impact_nodes import Picture
from upphandling.interfaces.impact_words import decide, why
from upphandling.interfaces.past import Known, known_case, known_cases
from upphandling.projections import shares

A = TypeVar("A", bound=Aggregate)


class OfAnotherSystem(Refused):
    """Det som faller hör till ett annat valfrihetssystem än tidplanen."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fallen:
    """What falls: of which kind (milestone, tender, award, agreement), and its key.

    `to` is its new last day, None when it is lost.
    """

    kind: NodeKind
    key: str
    to: date | None


def the_impact(house: House, plan: str, fallen: Fallen, on: date) -> dict[str, Any]:
    """All that falls, with why, new days where they can be reckoned, and what to decide.

    Raises `NoSuchCase`, `UnknownPart` (no such milestone), `OfAnotherSystem` and
    `NothingHasSlipped`.
    """
    known = known_case(house, Plan, plan, on)
    system = known.case.system
    picture = Picture(
        on=on,
        plan=known,
        agreements=_of_system(known_cases(house, Agreement, on), system),
        rounds=_of_system(known_cases(house, ChoiceRound, on), system),
        transitions=_of_system(known_cases(house, Transition, on), system),
        customers=_customers(house, system, on),
    )
    root, nodes = _rooted(house, picture, fallen)
    falls = impact(nodes.values(), root.key, fallen.to)
    titles = {key: node.title for key, node in nodes.items()}
    return {
        "plan": plan,
        "system": system,
        "on": on,
        "fallen": {
            "kind": fallen.kind.value,
            "key": fallen.key,
            "title": root.title,
            "earliest": root.earliest,
            "latest": root.latest,
            "customers": root.people,
        },
        "lost": fallen.to is None,
        "to": fallen.to,
        "falls": [_row(fall, titles) for fall in falls],
    }


def _rooted(
    house: House, picture: Picture, fallen: Fallen
) -> tuple[Node, dict[str, Node]]:
    """The fallen node, and the map with what rests on it by its day alone."""
    nodes = {node.key: node for node in picture.nodes()}
    key = f"{fallen.kind}:{fallen.key}"
    if fallen.kind is NodeKind.MILESTONE:
        must_be_known(fallen.key, picture.plan.case.milestones)
    elif key not in nodes:
        nodes[key] = _case_node(house, picture, fallen)
        _hang_milestones(picture, nodes, nodes[key])
    root = nodes[key]
    for node in [*nodes.values()]:
        if _is_promised_in_time(node, root):
            _hang(nodes, node, Link(root.key, Tie.IN_TIME))
        elif node.kind is NodeKind.ROUND and fallen.to is None:
            _hang_offers(picture, nodes, node)
    return root, nodes


def _case_node(house: House, picture: Picture, fallen: Fallen) -> Node:
    """A tender, an award or a running agreement, on the day when it came or falls."""
    on, system = picture.on, picture.plan.case.system
    if fallen.kind is NodeKind.AGREEMENT:
        agreement = _mine(known_cases(house, Agreement, on), fallen, system)
        title, day = agreement.case.agreed.name, on
        people = picture.customers.get(fallen.key, 0)
        return _node(fallen, title, day, people)
    if fallen.kind is NodeKind.AWARD:
        award = known_case(house, Award, fallen.key, on)
        _mine(known_cases(house, Tender, on), _tender(award.case.tender), system)
        decided = award.last(Award.Decided)
        return _node(
            fallen,
            f"tilldelningen {fallen.key}",
            local_date(decided.effective_at) if decided else on,
        )
    tender = _mine(known_cases(house, Tender, on), fallen, system)
    return _node(fallen, tender.last(Tender.Prepared).title, on)


def _tender(key: str) -> Fallen:
    return Fallen(kind=NodeKind.TENDER, key=key, to=None)


def _node(fallen: Fallen, title: str, day: date, people: int | None = None) -> Node:
    return Node(
        key=f"{fallen.kind}:{fallen.key}",
        kind=fallen.kind,
        title=title,
        earliest=day,
        latest=day,
        people=people,
    )


def _hang_milestones(picture: Picture, nodes: dict[str, Node], root: Node) -> None:
    """A tender or an award carries the milestones of its day, or else the next ones."""
    if root.kind is NodeKind.AGREEMENT:
        return
    ahead = [m for m in picture.milestones if not m.done and m.earliest > root.latest]
    first = min((m.earliest for m in ahead), default=None)
    carried = picture.holding(root.latest) or [m for m in ahead if m.earliest == first]
    for milestone in carried:
        _hang(nodes, milestone, Link(root.key, Tie.AWARDED))


def _is_promised_in_time(node: Node, root: Node) -> bool:
    """A promise that says not what it rests on is threatened by what is not after it."""
    return (
        node.kind is NodeKind.PROMISE
        and not node.links
        and root.kind is not NodeKind.AGREEMENT
        and node.latest >= root.earliest
    )


def _hang_offers(picture: Picture, nodes: dict[str, Node], round_: Node) -> None:
    """Whoever may be chosen in a round leaves a hole in it."""
    bundle = picture.rounds[round_.title].case.bundle
    for key, known in picture.agreements.items():
        agreement = f"agreement:{key}"
        if agreement in nodes and known.case.agreed.bundle == bundle:
            _hang(nodes, nodes[round_.key], Link(agreement, Tie.OFFERED))


def _hang(nodes: dict[str, Node], node: Node, link: Link) -> None:
    nodes[node.key] = replace(node, links=(*node.links, link))


def _of_system(found: Mapping[str, Known[A]], system: str) -> dict[str, Known[A]]:
    return {key: known for key, known in found.items() if _system(known.case) == system}


def _mine(found: Mapping[str, Known[A]], fallen: Fallen, system: str) -> Known[A]:
    """The case that falls; raises `NoSuchCase` or `OfAnotherSystem`."""
    if fallen.key not in found:
        raise NoSuchCase(case=f"{fallen.kind}:{fallen.key}")
    known = found[fallen.key]
    if _system(known.case) != system:
        raise OfAnotherSystem(system=_system(known.case), plan=system)
    return known


def _system(case: Any) -> str:
    terms = getattr(case, "terms", None)
    return str(terms.system if terms else case.system)


def _customers(house: House, system: str, on: date) -> dict[str, int]:
    counted: dict[str, int] = {}
    with house.database.engine.connect() as connection:
        for row in rows(connection, shares.actual(system, on)):
            key = row["agreement"]
            counted[key] = counted.get(key, 0) + int(row["customers"])
    return counted


def _row(fall: Fall, titles: Mapping[str, str]) -> dict[str, Any]:
    node = fall.node
    dated = node.kind is not NodeKind.LETTERS  # what was sent is not sent again later
    return {
        "kind": node.kind.value,
        "key": node.key.partition(":")[2],
        "title": node.title,
        "earliest": node.earliest,
        "latest": node.latest,
        "new_earliest": fall.earliest if dated else None,
        "new_latest": fall.latest if dated else None,
        "slipped_days": fall.slip.days if fall.slip is not None and dated else None,
        "done": node.done,
        "customers": node.people,
        "because": [{"on": link.on, "tie": link.tie.value} for link in fall.because],
        "why": why(fall, titles),
        "decide": decide(fall),
    }
