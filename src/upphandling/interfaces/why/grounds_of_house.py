"""What rests on the municipality itself: registers, roles, retention and destruction."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.domain.bid_safe import BidSafe
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.destruction import Destruction
from upphandling.domain.provider import Provider
from upphandling.domain.reading import Reading
from upphandling.domain.retention import Retention
from upphandling.domain.roster import Roster
from upphandling.domain.vault_entry import VaultEntry
from upphandling.interfaces.why.finding import Event, of_the_municipality, references
from upphandling.interfaces.why.relations import Ground, begun, origin, rule

_HERE = origin(
    "Det gäller i kommunen, vars valfrihetssystem lades upp så här",
    ChoiceSystem.Established,
    by=of_the_municipality(),
)
_OPENED = begun("Behörighetsregistret hade lagts upp", Roster.Opened)

GROUNDS: Mapping[Event, tuple[Ground, ...]] = {
    Provider.Registered: (_HERE,),
    Roster.Opened: (_HERE,),
    Roster.RoleGranted: (_OPENED,),
    Roster.RoleWithdrawn: (_OPENED,),
    Roster.ConflictLifted: (
        origin("Jäv hade anmälts", Roster.ConflictDeclared),
        _OPENED,
    ),
    Roster.BreakGlassReviewed: (
        origin("Nödåtkomst hade tagits", Roster.BreakGlassOpened),
        _OPENED,
    ),
    Retention.Adopted: (_HERE,),
    Retention.Replaced: (begun("Fristen hade bestämts", Retention.Adopted),),
    Destruction.Decided: (
        rule(
            "Gallringsfristen var bestämd",
            Retention.Adopted,
            Retention.Replaced,
            by=references("rules"),
        ),
        _HERE,
    ),
    Destruction.Revoked: (begun("Gallring hade beslutats", Destruction.Decided),),
    BidSafe.OfficerNamed: (_HERE,),
    Reading.Made: (_HERE,),
    VaultEntry.Kept: (_HERE,),
    VaultEntry.Protected: (_HERE,),
    VaultEntry.Stored: (_HERE,),
}
