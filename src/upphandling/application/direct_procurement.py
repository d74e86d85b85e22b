"""Commands of a direct procurement: prepare, announce the intent, decide, sign."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.provider import must_be_licensed
from upphandling.domain.agreement import Agreement, Terms
from upphandling.domain.award import Award
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem, Phase
from upphandling.domain.configuration import Key, Regime, Text
from upphandling.domain.direct_procurement import (
    AFTER_A_TENDER,
    DirectProcurement,
    Ground,
)
from upphandling.domain.errors import Refused
from upphandling.domain.instants import local_date
from upphandling.domain.intervals import Day
from upphandling.domain.tender import NoAwardReason, Status, Tender
from upphandling.domain.thresholds import ThresholdUnknown, threshold

FAILED = (NoAwardReason.NO_BIDS, NoAwardReason.ALL_REJECTED)


class TenderDidNotFail(Refused):
    """Grunden förutsätter en upphandling som avbrutits utan lämpliga anbud."""


class NothingUnderReview(Refused):
    """Grunden förutsätter att domstol har prövat eller prövar (LOU 19 a kap. 6 §)."""


class Prepare(Command):
    """Inled en direktupphandling på en angiven grund i 19 a kap. LOU."""

    NAME = "direct_procurement.prepare"
    direct_procurement: Key
    system: Key
    title: Text
    ground: Ground
    value_sek: Annotated[int, Field(gt=0, le=10**12)]
    threshold_sek: Annotated[int | None, Field(gt=0, le=10**12)] = None
    threshold_source: Text | None = None
    tender: Key | None = None
    needed_until: Day | None = None
    motive: Text


class PublishIntent(Command):
    """Annonsera avsikten att direktupphandla; en avtalsspärr börjar löpa."""

    NAME = "direct_procurement.publish_intent"
    direct_procurement: Key
    database: Text
    notice: Text
    published_on: Day


class EndStandstill(Command):
    """Konstatera att avtalsspärren efter annonsen om avsikten har löpt ut."""

    NAME = "direct_procurement.end_standstill"
    direct_procurement: Key


class Decide(Command):
    """Besluta vem som får kontraktet; asked är de leverantörer som tillfrågats."""

    NAME = "direct_procurement.decide"
    direct_procurement: Key
    provider: Key
    name: Text
    asked: list[Key] = []
    motive: Text


class Sign(Command):
    """Ingå avtal efter en direktupphandling."""

    NAME = "direct_procurement.sign"
    direct_procurement: Key
    agreement: Key
    bundle: Key
    areas: Annotated[list[Key], Field(min_length=1)]
    starts_on: Day
    ends_on: Day | None = None


class Abandon(Command):
    """Avbryt en direktupphandling."""

    NAME = "direct_procurement.abandon"
    direct_procurement: Key
    reasons: Text


def prepare(command: Prepare, cases: Cases, stamp: Stamp) -> None:
    system = cases.fetch(ChoiceSystem, command.system)
    threshold_sek, source = _threshold(command, stamp)
    cases.add(
        DirectProcurement.prepare(
            stamp,
            command.direct_procurement,
            system=system.key,
            title=command.title,
            ground=command.ground,
            value_sek=command.value_sek,
            threshold_sek=threshold_sek,
            threshold_source=source,
            tender=command.tender,
            former_bidders=_former_bidders(command, cases),
            needed_until=command.needed_until,
            motive=command.motive,
        )
    )


def publish_intent(command: PublishIntent, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(DirectProcurement, command.direct_procurement).publish_intent(
        stamp,
        database=command.database,
        notice=command.notice,
        published_on=command.published_on,
    )


def end_standstill(command: EndStandstill, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(DirectProcurement, command.direct_procurement).end_standstill(stamp)


def decide(command: Decide, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(DirectProcurement, command.direct_procurement).make(
        stamp,
        provider=command.provider,
        name=command.name,
        asked=tuple(command.asked),
        motive=command.motive,
    )


def sign(command: Sign, cases: Cases, stamp: Stamp) -> None:
    procurement = cases.fetch(DirectProcurement, command.direct_procurement)
    system = cases.fetch(ChoiceSystem, procurement.system)
    system.must_have_areas(command.areas)
    system.must_not_be_blocked(Phase.SIGN_AGREEMENT, command.bundle)
    must_be_licensed(cases, stamp, procurement.provider or "")
    procurement.sign(stamp, agreement=command.agreement, ends_on=command.ends_on)
    cases.add(
        Agreement.sign_directly(
            stamp,
            command.agreement,
            direct_procurement=procurement.key,
            terms=Terms(
                system=system.key,
                provider=procurement.provider or "",
                name=procurement.name,
                regime=Regime.LOU,
                bundle=system.bundle(command.bundle).key,
                areas=tuple(command.areas),
                starts_on=command.starts_on,
                ends_on=command.ends_on,
            ),
        )
    )


def abandon(command: Abandon, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(DirectProcurement, command.direct_procurement).abandon(
        stamp, reasons=command.reasons
    )


def _threshold(command: Prepare, stamp: Stamp) -> tuple[int, str]:
    """The sum we know, or the one that is given with its source where we know none."""
    try:
        known = threshold(local_date(stamp.at))
    except ThresholdUnknown:
        if command.threshold_sek is None or command.threshold_source is None:
            raise
        return command.threshold_sek, command.threshold_source
    return known.sek, known.source


def _former_bidders(command: Prepare, cases: Cases) -> tuple[str, ...]:
    """Who bid in the tender that the ground rests on; refuses a tender that does not."""
    if command.tender is None or command.ground not in AFTER_A_TENDER:
        return ()
    tender = cases.fetch(Tender, command.tender)
    if command.ground is Ground.DURING_REVIEW:
        award = tender.award and cases.fetch(Award, tender.award)
        if not award or not award.before_a_court:
            raise NothingUnderReview(tender=tender.key)
        return ()
    if tender.status is not Status.CANCELLED or tender.reason_code not in FAILED:
        raise TenderDidNotFail(tender=tender.key, status=tender.status)
    return tuple(sorted({tender.bids[bid].bidder for bid in tender.in_play}))


VERBS = verbs(
    (Prepare, prepare),
    (PublishIntent, publish_intent),
    (EndStandstill, end_standstill),
    (Decide, decide),
    (Sign, sign),
    (Abandon, abandon),
)
