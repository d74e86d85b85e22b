"""What a counterfactual may not be asked about, nor tell, while bids are sealed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from upphandling.bootstrap import House
from upphandling.domain.award import Award
from upphandling.domain.tender import Tender
from upphandling.interfaces.disclosure import Secrecy
from upphandling.interfaces.masking import Masks, masks_now
from upphandling.interfaces.what_if.refusals import SealedFromWhatIf
from upphandling.interfaces.what_if.timeline import Act, Course


class Seal:
    """The secrecy as it really is, today: a counterfactual lifts none of it."""

    def __init__(self, house: House, course: Course) -> None:
        with house.database.engine.connect() as connection:
            self._now = Secrecy.now(connection)
        self._course = course
        self._house = house

    def must_not_cover(self, cases: Iterable[str]) -> None:
        """Refuse what would tell of bids: `SealedFromWhatIf`, or `NoSuchCase`."""
        for case in cases:
            self._course.opening(case)
            if self.covers(case):
                raise SealedFromWhatIf(case=case)

    def covers(self, case: str) -> bool:
        """Whether the case tells of bids that nobody may know of yet."""
        kind, _, key = case.partition(":")
        if kind == Tender.KIND:
            return case in self._announced and key not in self._now.open_tenders
        return kind == Award.KIND and key not in self._now.decided_awards

    def covers_act(self, act: Act) -> bool:
        """Whether that something was asked for would tell how many bids there are."""
        return act.secret and self._now.told_up_to is not None

    @cached_property
    def masks(self) -> Masks:
        """What has been decided to stay secret of a bid."""
        return masks_now(self._house)

    @cached_property
    def _announced(self) -> set[str]:
        return {
            record.stream_id
            for record in self._course.records
            if record.topic == Tender.Announced.TOPIC
        }
