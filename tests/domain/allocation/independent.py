"""An allocation reckoned otherwise: a yes or no for each person and provider.

Nothing is shared with the engine but the solver: no groups, no parts, no prices, no
network. Each aim that is reached becomes a row, and every answer is a search.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

import highspy

from upphandling.domain.allocation import Bound, Chooser, Contender, Question
from upphandling.domain.configuration import DefaultRule, Regime, ShareUnit


def stages(question: Question) -> dict[str, int] | None:
    """Every aim's best value, by the engine's names; None if nobody can place all."""
    model = _Model(question)
    longest = max((len(p.wishes) for p in question.people), default=0)
    aims = [(name, model.missing[name]) for name in sorted(model.missing)]
    aims += [(f"choice_{r}", model.costs(_is_wish(r))) for r in range(1, longest + 1)]
    aims += [
        ("default_last_resort", model.costs(lambda p, c: _is_last(question, p, c))),
        ("moved", model.costs(lambda p, c: _moves(p, c) and not p.wishes)),
        (
            "moved_although_wished",
            model.costs(
                lambda p, c: (
                    _moves(p, c) and bool(p.wishes) and c.agreement not in p.wishes
                )
            ),
        ),
    ]
    if question.default.rule is DefaultRule.PROVIDER_WITH_ROOM:
        turns = _turns(question)
        aims.append(
            (
                "default_order",
                {
                    column: turns[c.agreement]
                    for (p, c), column in model.columns.items()
                    if c.agreement not in p.wishes
                },
            )
        )
    reached = {}
    for name, costs in aims:
        least = model.minimise(costs)
        if least is None:
            return None
        reached[name] = -least if name.startswith("choice_") else least
    return reached


class _Model:
    def __init__(self, question: Question) -> None:
        self.highs = highspy.Highs()
        self.highs.silent()
        self.highs.setOptionValue("threads", 1)
        self.highs.setOptionValue("mip_rel_gap", 0.0)
        self.question = question
        self.columns = {}
        self.number = 0
        for person in question.people:
            mine = []
            for contender in question.contenders:
                if _may(question, person, contender):
                    column = self._add(1, whole=True)
                    self.columns[person, contender] = column
                    mine.append(column)
            self._row(1, 1, dict.fromkeys(mine, 1))
        self.missing: dict[str, dict[int, int]] = {}
        for contender in question.contenders:
            self._room(contender)
            for share in contender.shares:
                self._share(contender, share)

    def costs(self, counts) -> dict[int, int]:
        return {
            column: value
            for (person, contender), column in self.columns.items()
            if (value := int(counts(person, contender)))
        }

    def minimise(self, costs: dict[int, int]) -> int | None:
        for column in range(self.number):
            self.highs.changeColCost(column, float(costs.get(column, 0)))
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        least = round(self.highs.getObjectiveValue())
        if costs:
            self._row(-highspy.kHighsInf, least, costs)
        return least

    def _add(self, upper: int, *, whole: bool) -> int:
        self.highs.addVar(0, upper)
        if whole:
            kind = highspy.HighsVarType.kInteger
            self.highs.changeColIntegrality(self.number, kind)
        self.number += 1
        return self.number - 1

    def _row(self, lower: float, upper: float, entries: dict[int, int]) -> None:
        self.highs.addRow(
            lower,
            upper,
            len(entries),
            list(entries),
            [float(v) for v in entries.values()],
        )

    def _room(self, contender: Contender) -> None:
        for room in contender.room:
            newcomers = {
                column: person.minutes if room.unit is ShareUnit.HOURS else 1
                for (person, other), column in self.columns.items()
                if other is contender
                and person.area == room.area
                and person.present != contender.agreement
                and (room.service is None or room.service in person.services)
            }
            self._row(-highspy.kHighsInf, room.free, newcomers)

    def _share(self, contender: Contender, share: Bound) -> None:
        hours = share.unit is ShareUnit.HOURS
        near = (None, share.area) if share.area is None else (share.area,)
        counted = {
            column: person.minutes if hours else 1
            for (person, other), column in self.columns.items()
            if other is contender and (share.area is None or person.area in near)
        }
        held = [
            h.minutes if hours else h.customers
            for c in self.question.contenders
            for h in c.held
            if share.area is None or h.area == share.area
        ]
        own = sum(
            h.minutes if hours else h.customers
            for h in contender.held
            if share.area is None or h.area == share.area
        )
        of = sum(held) + sum(
            p.minutes if hours else 1
            for p in self.question.people
            if share.area is None or p.area == share.area
        )
        if share.cap_percent is not None:
            most = floor(Fraction(str(share.cap_percent)) * of / 100)
            self._row(-highspy.kHighsInf, max(0, most - own), counted)
        if share.minimum_percent:
            exact = Fraction(str(share.minimum_percent)) * of / 100
            least, whole = max(0, ceil(exact) - own), max(0, floor(exact) - own)
            name = "guarantees_minutes" if hours else "guarantees"
            lack = self._add(10**7, whole=False)
            self._row(least, highspy.kHighsInf, {**counted, lack: 1})
            self.missing.setdefault(name, {})[lack] = 1
            if not hours:
                lack = self._add(10**7, whole=False)
                self._row(whole, highspy.kHighsInf, {**counted, lack: 1})
                self.missing.setdefault("guarantees_whole", {})[lack] = 1


def _may(question: Question, person: Chooser, contender: Contender) -> bool:
    if person.area not in contender.areas:
        return False
    if contender.agreement in person.wishes:
        return True
    near = [c for c in question.contenders if person.area in c.areas]
    own = contender.regime is Regime.IN_HOUSE
    match question.default.rule:
        case DefaultRule.IN_HOUSE:
            return own
        case DefaultRule.SEPARATELY_PROCURED:
            return own or contender.regime is Regime.LOU
        case DefaultRule.STAY:
            return own or contender.agreement == person.present
        case _:
            return contender in near


def _is_wish(rank: int):
    return lambda p, c: -(p.wishes[rank - 1 : rank] == (c.agreement,))


def _moves(person: Chooser, contender: Contender) -> bool:
    return person.present not in (None, contender.agreement)


def _is_last(question: Question, person: Chooser, contender: Contender) -> bool:
    if contender.agreement in person.wishes or contender.regime is not Regime.IN_HOUSE:
        return False
    near = [c for c in question.contenders if person.area in c.areas]
    match question.default.rule:
        case DefaultRule.SEPARATELY_PROCURED:
            return any(c.regime is Regime.LOU for c in near)
        case DefaultRule.STAY:
            here = any(c.agreement == person.present for c in near)
            return here and contender.agreement != person.present
        case _:
            return False


def _turns(question: Question) -> dict[str, int]:
    stated = [*question.default.order]
    rest = sorted(
        (c for c in question.contenders if c.agreement not in stated),
        key=lambda c: (c.regime is Regime.IN_HOUSE, c.agreement),
    )
    return {key: n for n, key in enumerate([*stated, *(c.agreement for c in rest)])}
