"""What tariffs rest on."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.domain.tariff import Tariff
from upphandling.interfaces.why.finding import Event
from upphandling.interfaces.why.relations import Ground, begun, of_system

_ADOPTED = begun("Taxan hade beslutats", Tariff.Adopted)

GROUNDS: Mapping[Event, tuple[Ground, ...]] = {
    Tariff.Adopted: (of_system("Taxan gäller valfrihetssystemet"),),
    Tariff.VersionAdopted: (_ADOPTED,),
    Tariff.Indexed: (_ADOPTED,),
}
