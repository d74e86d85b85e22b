"""What a command is answered with, the first time and each time it comes again."""

from __future__ import annotations

from dataclasses import dataclass

from upphandling.application.refusals import CommandIdReused, refused_before
from upphandling.application.store import Outcome, Receipt, Verdict
from upphandling.domain.base import DomainEvent


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command led to: its events, or that it was carried out before."""

    command_id: str
    events: tuple[DomainEvent, ...]
    repeated: bool = False


def same_answer(outcome: Outcome, receipt: Receipt) -> Answer:
    """As it was answered before; raises what was refused, or `CommandIdReused`."""
    asked = (receipt.command, receipt.by, receipt.payload)
    if (outcome.command, outcome.by, outcome.payload) != asked:
        raise CommandIdReused(command_id=receipt.command_id, command=outcome.command)
    if outcome.verdict is Verdict.REFUSED:
        raise refused_before(outcome)
    return Answer(receipt.command_id, (), repeated=True)
