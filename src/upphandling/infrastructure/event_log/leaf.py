"""The hash that seals one stored row: the leaf of the log's Merkle tree."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from pydantic_core import to_jsonable_python

from upphandling.application.store import Receipt
from upphandling.infrastructure.clock import utc_text

PREFIX = b"\x00"  # RFC 9162 section 2.1.1: a leaf can never pass for a node


def leaf_of(*fields: str) -> bytes:
    """SHA-256 over 0x00 and every field as 8-byte length (big-endian) and UTF-8."""
    return sealed([field.encode() for field in fields])


def sealed(fields: Iterable[bytes]) -> bytes:
    """As `leaf_of`, of fields that are bytes already."""
    return sha256(PREFIX + framed(fields)).digest()


def framed(fields: Iterable[bytes]) -> bytes:
    """Every field after its length in eight bytes, so that no two rows look alike."""
    parts: list[bytes] = []
    for field in fields:
        parts += (len(field).to_bytes(8, "big"), field)
    return b"".join(parts)


def receipt_digest(receipt: Iterable[str | None]) -> str:
    """SHA-256 over the ten fields of a receipt, as 64 hex digits; None as empty.

    In order: command_id, command, recorded_at, effective_at, by, role, mandate,
    because, payload, policy; instants as `utc_text`.
    """
    return digest_of([(field or "").encode() for field in receipt])


def digest_of(receipt: Iterable[bytes]) -> str:
    """As `receipt_digest`, of fields that are bytes already."""
    return sha256(framed(receipt)).hexdigest()


def event_leaf(  # noqa: PLR0917 -- one argument a column
    stream_id: str,
    version: int,
    topic: str,
    recorded_at: str,
    command_id: str | None,
    data: str,
    receipt: str | None = None,
) -> bytes:
    """The leaf of a row in `events`: 32 bytes; `recorded_at` is UTC as `utc_text`.

    `receipt` is the digest of the command's, which so is sealed by each of its
    events; None for a command that no policy let in, from before there was one.
    """
    fields = (stream_id, str(version), topic, recorded_at, command_id or "", data)
    return leaf_of(*fields) if receipt is None else leaf_of(*fields, receipt)


def refusal_leaf(
    receipt: Receipt, rule: str, message: str, details: Mapping[str, Any]
) -> bytes:
    """The leaf of a refusal: 32 bytes over who tried what, when, and what said no.

    The receipt is part of it, because the attempt is the evidence and the row
    in `commands` has no seal of its own. The policy is last, where there is one.
    """
    fields = (
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
    policy = receipt.policy
    return leaf_of(*fields) if policy is None else leaf_of(*fields, policy)


def details_text(details: Mapping[str, Any]) -> str:
    """The details of a refusal as JSON that reads back and writes out the same."""
    plain = to_jsonable_python(dict(details), fallback=str)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)
