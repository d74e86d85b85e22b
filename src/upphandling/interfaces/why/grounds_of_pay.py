"""What tariffs and payments rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from upphandling.domain.agreement import BEGINNINGS, Agreement
from upphandling.domain.payment import Payment
from upphandling.domain.tariff import Tariff
from upphandling.domain.visit_month import VisitMonth
from upphandling.interfaces.why.finding import Event, Find, Found, Lost, elsewhere
from upphandling.interfaces.why.reading import Log, Told
from upphandling.interfaces.why.relations import (
    Ground,
    begun,
    fed_by,
    of_system,
    origin,
    rule,
)

_ADOPTED = begun("Taxan hade beslutats", Tariff.Adopted)
_CALCULATIONS = (Payment.Calculated, Payment.CorrectionCalculated)
_ENDINGS = (Agreement.WithholdingReleased.TOPIC, Agreement.SanctionWithdrawn.TOPIC)
_TARIFFS = (Tariff.Adopted, Tariff.VersionAdopted, Tariff.Indexed)


def _of_the_month() -> Find:
    """The batches of visits that counted when the payment was calculated."""

    def find(log: Log, told: Told) -> Iterator[Found]:
        first = log.first(told.case)
        batches = told.at("basis.batches") or ()
        if first is None:
            return
        case = VisitMonth.case_id(f"{first.at('system')}.{first.at('month')}")
        imported = (VisitMonth.Imported.TOPIC,)
        for one in log.all(case, imported, told.position):
            if one.at("batch") in batches:
                yield one

    return find


def _of_the_calculation() -> Find:
    """The deductions of the latest calculation, if there are any of it."""
    topics = tuple(event.TOPIC for event in (*_CALCULATIONS, Payment.Deducted))

    def find(log: Log, told: Told) -> Iterator[Found]:
        found = log.last(told.case, topics, told.position)
        if found is not None and found.topic == Payment.Deducted.TOPIC:
            yield found

    return find


def _by_sanctions() -> Find:
    """The decisions on the sanctions that were deducted for."""

    def find(log: Log, told: Told) -> Iterator[Found]:
        for line in told.at("deductions") or ():
            named = log.named(line["decision"])
            yield Lost(line["decision"]) if named is None else named

    return find


def _by_endings() -> Find:
    """What ended the sanctions for which money was given back."""

    def find(log: Log, told: Told) -> Iterator[Found]:
        first = log.first(told.case)
        before = log.last(told.case, (Payment.Deducted.TOPIC,), told.position)
        lines = told.at("deductions") or ()
        now = {line["sanction"] for line in lines}
        over = {line["sanction"] for line in lines if line["ore"] > 0}
        if before is not None:
            over |= {line["sanction"] for line in before.at("deductions")} - now
        if first is None or not over:
            return
        case = Agreement.case_id(first.at("agreement"))
        for one in log.all(case, _ENDINGS, told.position):
            if one.at("sanction") in over:
                yield one

    return find


_THE_TARIFF = rule(
    "Ersättningen följer taxan",
    *_TARIFFS,
    by=elsewhere(Tariff, "basis.tariff", *_TARIFFS),
)
_THE_VISITS = fed_by("Besöken hade lästs in", VisitMonth.Imported, by=_of_the_month())
_CALCULATED = begun("Månadens ersättning hade beräknats", Payment.Calculated)
_LATEST = fed_by("Beräkningen var den senaste", *_CALCULATIONS)
_DEDUCTED = fed_by(
    "Avdragen hade beräknats", Payment.Deducted, by=_of_the_calculation()
)
_WAS_APPROVED = fed_by("Månadens ersättning var godkänd", Payment.Approved)
_OPENED = rule("En rättelse hade öppnats", Payment.CorrectionOpened)

GROUNDS: Mapping[Event, tuple[Ground, ...]] = {
    Tariff.Adopted: (of_system("Taxan gäller valfrihetssystemet"),),
    Tariff.VersionAdopted: (_ADOPTED,),
    Tariff.Indexed: (_ADOPTED,),
    Payment.Calculated: (
        _THE_TARIFF,
        origin(
            "Utföraren hade ett avtal",
            *BEGINNINGS,
            by=elsewhere(Agreement, "agreement"),
        ),
        _THE_VISITS,
    ),
    Payment.Deducted: (
        _LATEST,
        fed_by(
            "Påföljden hade beslutats",
            Agreement.PaymentWithheld,
            Agreement.FineImposed,
            by=_by_sanctions(),
        ),
        fed_by(
            "Påföljden hade upphört",
            Agreement.WithholdingReleased,
            Agreement.SanctionWithdrawn,
            by=_by_endings(),
        ),
        _CALCULATED,
    ),
    Payment.Approved: (_DEDUCTED, _LATEST),
    Payment.CorrectionOpened: (_WAS_APPROVED,),
    Payment.CorrectionCalculated: (_OPENED, _THE_TARIFF, _CALCULATED, _THE_VISITS),
    Payment.CorrectionApproved: (_DEDUCTED, _LATEST, _OPENED),
    Payment.CorrectionAbandoned: (_OPENED,),
    Payment.Exported: (
        fed_by(
            "Beloppet var godkänt",
            Payment.Approved,
            Payment.CorrectionApproved,
        ),
    ),
}
