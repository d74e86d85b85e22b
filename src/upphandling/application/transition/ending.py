"""Commands of the ending: staff who follow, complete, abandon."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from upphandling.application.commands import Cases, Command, Sealed, verbs
from upphandling.application.places import give_back
from upphandling.application.transition.people import choices_of, gone, still_moving
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.intervals import Day
from upphandling.domain.transition import Transition

MOST_PERSONS = 100_000


class NoteStaffTransfer(Command):
    """För in att personal går över till den nya utföraren, en verksamhetsövergång."""

    NAME = "transition.note_staff_transfer"
    transition: Key
    from_agreement: Key
    to_agreement: Key
    persons: Annotated[int, Field(ge=1, le=MOST_PERSONS)]
    on: Day
    agreed_with_unions: bool | None = None
    note: Sealed | None = None

    @model_validator(mode="after")
    def _to_another(self) -> Self:
        if self.from_agreement == self.to_agreement:
            message = "from_agreement och to_agreement ska vara olika avtal"
            raise ValueError(message)
        return self


class CompleteTransition(Command):
    """Avsluta övertagandet när alla vågor är genomförda."""

    NAME = "transition.complete"
    transition: Key


class AbandonTransition(Command):
    """Överge övertagandet, med skäl; de som inte tagits över lämnar sina nya platser."""

    NAME = "transition.abandon"
    transition: Key
    reason: Text


def note_staff_transfer(command: NoteStaffTransfer, cases: Cases, stamp: Stamp) -> None:
    transition = cases.fetch(Transition, command.transition)
    for key in (command.from_agreement, command.to_agreement):
        agreement = cases.fetch(Agreement, key)
        agreement.must_deliver(transition.system, transition.bundle)
    transition.note_staff_transfer(
        stamp,
        from_agreement=command.from_agreement,
        to_agreement=command.to_agreement,
        persons=command.persons,
        on=command.on,
        agreed_with_unions=command.agreed_with_unions,
        note=command.note,
    )


def complete(command: CompleteTransition, cases: Cases, stamp: Stamp) -> None:
    transition = cases.fetch(Transition, command.transition)
    failed = choices_of(cases, transition.bundle, sorted(transition.failed))
    transition.complete(stamp, gone=gone(cases, transition, failed))


def abandon(command: AbandonTransition, cases: Cases, stamp: Stamp) -> None:
    transition = cases.fetch(Transition, command.transition)
    transition.abandon(stamp, reason=command.reason)
    choices = choices_of(cases, transition.bundle, transition.not_taken)
    give_back(cases, stamp, still_moving(choices), reason=command.reason)


VERBS = verbs(
    (NoteStaffTransfer, note_staff_transfer),
    (CompleteTransition, complete),
    (AbandonTransition, abandon),
)
