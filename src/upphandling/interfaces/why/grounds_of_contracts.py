"""What the events of an agreement, an admission and an application rest on."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.domain.admission import Admission
from upphandling.domain.agreement import BEGINNINGS, Agreement
from upphandling.domain.application import Application
from upphandling.domain.award import Award
from upphandling.domain.direct_procurement import DirectProcurement
from upphandling.interfaces.why.finding import (
    Event,
    elsewhere,
    elsewhere_or_begun,
    latest_or_begun,
    recent,
)
from upphandling.interfaces.why.politics import DECIDED
from upphandling.interfaces.why.relations import (
    Ground,
    begun,
    fed_by,
    of_system,
    origin,
    rule,
)

_MADE = begun("Avtalet hade ingåtts", *BEGINNINGS)
_OF_THE_SYSTEM = of_system("Avtalet gäller valfrihetssystemet", "terms.system")
_SYSTEM = of_system("Ansökningar tas emot i valfrihetssystemet")
_OPENED = origin(
    "Valfrihetssystemet hade annonserats",
    Admission.Announced,
    Admission.Prepared,
    by=latest_or_begun(Admission.Announced),
)
_RECEIVED = begun("Ansökan hade kommit in", Application.Received)
_ASSESSED = fed_by("Ansökan hade prövats", Application.Assessed)

_CONTRACTS: Mapping[Event, tuple[Ground, ...]] = {
    Agreement.Signed: (
        origin(
            "Avtalet ingicks med den som hade tilldelats det",
            Award.Decided,
            Award.Proposed,
            by=elsewhere(Award, "award", Award.Decided),
        ),
        rule(
            "Det fick ingås sedan avtalsspärren hade löpt ut",
            Award.SigningUnlocked,
            by=elsewhere(Award, "award", Award.SigningUnlocked),
        ),
        _OF_THE_SYSTEM,
    ),
    Agreement.SignedDirectly: (
        origin(
            "Avtalet ingicks efter direktupphandling",
            DirectProcurement.Decided,
            DirectProcurement.Prepared,
            by=elsewhere_or_begun(
                DirectProcurement, "direct_procurement", DirectProcurement.Decided
            ),
        ),
        _OF_THE_SYSTEM,
    ),
    Agreement.Admitted: (
        origin(
            "Avtalet ingicks med den som hade godkänts",
            Application.Approved,
            Application.Received,
            by=elsewhere_or_begun(Application, "application", Application.Approved),
        ),
        _OF_THE_SYSTEM,
    ),
    Agreement.Registered: (_OF_THE_SYSTEM,),
    Agreement.EntrustedInHouse: (_OF_THE_SYSTEM,),
    Agreement.Began: (_MADE,),
    Agreement.LicenceChanged: (_MADE,),
    Agreement.Expired: (
        rule(
            "Den sista dagen hade flyttats",
            Agreement.NoticeGiven,
            Agreement.EndAgreed,
            Agreement.Extended,
            Agreement.OptionExercised,
        ),
        _MADE,
    ),
    Agreement.WoundUp: (rule("Avtalet hade hävts", Agreement.Rescinded), _MADE),
    Agreement.CapacityAgreed: (_MADE,),
    Agreement.Changed: (_MADE,),
    Agreement.EndAgreed: (_MADE,),
    Agreement.Extended: (_MADE,),
    Agreement.NoticeGiven: (_MADE,),
    Agreement.OptionExercised: (_MADE,),
    Agreement.PlaceOffered: (_MADE,),
    Agreement.PlacesChanged: (_MADE,),
    Agreement.QueueOrdered: (_MADE,),
    Agreement.Rescinded: (
        fed_by(
            "Utförarens tillstånd hade ändrats",
            Agreement.LicenceChanged,
            by=recent(Agreement.LicenceChanged),
        ),
        _MADE,
    ),
    Agreement.SharesAgreed: (_MADE,),
}

_APPLICATIONS: Mapping[Event, tuple[Ground, ...]] = {
    Admission.Prepared: (DECIDED, _SYSTEM),
    Admission.Announced: (begun("Systemet hade förberetts", Admission.Prepared),),
    Admission.WindowScheduled: (_OPENED,),
    Admission.CompensationSet: (_OPENED,),
    Admission.Changed: (_OPENED,),
    Admission.Paused: (_OPENED,),
    Admission.Resumed: (origin("Det hade varit pausat", Admission.Paused), _OPENED),
    Admission.Withdrawn: (_OPENED,),
    Application.Received: (
        origin(
            "Sökande hade bjudits in",
            Admission.Announced,
            Admission.Prepared,
            by=elsewhere_or_begun(Admission, "admission", Admission.Announced),
        ),
    ),
    Application.CompletionAsked: (_RECEIVED,),
    Application.Assessed: (_RECEIVED,),
    Application.Approved: (_ASSESSED, _RECEIVED),
    Application.Rejected: (_ASSESSED, _RECEIVED),
    Application.AgreementSigned: (
        origin("Sökanden hade godkänts", Application.Approved),
        _RECEIVED,
    ),
}

GROUNDS: Mapping[Event, tuple[Ground, ...]] = {**_CONTRACTS, **_APPLICATIONS}
