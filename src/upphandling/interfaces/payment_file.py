"""The file of a payment for the ledger system, written when the log says what it is."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic_core import to_json

from upphandling.application.messages import read_envelope
from upphandling.application.payment.handlers import ExportPayment
from upphandling.domain.errors import Refused
from upphandling.domain.payment import Payment
from upphandling.domain.payment.refusals import ExportedAlready

if TYPE_CHECKING:
    from upphandling.application.messages import Envelope
    from upphandling.bootstrap import House


def written(
    house: House, key: str, correction: int, out: str, **who: str | None
) -> dict[str, Any]:
    """Export a part of a payment; whoever may may have the same file once more.

    `who` tells `by`, `role` and `mandate`. Raises what the command is refused by.
    """
    sender = read_envelope(to_json({**who, "command": ExportPayment.NAME, "data": {}}))
    command = ExportPayment(payment=key, correction=correction)
    again = _exported_already(house, command, sender)
    if not again:
        house.engine.handle(
            command, by=sender.by, role=sender.role, mandate=sender.mandate
        )
    payment = house.engine.session().fetch(Payment, key)
    content = payment.file(correction)
    Path(out).write_bytes(content)
    return {
        "payment": key,
        "correction": correction,
        "file": out,
        "file_sha256": sha256(content).hexdigest(),
        "rows": content.count(b"\n"),
        "again": again,
    }


def _exported_already(house: House, command: ExportPayment, sender: Envelope) -> bool:
    """Whether nothing stands in the way of who asks but that it is done."""
    try:
        house.engine.rehearse(
            command, by=sender.by, role=sender.role, mandate=sender.mandate
        )
    except ExportedAlready:
        return True
    except Refused:
        return False  # the command itself says no, and that is kept
    return False
