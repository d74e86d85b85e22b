"""What the events of a choice system, its plan and its providers rest on."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.plan import Plan
from upphandling.domain.provider import Provider
from upphandling.interfaces.why.finding import Event, latest_about
from upphandling.interfaces.why.politics import DECIDED, TAKEN, council, decision
from upphandling.interfaces.why.relations import (
    Ground,
    begun,
    fed_by,
    of_system,
    origin,
)

_FOUNDED = begun(
    "Det gäller valfrihetssystemet, som lades upp så här", ChoiceSystem.Established
)
_BY_THE_COUNCIL = origin(
    "Valfrihetssystemet vilar på fullmäktiges beslut", *TAKEN, by=council()
)
_IN_THE_MATTER = origin("I saken har fullmäktige beslutat", *TAKEN, by=council())
_THE_DECISION = origin("Det gäller beslutet", *TAKEN, by=decision("decision"))
_OF_THE_PLAN = begun("Det hör till tidplanen", Plan.DrawnUp)
_THE_MILESTONE = origin(
    "Milstolpen hade lagts in i tidplanen",
    Plan.MilestonePlanned,
    by=latest_about("milestone", Plan.MilestonePlanned),
)
_THE_PROMISE = origin(
    "Löftet hade getts", Plan.PromiseMade, by=latest_about("promise", Plan.PromiseMade)
)

GROUNDS: Mapping[Event, tuple[Ground, ...]] = {
    ChoiceSystem.Established: (_BY_THE_COUNCIL,),
    ChoiceSystem.DecisionTaken: (_IN_THE_MATTER,),
    ChoiceSystem.ChairDecided: (_IN_THE_MATTER,),
    ChoiceSystem.MinutesAnnounced: (_THE_DECISION,),
    ChoiceSystem.MinutesAnnouncedLate: (_THE_DECISION,),
    ChoiceSystem.MinutesTakenDown: (_THE_DECISION,),
    ChoiceSystem.LegalForceGained: (_THE_DECISION,),
    ChoiceSystem.DecisionAppealed: (_THE_DECISION,),
    ChoiceSystem.AppealedTooLate: (_THE_DECISION,),
    ChoiceSystem.AppealRuled: (_THE_DECISION,),
    ChoiceSystem.DecisionAnnulled: (_THE_DECISION,),
    ChoiceSystem.ReportScheduled: (_THE_DECISION,),
    ChoiceSystem.ChairDecisionReported: (_THE_DECISION,),
    ChoiceSystem.ChairDecisionUnreported: (_THE_DECISION,),
    ChoiceSystem.ProgrammeAdopted: (_THE_DECISION,),
    ChoiceSystem.QuestionAnswered: (
        origin(
            "Frågan hade hänskjutits",
            ChoiceSystem.QuestionReferred,
            by=latest_about("question", ChoiceSystem.QuestionReferred),
        ),
        _THE_DECISION,
    ),
    ChoiceSystem.RequirementSet: (_FOUNDED,),
    ChoiceSystem.FollowUpPlanned: (
        origin(
            "Kravet hade beslutats",
            ChoiceSystem.RequirementSet,
            by=latest_about(
                "requirement",
                ChoiceSystem.RequirementSet,
                there="requirement.requirement",
            ),
        ),
        _FOUNDED,
    ),
    ChoiceSystem.DecisionRightDelegated: (_FOUNDED,),
    ChoiceSystem.DelegationWithdrawn: (
        origin(
            "Beslutanderätten hade delegerats",
            ChoiceSystem.DecisionRightDelegated,
            by=latest_about("delegation", ChoiceSystem.DecisionRightDelegated),
        ),
    ),
    ChoiceSystem.DefaultDecided: (DECIDED, _FOUNDED),
    ChoiceSystem.ChoosingDecided: (DECIDED, _FOUNDED),
    ChoiceSystem.SharesDecided: (DECIDED, _FOUNDED),
    ChoiceSystem.FlagPolicyDecided: (DECIDED, _FOUNDED),
    ChoiceSystem.FallbackNamed: (_FOUNDED,),
    Plan.DrawnUp: (of_system("Tidplanen gäller valfrihetssystemet"),),
    Plan.MilestoneMoved: (_THE_MILESTONE,),
    Plan.MilestoneMet: (_THE_MILESTONE,),
    Plan.MilestoneMissed: (_THE_MILESTONE,),
    Plan.MilestoneAbandoned: (_THE_MILESTONE, _OF_THE_PLAN),
    Plan.PromiseKept: (_THE_PROMISE,),
    Plan.PromiseBroken: (_THE_PROMISE,),
    Plan.PromiseWithdrawn: (_THE_PROMISE, _OF_THE_PLAN),
    Provider.LicenceTookEffect: (
        fed_by("Beslutet om tillståndet hade blivit känt", Provider.LicenceDecided),
    ),
}
