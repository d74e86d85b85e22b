"""The rulebook: the deadlines of the law as dated data, each with its paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby, pairwise
from typing import Literal

from upphandling.domain.errors import Refused

# LOU as amended to SFS 2025:360, KL to SFS 2025:450. A new edition gets a new version;
# an entry that a case may have been counted with is never edited, only ended.
VERSION = "2025.1"


class UnknownRule(Refused):
    """Regeln finns inte i regelboken."""


class RuleNotInForce(Refused):
    """Regeln gäller inte för den dag då ärendet började."""


class BrokenRulebook(ValueError):
    """The entries of one rule leave a gap or overlap; the message names them."""


class Channel(StrEnum):
    """How a notice was sent. One letter on paper makes the whole notice OTHER."""

    ELECTRONIC = "electronic"
    OTHER = "other"


class Unit(StrEnum):
    """What a length is counted in."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"


IN_SWEDISH = {
    Unit.DAYS: ("dag", "dagar"),
    Unit.WEEKS: ("vecka", "veckor"),
    Unit.MONTHS: ("månad", "månader"),
}


@dataclass(frozen=True)
class Length:
    """A whole number of days, weeks or months."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        one, many = IN_SWEDISH[self.unit]
        return f"{self.amount} {one if self.amount == 1 else many}"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One wording of one rule.

    `lengths` is per channel, or under None where the channel does not matter.
    `rolls` says whether lag (1930:173) 2 § moves the last day, `extendable` whether
    the authority may state a longer time. `valid_from` and `valid_to`, both
    included, are the days on which a case must have begun to fall under the wording.
    `starts` and `unlocks` say in Swedish what triggers it and what holds once the
    last day has passed.
    """

    id: str
    title: str
    paragraph: str
    lengths: Mapping[Channel | None, Length]
    rolls: bool
    wording: str
    valid_from: date
    valid_to: date | None = None
    starts: str
    unlocks: str
    extendable: bool = False
    source: Literal["statute", "documents", "local"] = "statute"

    def in_force(self, on: date) -> bool:
        """Whether the wording holds for a case that began on the day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


TEN_OR_FIFTEEN: Mapping[Channel | None, Length] = {
    Channel.ELECTRONIC: Length(10, Unit.DAYS),
    Channel.OTHER: Length(15, Unit.DAYS),
}


def _always(amount: int, unit: Unit) -> Mapping[Channel | None, Length]:
    return {None: Length(amount, unit)}


ENTRIES = (
    # Older than the text we have at hand: 10 days as Upphandlingsmyndigheten counted
    # in 2019, 15 as in prop. 2009/10:180. It holds for procurements begun before
    # 1 February 2022.
    Rule(
        id="standstill",
        title="Avtalsspärr",
        paragraph="LOU 20 kap. 1 §",
        lengths=TEN_OR_FIFTEEN,
        rolls=True,
        wording="SFS 2016:1145",
        valid_from=date(2017, 1, 1),
        valid_to=date(2022, 1, 31),
        starts="Den sista underrättelsen om tilldelningsbeslutet skickades",
        unlocks="avtal får ingås, om ingen har ansökt om överprövning",
        extendable=True,
    ),
    Rule(
        id="standstill",
        title="Avtalsspärr",
        paragraph="LOU 20 kap. 1 §",
        lengths=TEN_OR_FIFTEEN,
        rolls=True,
        wording="SFS 2021:1110",
        valid_from=date(2022, 2, 1),
        starts="Den sista underrättelsen om tilldelningsbeslutet skickades",
        unlocks="avtal får ingås, om ingen har ansökt om överprövning",
        extendable=True,
    ),
    # The third paragraph of 20 kap. 1 §, on a longer time, has no counterpart here.
    Rule(
        id="standstill-ex-ante",
        title="Avtalsspärr vid annons om avsikt att direktupphandla",
        paragraph="LOU 20 kap. 3 §",
        lengths=_always(10, Unit.DAYS),
        rolls=True,
        wording="SFS 2021:1110",
        valid_from=date(2022, 2, 1),
        starts="Annonsen om avsikten publicerades",
        unlocks="avtal får ingås, om ingen har ansökt om överprövning",
    ),
    # Högsta förvaltningsdomstolen: the authority cannot make this time longer.
    Rule(
        id="cancellation-review",
        title="Överprövning av beslut att avbryta",
        paragraph="LOU 20 kap. 12 §",
        lengths=TEN_OR_FIFTEEN,
        rolls=True,
        wording="SFS 2016:1145",
        valid_from=date(2017, 1, 1),
        starts="Den sista underrättelsen om beslutet och dess skäl skickades",
        unlocks="det är för sent att ansöka om överprövning av beslutet att avbryta",
    ),
    Rule(
        id="ten-day-period",
        title="Tiodagarsfrist efter domstolens avgörande",
        paragraph="LOU 20 kap. 10 §",
        lengths=_always(10, Unit.DAYS),
        rolls=True,
        wording="SFS 2016:1145",
        valid_from=date(2017, 1, 1),
        starts="Domstolen avgjorde målet",
        unlocks="avtal får ingås, om ingen domstol har förbjudit det",
    ),
    Rule(
        id="new-grounds",
        title="Nya omständigheter i ett mål om överprövning",
        paragraph="LOU 20 kap. 5 b §",
        lengths=_always(3, Unit.WEEKS),
        rolls=True,
        wording="SFS 2022:778",
        valid_from=date(2022, 7, 1),
        starts="Ansökan om överprövning kom in till förvaltningsrätten",
        unlocks="en ny omständighet får beaktas bara om leverantören har giltig ursäkt",
    ),
    # 20 kap. 18 § does not name this time; that it rolls is our reading of
    # lag (1930:173) 2 §, which holds for any act a law sets a last day for.
    Rule(
        id="reasons-on-request",
        title="Upplysningar om skälen på begäran",
        paragraph="LOU 19 kap. 20 §",
        lengths=_always(15, Unit.DAYS),
        rolls=True,
        wording="SFS 2021:1110",
        valid_from=date(2022, 2, 1),
        starts="En skriftlig begäran kom in till myndigheten",
        unlocks="upplysningarna är försenade om de inte har lämnats",
    ),
    Rule(
        id="legality-appeal",
        title="Överklagande genom laglighetsprövning",
        paragraph="KL 13 kap. 5 §",
        lengths=_always(3, Unit.WEEKS),
        rolls=True,
        wording="SFS 2017:725",
        valid_from=date(2018, 1, 1),
        valid_to=date(2019, 12, 31),
        starts="Justeringen av protokollet tillkännagavs på anslagstavlan",
        unlocks="beslutet har laga kraft, om det var anslaget hela tiden och ej överklagat",
    ),
    # Only "landsting" became "region"; the time is the same.
    Rule(
        id="legality-appeal",
        title="Överklagande genom laglighetsprövning",
        paragraph="KL 13 kap. 5 §",
        lengths=_always(3, Unit.WEEKS),
        rolls=True,
        wording="SFS 2019:835",
        valid_from=date(2020, 1, 1),
        starts="Justeringen av protokollet tillkännagavs på anslagstavlan",
        unlocks="beslutet har laga kraft, om det var anslaget hela tiden och ej överklagat",
    ),
    # The time limit is as young as its wording: prop. 2023/24:3, 1 January 2024.
    Rule(
        id="documentation-complete",
        title="Dokumentationen slutförd",
        paragraph="LOU 19 kap. 22 §",
        lengths=_always(30, Unit.DAYS),
        rolls=False,
        wording="SFS 2023:815",
        valid_from=date(2024, 1, 1),
        starts="Avtalet ingicks eller upphandlingen avbröts",
        unlocks="dokumentationen är försenad om den inte är slutförd",
    ),
    Rule(
        id="post-award-notice",
        title="Efterannons",
        paragraph="LOU 19 kap. 7 §",
        lengths=_always(30, Unit.DAYS),
        rolls=False,
        wording="SFS 2021:1110",
        valid_from=date(2022, 2, 1),
        starts="Avtalet ingicks, eller kvartalet gick ut om annonserna samlas",
        unlocks="efterannonsen är försenad om den inte är gjord",
    ),
)


def check(entries: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
    """The entries by id, each id's wordings in order of time.

    Raises `BrokenRulebook` when a wording ends before it begins, or when there is a
    gap or an overlap between two wordings of the same rule.
    """
    in_order = sorted(entries, key=lambda entry: (entry.id, entry.valid_from))
    book = {key: tuple(same) for key, same in groupby(in_order, lambda e: e.id)}
    for entry in in_order:
        if entry.valid_to is not None and entry.valid_to < entry.valid_from:
            message = f"Slutar innan den börjar: {_named(entry)}."
            raise BrokenRulebook(message)
    for wordings in book.values():
        for older, newer in pairwise(wordings):
            if older.valid_to is None or older.valid_to >= newer.valid_from:
                message = f"Överlappar: {_named(older)} och {_named(newer)}."
                raise BrokenRulebook(message)
            if older.valid_to + timedelta(days=1) != newer.valid_from:
                message = f"Glapp mellan {_named(older)} och {_named(newer)}."
                raise BrokenRulebook(message)
    return book


def _named(entry: Rule) -> str:
    """An entry as a person would point it out."""
    until = "tills vidare" if entry.valid_to is None else f"till {entry.valid_to}"
    return f"{entry.id} ({entry.wording}, från {entry.valid_from} {until})"


_BOOK = check(ENTRIES)


def rules(on: date | None = None) -> list[Rule]:
    """The rules in force for a case that began on the day, or without end if None."""
    return [
        entry
        for wordings in _BOOK.values()
        for entry in wordings
        if (entry.valid_to is None if on is None else entry.in_force(on))
    ]


def rule(id: str, on: date | None = None) -> Rule:
    """The wording for a case that began on the day, or the one without end if None.

    Raises `UnknownRule` with the ids we know, or `RuleNotInForce` with the validity
    of every wording that we have.
    """
    wordings = _BOOK.get(id)
    if wordings is None:
        raise UnknownRule(rule=id, known=sorted(_BOOK))
    for entry in wordings:
        if entry.valid_to is None if on is None else entry.in_force(on):
            return entry
    raise RuleNotInForce(rule=id, on=on, wordings=[_named(entry) for entry in wordings])
