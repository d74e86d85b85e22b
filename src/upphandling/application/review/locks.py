"""What a review holds is mirrored as locks on the award that it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases
from upphandling.domain.award import Award, Lock, LockKind
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key
from upphandling.domain.review import Against, Hold, HoldKind, Review

# The three make up the key of a lock, which the clock must be able to name.
Court = Annotated[Key, Field(max_length=30)]
CaseNumber = Annotated[
    str, Field(pattern=r"^[0-9]{1,6}-[0-9]{2}$", description="Målnummer, som 1234-26")
]
RulingKey = Annotated[Key, Field(max_length=20)]

LOCKS: Mapping[HoldKind, LockKind] = {
    HoldKind.EXTENDED_STANDSTILL: LockKind.EXTENDED_STANDSTILL,
    HoldKind.INTERIM_MEASURE: LockKind.INTERIM_MEASURE,
    HoldKind.TEN_DAY_PERIOD: LockKind.TEN_DAY_PERIOD,
    HoldKind.COURT_ORDER: LockKind.COURT_ORDER,
}


@contextmanager
def acting_on(cases: Cases, stamp: Stamp, key: str) -> Iterator[Review]:
    """The review, to act on; afterwards the award is locked as it says."""
    review = cases.fetch(Review, key)
    before = dict(review.holds)
    yield review
    lock_as_held(cases, stamp, review, before)


def lock_as_held(
    cases: Cases, stamp: Stamp, review: Review, before: Mapping[str, Hold]
) -> None:
    """Lock what is held anew, then release what is held no more.

    In that order, so that signing is not free for a moment between the two.
    """
    if review.against is not Against.AWARD or review.holds == before:
        return
    award = cases.fetch(Award, review.subject)
    for key, hold in review.holds.items():
        if key not in before:
            award.lock_signing(
                stamp,
                Lock(
                    lock=f"{review.key}.{key}",
                    kind=LOCKS[hold.kind],
                    review=review.key,
                    period=hold.period,
                ),
            )
    for key in before.keys() - review.holds.keys():
        if f"{review.key}.{key}" in award.locks:
            award.release_lock(stamp, f"{review.key}.{key}")
