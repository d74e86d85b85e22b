"""Commands of the hand-over: what is handed over, and each item checked off."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import (
    Cases,
    Command,
    Part,
    Person,
    unique,
    verbs,
)
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.transition import HandoverItem, Transition


class Item(Part):
    """En punkt som överlämnas för varje kund."""

    item: Key
    text: Text


class SetHandoverItems(Command):
    """Bestäm vad som ska överlämnas för varje kund, och om det krävs före övertagandet."""

    NAME = "transition.set_handover_items"
    transition: Key
    items: Annotated[list[Item], Field(min_length=1), unique(by="item")]
    handover_required: bool


class HandOver(Command):
    """Pricka av att en punkt är överlämnad för en kund."""

    NAME = "transition.hand_over"
    transition: Key
    customer: Person
    item: Key


def set_handover_items(command: SetHandoverItems, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Transition, command.transition).set_handover_items(
        stamp,
        items=tuple(
            HandoverItem(item=part.item, text=part.text) for part in command.items
        ),
        handover_required=command.handover_required,
    )


def hand_over(command: HandOver, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Transition, command.transition).hand_over(
        stamp, customer=command.customer, item=command.item
    )


VERBS = verbs((SetHandoverItems, set_handover_items), (HandOver, hand_over))
