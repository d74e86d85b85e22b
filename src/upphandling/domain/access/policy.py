"""The access policy: role x command or view x relation x state, read from one file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TypeVar

from upphandling.domain.base import Role
from upphandling.domain.errors import Refused
from upphandling.domain.law import (
    BrokenLaw,
    Entry,
    Fault,
    entries_of,
    head_of,
    parsed,
)

Choice = TypeVar("Choice", bound=StrEnum)


class NotAllowed(Refused):
    """Behörighetstabellen tillåter inte det för rollen."""


class BrokenPolicy(BrokenLaw):
    """A policy that cannot be used; the message names the rows that are wrong."""


class Relation(StrEnum):
    """What must hold between who asks and what is asked about, beside the role.

    `OWN`: the case is the customer's own, or of the party a provider acts for.
    `ONESELF`: what is said of a person is said by that person.
    `NOT_ONESELF`: it is said by another.
    `NOT_PROPOSER`: somebody else proposed, asked or began what is now decided.
    `TWO_OPENERS`: who opens is present, and everybody who is has a role that may and
    no conflict; that they are as many as the documents say, the tender itself sees to.
    """

    OWN = "own"
    ONESELF = "oneself"
    NOT_ONESELF = "not_oneself"
    NOT_PROPOSER = "not_proposer"
    TWO_OPENERS = "two_openers"


@dataclass(frozen=True, slots=True)
class Conditions:
    """What must hold beside the role; `states` empty means in any state.

    `theme` and `why` are the words of the row that gives the right, `proposed_in`
    the events whose author is the proposer.
    """

    theme: str = ""
    why: str = ""
    relations: tuple[Relation, ...] = ()
    proposed_in: tuple[str, ...] = ()
    states: frozenset[str] = frozenset()

    @property
    def none(self) -> bool:
        """Whether the role alone is enough."""
        return not self.relations and not self.states


ALONE = Conditions()
"""The role is enough."""

Rights = Mapping[str, Mapping[Role, Conditions]]


@dataclass(frozen=True)
class Policy:
    """One edition: by command and by view, which roles may, and on what conditions.

    `edition` is the number in the file and `version` that with a digest of its text,
    so that no two texts have the same. `emergencies` says which roles may read a view
    through broken glass, and `reveals` says which roles may see what the
    vault keeps of a kind of subject, `tools` are the verbs that show no case.
    """

    edition: str
    version: str
    commands: Rights
    views: Rights
    reveals: Rights = field(default_factory=dict)
    emergencies: Rights = field(default_factory=dict)
    tools: Mapping[str, str] = field(default_factory=dict)

    def who_may(self, command: str) -> tuple[Role, ...]:
        """The roles that may send a command, in the order of the table."""
        return tuple(self.commands.get(command, {}))

    def faults(
        self, commands: Iterable[str] = (), verbs: Iterable[str] = ()
    ) -> Iterator[str]:
        """What the table names that is not there, one sentence each.

        Only what is given is looked for: the commands or the verbs of the house.
        """
        if known := set(commands):
            for name in sorted(set(self.commands) - known):
                yield f"Okänt kommando i behörighetstabellen: {name}."
        if shown := set(verbs):
            for name in sorted({*self.views, *self.emergencies, *self.tools} - shown):
                yield f"Okänd vy i behörighetstabellen: {name}."


@dataclass(frozen=True, slots=True)
class _Row:
    """One table of the file: the names it is about, and what each role may."""

    names: tuple[str, ...]
    roles: tuple[Role, ...]
    conditions: Conditions


# -- Asking ----------------------------------------------------------------


@cache
def policy() -> Policy:
    """The edition that comes with the program; raises `BrokenPolicy`."""
    return read_policy((files(__package__) / "policy.toml").read_text(encoding="utf-8"))


def policy_version() -> str:
    """What is kept with each command: which policy let it in."""
    return policy().version


# -- Reading and checking --------------------------------------------------


def read_policy(text: str) -> Policy:
    """A policy from the text of its file; raises `BrokenPolicy`."""
    file = parsed(text, BrokenPolicy)
    commands = entries_of(file, "command", "theme", _row, BrokenPolicy)
    views = entries_of(file, "view", "theme", _row, BrokenPolicy)
    emergencies = entries_of(file, "emergency", "theme", _row, BrokenPolicy)
    reveals = entries_of(file, "reveal", "theme", _row, BrokenPolicy)
    tools = entries_of(file, "tool", "theme", _tool, BrokenPolicy)
    edition = head_of(file, lambda head: head.text("version"), BrokenPolicy)
    digest = sha256(text.encode()).hexdigest()[:12]
    return Policy(
        edition=edition,
        version=f"{edition}:{digest}",
        commands=_rights(commands),
        views=_rights(views),
        reveals=_rights(reveals),
        emergencies=_rights(emergencies),
        tools={name: why for names, why in tools for name in names},
    )


def _rights(rows: Iterable[_Row]) -> dict[str, dict[Role, Conditions]]:
    rights: dict[str, dict[Role, Conditions]] = {}
    faults = []
    for row in rows:
        for name in row.names:
            of_name = rights.setdefault(name, {})
            for role in row.roles:
                if role in of_name:
                    theme = row.conditions.theme
                    faults.append(f"{theme}: {name} har redan en rad för {role}.")
                of_name[role] = row.conditions
    if faults:
        raise BrokenPolicy(*faults)
    return rights


def _row(fields: Entry) -> _Row:
    """One table of the file as it stands; raises `Fault`."""
    theme, why = fields.text("theme"), fields.text("why")
    return _Row(
        names=_names(fields),
        roles=tuple(_choices(fields, "roles", Role)),
        conditions=Conditions(
            theme=theme,
            why=why,
            relations=tuple(_choices(fields, "relations", Relation)),
            proposed_in=tuple(_texts(fields, "proposed_in")),
            states=frozenset(_texts(fields, "states")),
        ),
    )


def _tool(fields: Entry) -> tuple[tuple[str, ...], str]:
    fields.text("theme")
    return _names(fields), fields.text("why")


def _names(fields: Entry) -> tuple[str, ...]:
    names = tuple(_texts(fields, "names"))
    if not names:
        message = "fältet names saknas"
        raise Fault(message)
    return names


def _choices(fields: Entry, field: str, kinds: type[Choice]) -> Iterator[Choice]:
    for text in _texts(fields, field):
        try:
            yield kinds(text)
        except ValueError:
            known = ", ".join(kinds)
            message = f"fältet {field} nämner ”{text}”, som inte är ett av {known}"
            raise Fault(message) from None


def _texts(fields: Entry, field: str) -> list[str]:
    found = fields.take_if_there(field, list) or []
    for text in found:
        if not isinstance(text, str) or not text:
            message = f"fältet {field} ska vara en lista av namn"
            raise Fault(message)
    return found
