"""What the events of a tender, its award, its reviews and its dossier rest on."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.domain.award import Award
from upphandling.domain.direct_procurement import DirectProcurement
from upphandling.domain.dossier import Dossier
from upphandling.domain.review import Review
from upphandling.domain.tender import Tender
from upphandling.interfaces.why.finding import (
    Event,
    elsewhere,
    elsewhere_or_begun,
    latest_about,
    latest_or_begun,
    where,
)
from upphandling.interfaces.why.politics import DECIDED, ORDERED
from upphandling.interfaces.why.relations import (
    Ground,
    begun,
    fed_by,
    of_system,
    origin,
    rule,
)

_SYSTEM = of_system("Upphandlingen gäller valfrihetssystemet")
_PREPARED = begun("Upphandlingen hade förberetts", Tender.Prepared)
_ANNOUNCED = origin(
    "Upphandlingen hade annonserats",
    Tender.Announced,
    Tender.Prepared,
    by=latest_or_begun(Tender.Announced),
)
_PROCEDURE = rule("Så skulle upphandlingen genomföras", Tender.ProcedureSet)
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
_RANKED = begun("Rangordningen hade räknats fram", Award.Proposed)
_COMPARED = fed_by(
    "Anbuden hade jämförts",
    Award.Evaluated,
    Award.Reevaluated,
    Award.Proposed,
    by=latest_or_begun(Award.Evaluated, Award.Reevaluated),
)
_AWARDED = origin(
    "Tilldelningen hade beslutats",
    Award.Decided,
    Award.Proposed,
    by=latest_or_begun(Award.Decided),
)
_UNLOCKED = rule("Avtalsspärren hade löpt ut", Award.SigningUnlocked)
_RULED = origin(
    "Domstolen hade avgjort målet",
    Review.Ruled,
    Review.Filed,
    by=latest_or_begun(Review.Ruled),
)
_DIRECT = begun("Direktupphandlingen hade inletts", DirectProcurement.Prepared)

GROUNDS: Mapping[Event, tuple[Ground, ...]] = {
    Tender.Prepared: (ORDERED, _SYSTEM),
    Tender.ProcedureSet: (_PREPARED,),
    Tender.Reserved: (_PREPARED,),
    Tender.CompensationSet: (_PREPARED,),
    Tender.Announced: (_PROCEDURE, _PREPARED),
    Tender.Extended: (_ANNOUNCED,),
    Tender.Opened: (origin("Anbudstiden hade gått ut", Tender.Closed),),
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
    Tender.Cancelled: (
        DECIDED,
        origin(ORDERED.why, *ORDERED.to, by=where("decision", None, ORDERED.find)),
        _ANNOUNCED,
    ),
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
            "Anbuden hade lämnats i upphandlingen",
            Tender.Announced,
            by=elsewhere(Tender, "tender", Tender.Announced),
        ),
    ),
    Award.Evaluated: (_RANKED,),
    Award.Reevaluated: (_RANKED,),
    Award.TieDrawn: (_COMPARED,),
    Award.Decided: (fed_by("Lika anbud hade lottats", Award.TieDrawn), _COMPARED),
    Award.DepartedFromProposal: (_COMPARED,),
    Award.Notified: (_AWARDED,),
    Award.NotifiedDefectively: (_AWARDED,),
    Award.SigningUnlocked: (rule("Avtalsspärren hade löpt", Award.Notified), _AWARDED),
    Award.ContractSigned: (_UNLOCKED, _AWARDED),
    Award.NoticeFoundDefective: (
        origin("Anbudsgivarna hade underrättats", Award.Notified),
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
            by=elsewhere_or_begun(Tender, "tender", Tender.Awarded, Tender.Cancelled),
        ),
    ),
    Dossier.Completed: (begun("Dokumentationen skulle slutföras", Dossier.Opened),),
    DirectProcurement.Prepared: (
        origin(
            "Den annonserade upphandlingen hade inte lett till avtal",
            Tender.Prepared,
            Tender.Cancelled,
            by=elsewhere_or_begun(Tender, "tender", Tender.Cancelled),
        ),
        ORDERED,
        _SYSTEM,
    ),
    DirectProcurement.Decided: (_DIRECT,),
    DirectProcurement.Abandoned: (_DIRECT,),
    DirectProcurement.ContractSigned: (
        origin(
            "Beslut hade fattats om vem som får kontraktet",
            DirectProcurement.Decided,
            DirectProcurement.Prepared,
            by=latest_or_begun(DirectProcurement.Decided),
        ),
    ),
}
