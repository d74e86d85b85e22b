"""Of a tender until its bids are opened: thresholds, days, and the limit for answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from upphandling.application.verification.deadlines import counted
from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import (
    Recount,
    from_case,
    recount,
    stamp_of,
)
from upphandling.domain.base import DomainEvent
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.instants import midnight_after, start_of
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.tender import Tender
from upphandling.domain.tender.reservation import GROUND
from upphandling.domain.tender.valuation import StatedThreshold
from upphandling.domain.thresholds import threshold, thresholds

DATE, DEADLINE = Computation.DATE, Computation.DEADLINE
CARRIED, TALLY = Computation.CARRIED, Computation.TALLY


def begun_on(said: DomainEvent, tender: Tender) -> date:
    """The day whose wording of the law the procurement is held to."""
    return tender.begun_on(stamp_of(said))


def known_threshold(sek: int, source: str, on: date) -> tuple[int, str]:
    """The threshold of the day; one that somebody stated, with a source of their own, stands."""
    if source not in {entry.source for entry in thresholds().entries}:
        return sek, source
    known = threshold(on)
    return known.sek, known.source


def _threshold(said: Tender.ValueEstimated, tender: Tender) -> StatedThreshold | None:
    if said.threshold is None:
        return None
    sek, source = known_threshold(
        said.threshold.sek, said.threshold.source, begun_on(said, tender)
    )
    return StatedThreshold(sek=sek, source=source)


def _reaches(said: Tender.ValueEstimated, tender: Tender) -> bool | None:
    limit = _threshold(said, tender)
    return None if limit is None else said.value_sek >= limit.sek


def _closes_at(said: Tender.Announced | Tender.Extended) -> datetime:
    """As stated, within its day; else the midnight that ends it."""
    midnight = midnight_after(said.last_day)
    stated = start_of(said.last_day) < said.closes_at <= midnight
    return said.closes_at if stated else midnight


def _valid(said: Tender.ValidityStarted, tender: Tender) -> object:
    days = tender.procedure.valid_days if tender.procedure else None
    return counted(
        "bid-validity",
        tender.last_day or said.valid.trigger,
        length=Length(days or 0, Unit.DAYS),
        on=begun_on(said, tender),
    )


def requirements(announced: type[DomainEvent]) -> Recount:
    """What the system required when it was announced."""
    return recount(
        announced,
        "requirements",
        CARRIED,
        lambda _said, case, then: (
            then.fetch(ChoiceSystem, case.system).pinned_requirements
        ),
    )


TENDERS = (
    recount(
        Tender.ValueEstimated,
        "threshold reaches_threshold",
        Computation.THRESHOLD,
        lambda said, tender, _: (_threshold(said, tender), _reaches(said, tender)),
    ),
    recount(
        Tender.Reserved,
        "paragraph",
        CARRIED,
        lambda said, _tender, _: GROUND[said.kind],
    ),
    recount(
        Tender.Announced,
        "closes_at",
        DATE,
        lambda said, _tender, _: _closes_at(said),
    ),
    requirements(Tender.Announced),
    recount(
        Tender.DocumentsPublished,
        "documents",
        CARRIED,
        lambda _said, tender, _: tuple(tender.documents.values()),
    ),
    recount(
        Tender.AnswerLimitSet,
        "limit",
        DEADLINE,
        lambda said, tender, _: counted(
            "answers-before-last-day", tender.last_day, on=begun_on(said, tender)
        ),
    ),
    recount(
        Tender.AnswersLimitPassed,
        "unanswered",
        TALLY,
        lambda _said, tender, _: tuple(tender._owed_answers()),
    ),
    recount(
        Tender.Extended,
        "before closes_at",
        DATE,
        lambda said, tender, _: (tender.last_day, _closes_at(said)),
    ),
    recount(
        Tender.ValidityStarted,
        "valid",
        DEADLINE,
        lambda said, tender, _: _valid(said, tender),
    ),
    recount(
        Tender.ValidityStarted,
        "remind_on",
        DATE,
        lambda said, tender, _: (
            said.valid.last_day
            - timedelta(days=tender.procedure.reminder_days if tender.procedure else 0)
        ),
    ),
    from_case(Tender.ProlongationDue, "last_day", DATE, "bound_until"),
    recount(
        Tender.ProlongationAsked,
        "remind_on",
        DATE,
        lambda said, tender, _: tender._reminder_before(said.until),
    ),
)
