"""Commands of the tender: prepare, announce, receive, open, assess, cancel."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import (
    Cases,
    Command,
    Instant,
    Part,
    Person,
    unique,
    verbs,
)
from upphandling.application.notices import Recipient, sent
from upphandling.domain.award import Award
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key, Text
from upphandling.domain.evaluation import Bid, Criterion, Lot
from upphandling.domain.intervals import Day
from upphandling.domain.tender import Assessment, NoAwardReason, Tender


class LotTerms(Part):
    """En del av upphandlingen (anbudsområde)."""

    lot: Key
    title: Text
    areas: Annotated[list[Key], Field(min_length=1)]
    share_percent: Annotated[float, Field(ge=0, le=100)] = 0.0
    winners: Annotated[int, Field(ge=1, le=1_000)] = 1


class CriterionTerms(Part):
    """Ett tilldelningskriterium."""

    criterion: Key
    title: Text
    max_points: Annotated[float, Field(gt=0)]
    weight: Annotated[float, Field(gt=0)] = 1.0


class Prepare(Command):
    """Förbered en upphandling med dess delar och tilldelningskriterier."""

    NAME = "tender.prepare"
    tender: Key
    system: Key
    title: Text
    lots: Annotated[list[LotTerms], Field(min_length=1), unique(by="lot")]
    criteria: Annotated[
        list[CriterionTerms], Field(min_length=1), unique(by="criterion")
    ]


class Announce(Command):
    """Annonsera upphandlingen; alla krav måste ha uppföljning."""

    NAME = "tender.announce"
    tender: Key
    last_day: Day
    closes_at: Instant | None = None
    notice: Text


class ReceiveBid(Command):
    """Ta emot ett förseglat anbud: vem, vilka delar och innehållets hash."""

    NAME = "tender.receive_bid"
    SECRET = True
    tender: Key
    bid: Key
    bidder: Key
    name: Text
    lots: Annotated[list[Key], Field(min_length=1)]
    content_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Close(Command):
    """Stäng anbudstiden när sista anbudsdag har passerat."""

    NAME = "tender.close"
    tender: Key


class OpenBids(Command):
    """Öppna anbuden, minst två personer tillsammans."""

    NAME = "tender.open_bids"
    tender: Key
    present: list[Person]


class AssessBid(Command):
    """Pröva ett anbud mot de obligatoriska kraven; failed är krav som inte nås."""

    NAME = "tender.assess_bid"
    SECRET = True
    tender: Key
    bid: Key
    failed: list[Key] = []
    motive: Text


class ScoreBid(Command):
    """Poängsätt ett kvalificerat anbud på ett kriterium."""

    NAME = "tender.score_bid"
    SECRET = True
    tender: Key
    bid: Key
    criterion: Key
    points: Annotated[float, Field(ge=0)]
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


def prepare(command: Prepare, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    for lot in command.lots:
        system.must_have_areas(lot.areas)
    cases.add(
        Tender.prepare(
            stamp,
            command.tender,
            system=system.key,
            title=command.title,
            lots=tuple(
                Lot(**{**dict(lot), "areas": tuple(lot.areas)}) for lot in command.lots
            ),
            criteria=tuple(Criterion(**dict(c)) for c in command.criteria),
        )
    )


def announce(command: Announce, cases: Cases, stamp: Stamp) -> None:
    tender = cases.fetch(Tender, command.tender)
    system = cases.fetch(ChoiceSystem, tender.system)
    tender.announce(
        stamp,
        last_day=command.last_day,
        closes_at=command.closes_at,
        notice=command.notice,
        requirements=system.pinned_requirements,
    )


def receive_bid(command: ReceiveBid, cases: Cases, stamp: Stamp) -> None:
    tender = cases.fetch(Tender, command.tender)
    tender.receive_bid(
        stamp,
        bid=Bid(
            bid=command.bid,
            bidder=command.bidder,
            name=command.name,
            lots=tuple(command.lots),
            content_hash=command.content_hash,
        ),
    )


def close(command: Close, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).close(stamp)


def open_bids(command: OpenBids, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).open(stamp, present=tuple(command.present))


def assess_bid(command: AssessBid, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).assess(
        stamp,
        bid=command.bid,
        assessment=Assessment(failed=tuple(command.failed), motive=command.motive),
    )


def score_bid(command: ScoreBid, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).score(
        stamp,
        bid=command.bid,
        criterion=command.criterion,
        points=command.points,
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


def notify_cancellation(
    command: NotifyCancellation, cases: Cases, stamp: Stamp
) -> None:
    cases.fetch(Tender, command.tender).notify_cancellation(
        stamp, notices=sent(command.notices, stamp)
    )


def end_cancellation_review(
    command: EndCancellationReview, cases: Cases, stamp: Stamp
) -> None:
    cases.fetch(Tender, command.tender).end_cancellation_review(stamp)


VERBS = verbs(
    (Prepare, prepare),
    (Announce, announce),
    (ReceiveBid, receive_bid),
    (Close, close),
    (OpenBids, open_bids),
    (AssessBid, assess_bid),
    (ScoreBid, score_bid),
    (Cancel, cancel),
    (NotifyCancellation, notify_cancellation),
    (EndCancellationReview, end_cancellation_review),
)
