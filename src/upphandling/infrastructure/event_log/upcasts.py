"""Old forms of events, lifted to today's form when they are read.

A changed shape is a new topic (`tender.announced.2`) and a row here. Rows are
only ever added: what was stored is never rewritten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Upcast:
    """The topic that took over, and how the old data becomes the new.

    `lift` is given the stored JSON object and answers the new one.
    """

    topic: str
    lift: Callable[[dict[str, Any]], dict[str, Any]]


UPCASTS: Mapping[str, Upcast] = {}


def todays_topic(topic: str, upcasts: Mapping[str, Upcast] = UPCASTS) -> str:
    """The topic under which a stored event is known today."""
    while (step := upcasts.get(topic)) is not None:
        topic = step.topic
    return topic


def lifted(
    topic: str, data: dict[str, Any], upcasts: Mapping[str, Upcast] = UPCASTS
) -> tuple[str, dict[str, Any]]:
    """Today's topic and data of a stored event."""
    while (step := upcasts.get(topic)) is not None:
        topic, data = step.topic, step.lift(data)
    return topic, data
