"""The documentation of a procurement (LOU 19 kap. 22 §): each stage, with its reasons.

Every section lists the events that tell of it. A section without any says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from upphandling.domain.award import Award
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.review import Review
from upphandling.domain.tender import Tender
from upphandling.interfaces.evidence.bid_tables import bids, points, ranking
from upphandling.interfaces.evidence.told import Told

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """One section: the paragraph that it documents, and the events that tell of it."""

    heading: str
    paragraph: str | None
    events: tuple[str, ...]


STAGES = (
    Stage(
        heading="Myndigheten och besluten bakom upphandlingen",
        paragraph=None,
        events=tuple(event.TOPIC for event in ChoiceSystem.EVENTS),
    ),
    Stage(
        heading="Vad som upphandlas",
        paragraph="LOU 19 kap. 9 §",
        events=(
            Tender.Prepared.TOPIC,
            Tender.ProcedureSet.TOPIC,
            Tender.CompensationSet.TOPIC,
            Tender.Reserved.TOPIC,
            Tender.PreparatoryWorkPlanned.TOPIC,
            Tender.PreparatoryWorkRecorded.TOPIC,
        ),
    ),
    Stage(
        heading="Värdet",
        paragraph="LOU 5 kap. 3 §",
        events=(Tender.ValueEstimated.TOPIC,),
    ),
    Stage(
        heading="Annonsering och dokument",
        paragraph="LOU 19 kap. 6 och 10 §§",
        events=(
            Tender.DocumentIssued.TOPIC,
            Tender.Announced.TOPIC,
            Tender.DocumentsPublished.TOPIC,
            Tender.DocumentAdded.TOPIC,
            Tender.DocumentChanged.TOPIC,
        ),
    ),
    Stage(
        heading="Frågor, svar och förlängd tid",
        paragraph="LOU 19 kap. 13 och 14 §§",
        events=(
            Tender.QuestionReceived.TOPIC,
            Tender.QuestionAnswered.TOPIC,
            Tender.InformationPublished.TOPIC,
            Tender.AnswerLimitSet.TOPIC,
            Tender.AnswersLimitPassed.TOPIC,
            Tender.Extended.TOPIC,
        ),
    ),
    Stage(
        heading="Anbuden och öppningen",
        paragraph="LOU 19 kap. 12 §",
        events=(
            Tender.BidBackedBy.TOPIC,
            Tender.BidWithdrawn.TOPIC,
            Tender.Closed.TOPIC,
            Tender.Opened.TOPIC,
            Tender.OpeningRecorded.TOPIC,
            Tender.OralInformationNoted.TOPIC,
        ),
    ),
    Stage(
        heading="Hur länge anbuden band",
        paragraph="LOU 19 kap. 9 §",
        events=(
            Tender.ValidityStarted.TOPIC,
            Tender.ProlongationDue.TOPIC,
            Tender.ProlongationAsked.TOPIC,
            Tender.ProlongationAccepted.TOPIC,
            Tender.ValidityEnded.TOPIC,
            Tender.BidFell.TOPIC,
        ),
    ),
    Stage(
        heading="Prövning mot kraven: vilka anbudsgivare som har kvalificerats",
        paragraph="LOU 19 kap. 9 §",
        events=(Tender.BidAssessed.TOPIC,),
    ),
    Stage(
        heading="Rättelser, förtydliganden och kompletteringar",
        paragraph="LOU 19 kap. 15 §",
        events=(Tender.CorrectionInvited.TOPIC, Tender.CorrectionReceived.TOPIC),
    ),
    Stage(
        heading="Förhandling",
        paragraph="LOU 19 kap. 16 §",
        events=(Tender.NegotiationHeld.TOPIC, Tender.BidRevised.TOPIC),
    ),
    Stage(
        heading="Uteslutning",
        paragraph="LOU 19 kap. 17 §",
        events=(
            Tender.ExclusionIntended.TOPIC,
            Tender.ExclusionCommented.TOPIC,
            Tender.Excluded.TOPIC,
            Tender.ExclusionDropped.TOPIC,
        ),
    ),
    Stage(
        heading="Onormalt låga anbud",
        paragraph="LOU 19 kap. 18 §",
        events=(
            Tender.ExplanationAsked.TOPIC,
            Tender.ExplanationReceived.TOPIC,
            Tender.LowBidRejected.TOPIC,
        ),
    ),
    Stage(
        heading="Utvärdering: valda och inte valda anbud",
        paragraph="LOU 19 kap. 9 §",
        events=(
            Award.TieDrawn.TOPIC,
            Award.Decided.TOPIC,
            Award.DepartedFromProposal.TOPIC,
            Award.Reevaluated.TOPIC,
            Tender.Awarded.TOPIC,
            Tender.Reopened.TOPIC,
        ),
    ),
    Stage(
        heading="Underrättelser, avtalsspärr och upplysningar",
        paragraph="LOU 19 kap. 19 och 20 §§, 20 kap. 1 §",
        events=(
            Award.Notified.TOPIC,
            Award.NotifiedDefectively.TOPIC,
            Award.NoticeFoundDefective.TOPIC,
            Award.StandstillEnded.TOPIC,
            Award.SigningUnlocked.TOPIC,
            Award.ReasonsRequested.TOPIC,
            Award.ReasonsGiven.TOPIC,
            Award.ReasonsOverdue.TOPIC,
        ),
    ),
    Stage(
        heading="Överprövning",
        paragraph="LOU 20 kap. 4 §",
        events=(
            *(event.TOPIC for event in Review.EVENTS),
            Award.SigningLocked.TOPIC,
            Award.SigningRelocked.TOPIC,
            Award.LockReleased.TOPIC,
            Award.ReviewCameLate.TOPIC,
            Award.CorrectionOrdered.TOPIC,
            Award.Annulled.TOPIC,
        ),
    ),
    Stage(
        heading="Avtal och efterannons",
        paragraph="LOU 19 kap. 7 §, 20 kap. 1 §",
        events=(
            Award.ContractSigned.TOPIC,
            Award.WindowsOpened.TOPIC,
            Award.PostAwardNoticePublished.TOPIC,
            Award.PostAwardNoticeOverdue.TOPIC,
            Award.ContractAnnouncedToBidders.TOPIC,
            Award.ValidityReviewEnded.TOPIC,
        ),
    ),
    Stage(
        heading="Avbrytande",
        paragraph="LOU 19 kap. 21 §",
        events=(
            Tender.Cancelled.TOPIC,
            Tender.CancellationNotified.TOPIC,
            Tender.CancellationNotifiedDefectively.TOPIC,
            Tender.CancellationReviewEnded.TOPIC,
            Award.Withdrawn.TOPIC,
        ),
    ),
    Stage(
        heading="Intressekonflikter",
        paragraph="LOU 12 kap. 16 §",
        events=(Tender.ConflictDeclared.TOPIC,),
    ),
    Stage(
        heading="Sekretess",
        paragraph=None,
        events=(Tender.SecrecyDecided.TOPIC,),
    ),
)


def documentation(events: Sequence[Told]) -> Row:
    """The documentation as a chapter of the dossier."""
    return {
        "heading": "Dokumentation",
        "lead": (
            "Vad som gjordes i varje skede och varför, så som det är antecknat i loggen"
            " (LOU 19 kap. 22 §). Skeden som inte har förekommit sägs sakna uppgifter."
        ),
        "sections": [_section(stage, events) for stage in STAGES],
    }


def _section(stage: Stage, events: Sequence[Told]) -> Row:
    found = [event for event in events if event.topic in stage.events]
    tables = list(_tables(stage, events))
    return {
        "heading": stage.heading,
        "paragraph": stage.paragraph,
        "written": None,
        "tables": tables,
        "events": [event.facts() for event in found],
        "missing": None if found or tables else "Uppgifter om detta saknas i loggen.",
    }


def _tables(stage: Stage, events: Sequence[Told]) -> Iterator[Row]:
    """The tables that go with a section: lists that are easier to compare than read."""
    if Tender.Opened.TOPIC in stage.events:
        yield from bids(events)
    if Award.Decided.TOPIC in stage.events:
        yield from points(events)
        yield from ranking(events)
