"""The access policy and its denials as rows, for those who look at them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from upphandling.application.access import LACKS
from upphandling.application.addressing import cases_of
from upphandling.application.messages import Fault, Malformed
from upphandling.bootstrap import House
from upphandling.domain.access import Conditions, NotAllowed, policy
from upphandling.domain.base import Role
from upphandling.interfaces.disclosure import limits_now
from upphandling.interfaces.history.attempts import hides
from upphandling.interfaces.words import role_word

Row = dict[str, Any]


def table_rows() -> Iterator[Row]:
    """Every right of the policy: of commands, of views, of what the vault keeps."""
    edition = policy()
    for kind, rights in (
        ("kommando", edition.commands),
        ("vy", edition.views),
        ("nödläsning", edition.emergencies),
        ("valv", edition.reveals),
    ):
        for name, roles in rights.items():
            for role, conditions in roles.items():
                yield {
                    "kind": kind,
                    "name": name,
                    "role": role.value,
                    "relations": [one.value for one in conditions.relations],
                    "states": sorted(conditions.states),
                    "theme": conditions.theme,
                    "why": conditions.why,
                }


def explained(role: str, name: str) -> Row:
    """Whether a role may do or see something; raises `Malformed` for unknown words."""
    edition = policy()
    if role not in set(Role):
        raise Malformed([Fault("ROLL", f"ska vara ett av {', '.join(Role)}")])
    if name in edition.tools:
        return _said(role, name, Conditions(why=edition.tools[name]))
    rights = edition.commands.get(name) or edition.views.get(name)
    if rights is None:
        raise Malformed([Fault("NAMN", "är varken ett kommando eller en vy")])
    found = _said(role, name, rights.get(Role(role)))
    found["who_may"] = [one.value for one in rights]
    if not found["allowed"]:
        found["says"] += f" Det får {', '.join(map(role_word, rights))}."
    return found


def _said(role: str, name: str, conditions: Conditions | None) -> Row:
    if conditions is None:
        says = f"Nej, {role_word(role)} får inte {name}: {LACKS['role']}."
        return {"role": role, "name": name, "allowed": False, "says": says}
    only = [f"inte om: {LACKS[relation]}" for relation in conditions.relations]
    if conditions.states:
        only.append(f"bara i läget {', '.join(sorted(conditions.states))}")
    says = f"Ja, {role_word(role)} får {name}. {conditions.why}"
    return {
        "role": role,
        "name": name,
        "allowed": True,
        "relations": [one.value for one in conditions.relations],
        "states": sorted(conditions.states),
        "why": conditions.why,
        "says": says + "".join(f"\n- {one}" for one in only),
    }


def denied(house: House) -> Iterator[Row]:
    """What the policy denied, in the order it was tried.

    An attempt at what is secret of a sealed tender is left out, as everywhere.
    """
    secrecy, _ = limits_now(house)
    for kept in house.recorder.refusals():
        receipt = kept.receipt
        if kept.rule != NotAllowed.rule():
            continue
        if hides(secrecy, receipt, cases_of(receipt.command, receipt.payload)):
            continue
        yield {
            "recorded_at": receipt.recorded_at,
            "by": receipt.by,
            "role": receipt.role,
            "asked": receipt.command,
            "lacks": kept.details.get("lacks"),
            "because": kept.details.get("because"),
            "policy": receipt.policy,
        }
