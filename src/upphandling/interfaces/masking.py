"""Masking: what stays secret of a bid after the award, in whatever shape it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import select

from upphandling.bootstrap import House
from upphandling.domain.award import Award
from upphandling.domain.errors import WITHHELD
from upphandling.domain.evaluation import Bid
from upphandling.domain.review import Review
from upphandling.domain.tender import SecretPart, Tender
from upphandling.infrastructure.storage.troubles import DamagedRow
from upphandling.projections.reviews import reviews
from upphandling.projections.tenders import secrecy, unsealed

FIELDS: Mapping[SecretPart, frozenset[str]] = {
    SecretPart.NAME: frozenset({"name"}),
    SecretPart.BIDDER: frozenset({"bidder", "members", "relies_on"}),
    SecretPart.PRICE: frozenset(
        {"price_ore", "score", "score_before", "score_after", "ranked because"}
    ),
    SecretPart.POINTS: frozenset(
        {"points", "score", "score_before", "score_after", "ranked because"}
    ),
    SecretPart.MOTIVE: frozenset({"motive", "ranked because"}),
    SecretPart.CONTENT: frozenset({"content_hash"}),
}


@dataclass(frozen=True, slots=True)
class Mask:
    """One bid, the fields of its own that are hidden, and words that are anywhere."""

    bid: str
    fields: frozenset[str]
    words: frozenset[str]

    @classmethod
    def over(cls, bid: Bid, parts: frozenset[SecretPart]) -> Mask:
        """What a decision on a bid's secrecy hides."""
        words = {
            SecretPart.NAME: bid.name,
            SecretPart.BIDDER: bid.bidder,
            SecretPart.CONTENT: bid.content_hash,
        }
        return cls(
            bid.bid,
            frozenset().union(*(FIELDS[part] for part in parts)),
            frozenset(word for part, word in words.items() if part in parts),
        )

    def over_json(self, shown: Any) -> Any:
        """The same JSON, with what is hidden replaced."""
        return self._over(shown, "", mine=False)

    def _over(self, value: Any, field: str, *, mine: bool) -> Any:
        if isinstance(value, dict):
            if isinstance(value.get("bid"), str):
                mine = value["bid"] == self.bid
            return {
                self._word(key): self._part(value, key, field, mine=mine)
                for key in value
            }
        if isinstance(value, list):
            return [self._over(part, field, mine=mine) for part in value]
        if mine and value is not None and field in self.fields:
            return WITHHELD
        return self._word(value)

    def _part(
        self, owner: Mapping[str, Any], key: str, field: str, *, mine: bool
    ) -> Any:
        """One field; a key that is the bid, or begins with it, makes its value the bid's."""
        if key.partition(",")[0] == self.bid:
            return self._over(owner[key], field, mine=True)
        named = "ranked because" if key == "motive" and "rank" in owner else key
        return self._over(owner[key], named, mine=mine)

    def _word(self, value: Any) -> Any:
        return WITHHELD if isinstance(value, str) and value in self.words else value


class Blindfold(Mask):
    """Over a tender that cannot be read: what to hide is in it, so all is hidden."""

    __slots__ = ()

    def over_json(self, shown: Any) -> Any:
        """The names of its fields, and nothing of what is in them but days and yes or no."""
        if isinstance(shown, dict):
            return {key: _blind(value) for key, value in shown.items()}
        return _blind(shown)


def _blind(value: Any) -> Any:
    told = isinstance(value, (str, int, float, list, dict))
    return WITHHELD if told and not isinstance(value, bool) else value


Masks = Mapping[str, Sequence[Mask]]
"""By case: what is hidden of the bids that it tells of."""


def masks_now(house: House) -> Masks:
    """What has been decided to stay secret, for tenders, their awards and reviews.

    A tender that cannot be read hides all of these, and nothing of other cases.
    """
    masks: dict[str, list[Mask]] = {}
    with house.database.engine.connect() as connection:
        decided = connection.execute(secrecy()).all()
        if not decided:
            return masks
        told = {row.tender for row in decided}
        awarded = {row.tender: row.award for row in connection.execute(unsealed())}
        tried = connection.execute(
            select(reviews.c.review, reviews.c.tender).where(reviews.c.tender.in_(told))
        ).all()
    for row in decided:
        mask = _mask(house, row.tender, row.bid, row.parts)
        masks.setdefault(Tender.case_id(row.tender), []).append(mask)
        if (award := awarded.get(row.tender)) is not None:
            masks.setdefault(Award.case_id(award), []).append(mask)
        for review in tried:
            if review.tender == row.tender:
                masks.setdefault(Review.case_id(review.review), []).append(mask)
    return masks


def _mask(house: House, tender: str, bid: str, parts: str) -> Mask:
    try:
        bids = house.engine.session().fetch(Tender, tender).bids
    except DamagedRow:
        return Blindfold(bid, frozenset(), frozenset())
    return Mask.over(bids[bid], frozenset(map(SecretPart, parts.split())))


def masked(masks: Masks, case_id: str, shown: Any) -> Any:
    """A case's JSON, as it may be shown."""
    for mask in masks.get(case_id, ()):
        shown = mask.over_json(shown)
    return shown


def portrayed(house: House, case_id: str, portrait: Mapping[str, Any]) -> Any:
    """A case's portrait as JSON, as it may be shown."""
    shown = from_json(to_json(portrait, fallback=str))
    return masked(masks_now(house), case_id, shown)
