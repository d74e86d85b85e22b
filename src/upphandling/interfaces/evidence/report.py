"""The individual report (LOU 12 kap. 15 och 16 §§), point by point, out of the events.

What people have written of a point in the dossier stands first, then the events that
bear on it. What is not there is said to be missing; nothing is made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from upphandling.domain.award import Award
from upphandling.domain.dossier import Dossier, ReportPart
from upphandling.domain.tender import Tender
from upphandling.interfaces.evidence.told import Told

Row = dict[str, Any]
WRITTEN = (Dossier.PartCompleted.TOPIC, Dossier.PartNotApplicable.TOPIC)
ENDED = (Award.ContractSigned.TOPIC, Tender.Cancelled.TOPIC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """One point of the report: what people write of it, and which events tell of it.

    `without` is said where no event does, beside what is missing.
    """

    heading: str
    paragraph: str | None
    part: ReportPart
    events: tuple[str, ...]
    without: str


POINTS = (
    Point(
        heading="Anbud som har förkastats som onormalt låga, och skälen",
        paragraph="LOU 12 kap. 16 § 1",
        part=ReportPart.LOW_BIDS_REJECTED,
        events=(Tender.LowBidRejected.TOPIC,),
        without="Inget anbud har förkastats som onormalt lågt enligt loggen.",
    ),
    Point(
        heading="Skäl till att kontraktet inte har tilldelats en leverantör",
        paragraph="LOU 12 kap. 16 § 2",
        part=ReportPart.SUPPLIERS_NOT_AWARDED,
        events=(
            Tender.Excluded.TOPIC,
            Tender.BidFell.TOPIC,
            Tender.Cancelled.TOPIC,
            Award.Decided.TOPIC,
            Award.DepartedFromProposal.TOPIC,
            Award.Reevaluated.TOPIC,
            Award.ReasonsGiven.TOPIC,
            Award.Withdrawn.TOPIC,
        ),
        without="Inget beslut om tilldelning, uteslutning eller avbrytande finns i loggen.",
    ),
    Point(
        heading="Skäl till att förhandling har tillämpats",
        paragraph="LOU 12 kap. 16 § 4",
        part=ReportPart.NEGOTIATION,
        events=(Tender.NegotiationHeld.TOPIC, Tender.BidRevised.TOPIC),
        without="Ingen förhandling har hållits enligt loggen.",
    ),
    Point(
        heading="Skäl till att anbud har tagits emot på annat sätt än elektroniskt",
        paragraph="LOU 12 kap. 16 § 5",
        part=ReportPart.NON_ELECTRONIC_BIDS,
        events=(Tender.ProcedureSet.TOPIC,),
        without="Förfarandet är inte fastställt i loggen.",
    ),
    Point(
        heading="Intressekonflikter och åtgärder till följd av dem",
        paragraph="LOU 12 kap. 16 § 6",
        part=ReportPart.CONFLICTS_OF_INTEREST,
        events=(Tender.ConflictDeclared.TOPIC,),
        without="Ingen har lämnat uppgift om intressekonflikt enligt loggen.",
    ),
    Point(
        heading="Vinnare och skäl",
        paragraph=None,
        part=ReportPart.WINNER_AND_REASONS,
        events=(Award.Decided.TOPIC, Award.TieDrawn.TOPIC, Award.ContractSigned.TOPIC),
        without="Inget tilldelningsbeslut finns i loggen.",
    ),
)
"""Point 3 of the paragraph is about dynamic purchasing systems, which are not used."""


def individual_report(events: Sequence[Told]) -> Row:
    """The report as a chapter of the dossier."""
    return {
        "heading": "Individuell rapport",
        "lead": _lead(events),
        "sections": [_section(point, events) for point in POINTS],
    }


def _lead(events: Sequence[Told]) -> str:
    if not any(event.topic in ENDED for event in events):
        return (
            "Inget avtal har ingåtts och upphandlingen har inte avbrutits, så tiden att"
            " upprätta rapporten har inte börjat löpa (LOU 12 kap. 16 §)."
        )
    return (
        "Rapporten är sammanställd ur händelserna. Det som någon har skrivit i"
        " dokumentationen står först under varje punkt, därefter det som har hänt."
        " Punkt 3 i paragrafen gäller dynamiska inköpssystem, som inte används."
    )


def _section(point: Point, events: Sequence[Told]) -> Row:
    written = [
        event
        for event in events
        if event.topic in WRITTEN and event.data["part"] == point.part.value
    ]
    bearing = [event for event in events if event.topic in point.events]
    missing = []
    if not written:
        missing.append("Saknas: ingen har skrivit den här punkten i dokumentationen.")
    if not bearing:
        missing.append(point.without)
    return {
        "heading": point.heading,
        "paragraph": point.paragraph,
        "written": _written(written[-1]) if written else None,
        "tables": [],
        "events": [event.facts() for event in bearing],
        "missing": " ".join(missing) or None,
    }


def _written(event: Told) -> Row:
    """The last that was written of a point holds."""
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
