"""Commands of a review's filing: the application, its grounds, asking the court."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.review.locks import CaseNumber, Court, lock_as_held
from upphandling.domain.agreement import Agreement
from upphandling.domain.award import Award
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.intervals import Day
from upphandling.domain.legal_time import LegalDeadline, count_if_in_force
from upphandling.domain.parts import must_be_known
from upphandling.domain.review import Against, Review
from upphandling.domain.review.refusals import NothingToReview
from upphandling.domain.tender import Status, Tender


class File(Command):
    """För in en ansökan om överprövning; ärendet får nyckeln domstol.målnummer."""

    NAME = "review.file"
    court: Court
    case_number: CaseNumber
    against: Against
    subject: Annotated[
        Key,
        Field(description="Tilldelningen, den avbrutna upphandlingen eller avtalet"),
    ]
    award: Annotated[
        Key | None, Field(description="Tilldelningen som avtalet ingicks på")
    ] = None
    applicant: Key
    received_on: Day
    ask_again_days: Annotated[
        int | None,
        Field(
            ge=1, le=365, description="Så många dagar mellan frågorna till domstolen"
        ),
    ] = None


class AddGrounds(Command):
    """För in en omständighet som leverantören har åberopat i efterhand."""

    NAME = "review.add_grounds"
    review: Key
    on: Day
    summary: Text


class BarNewGrounds(Command):
    """Konstatera att tiden för nya omständigheter har gått ut."""

    NAME = "review.bar_new_grounds"
    review: Key


class RemindToAsk(Command):
    """Konstatera att det är dags att fråga domstolen hur det går med målet."""

    NAME = "review.remind_to_ask"
    review: Key


@dataclass(frozen=True)
class Subject:
    """What is reviewed: its tender, when that began, and the last day to apply."""

    tender: str | None
    begun_on: date
    last_day: date | None


def file(command: File, cases: Cases, stamp: Stamp) -> None:
    subject = SUBJECTS[command.against](command, cases, stamp)
    review = Review.file(
        stamp,
        against=command.against,
        subject=command.subject,
        tender=subject.tender,
        court=command.court,
        case_number=command.case_number,
        applicant=command.applicant,
        received_on=command.received_on,
        begun_on=subject.begun_on,
        last_day=subject.last_day,
        ask_again_days=command.ask_again_days,
    )
    cases.add(review)
    lock_as_held(cases, stamp, review, before={})
    if command.against is Against.AWARD and not review.in_time:
        cases.fetch(Award, command.subject).note_late_review(stamp, review.key)


def add_grounds(command: AddGrounds, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Review, command.review).add_grounds(
        stamp, on=command.on, summary=command.summary
    )


def bar_new_grounds(command: BarNewGrounds, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Review, command.review).bar_new_grounds(stamp)


def remind_to_ask(command: RemindToAsk, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Review, command.review).remind_to_ask(stamp)


def _award(command: File, cases: Cases, stamp: Stamp) -> Subject:
    """Before the standstill ends, also before it has begun (LOU 20 kap. 11 §)."""
    award = cases.fetch(Award, command.subject)
    if award.decided_at is None:
        raise NothingToReview(subject=command.subject)
    return Subject(
        tender=award.tender,
        begun_on=award.begun_on or command.received_on,
        last_day=_last_day(award.standstill),
    )


def _cancellation(command: File, cases: Cases, stamp: Stamp) -> Subject:
    """Before the time for review of the cancellation ends (LOU 20 kap. 12 §)."""
    tender = cases.fetch(Tender, command.subject)
    if tender.status is not Status.CANCELLED:
        raise NothingToReview(subject=command.subject)
    return Subject(
        tender=tender.key,
        begun_on=tender.begun_on(stamp),
        last_day=_last_day(tender.review),
    )


def _agreement(command: File, cases: Cases, stamp: Stamp) -> Subject:
    """Within six months, or the shorter time that the award counts (LOU 20 kap. 17 §)."""
    agreement = cases.fetch(Agreement, command.subject)
    if command.award is None:
        return Subject(tender=None, begun_on=command.received_on, last_day=None)
    award = cases.fetch(Award, command.award)
    must_be_known(agreement.key, award.signed_on)
    window = award.contestable.get(agreement.key) or count_if_in_force(
        "validity-review", award.signed_on[agreement.key], on=award.begun_on
    )
    return Subject(
        tender=award.tender,
        begun_on=award.begun_on or command.received_on,
        last_day=_last_day(window),
    )


def _last_day(window: LegalDeadline | None) -> date | None:
    return None if window is None else window.last_day


SUBJECTS: Mapping[Against, Callable[[File, Cases, Stamp], Subject]] = {
    Against.AWARD: _award,
    Against.CANCELLATION: _cancellation,
    Against.AGREEMENT: _agreement,
}

VERBS = verbs(
    (File, file),
    (AddGrounds, add_grounds),
    (BarNewGrounds, bar_new_grounds),
    (RemindToAsk, remind_to_ask),
)
