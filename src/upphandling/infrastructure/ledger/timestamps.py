"""Timestamps of RFC 3161: an outside authority says when a checkpoint existed.

What is stamped is the checkpoint's text, three lines, without signatures.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from http.client import HTTPException
from urllib.request import Request, urlopen

from upphandling.extras import needing
from upphandling.infrastructure.ledger.troubles import TimestampFailed, UnreadableStamp

with needing("timestamps"):
    from rfc3161_client import (
        HashAlgorithm,
        PKIStatus,
        TimestampRequestBuilder,
        TimeStampResponse,
        decode_timestamp_response,
    )

PATIENCE = 10.0  # seconds
LONGEST = 256 * 1024  # bytes of an answer with all its certificates
GRANTED = (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS)


def stamped(url: str, text: str) -> bytes:
    """The authority's answer in DER; raises `TimestampFailed`.

    With its certificates, or without where they do not come in the order that DER
    demands, as they do from many an authority.
    """
    try:
        return _asked(url, text, certificates=True)
    except UnreadableStamp:
        return _asked(url, text, certificates=False)


def _asked(url: str, text: str, *, certificates: bool) -> bytes:
    question = (
        TimestampRequestBuilder()
        .data(text.encode())
        .hash_algorithm(HashAlgorithm.SHA256)
        .cert_request(cert_request=certificates)
        .build()
    )
    query = Request(url, data=question.as_bytes())  # noqa: S310 -- http(s) by the setting
    query.add_header("Content-Type", "application/timestamp-query")
    try:
        with urlopen(query, timeout=PATIENCE) as answer:  # noqa: S310 -- as above
            told: bytes = answer.read(LONGEST)
    except (OSError, HTTPException, ValueError):
        raise TimestampFailed(url) from None
    if _granted(told, text, url).tst_info.nonce != question.nonce:
        raise TimestampFailed(url, "svaret hör till en annan fråga")
    return told


def stamped_at(told: bytes, text: str) -> datetime:
    """The instant that an answer gives the text, UTC; raises `TimestampFailed`.

    Who signed the answer is for `openssl ts -verify` to say, with the authority's
    own certificate.
    """
    return _granted(told, text, "").tst_info.gen_time


def _granted(told: bytes, text: str, url: str) -> TimeStampResponse:
    try:
        answer = decode_timestamp_response(told)
    except ValueError:
        raise UnreadableStamp(url) from None
    if answer.status not in GRANTED:
        raise TimestampFailed(url, "tjänsten nekade")
    if answer.tst_info.message_imprint.message != sha256(text.encode()).digest():
        raise TimestampFailed(url, "stämpeln gäller något annat")
    return answer
