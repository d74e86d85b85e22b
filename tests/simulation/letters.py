"""A command on its way, and what a house answers: to a letter, or to the hour."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from upphandling.application.commands import Command
from upphandling.application.refusals import ClockNotBelieved
from upphandling.bootstrap import House
from upphandling.domain.base import Role
from upphandling.domain.errors import Refused

DONE = "done"
NOT_NOW = ClockNotBelieved.rule()


@dataclass(frozen=True, slots=True)
class Letter:
    """A command on its way, the same however often it is sent."""

    command: Command
    by: str
    role: Role
    mandate: str | None
    command_id: str


def handled(house: House, letter: Letter) -> str:
    """ "done", or the rule that said no."""
    try:
        house.engine.handle(
            letter.command,
            by=letter.by,
            role=letter.role,
            mandate=letter.mandate,
            command_id=letter.command_id,
        )
    except Refused as refusal:
        return refusal.rule()
    return DONE


def beat(house: House) -> bool:
    """As the service beats; whether it believed its clock."""
    assert house.guard is not None
    with suppress(ClockNotBelieved):
        house.guard.keep()
        house.fall_due(house.engine.clock())
        return True
    return False
