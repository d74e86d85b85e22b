"""What the events of a deviation, and the sanctions it led to, rest on."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.domain.agreement import BEGINNINGS, Agreement
from upphandling.domain.deviation import Deviation
from upphandling.interfaces.why.finding import Event, elsewhere, latest_about
from upphandling.interfaces.why.relations import Ground, begun, fed_by, origin, rule

_FOUND = begun("Avvikelsen hade rapporterats", Deviation.Reported)
_HEARD = fed_by(
    "Utföraren hade fått yttra sig", Deviation.ProviderHeard, Deviation.HearingRanOut
)
_PLAN = fed_by("Utföraren hade lämnat en åtgärdsplan", Deviation.PlanReceived)

_MADE = begun("Avtalet hade ingåtts", *BEGINNINGS)
_BY_DEVIATION = origin(
    "En avvikelse hade rapporterats",
    Deviation.Reported,
    by=elsewhere(Deviation, "deviation"),
)
_BY_HEARING = fed_by(
    "Utföraren hade fått yttra sig",
    Deviation.ProviderHeard,
    Deviation.HearingRanOut,
    Deviation.Reported,
    by=elsewhere(
        Deviation, "deviation", Deviation.ProviderHeard, Deviation.HearingRanOut
    ),
)
_BY_LADDER = rule("Avtalet tillåter påföljden", Agreement.SanctionsAgreed)
_SANCTION = (_BY_DEVIATION, _BY_HEARING, _BY_LADDER, _MADE)
_WITHDRAWABLE = (
    Agreement.WarningGiven,
    Agreement.PaymentWithheld,
    Agreement.FineImposed,
)

GROUNDS: Mapping[Event, tuple[Ground, ...]] = {
    Deviation.Reported: (
        origin(
            "Avtalet som avvikelsen gäller",
            *BEGINNINGS,
            by=elsewhere(Agreement, "agreement"),
        ),
    ),
    Deviation.SeverityChanged: (_FOUND,),
    Deviation.HearingOpened: (_FOUND,),
    Deviation.PlanDemanded: (_HEARD, _FOUND),
    Deviation.PlanAccepted: (_PLAN, _FOUND),
    Deviation.PlanRejected: (_PLAN, _FOUND),
    Deviation.Closed: (
        fed_by("En återkontroll hade gjorts", Deviation.Rechecked),
        _HEARD,
        _FOUND,
    ),
    Agreement.WarningGiven: _SANCTION,
    Agreement.PaymentWithheld: _SANCTION,
    Agreement.FineImposed: _SANCTION,
    Agreement.NewCustomersStopped: _SANCTION,
    Agreement.WithholdingReleased: (
        origin(
            "Ersättningen hade hållits inne",
            Agreement.PaymentWithheld,
            by=latest_about("sanction", Agreement.PaymentWithheld),
        ),
        _MADE,
    ),
    Agreement.SanctionWithdrawn: (
        origin(
            "Påföljden hade beslutats",
            *_WITHDRAWABLE,
            by=latest_about("sanction", *_WITHDRAWABLE),
        ),
        _MADE,
    ),
    Agreement.StopLifted: (
        origin(
            "Utföraren hade stoppats från nya kunder",
            Agreement.NewCustomersStopped,
            by=latest_about("sanction", Agreement.NewCustomersStopped),
        ),
        _MADE,
    ),
}
