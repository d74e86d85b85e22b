"""The chain itself: from an event to all that it rests on, each event told once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from upphandling.interfaces.why.facts import facts_of, rules_of
from upphandling.interfaces.why.finding import Found, Lost
from upphandling.interfaces.why.grounds import leads_to
from upphandling.interfaces.why.politics import is_of_council
from upphandling.interfaces.why.reading import Log, Told

Row = dict[str, Any]
Step = tuple[Row | None, str, str, Found]
"""From which link (none for the first), in kind and in words why, and to what."""

MOST = 200  # links; nobody reads further, and no history may hold up an answer
SEALED = "Det som följer rör anbud och visas inte före tilldelningen (OSL 19 kap. 3 §)."
BROKEN = "här slutar kedjan: {what} finns inte i loggen"
TOO_LONG = "här slutar kedjan: den är längre än {most} länkar"
NO_COUNCIL = "här slutar kedjan: den når inte fullmäktiges beslut"
NOWHERE = "här slutar kedjan: det som försöket gällde finns inte i loggen"


@dataclass
class Chain:
    """The links in the order they are told, and where it could not be followed."""

    links: list[Row] = field(default_factory=list)
    ends: list[Row] = field(default_factory=list)
    council: str | None = None

    @property
    def complete(self) -> bool:
        """Whether it reaches the council and no ground on the way is missing."""
        return self.council is not None and not self.ends


def followed(log: Log, *starts: tuple[str, Told]) -> Chain:
    """The chain from some events, each with the words that lead to it."""
    chain = Chain()
    _Walk(log, chain).from_all(starts)
    if chain.council is None and not chain.ends:
        said = NO_COUNCIL if starts else NOWHERE
        chain.ends.append({"after": len(chain.links), "said": said})
    return chain


class _Walk:
    """One walk, depth first: what an event rests on is told before its neighbours."""

    def __init__(self, log: Log, chain: Chain) -> None:
        self.log = log
        self.chain = chain
        self.numbers: dict[str, int] = {}

    def from_all(self, starts: tuple[tuple[str, Told], ...]) -> None:
        # A stack instead of recursion: a history may be longer than Python's.
        ahead: list[Iterator[Step]] = [
            ((None, "start", why, told) for why, told in starts)
        ]
        while ahead:
            step = next(ahead[-1], None)
            if step is None:
                ahead.pop()
                continue
            row, kind, why, found = step
            new = self._step(row, kind, why, found, depth=len(ahead) - 1)
            if new is not None:
                ahead.append(self._beyond(new, found))

    def _beyond(self, row: Row, found: Found) -> Iterator[Step]:
        if isinstance(found, Told):
            onward = self.log.once("on", found, lambda: [*leads_to(self.log, found)])
            for relation, why, further in onward:
                yield row, relation.value, why, further

    def _step(
        self, row: Row | None, kind: str, why: str, found: Found, *, depth: int
    ) -> Row | None:
        """Note one step; the new link, None where there is nothing new to follow."""
        step: Row = {"kind": kind, "why": why}
        if row is not None:
            row["grounds"].append(step)
        if isinstance(found, Lost):
            self._end(step, BROKEN.format(what=found.what))
            return None
        if self.log.hides(found):
            step["withheld"] = SEALED
            return None
        if found.reference in self.numbers:
            step["link"] = self.numbers[found.reference]
            return None
        if len(self.chain.links) == MOST:
            self._end(step, TOO_LONG.format(most=MOST))
            return None
        number = len(self.chain.links) + 1
        self.numbers[found.reference] = step["link"] = number
        new = {
            "number": number,
            "parent": row and row["number"],
            "depth": depth,
            "kind": kind,
            "why": why,
            **self.log.once("row", found, lambda: told_in_full(self.log, found)),
            "grounds": [],
        }
        self.chain.links.append(new)
        if self.chain.council is None and is_of_council(found):
            self.chain.council = self.log.name(found)
        return new

    def _end(self, step: Row, said: str) -> None:
        step["missing"] = said
        self.chain.ends.append({"after": len(self.chain.links), "said": said})


def told_in_full(log: Log, told: Told) -> Row:
    """Which event, when, by whom, by what right, and what it says."""
    withheld = log.secrecy.withholds(told.position)
    sent = log.sent(told)
    shown = log.shown(told.case, told.data)
    return {
        "event": log.name(told),
        "case": told.case,
        "version": None if withheld else told.version,
        "position": None if withheld else told.position,
        "topic": told.topic,
        "says": told.says,
        "paragraph": told.paragraph,
        "facts": facts_of(told, shown),
        "rules": rules_of(shown),
        "effective_at": told.data["effective_at"],
        "recorded_at": told.record.recorded_at,
        "by": told.data["by"],
        "role": told.data["role"],
        "mandate": told.data["mandate"],
        "because": log.secrecy.cause(told.data["because"], told.position),
        "command": sent and {"id": sent.command_id, "name": sent.command},
    }
