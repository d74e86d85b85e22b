"""Commands after the contracts: publish, tell the bidders, note what time ended."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.notices import Recipient, sent
from upphandling.domain.award import Award
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.intervals import Day

Agreements = Annotated[list[Key], Field(min_length=1)]


class PublishPostAwardNotice(Command):
    """För in att efterannonsen har publicerats i en registrerad annonsdatabas."""

    NAME = "award.publish_post_award_notice"
    award: Key
    agreements: Agreements
    database: Text
    published_on: Day


class AnnounceContracts(Command):
    """För in att anbudsgivarna skriftligen har underrättats om att avtal har slutits."""

    NAME = "award.announce_contracts"
    award: Key
    agreements: Agreements
    notices: Annotated[list[Recipient], Field(min_length=1)]
    summary: Text


class CallPostAwardNoticeOverdue(Command):
    """Konstatera att efterannonsen är försenad."""

    NAME = "award.call_post_award_notice_overdue"
    award: Key
    agreement: Key


class EndValidityReview(Command):
    """Konstatera att tiden för överprövning av avtalets giltighet har gått ut."""

    NAME = "award.end_validity_review"
    award: Key
    agreement: Key


def publish_post_award_notice(
    command: PublishPostAwardNotice, cases: Cases, stamp: Stamp
) -> None:
    cases.fetch(Award, command.award).publish_notice(
        stamp,
        agreements=tuple(command.agreements),
        database=command.database,
        published_on=command.published_on,
    )


def announce_contracts(command: AnnounceContracts, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Award, command.award).announce_contracts(
        stamp,
        agreements=tuple(command.agreements),
        notices=sent(command.notices, stamp),
        summary=command.summary,
    )


def call_post_award_notice_overdue(
    command: CallPostAwardNoticeOverdue, cases: Cases, stamp: Stamp
) -> None:
    cases.fetch(Award, command.award).call_notice_overdue(
        stamp, agreement=command.agreement
    )


def end_validity_review(command: EndValidityReview, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Award, command.award).end_validity_review(
        stamp, agreement=command.agreement
    )


VERBS = verbs(
    (PublishPostAwardNotice, publish_post_award_notice),
    (AnnounceContracts, announce_contracts),
    (CallPostAwardNoticeOverdue, call_post_award_notice_overdue),
    (EndValidityReview, end_validity_review),
)
