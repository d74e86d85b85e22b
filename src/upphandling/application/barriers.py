"""What keeps a case from being acted on for the time being, whatever the case itself says.

A case that is set aside is frozen for everybody, the clock as well: a read model shows
it with gaps, or nobody can read it at all. One that somebody has paused is closed to
people; deadlines go on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from upphandling.application.addressing import cases_in
from upphandling.application.commands import Command
from upphandling.application.refusals import (
    CasePaused,
    CaseSetAside,
    CaseUnreadable,
)
from upphandling.domain.base import Role
from upphandling.domain.pause import Pause

COMMANDS = "commands"
"""Stands among the read models for commands, where it is they who cannot read a case."""


class Barriers(Protocol):
    """The cases that are barred just now; empty as a rule, and cheap to ask."""

    def set_aside(self) -> Mapping[str, tuple[str, ...]]:
        """Who has set a case aside, by its whole id: read models, or `COMMANDS`."""
        ...

    def unreadable(self, case: str, error: BaseException) -> bool:
        """Whether the error was that the case cannot be read; it is set aside then.

        Asked outside every transaction: what is kept must stay.
        """
        ...

    def paused(self) -> frozenset[str]:
        """The whole ids of the cases that somebody has paused."""
        ...


class NoBarriers:
    """Where nobody can set anything aside or pause it."""

    def set_aside(self) -> Mapping[str, tuple[str, ...]]:
        return {}

    def unreadable(self, case: str, error: BaseException) -> bool:  # noqa: ARG002
        return False

    def paused(self) -> frozenset[str]:
        return frozenset()


def must_be_free_to_ask(barriers: Barriers, command: Command, role: Role) -> None:
    """Refuse a command about a case that is barred; asked before its handler."""
    if barriers.set_aside() or barriers.paused():
        must_be_free(barriers, command, role, cases_in(command))


def must_be_free(
    barriers: Barriers, command: Command, role: Role, cases: Iterable[str]
) -> None:
    """Refuse what touches a case that is barred; a pause itself is never barred.

    Raises `CaseSetAside` and `CasePaused`.
    """
    aside, paused = barriers.set_aside(), barriers.paused()
    if not aside and not paused:
        return
    about_pauses = command.NAME.startswith(f"{Pause.KIND}.")
    for case in cases:
        if case in aside and not about_pauses:
            raise frozen(case, aside[case])
        if case in paused and not about_pauses and role is not Role.SCHEDULER:
            raise CasePaused(case=case)


def frozen(case: str, by: Collection[str]) -> CaseSetAside:
    """What stands in the way of a case that these have set aside."""
    read_models = [one for one in by if one != COMMANDS]
    told = {"read_models": read_models} if read_models else {}
    return (CaseUnreadable if COMMANDS in by else CaseSetAside)(case=case, **told)
