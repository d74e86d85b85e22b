"""The signature of a webhook, as standardwebhooks.com has it: HMAC-SHA256."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from collections.abc import Sequence
from hashlib import sha256

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64  # bytes of a secret, as the specification asks for


class BadSecret(Exception):
    """Hemligheten ska vara whsec_ och 24 till 64 byte i base64."""


def secrets_in(text: str) -> tuple[bytes, ...]:
    """The secrets of a file, one a line; raises `BadSecret`.

    The first is today's; those after it still sign while the receiver changes over.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise BadSecret
    return tuple(_secret(line) for line in lines)


def signature(
    secrets: Sequence[bytes], message_id: str, timestamp: int, body: bytes
) -> str:
    """The header `webhook-signature`: one `v1,` a secret; `timestamp` in Unix seconds."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return " ".join(
        "v1," + b64encode(hmac.new(secret, signed, sha256).digest()).decode()
        for secret in secrets
    )


def _secret(line: str) -> bytes:
    try:
        secret = b64decode(line.removeprefix(PREFIX), validate=True)
    except BadBase64:
        raise BadSecret from None
    if not line.startswith(PREFIX) or not SHORTEST <= len(secret) <= LONGEST:
        raise BadSecret
    return secret
