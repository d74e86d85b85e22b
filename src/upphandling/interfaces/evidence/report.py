"""The individual report (LOU 12 kap. 15 och 16 §§), point by point, out of the events.

What people have written of a point in the dossier stands first, then the events that
bear on it. What is not there is said to be missing; nothing is made up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from upphandling.domain.award import Award
from upphandling.domain.dossier import Dossier, ReportPart
from upphandling.domain.tender import Tender
from upphandling.interfaces.evidence.bid_tables import not_awarded
from upphandling.interfaces.evidence.sections import Row, Section
from upphandling.interfaces.evidence.told import Told

WRITTEN = (Dossier.PartCompleted.TOPIC, Dossier.PartNotApplicable.TOPIC)
ENDED = (Award.ContractSigned.TOPIC, Tender.Cancelled.TOPIC)
UNWRITTEN = "Saknas: ingen har skrivit den här punkten i dokumentationen."
NOT_DUE = (
    "Inget avtal har ingåtts och upphandlingen har inte avbrutits, så tiden att"
    " upprätta rapporten har inte börjat löpa (LOU 12 kap. 16 §)."
)
LEAD = (
    "Rapporten är sammanställd ur händelserna. Det som någon har skrivit i"
    " dokumentationen står först under varje punkt, därefter det som har hänt."
    " Punkt 3 i paragrafen gäller dynamiska inköpssystem, som inte används."
)
POINTS: Mapping[ReportPart, Section] = {
    ReportPart.LOW_BIDS_REJECTED: Section(
        "Anbud som har förkastats som onormalt låga, och skälen",
        "LOU 12 kap. 16 § 1",
        (Tender.LowBidRejected,),
        without="Inget anbud har förkastats som onormalt lågt enligt loggen.",
    ),
    ReportPart.SUPPLIERS_NOT_AWARDED: Section(
        "Skäl till att kontraktet inte har tilldelats en leverantör",
        "LOU 12 kap. 16 § 2",
        (
            Tender.Excluded,
            Tender.BidFell,
            Tender.Cancelled,
            Award.Decided,
            Award.DepartedFromProposal,
            Award.Reevaluated,
            Award.ReasonsGiven,
            Award.Withdrawn,
        ),
        without="Inget beslut om tilldelning, uteslutning eller avbrytande finns i loggen.",
        tables=(not_awarded,),
    ),
    ReportPart.NEGOTIATION: Section(
        "Skäl till att förhandling har tillämpats",
        "LOU 12 kap. 16 § 4",
        (Tender.NegotiationHeld, Tender.BidRevised),
        without="Ingen förhandling har hållits enligt loggen.",
    ),
    ReportPart.NON_ELECTRONIC_BIDS: Section(
        "Skäl till att anbud har tagits emot på annat sätt än elektroniskt",
        "LOU 12 kap. 16 § 5",
        (Tender.ProcedureSet,),
        without="Förfarandet är inte fastställt i loggen.",
    ),
    ReportPart.CONFLICTS_OF_INTEREST: Section(
        "Intressekonflikter och åtgärder till följd av dem",
        "LOU 12 kap. 16 § 6",
        (Tender.ConflictDeclared,),
        without="Ingen har lämnat uppgift om intressekonflikt enligt loggen.",
    ),
    ReportPart.WINNER_AND_REASONS: Section(
        "Vinnare och skäl",
        None,
        (Award.Decided, Award.TieDrawn, Award.ContractSigned),
        without="Inget tilldelningsbeslut finns i loggen.",
    ),
}
"""Point 3 of the paragraph is about dynamic purchasing systems, which are not used."""


def individual_report(events: Sequence[Told]) -> Row:
    """The report as a chapter of the dossier."""
    ended = any(event.topic in ENDED for event in events)
    return {
        "heading": "Individuell rapport",
        "lead": LEAD if ended else NOT_DUE,
        "sections": [_point(part, events) for part in POINTS],
    }


def _point(part: ReportPart, events: Sequence[Told]) -> Row:
    """The section of a point, with what has last been written of it."""
    told = POINTS[part].told(events)
    written = [
        event
        for event in events
        if event.topic in WRITTEN and event.data["part"] == part.value
    ]
    if written:
        return {**told, "written": _written(written[-1])}
    return {**told, "missing": " ".join(filter(None, (UNWRITTEN, told["missing"])))}


def _written(event: Told) -> Row:
    aside = event.topic == Dossier.PartNotApplicable.TOPIC
    text = event.data["reason"] if aside else event.data["text"]
    source = event.data.get("source")
    if source:
        text = f"{text} (källa: {source})"
    return {
        "text": f"Inte aktuellt: {text}" if aside else text,
        "who": f"{event.by}, {event.when}",
        "reference": event.row.reference,
    }
