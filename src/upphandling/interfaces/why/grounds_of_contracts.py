"""What the events of an agreement, an admission and an application rest on."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.domain.admission import Admission
from upphandling.domain.agreement import BEGINNINGS, Agreement
from upphandling.domain.application import Application
from upphandling.domain.award import Award
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.direct_procurement import DirectProcurement
from upphandling.interfaces.why.finding import (
    Event,
    Ground,
    beginning,
    elsewhere,
    fed_by,
    first_of,
    latest,
    origin,
    recent,
    rule,
)
from upphandling.interfaces.why.politics import TAKEN, board, decision

_MADE = origin("Avtalet hade ingåtts", *BEGINNINGS, by=beginning())
_OF_THE_SYSTEM = origin(
    "Avtalet gäller valfrihetssystemet",
    ChoiceSystem.Established,
    by=elsewhere(ChoiceSystem, "terms.system"),
)
_SYSTEM = origin(
    "Ansökningar tas emot i valfrihetssystemet",
    ChoiceSystem.Established,
    by=elsewhere(ChoiceSystem, "system"),
)
_OPENED = origin(
    "Valfrihetssystemet hade annonserats",
    Admission.Announced,
    Admission.Prepared,
    by=first_of(latest(Admission.Announced), beginning()),
)
_RECEIVED = origin("Ansökan hade kommit in", Application.Received, by=beginning())
_ASSESSED = fed_by(
    "Ansökan hade prövats", Application.Assessed, by=latest(Application.Assessed)
)

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
            by=first_of(
                elsewhere(
                    DirectProcurement, "direct_procurement", DirectProcurement.Decided
                ),
                elsewhere(DirectProcurement, "direct_procurement"),
            ),
        ),
        _OF_THE_SYSTEM,
    ),
    Agreement.Admitted: (
        origin(
            "Avtalet ingicks med den som hade godkänts",
            Application.Approved,
            Application.Received,
            by=first_of(
                elsewhere(Application, "application", Application.Approved),
                elsewhere(Application, "application"),
            ),
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
            by=latest(
                Agreement.NoticeGiven,
                Agreement.EndAgreed,
                Agreement.Extended,
                Agreement.OptionExercised,
            ),
        ),
        _MADE,
    ),
    Agreement.WoundUp: (
        rule("Avtalet hade hävts", Agreement.Rescinded, by=latest(Agreement.Rescinded)),
        _MADE,
    ),
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
    Admission.Prepared: (
        rule("Det beslutades politiskt", *TAKEN, by=decision("decision")),
        origin("Nämnden hade beslutat", *TAKEN, by=board()),
        _SYSTEM,
    ),
    Admission.Announced: (
        origin("Systemet hade förberetts", Admission.Prepared, by=beginning()),
    ),
    Admission.WindowScheduled: (_OPENED,),
    Admission.CompensationSet: (_OPENED,),
    Admission.Changed: (_OPENED,),
    Admission.Paused: (_OPENED,),
    Admission.Resumed: (
        origin("Det hade varit pausat", Admission.Paused, by=latest(Admission.Paused)),
        _OPENED,
    ),
    Admission.Withdrawn: (_OPENED,),
    Application.Received: (
        origin(
            "Sökande hade bjudits in",
            Admission.Announced,
            Admission.Prepared,
            by=first_of(
                elsewhere(Admission, "admission", Admission.Announced),
                elsewhere(Admission, "admission"),
            ),
        ),
    ),
    Application.CompletionAsked: (_RECEIVED,),
    Application.Assessed: (_RECEIVED,),
    Application.Approved: (_ASSESSED, _RECEIVED),
    Application.Rejected: (_ASSESSED, _RECEIVED),
    Application.AgreementSigned: (
        origin(
            "Sökanden hade godkänts",
            Application.Approved,
            by=latest(Application.Approved),
        ),
        _RECEIVED,
    ),
}

GROUNDS: Mapping[Event, tuple[Ground, ...]] = {**_CONTRACTS, **_APPLICATIONS}
