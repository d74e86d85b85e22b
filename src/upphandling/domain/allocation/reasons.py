"""The reasons: what a person is told in a letter, in plain Swedish."""

from __future__ import annotations

from upphandling.domain.allocation.dealing import Dealt
from upphandling.domain.allocation.proposal import Code, Missed, Obstacle
from upphandling.domain.allocation.question import Question
from upphandling.domain.configuration import DefaultRule

ORDINALS = ("första", "andra", "tredje", "fjärde", "femte")

RULES = {
    DefaultRule.IN_HOUSE: "kommunens egen regi tar emot den som inte får en vald utförare",
    DefaultRule.SEPARATELY_PROCURED: (
        "den utföraren är upphandlad för den som inte får en vald utförare"
    ),
    DefaultRule.STAY: "den som inte får en vald utförare tas emot av egen regi",
    DefaultRule.PROVIDER_WITH_ROOM: (
        "den som inte får en vald utförare får en som har plats"
    ),
    DefaultRule.FILL_SHARES: (
        "den som inte får en vald utförare placeras så att utförarnas andelar fylls"
    ),
    DefaultRule.RANDOM: "utföraren lottas för den som inte får en vald utförare",
}
LAST_RESORT = "kommunens egen regi tar emot när ingen annan har plats"

CODES = {
    DefaultRule.IN_HOUSE: Code.DEFAULT_IN_HOUSE,
    DefaultRule.SEPARATELY_PROCURED: Code.DEFAULT_SEPARATELY_PROCURED,
    DefaultRule.STAY: Code.DEFAULT_IN_HOUSE,
    DefaultRule.PROVIDER_WITH_ROOM: Code.DEFAULT_PROVIDER_WITH_ROOM,
    DefaultRule.FILL_SHARES: Code.DEFAULT_FILL_SHARES,
    DefaultRule.RANDOM: Code.DEFAULT_RANDOM,
}


class Reasons:
    """The reasons of one question, with the names of its areas and providers."""

    def __init__(self, question: Question) -> None:
        self._rule = question.default.rule
        self._areas = question.areas
        contenders = {c.agreement: c.name for c in question.contenders}
        self._names = question.left_out | contenders

    def code(self, one: Dealt) -> Code:
        if one.option.rank is not None:
            return Code(f"choice_{one.option.rank}")
        if one.option.agreement == one.group.present:
            return Code.STAYED
        return Code.DEFAULT_FALLBACK if one.option.last else CODES[self._rule]

    def say(self, one: Dealt, missed: tuple[Missed, ...], number: int | None) -> str:
        """What the person got, and why not something they would rather have had."""
        unmet = " ".join(
            self._unmet(one, wish, number if wish.rank == 1 else None)
            for wish in missed
        )
        return f"{self._got(one)} {unmet}".strip()

    def _got(self, one: Dealt) -> str:
        name = self._names[one.option.agreement]
        stays = one.option.agreement == one.group.present
        rank = one.option.rank
        if rank is not None:
            whose = f" och stannar hos {name}" if stays else f", {name}"
            return f"Du fick ditt {ORDINALS[rank - 1]} val{whose}."
        if one.group.wished:
            why = "Inget av dina val kunde uppfyllas."
        elif one.person.must_choose:
            why = "Du gjorde inget val."
        else:
            why = "Du behöver inte välja utförare."
        if stays:
            return f"{why} Du stannar hos {name}, som du har i dag."
        rule = LAST_RESORT if one.option.last else RULES[self._rule]
        return f"{why} Du får {name}, eftersom {rule}."

    def _unmet(self, one: Dealt, wish: Missed, number: int | None) -> str:
        area = self._areas.get(one.person.area, one.person.area)
        name = self._names.get(wish.agreement, wish.agreement)
        match wish.obstacle:
            case Obstacle.NOT_SERVED:
                what = f"tar inte emot kunder i område {area}"
            case Obstacle.LEFT_OUT:
                what = "ingick inte i fördelningen"
            case Obstacle.STOPPED:
                what = "tar inte emot nya kunder enligt beslut"
            case Obstacle.FULL:
                what = f"hade inga lediga platser i område {area}"
            case Obstacle.CAP:
                what = "har nått taket för sin andel av kunderna"
            case Obstacle.GUARANTEE:
                what = (
                    "fick stå tillbaka för en annan utförare, "
                    "som är garanterad en andel av kunderna"
                )
        queued = "" if number is None else f"; du står på plats {number} i kön"
        return f"Ditt {ORDINALS[wish.rank - 1]} val, {name}, {what}{queued}."
