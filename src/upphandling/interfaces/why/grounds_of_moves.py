"""What the events of choice rounds and of transitions rest on."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.domain.agreement import BEGINNINGS, Agreement
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.transition import Transition
from upphandling.interfaces.why.finding import (
    Event,
    case_named,
    elsewhere_or_begun,
    latest_about,
    latest_or_begun,
    reference,
)
from upphandling.interfaces.why.relations import (
    Ground,
    because,
    begun,
    command,
    fed_by,
    of_system,
    origin,
)
from upphandling.interfaces.why.steering import CHOOSING, DEFAULT, FALLS, SHARES

_OPENED = begun("Valomgången hade öppnats", ChoiceRound.Opened)
_SYSTEM = of_system("Det sker inom valfrihetssystemet")
_PLANNED = origin(
    "Övertagandet hade planerats",
    Transition.Planned,
    by=latest_or_begun(Transition.Planned),
)
_OF_THE_WAVE = because(
    "Det var beslutat att vågen fick tas över",
    Transition.GoDecided,
    by=latest_about("wave", Transition.GoDecided),
)

GROUNDS: Mapping[Event, tuple[Ground, ...]] = {
    ChoiceRound.Opened: (_SYSTEM,),
    ChoiceRound.RulesSet: (_OPENED,),
    ChoiceRound.AllocationProposed: (
        because("Valperioden hade gått ut", ChoiceRound.Closed),
        DEFAULT,
        SHARES,
        _OPENED,
    ),
    ChoiceRound.AllocationAdopted: (
        fed_by(
            "Fördelningen hade räknats fram som förslag",
            ChoiceRound.AllocationProposed,
            by=reference("proposal"),
        ),
        _OPENED,
    ),
    Transition.Planned: (
        command("Kunderna hade fått nya utförare", Transition.ReassignmentAdopted),
        fed_by(
            "Övertagandet följer av",
            ChoiceRound.AllocationAdopted,
            *FALLS,
            by=case_named("source", ChoiceRound.AllocationAdopted, *FALLS),
        ),
        _SYSTEM,
    ),
    Transition.GoDecided: (_PLANNED,),
    Transition.NoGoDecided: (_PLANNED,),
    Transition.WaveTakenOver: (_OF_THE_WAVE, _PLANNED),
    Transition.CustomerTakenOver: (_PLANNED,),
    Transition.WavePostponed: (_PLANNED,),
    Transition.HandoverWaived: (_PLANNED,),
    Transition.Abandoned: (_PLANNED,),
    Transition.Completed: (_PLANNED,),
    Transition.ReassignmentProposed: (
        because(
            "Avtalet som kunderna hade skulle upphöra",
            *FALLS,
            *BEGINNINGS,
            by=elsewhere_or_begun(Agreement, "agreement", *FALLS),
        ),
        CHOOSING,
        _SYSTEM,
    ),
    Transition.ReassignmentAdopted: (
        fed_by(
            "Nya utförare hade räknats fram som förslag",
            Transition.ReassignmentProposed,
            by=reference("proposal"),
        ),
    ),
}
