"""The documentation of a procurement (LOU 19 kap. 22 §): each stage, with its reasons.

Every section lists the events that tell of it. A section without any says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from upphandling.domain.award import Award
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.review import Review
from upphandling.domain.tender import Tender
from upphandling.interfaces.evidence.bid_tables import bids, points, ranking
from upphandling.interfaces.evidence.sections import Row, Section
from upphandling.interfaces.evidence.told import Told

STAGES = (
    Section("Myndigheten och besluten bakom upphandlingen", None, ChoiceSystem.EVENTS),
    Section(
        "Vad som upphandlas",
        "LOU 19 kap. 9 §",
        (
            Tender.Prepared,
            Tender.ProcedureSet,
            Tender.CompensationSet,
            Tender.Reserved,
            Tender.PreparatoryWorkPlanned,
            Tender.PreparatoryWorkRecorded,
        ),
    ),
    Section("Värdet", "LOU 5 kap. 3 §", (Tender.ValueEstimated,)),
    Section(
        "Annonsering och dokument",
        "LOU 19 kap. 6 och 10 §§",
        (
            Tender.DocumentIssued,
            Tender.Announced,
            Tender.DocumentsPublished,
            Tender.DocumentAdded,
            Tender.DocumentChanged,
        ),
    ),
    Section(
        "Frågor, svar och förlängd tid",
        "LOU 19 kap. 13 och 14 §§",
        (
            Tender.QuestionReceived,
            Tender.QuestionAnswered,
            Tender.InformationPublished,
            Tender.AnswerLimitSet,
            Tender.AnswersLimitPassed,
            Tender.Extended,
        ),
    ),
    Section(
        "Anbuden och öppningen",
        "LOU 19 kap. 12 §",
        (
            Tender.BidBackedBy,
            Tender.BidWithdrawn,
            Tender.Closed,
            Tender.Opened,
            Tender.OpeningRecorded,
            Tender.OralInformationNoted,
        ),
        tables=(bids,),
    ),
    Section(
        "Hur länge anbuden band",
        "LOU 19 kap. 9 §",
        (
            Tender.ValidityStarted,
            Tender.ProlongationDue,
            Tender.ProlongationAsked,
            Tender.ProlongationAccepted,
            Tender.ValidityEnded,
            Tender.BidFell,
        ),
    ),
    Section(
        "Prövning mot kraven: vilka anbudsgivare som har kvalificerats",
        "LOU 19 kap. 9 §",
        (Tender.BidAssessed,),
    ),
    Section(
        "Rättelser, förtydliganden och kompletteringar",
        "LOU 19 kap. 15 §",
        (Tender.CorrectionInvited, Tender.CorrectionReceived),
    ),
    Section(
        "Förhandling",
        "LOU 19 kap. 16 §",
        (Tender.NegotiationHeld, Tender.BidRevised),
    ),
    Section(
        "Uteslutning",
        "LOU 19 kap. 17 §",
        (
            Tender.ExclusionIntended,
            Tender.ExclusionCommented,
            Tender.Excluded,
            Tender.ExclusionDropped,
        ),
    ),
    Section(
        "Onormalt låga anbud",
        "LOU 19 kap. 18 §",
        (
            Tender.ExplanationAsked,
            Tender.ExplanationReceived,
            Tender.LowBidRejected,
        ),
    ),
    Section(
        "Utvärdering: valda och inte valda anbud",
        "LOU 19 kap. 9 §",
        (
            Award.TieDrawn,
            Award.Decided,
            Award.DepartedFromProposal,
            Award.Reevaluated,
            Tender.Awarded,
            Tender.Reopened,
        ),
        tables=(points, ranking),
    ),
    Section(
        "Underrättelser, avtalsspärr och upplysningar",
        "LOU 19 kap. 19 och 20 §§, 20 kap. 1 §",
        (
            Award.Notified,
            Award.NotifiedDefectively,
            Award.NoticeFoundDefective,
            Award.StandstillEnded,
            Award.SigningUnlocked,
            Award.ReasonsRequested,
            Award.ReasonsGiven,
            Award.ReasonsOverdue,
        ),
    ),
    Section(
        "Överprövning",
        "LOU 20 kap. 4 §",
        (
            *Review.EVENTS,
            Award.SigningLocked,
            Award.SigningRelocked,
            Award.LockReleased,
            Award.ReviewCameLate,
            Award.CorrectionOrdered,
            Award.Annulled,
        ),
    ),
    Section(
        "Avtal och efterannons",
        "LOU 19 kap. 7 §, 20 kap. 1 §",
        (
            Award.ContractSigned,
            Award.WindowsOpened,
            Award.PostAwardNoticePublished,
            Award.PostAwardNoticeOverdue,
            Award.ContractAnnouncedToBidders,
            Award.ValidityReviewEnded,
        ),
    ),
    Section(
        "Avbrytande",
        "LOU 19 kap. 21 §",
        (
            Tender.Cancelled,
            Tender.CancellationNotified,
            Tender.CancellationNotifiedDefectively,
            Tender.CancellationReviewEnded,
            Award.Withdrawn,
        ),
    ),
    Section("Intressekonflikter", "LOU 12 kap. 16 §", (Tender.ConflictDeclared,)),
    Section("Sekretess", None, (Tender.SecrecyDecided,)),
)


def documentation(events: Sequence[Told]) -> Row:
    """The documentation as a chapter of the dossier."""
    return {
        "heading": "Dokumentation",
        "lead": (
            "Vad som gjordes i varje skede och varför, så som det är antecknat i loggen"
            " (LOU 19 kap. 22 §). Skeden som inte har förekommit sägs sakna uppgifter."
        ),
        "sections": [stage.told(events) for stage in STAGES],
    }
