"""The hash that seals one stored row: the leaf of the log's Merkle tree."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from pydantic_core import to_jsonable_python

from upphandling.application.store import Receipt
from upphandling.infrastructure.clock import utc_text

PREFIX = b"\x00"  # RFC 9162 section 2.1.1: a leaf can never pass for a node


def leaf_of(*fields: str) -> bytes:
    """SHA-256 over 0x00 and every field as 8-byte length (big-endian) and UTF-8."""
    parts = [PREFIX]
    for field in fields:
        written = field.encode()
        parts += (len(written).to_bytes(8, "big"), written)
    return sha256(b"".join(parts)).digest()


def event_leaf(  # noqa: PLR0917 -- one argument a column
    stream_id: str,
    version: int,
    topic: str,
    recorded_at: str,
    command_id: str | None,
    data: str,
) -> bytes:
    """The leaf of a row in `events`: 32 bytes; `recorded_at` is UTC as `utc_text`."""
    return leaf_of(stream_id, str(version), topic, recorded_at, command_id or "", data)


def refusal_leaf(
    receipt: Receipt, rule: str, message: str, details: Mapping[str, Any]
) -> bytes:
    """The leaf of a refusal: 32 bytes over who tried what, when, and what said no.

    The receipt is part of it, because the attempt is the evidence and the row
    in `commands` has no seal of its own.
    """
    return leaf_of(
        receipt.command_id,
        receipt.command,
        utc_text(receipt.recorded_at),
        utc_text(receipt.effective_at),
        receipt.by,
        receipt.role,
        receipt.mandate or "",
        receipt.because or "",
        receipt.payload,
        rule,
        message,
        details_text(details),
    )


def details_text(details: Mapping[str, Any]) -> str:
    """The details of a refusal as JSON that reads back and writes out the same."""
    plain = to_jsonable_python(dict(details), fallback=str)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)
