"""What must hold of everything that ever happened, told from the events alone.

The oracle knows no rule of the domain. It reads the log as a court would, and says
what was unlawful.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from upphandling.domain.agreement import Agreement
from upphandling.domain.award import Award
from upphandling.domain.award.refusals import AwardInWrongStage
from upphandling.domain.base import Decision, DomainEvent, Role
from upphandling.domain.errors import Refused
from upphandling.domain.review import Review
from upphandling.domain.tender import Tender

REASONS = ("motive", "reasons", "reason", "grounds")


Attempt = tuple[int, str, type[Refused]]


def unlawful(
    log: Sequence[DomainEvent], attempts: Iterable[Attempt] = ()
) -> Iterator[str]:
    """One line for each thing that should never have happened.

    An `attempt` is how long the log was when a command was refused, its name, and by
    which rule: a court must be told what stood in the way.
    """
    court, seen = Court(), 0
    for so_far, command, rule in attempts:
        for event in log[seen:so_far]:
            yield from court.sees(event)
        seen = so_far
        if command == "agreement.sign" and rule is AwardInWrongStage:
            yield from court.hears_no_reason()
    for event in log[seen:]:
        yield from court.sees(event)


class Court:
    """Follows one tender, its award and its reviews."""

    def __init__(self) -> None:
        self.standstill_until: datetime | None = None
        self.locks: dict[str, datetime | None] = {}
        self.unheard: set[str] = set()
        self.hearings: dict[str, datetime] = {}
        self.commented: set[str] = set()
        self.closed_at: datetime | None = None
        self.closes_at: datetime | None = None
        self.proposed_by = ""
        self.fallen: set[str] = set()
        self.annulled = False
        self.annulled_by_court = False
        self.ruled_by: dict[str, str] = {}

    def sees(self, event: DomainEvent) -> Iterator[str]:
        if isinstance(event, Decision):
            yield from _of_decision(event)
        yield from self._of_bids(event)
        yield from self._of_exclusions(event)
        yield from self._of_award(event)
        yield from self._of_locks(event)
        if isinstance(event, Award.ContractSigned | Agreement.Signed):
            yield from self._of_signing(event)

    def hears_no_reason(self) -> Iterator[str]:
        """Signing was refused for the stage alone; nothing else may have held then."""
        withdrawn = self.annulled and not self.annulled_by_court
        if self.standstill_until and self.locks and not withdrawn:
            yield "signing was refused without the lock that held"

    def _of_bids(self, event: DomainEvent) -> Iterator[str]:
        if isinstance(event, Tender.Announced | Tender.Extended):
            self.closes_at = event.closes_at
        elif isinstance(event, Tender.Closed):
            self.closed_at = event.effective_at
        elif isinstance(event, Tender.BidReceived | Tender.BidReplaced):
            if self.closed_at or not self.closes_at:
                yield "a bid came in when the tender was not open"
            elif event.effective_at >= self.closes_at:
                yield "a bid came in late"

    def _of_exclusions(self, event: DomainEvent) -> Iterator[str]:
        if isinstance(event, Tender.ExclusionIntended):
            self.unheard.add(event.bid)
            self.hearings[event.bid] = event.hearing.expires_at
            self.commented.discard(event.bid)
        elif isinstance(event, Tender.ExclusionCommented):
            self.commented.add(event.bid)
        elif isinstance(event, Tender.ExclusionDropped):
            self.unheard.discard(event.bid)
        elif isinstance(event, Tender.Excluded):
            heard = event.bid in self.commented or (
                event.bid in self.hearings
                and event.effective_at >= self.hearings[event.bid]
            )
            if not heard:
                yield "a supplier was excluded unheard"
            self.unheard.discard(event.bid)
            self.fallen.add(event.bid)
        elif isinstance(event, Tender.BidFell):
            self.unheard.discard(event.bid)
            self.fallen.add(event.bid)

    def _of_award(self, event: DomainEvent) -> Iterator[str]:
        if isinstance(event, Award.Proposed | Award.Reevaluated):
            self.proposed_by = event.by
            self.standstill_until = None
        elif isinstance(event, Award.Decided):
            if event.by == self.proposed_by:
                yield "the same person proposed and decided"
            if self.unheard:
                yield "an award was decided while a supplier was unheard"
            if self.fallen & {winner.bid for winner in event.winners}:
                yield "a fallen bid won"
            self.standstill_until = None
        elif isinstance(event, Award.Notified):
            self.standstill_until = event.standstill.expires_at
        elif isinstance(event, Award.NoticeFoundDefective | Award.NotifiedDefectively):
            self.standstill_until = None
        elif isinstance(event, Award.Annulled | Award.Withdrawn):
            self.annulled = True
            self.annulled_by_court = isinstance(event, Award.Annulled)

    def _of_locks(self, event: DomainEvent) -> Iterator[str]:
        if isinstance(event, Award.SigningLocked):
            period = event.lock.period
            self.locks[event.lock.lock] = period and period.expires_at
        elif isinstance(event, Award.LockReleased):
            until = self.locks.pop(event.lock, None)
            if until is not None and event.effective_at < until:
                yield "the ten-day period was cut short"
            if event.role is Role.SCHEDULER and until is None:
                yield "the clock lifted what only a court can lift"
        elif isinstance(event, Review.Ruled):
            self.ruled_by[event.ruling] = event.by
        elif isinstance(event, Review.RulingConfirmed) and (
            event.by == self.ruled_by.get(event.ruling)
        ):
            yield "the same person recorded and confirmed a ruling"

    def _of_signing(self, event: DomainEvent) -> Iterator[str]:
        at = event.effective_at
        if self.standstill_until is None:
            yield "a contract was signed before every bidder was told"
        elif at < self.standstill_until:
            yield "a contract was signed during the standstill"
        for lock, until in self.locks.items():
            if until is None or at < until:
                yield f"a contract was signed while {lock} held"
        if self.unheard:
            yield "a contract was signed while a supplier was unheard"
        if self.annulled:
            yield "a contract was signed on an award that had fallen"


def _of_decision(event: Decision) -> Iterator[str]:
    if event.role is Role.SCHEDULER or not event.by:
        yield f"nobody decided {event.TOPIC}"
    if not event.mandate:
        yield f"{event.TOPIC} was decided without a mandate"
    told = [getattr(event, name, "") for name in REASONS if hasattr(event, name)]
    if not event.because or (told and not any(told)):
        yield f"{event.TOPIC} was decided without a reason"
