"""What indicators rest on: the definition before, and by which a value was made."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.indicator import Indicator
from upphandling.interfaces.why.finding import Event, latest_about, of_the_municipality
from upphandling.interfaces.why.relations import Ground, begun, origin, rule

_DEFINED = rule(
    "Så är nyckeltalet definierat",
    Indicator.Defined,
    by=latest_about("version", Indicator.Defined),
)
_HERE = origin(
    "Det mäts i kommunen, vars valfrihetssystem lades upp så här",
    ChoiceSystem.Established,
    by=of_the_municipality(),
)

GROUNDS: Mapping[Event, tuple[Ground, ...]] = {
    Indicator.Defined: (
        begun("Nyckeltalet hade definierats", Indicator.Defined),
        _HERE,
    ),
    Indicator.ValueRecorded: (_DEFINED,),
    Indicator.ValueComputed: (_DEFINED,),
    Indicator.ValueCorrected: (_DEFINED,),
}
