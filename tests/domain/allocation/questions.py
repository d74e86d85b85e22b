"""Questions to allocate by: small ones by hand, and many by dice."""

from __future__ import annotations

from random import Random

from upphandling.domain.allocation import (
    Bound,
    Chooser,
    Contender,
    Held,
    Question,
    Room,
)
from upphandling.domain.configuration import (
    DefaultPolicy,
    DefaultRule,
    Regime,
    Service,
    ShareUnit,
)

HOURS = ShareUnit.HOURS
NAMES = {"norr": "Norr", "soder": "Söder"}
AREAS = tuple(NAMES)
RECKONED = [
    rule
    for rule in DefaultRule
    if rule not in (DefaultRule.TURN_ORDER, DefaultRule.NEAREST)
]


def wants(customer: str, *wishes: str, **more: object) -> Chooser:
    """Somebody in the north with wishes in order."""
    return Chooser(**{"customer": customer, "area": "norr", "wishes": wishes, **more})


def offers(key: str, places: int | None = None, **more: object) -> Contender:
    """A provider under LOU in both areas, with places in the north or without limit."""
    room = () if places is None else (Room(area="norr", free=places),)
    return Contender(
        **{
            "agreement": key,
            "provider": f"utforare-{key}",
            "name": f"Utförare {key.upper()}",
            "regime": Regime.LOU,
            "areas": AREAS,
            "room": room,
            **more,
        }
    )


def in_house(places: int | None = None, **more: object) -> Contender:
    return offers("egen", places, name="Egen regi", regime=Regime.IN_HOUSE, **more)


def asked(
    people: list[Chooser],
    contenders: list[Contender],
    rule: DefaultRule = DefaultRule.IN_HOUSE,
    **more: object,
) -> Question:
    policy = {"rule": rule, "legal_basis": "Fullmäktiges beslut § 7"}
    order = more.pop("order", [])
    return Question(
        seed=str(more.pop("seed", "frö-2026")),
        default=DefaultPolicy(**policy, order=order),
        areas=NAMES,
        people=tuple(people),
        contenders=tuple(contenders),
        **more,
    )


def drawn(number: int, *, hours: bool = False, most: int = 12) -> Question:
    """The question of this number: everything that a question can have, by dice."""
    dice = Random(number)
    keys = ["a", "b", "c", "d"][: dice.randint(1, 4)]
    everybody = [*keys, "egen"]
    people = [
        Chooser(
            customer=f"person-{n:02}",
            area=dice.choice(AREAS),
            minutes=dice.randrange(60, 600, 30),
            wishes=tuple(
                dice.sample(everybody, dice.randint(0, min(3, len(everybody))))
            ),
            present=dice.choice([None, "borta", *everybody]),
            services=(Service.HOME_NURSING,) if dice.random() < 0.3 else (),
        )
        for n in range(dice.randint(1, most))
    ]
    contenders = [
        _contender(dice, key, len(people) // len(keys), hours=hours) for key in keys
    ]
    return asked(
        people,
        [*contenders, in_house(None, shares=_share(dice, hours=hours))],
        dice.choice(RECKONED),
        order=dice.sample(everybody, 1),
        seed=f"frö-{number}",
    )


def _contender(dice: Random, key: str, even: int, *, hours: bool) -> Contender:
    areas = AREAS if dice.random() < 0.7 else (dice.choice(AREAS),)
    room = [
        Room(area=area, free=dice.randint(0, even + 2))
        for area in areas
        if dice.random() < 0.8
    ]
    if hours:
        room += [
            Room(area=area, unit=HOURS, free=dice.randrange(0, 300 * (even + 1), 30))
            for area in areas
        ]
        nursing = Service.HOME_NURSING
        room += [Room(area=areas[0], free=dice.randint(0, 2), service=nursing)]
    held = tuple(
        Held(area=area, customers=(n := dice.randint(0, 3)), minutes=n * 300)
        for area in areas
        if dice.random() < 0.3
    )
    return offers(
        key, areas=areas, room=tuple(room), held=held, shares=_share(dice, hours=hours)
    )


def _share(dice: Random, *, hours: bool) -> tuple[Bound, ...]:
    shares = []
    for area in (None, *AREAS):
        if dice.random() < 0.35:
            minimum = dice.choice([0.0, 10.0, 20.0, 33.3, 50.0])
            cap = dice.choice([None, None, 60.0, 80.0])
            unit = HOURS if hours and dice.random() < 0.5 else ShareUnit.CUSTOMERS
            shares.append(
                Bound(area=area, unit=unit, minimum_percent=minimum, cap_percent=cap)
            )
    return tuple(shares)
