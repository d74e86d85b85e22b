"""What was tried and refused, as lines: who, when, and which rule said no.

A refused attempt at what is secret, or that names a bid, is left out while a tender that
it names is sealed or an award that it names is undecided; so is the count of the others,
as positions are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic_core import from_json

from upphandling.application.addressing import A_VIEW, cases_of, sought
from upphandling.application.catalogue import VERBS
from upphandling.application.store import KeptRefusal
from upphandling.bootstrap import House
from upphandling.domain.award import Award
from upphandling.domain.tender import Tender
from upphandling.interfaces.disclosure import Secrecy
from upphandling.interfaces.masking import Masks, masked

Line = dict[str, Any]

OF_BIDS = (f"{A_VIEW}bid.seal", f"{A_VIEW}bid.open")
"""What nobody asks for unless there is a bid."""

BID = re.compile(r'"(bid|bidder)":"')  # a field of a command as it is kept


class Tried(Protocol):
    """What somebody asked for: the name of a command or a view, and its data as JSON."""

    @property
    def command(self) -> str: ...

    @property
    def payload(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Attempt:
    """A refusal that may be shown: where it stands, and its line."""

    after_position: int
    line: Line


def attempts(
    house: House, secrecy: Secrecy, masks: Masks, *, case_id: str | None = None
) -> Iterator[Attempt]:
    """The refused attempts that may be shown, in the order they were made.

    With `case_id` only those whose command was about that case.
    """
    words = sought(case_id) if case_id is not None else ""
    for kept in house.recorder.refusals(told=words):
        about = cases_of(kept.receipt.command, kept.receipt.payload)
        if case_id is not None and case_id not in about:
            continue
        if not hides(secrecy, kept.receipt, about):
            yield Attempt(kept.after_position, _line(kept, about, secrecy, masks))


def hides(secrecy: Secrecy, receipt: Tried, about: list[str]) -> bool:
    """Whether an attempt may not be shown; what no longer is a command is secret."""
    verb = VERBS.get(receipt.command)
    known = verb is not None or receipt.command.startswith(A_VIEW)
    secret = not known or receipt.command in OF_BIDS
    secret = secret or (verb is not None and verb.command.SECRET)
    if not secret and not BID.search(receipt.payload):
        return False
    for kind, _, key in (case_id.partition(":") for case_id in about):
        if kind == Tender.KIND and key not in secrecy.open_tenders:
            return True
        if kind == Award.KIND and key not in secrecy.decided_awards:
            return True
    unnamed = receipt.command in OF_BIDS and not about
    return not known or (unnamed and secrecy.told_up_to is not None)


def _line(kept: KeptRefusal, about: list[str], secrecy: Secrecy, masks: Masks) -> Line:
    receipt = kept.receipt
    numbered = secrecy.told_up_to is None or kept.after_position < secrecy.told_up_to
    told = {"details": kept.details, "data": from_json(receipt.payload)}
    for case_id in about:
        told = masked(masks, case_id, told)
    return {
        "refusal": kept.number if numbered else None,
        "cases": about,
        "command": receipt.command,
        "rule": kept.rule,
        "says": kept.message,
        "recorded_at": receipt.recorded_at,
        "effective_at": receipt.effective_at,
        "by": receipt.by,
        "role": receipt.role,
        "mandate": receipt.mandate,
        "because": secrecy.cause(receipt.because, kept.after_position),
        "command_id": receipt.command_id,
        "policy": receipt.policy,
        **told,
    }
