"""What schedules of checks, and the checks themselves, rest on."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.domain.agreement import BEGINNINGS, Agreement
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.deviation import Deviation
from upphandling.domain.follow_up import FollowUp
from upphandling.interfaces.why.finding import Event, elsewhere, latest_about
from upphandling.interfaces.why.relations import Ground, begun, origin

_OPENED = begun("Uppföljningen hade inletts", FollowUp.Opened)
_THE_CHECK = origin(
    "Kontrollen hade lagts in",
    FollowUp.CheckPlanned,
    by=latest_about("check", FollowUp.CheckPlanned, there="check.check"),
)
_ORDERED = origin(
    "Kontrollen hade lagts in, med ett skäl",
    FollowUp.CheckOrdered,
    by=latest_about("check", FollowUp.CheckOrdered),
)
_DONE = origin(
    "Kontrollen hade gjorts",
    FollowUp.CheckDone,
    by=latest_about("check", FollowUp.CheckDone),
)

GROUNDS: Mapping[Event, tuple[Ground, ...]] = {
    ChoiceSystem.ChecksScheduled: (
        origin(
            "Det hade bestämts hur kravet följs upp",
            ChoiceSystem.FollowUpPlanned,
            by=latest_about("requirement", ChoiceSystem.FollowUpPlanned),
        ),
    ),
    FollowUp.Opened: (
        origin(
            "Uppföljningen gäller avtalet",
            *BEGINNINGS,
            by=elsewhere(Agreement, "agreement"),
        ),
    ),
    FollowUp.CheckPlanned: (_OPENED,),
    FollowUp.CheckOrdered: (
        origin(
            "En avvikelse hade rapporterats",
            Deviation.Reported,
            by=elsewhere(Deviation, "deviation"),
        ),
        _OPENED,
    ),
    FollowUp.CheckMoved: (_THE_CHECK, _ORDERED, _OPENED),
    FollowUp.CheckCancelled: (_THE_CHECK, _ORDERED, _OPENED),
    FollowUp.CheckReminded: (_THE_CHECK, _ORDERED),
    FollowUp.CheckOverdue: (_THE_CHECK, _ORDERED),
    FollowUp.CheckEscalated: (_THE_CHECK, _ORDERED),
    FollowUp.CheckDone: (_THE_CHECK, _ORDERED),
    FollowUp.CheckCorrected: (_DONE, _THE_CHECK, _ORDERED),
    FollowUp.CheckLapsed: (_THE_CHECK, _ORDERED),
}
