"""Examination of a tender's bids: against the requirements, then by the criteria."""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar

from upphandling.domain.base import Decision, Stamp
from upphandling.domain.errors import WITHHELD
from upphandling.domain.evaluation import Combination, Offer
from upphandling.domain.parts import must_be_known
from upphandling.domain.tender.reading import Reading
from upphandling.domain.tender.refusals import BidNotQualified, TooManyPoints
from upphandling.domain.tender.terms import Assessment, Status


class Examination(Reading):
    """A tender whose bids are examined and scored."""

    SECRETS: ClassVar[tuple[str, ...]] = (*Reading.SECRETS, "assessments", "points")

    assessments: dict[str, Assessment] = field(default_factory=dict)
    points: dict[tuple[str, str], float] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class BidAssessed(Decision):
        """Ett anbud har prövats mot de obligatoriska kraven (LOU 19 kap. 9 §)."""

        TOPIC = "tender.bid_assessed"
        SECRET = True
        bid: str
        assessment: Assessment

        def apply(self, case: Examination) -> None:
            case.assessments[self.bid] = self.assessment

    class BidScored(Decision):
        """Ett anbud har poängsatts på ett tilldelningskriterium (LOU 19 kap. 9 §)."""

        TOPIC = "tender.bid_scored"
        SECRET = True
        bid: str
        criterion: str
        points: float
        motive: str

        def apply(self, case: Examination) -> None:
            case.points[self.bid, self.criterion] = self.points

    # -- Commands: refuse, or bring about one event ------------------------

    def assess(self, stamp: Stamp, *, bid: str, assessment: Assessment) -> None:
        self._must_be(Status.OPENED)
        self._must_be_in_play(bid)
        for requirement in assessment.failed:
            must_be_known(requirement, self.requirements)
        self.decide(self.BidAssessed, stamp, bid=bid, assessment=assessment)

    def score(
        self, stamp: Stamp, *, bid: str, criterion: str, points: float, motive: str
    ) -> None:
        self._must_be(Status.OPENED)
        self._must_be_in_play(bid)
        must_be_known(criterion, self.criteria)
        self.must_have_qualified(bid)
        if not 0 <= points <= self.criteria[criterion].max_points:
            raise TooManyPoints(max_points=self.criteria[criterion].max_points)
        self.decide(
            self.BidScored,
            stamp,
            bid=bid,
            criterion=criterion,
            points=points,
            motive=motive,
        )

    # -- Rules -------------------------------------------------------------

    @property
    def qualified(self) -> set[str]:
        """Bids that met every mandatory requirement."""
        return {bid for bid, seen in self.assessments.items() if not seen.failed}

    @property
    def standing(self) -> set[str]:
        """Qualified bids that are neither excluded, rejected, fallen nor lapsed."""
        return self.qualified & self.in_play

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The prices of the standing bids, per lot."""
        standing = self.standing
        return tuple(o for o in self.offered.values() if o.bid in standing)

    @property
    def combinations(self) -> tuple[Combination, ...]:
        """The prices of the standing bids for several lots together."""
        standing = self.standing
        return tuple(c for c in self.combined.values() if c.bid in standing)

    def must_have_qualified(self, bid: str) -> None:
        if bid not in self.qualified:
            raise BidNotQualified(bid=WITHHELD)
