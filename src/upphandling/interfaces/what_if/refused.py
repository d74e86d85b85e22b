"""What is refused in the counterfactual and was not, and the other way about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic_core import to_jsonable_python

from upphandling.domain.errors import Refused
from upphandling.interfaces.local_time import local
from upphandling.interfaces.masking import Masks
from upphandling.interfaces.what_if.replaying import Refusal
from upphandling.interfaces.what_if.secrecy import Seal
from upphandling.interfaces.what_if.timeline import Act

Row = dict[str, Any]


def newly_refused(refusals: Sequence[Refusal], seal: Seal) -> list[Row]:
    """Commands refused by another rule than in the log, or that were carried out there."""
    return [
        {
            **_asked(refusal.act),
            "rule": refusal.refused.rule(),
            "message": refusal.refused.message(),
            "details": _plain(refusal.refused, seal.masks),
            "recorded": refusal.act.rule,
        }
        for refusal in refusals
        if refusal.act.rule != refusal.refused.rule()
        and not seal.covers_act(refusal.act)
    ]


def let_through(
    acts: Sequence[Act], refusals: Sequence[Refusal], seal: Seal
) -> list[Row]:
    """Commands that the log has as refused, and that nothing would have stopped."""
    still = {
        refusal.act.receipt.command_id for refusal in refusals if refusal.act.receipt
    }
    return [
        {**_asked(act), "recorded": act.rule}
        for act in acts
        if act.rule is not None
        and act.receipt is not None
        and act.receipt.command_id not in still
        and not seal.covers_act(act)
    ]


def _asked(act: Act) -> Row:
    receipt = act.receipt
    return {
        "at": local(act.at),
        "command": receipt and receipt.command,
        "by": receipt and receipt.by,
        "changed": act.changed,
    }


def _plain(refused: Refused, masks: Masks) -> Any:
    details = to_jsonable_python(refused.details, fallback=str)
    for case in masks.values():
        for mask in case:
            details = mask.over_json(details)
    return details
