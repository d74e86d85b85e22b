"""Commands of a tender's end: reopen or cancel it, tell the bidders, keep secrets."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.dossier import open_dossier
from upphandling.application.notices import Recipient, sent, without_reasons
from upphandling.domain.award import Award
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key, Text
from upphandling.domain.dossier import Cause
from upphandling.domain.tender import NoAwardReason, SecretPart, Tender


class Reopen(Command):
    """Låt anbuden prövas på nytt; review är överprövningen som ledde dit."""

    NAME = "tender.reopen"
    tender: Key
    reasons: Text
    review: Key | None = None


class DecideSecrecy(Command):
    """Besluta vilka uppgifter i ett anbud som är hemliga också efter tilldelningen."""

    NAME = "tender.decide_secrecy"
    tender: Key
    bid: Key
    parts: list[SecretPart]
    ground: Text
    motive: Text


class Cancel(Command):
    """Avbryt upphandlingen, med skäl och eForms orsakskod."""

    NAME = "tender.cancel"
    tender: Key
    reason_code: NoAwardReason
    reasons: Text
    decision: Key | None = None


class NotifyCancellation(Command):
    """Underrätta anbudsgivarna om avbrytandet; tiden för överprövning börjar löpa."""

    NAME = "tender.notify_cancellation"
    tender: Key
    notices: Annotated[list[Recipient], Field(min_length=1)]


class EndCancellationReview(Command):
    """Konstatera att tiden för överprövning av avbrytandet gått ut."""

    NAME = "tender.end_cancellation_review"
    tender: Key


def reopen(command: Reopen, cases: Cases, stamp: Stamp) -> None:
    tender = cases.fetch(Tender, command.tender)
    if tender.award is not None:
        cases.fetch(Award, tender.award).must_be_correctable(tender.in_play)
    tender.reopen(stamp, review=command.review, reasons=command.reasons)


def decide_secrecy(command: DecideSecrecy, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).decide_secrecy(
        stamp,
        bid=command.bid,
        parts=tuple(dict.fromkeys(command.parts)),
        ground=command.ground,
        motive=command.motive,
    )


def cancel(command: Cancel, cases: Cases, stamp: Stamp) -> None:
    tender = cases.fetch(Tender, command.tender)
    if command.decision is not None:
        cases.fetch(ChoiceSystem, tender.system).must_have_decided(command.decision)
    if tender.award is not None:
        cases.fetch(Award, tender.award).withdraw(stamp, reasons=command.reasons)
    tender.cancel(
        stamp,
        reason_code=command.reason_code,
        reasons=command.reasons,
        decision=command.decision,
    )
    open_dossier(cases, stamp, tender, Cause.CANCELLED)


def notify_cancellation(
    command: NotifyCancellation, cases: Cases, stamp: Stamp
) -> None:
    cases.fetch(Tender, command.tender).notify_cancellation(
        stamp,
        notices=sent(command.notices, stamp),
        without_reasons=without_reasons(command.notices),
    )


def end_cancellation_review(
    command: EndCancellationReview, cases: Cases, stamp: Stamp
) -> None:
    cases.fetch(Tender, command.tender).end_cancellation_review(stamp)


VERBS = verbs(
    (Reopen, reopen),
    (DecideSecrecy, decide_secrecy),
    (Cancel, cancel),
    (NotifyCancellation, notify_cancellation),
    (EndCancellationReview, end_cancellation_review),
)
