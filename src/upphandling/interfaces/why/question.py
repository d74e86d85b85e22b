"""A question in its parts: what was asked, the answer in a sentence, where the chain begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from upphandling.interfaces.why.chain import followed
from upphandling.interfaces.why.reading import Log, Told

Row = dict[str, Any]


class Kind(StrEnum):
    """What somebody may ask the reason of."""

    PROVIDER = "provider"
    DATE = "date"
    SCORE = "score"
    DECISION = "decision"
    REFUSAL = "refusal"
    FIGURE = "figure"


@dataclass(frozen=True, kw_only=True)
class Question:
    """One thing to be explained.

    `starts` are the events that made it so, each with the words that lead to it;
    `about` is what else belongs to the answer, for machines and for the page.
    """

    kind: Kind
    asked: str
    answer: str
    starts: Sequence[tuple[str, Told]]
    about: Row = field(default_factory=dict)


def answered(log: Log, question: Question) -> Row:
    """The answer with its whole chain, as plain data."""
    chain = followed(log, *question.starts)
    return {
        "kind": question.kind.value,
        "question": question.asked,
        "answer": question.answer,
        **question.about,
        "complete": chain.complete,
        "council": chain.council,
        "ends": chain.ends,
        "links": chain.links,
    }
