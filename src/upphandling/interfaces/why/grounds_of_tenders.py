"""What the events of a tender, its award, its reviews and its dossier rest on."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.domain.award import Award
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.direct_procurement import DirectProcurement
from upphandling.domain.dossier import Dossier
from upphandling.domain.review import Review
from upphandling.domain.tender import Tender
from upphandling.interfaces.why.finding import (
    Event,
    Ground,
    beginning,
    elsewhere,
    fed_by,
    first_of,
    latest,
    latest_about,
    origin,
    rule,
    where,
)
from upphandling.interfaces.why.politics import TAKEN, board

_ORDERED = origin("Nämnden hade beslutat", *TAKEN, by=board())
_SYSTEM = origin(
    "Upphandlingen gäller valfrihetssystemet",
    ChoiceSystem.Established,
    by=elsewhere(ChoiceSystem, "system"),
)
_PREPARED = origin("Upphandlingen hade förberetts", Tender.Prepared, by=beginning())
_ANNOUNCED = origin(
    "Upphandlingen hade annonserats",
    Tender.Announced,
    Tender.Prepared,
    by=first_of(latest(Tender.Announced), beginning()),
)
_PROCEDURE = rule(
    "Så skulle upphandlingen genomföras",
    Tender.ProcedureSet,
    by=latest(Tender.ProcedureSet),
)
_THE_BID = fed_by(
    "Anbudet hade kommit in",
    Tender.BidReceived,
    by=latest_about("bid", Tender.BidReceived, there="bid.bid"),
)
_INTENDED = fed_by(
    "Leverantören hade fått yttra sig",
    Tender.ExclusionIntended,
    by=latest_about("bid", Tender.ExclusionIntended),
)
_COMPARED = fed_by(
    "Anbuden hade jämförts",
    Award.Evaluated,
    Award.Reevaluated,
    Award.Proposed,
    by=first_of(latest(Award.Evaluated, Award.Reevaluated), beginning()),
)
_AWARDED = origin(
    "Tilldelningen hade beslutats",
    Award.Decided,
    Award.Proposed,
    by=first_of(latest(Award.Decided), beginning()),
)
_UNLOCKED = rule(
    "Avtalsspärren hade löpt ut",
    Award.SigningUnlocked,
    by=latest(Award.SigningUnlocked),
)
_RULED = origin(
    "Domstolen hade avgjort målet",
    Review.Ruled,
    Review.Filed,
    by=first_of(latest(Review.Ruled), beginning()),
)
_DIRECT = origin(
    "Direktupphandlingen hade inletts", DirectProcurement.Prepared, by=beginning()
)

GROUNDS: Mapping[Event, tuple[Ground, ...]] = {
    Tender.Prepared: (_ORDERED, _SYSTEM),
    Tender.ProcedureSet: (_PREPARED,),
    Tender.Reserved: (_PREPARED,),
    Tender.CompensationSet: (_PREPARED,),
    Tender.Announced: (_PROCEDURE, _PREPARED),
    Tender.Extended: (_ANNOUNCED,),
    Tender.Opened: (
        origin("Anbudstiden hade gått ut", Tender.Closed, by=latest(Tender.Closed)),
    ),
    Tender.SecrecyDecided: (_ANNOUNCED,),
    Tender.BidAssessed: (_THE_BID, _ANNOUNCED),
    Tender.BidScored: (_THE_BID, _ANNOUNCED),
    Tender.BidFell: (_THE_BID, _ANNOUNCED),
    Tender.Excluded: (_INTENDED, _ANNOUNCED),
    Tender.ExclusionDropped: (_INTENDED, _ANNOUNCED),
    Tender.LowBidRejected: (
        fed_by(
            "En förklaring av det låga anbudet hade begärts",
            Tender.ExplanationAsked,
            by=latest_about("bid", Tender.ExplanationAsked),
        ),
        _ANNOUNCED,
    ),
    Tender.ProlongationAsked: (_ANNOUNCED,),
    Tender.Awarded: (
        fed_by(
            "Tilldelningsbeslutet fattades",
            Award.Decided,
            Award.Proposed,
            by=elsewhere(Award, "award", Award.Decided),
        ),
        _ANNOUNCED,
    ),
    Tender.Cancelled: (_ORDERED, _ANNOUNCED),
    Tender.Reopened: (
        rule(
            "Domstolens avgörande ska följas",
            Review.RulingAccepted,
            Review.Ruled,
            by=elsewhere(Review, "review", Review.RulingAccepted, Review.Ruled),
        ),
        _ANNOUNCED,
    ),
    Award.Proposed: (
        origin(
            "Anbuden hade öppnats",
            Tender.Opened,
            Tender.Prepared,
            by=elsewhere(Tender, "tender", Tender.Opened),
        ),
        origin(
            "De hade lämnats i upphandlingen",
            Tender.Announced,
            by=elsewhere(Tender, "tender", Tender.Announced),
        ),
    ),
    Award.Evaluated: (
        origin("Rangordningen hade räknats fram", Award.Proposed, by=beginning()),
    ),
    Award.Reevaluated: (
        origin("Rangordningen hade räknats fram", Award.Proposed, by=beginning()),
    ),
    Award.TieDrawn: (_COMPARED,),
    Award.Decided: (
        fed_by("Lika anbud hade lottats", Award.TieDrawn, by=latest(Award.TieDrawn)),
        _COMPARED,
    ),
    Award.DepartedFromProposal: (_COMPARED,),
    Award.Notified: (_AWARDED,),
    Award.NotifiedDefectively: (_AWARDED,),
    Award.SigningUnlocked: (
        rule("Avtalsspärren hade löpt", Award.Notified, by=latest(Award.Notified)),
        _AWARDED,
    ),
    Award.ContractSigned: (_UNLOCKED, _AWARDED),
    Award.NoticeFoundDefective: (
        origin(
            "Anbudsgivarna hade underrättats", Award.Notified, by=latest(Award.Notified)
        ),
        _AWARDED,
    ),
    Award.Withdrawn: (_AWARDED,),
    Review.Filed: (
        origin(
            "Målet gäller tilldelningen",
            Award.Decided,
            by=where("against", "award", elsewhere(Award, "subject", Award.Decided)),
        ),
        origin(
            "Målet gäller upphandlingen",
            Tender.Announced,
            by=elsewhere(Tender, "tender", Tender.Announced),
        ),
    ),
    Review.AuthorityAppealed: (_RULED,),
    Review.RulingAccepted: (_RULED,),
    Review.RulingConfirmed: (_RULED,),
    Review.RulingRetracted: (_RULED,),
    Dossier.Opened: (
        origin(
            "Upphandlingen hade avslutats",
            Tender.Awarded,
            Tender.Cancelled,
            Tender.Prepared,
            by=first_of(
                elsewhere(Tender, "tender", Tender.Awarded, Tender.Cancelled),
                elsewhere(Tender, "tender"),
            ),
        ),
    ),
    Dossier.Completed: (
        origin("Dokumentationen skulle slutföras", Dossier.Opened, by=beginning()),
    ),
    DirectProcurement.Prepared: (
        origin(
            "Den annonserade upphandlingen hade inte lett till avtal",
            Tender.Prepared,
            Tender.Cancelled,
            by=first_of(
                elsewhere(Tender, "tender", Tender.Cancelled),
                elsewhere(Tender, "tender"),
            ),
        ),
        _ORDERED,
        _SYSTEM,
    ),
    DirectProcurement.Decided: (_DIRECT,),
    DirectProcurement.Abandoned: (_DIRECT,),
    DirectProcurement.ContractSigned: (
        origin(
            "Beslut hade fattats om vem som får kontraktet",
            DirectProcurement.Decided,
            DirectProcurement.Prepared,
            by=first_of(latest(DirectProcurement.Decided), beginning()),
        ),
    ),
}
