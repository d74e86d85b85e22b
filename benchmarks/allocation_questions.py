"""Questions to measure allocation by: municipalities drawn by the same dice each time."""

from __future__ import annotations

from collections import Counter
from random import Random

from upphandling.domain.allocation import Bound, Chooser, Contender, Question, Room
from upphandling.domain.configuration import (
    DefaultPolicy,
    DefaultRule,
    Regime,
    ShareUnit,
)


def question(
    people: int,
    providers: int,
    areas: int,
    each: tuple[int, ...],
    rule: DefaultRule = DefaultRule.IN_HOUSE,
) -> Question:
    """So many people, providers and areas; each provider serves some number of `each`.

    Seven of ten choose, one to five wishes, some providers far more popular than others.
    Places are too few for them, a quarter to half of the people have a provider already,
    and each provider is guaranteed a share of its areas, under a cap.
    """
    dice = Random(2026)
    names = [f"omrade-{n:03}" for n in range(areas)]
    serving: dict[str, list[str]] = {area: [f"egen-{area}"] for area in names}
    where = {}
    for n in range(providers):
        where[f"avtal-{n:03}"] = dice.sample(names, dice.choice(each))
        for area in where[f"avtal-{n:03}"]:
            serving[area].append(f"avtal-{n:03}")
    liked = {
        key: dice.random() ** 2 + 0.05 for keys in serving.values() for key in keys
    }
    choosers = []
    for n in range(people):
        area = dice.choice(names)
        there = serving[area]
        wishes: list[str] = []
        if dice.random() < 0.7:
            most = dice.randint(1, min(5, len(there)))
            while len(wishes) < most:
                (wish,) = dice.choices(there, [liked[key] for key in there])
                if wish not in wishes:
                    wishes.append(wish)
        present = dice.choice([None, *there[: 1 + len(there) // 2]])
        choosers.append(
            Chooser(
                customer=f"person-{n:06}",
                area=area,
                minutes=dice.randrange(60, 2000),
                wishes=tuple(wishes),
                present=present if dice.random() < 0.6 else None,
            )
        )
    living = Counter(chooser.area for chooser in choosers)
    even = {area: 1 / len(serving[area]) for area in names}
    external = (
        Contender(
            agreement=key,
            provider=key,
            name=f"Utförare {key}",
            regime=Regime.LOU,
            areas=tuple(served),
            room=tuple(
                Room(area=a, free=int(living[a] * even[a] * dice.uniform(0.5, 1)))
                for a in served
            ),
            shares=tuple(
                Bound(
                    area=a,
                    minimum_percent=round(70 * even[a], 1),
                    cap_percent=round(min(100, 150 * even[a]), 1),
                )
                for a in served
            ),
        )
        for key, served in where.items()
    )
    own = (
        Contender(
            agreement=f"egen-{area}",
            provider="kommunen",
            name="Egen regi",
            regime=Regime.IN_HOUSE,
            areas=(area,),
        )
        for area in names
    )
    return Question(
        seed="2026",
        default=DefaultPolicy(rule=rule, legal_basis="Fullmäktiges beslut § 1"),
        people=tuple(choosers),
        contenders=(*external, *own),
    )


def in_hours(asked: Question) -> Question:
    """The same, with guarantees and caps in minutes; room is still places."""
    return asked.model_copy(
        update={
            "contenders": tuple(
                contender.model_copy(
                    update={
                        "shares": tuple(
                            share.model_copy(update={"unit": ShareUnit.HOURS})
                            for share in contender.shares
                        )
                    }
                )
                for contender in asked.contenders
            )
        }
    )
