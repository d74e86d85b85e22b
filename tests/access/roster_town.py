"""A town with a roster: two who keep it, and whoever else is given a role."""

from __future__ import annotations

from typing import Any

from tests.town import Town
from upphandling.domain.base import Role

KEEPER, OTHER_KEEPER = "registrator-1", "registrator-2"
TODAY = "2026-03-02"


def grant(town: Town, person: str, role: Role, by: str = KEEPER, **told: Any) -> None:
    """Give a role as one who keeps the roster."""
    told = {"person": person, "role": role.value, **told}
    town.do("roster.grant_role", told, by=by, role=Role.REGISTRAR)


def withdraw(town: Town, person: str, role: Role, by: str = KEEPER) -> None:
    told = {"person": person, "role": role.value, "reason": "Ny tjänst."}
    town.do("roster.withdraw_role", told, by=by, role=Role.REGISTRAR)


def kept(town: Town, **roles: Role) -> Town:
    """A roster with two keepers; `upphandlare_1=Role...` gives upphandlare-1 a role."""
    grant(town, KEEPER, Role.REGISTRAR, by="kommunchef-1")
    grant(town, OTHER_KEEPER, Role.REGISTRAR)
    for person, role in roles.items():
        grant(town, person.replace("_", "-"), role)
    return town


def promise(town: Town, by: str, role: Role, key: str = "lofte", **told: Any) -> None:
    """Something that a role may do, to try the door with."""
    when = {"earliest": "2026-09-01", "latest": "2026-10-01"}
    said = {"plan": "tidplan", "promise": key, "to": "Alla", "text": "Brev"}
    town.do("plan.promise", {**said, "when": when}, by=by, role=role, **told)
