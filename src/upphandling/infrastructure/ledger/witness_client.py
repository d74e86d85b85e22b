"""How the service asks a witness on the network for its cosignature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

from upphandling.infrastructure.ledger.extending import NotExtending, Request, Why
from upphandling.infrastructure.ledger.keys import Signature, Verifier
from upphandling.infrastructure.ledger.note import SignedNote, read
from upphandling.infrastructure.ledger.troubles import (
    ForgedCheckpoint,
    WitnessUnreachable,
)
from upphandling.infrastructure.ledger.witness_paths import ADD, path_of

PATIENCE = 5.0  # seconds; a witness that is slow holds up nothing but its cosignature
LONGEST = 64 * 1024  # bytes of an answer


@dataclass(frozen=True, slots=True)
class WitnessClient:
    """A witness at an address; only cosignatures of `keys` are believed."""

    url: str
    keys: tuple[Verifier, ...]

    def cosign(self, request: Request) -> Sequence[Signature]:
        """Its cosignatures; raises `NotExtending` and `WitnessUnreachable`."""
        status, answer = self._told(ADD, str(request).encode())
        if status == HTTPStatus.CONFLICT and answer.strip().isdecimal():
            raise NotExtending(_why(int(answer), request), int(answer))
        if status == HTTPStatus.UNPROCESSABLE_ENTITY:
            raise NotExtending(Why.NO_EXTENSION, request.old)
        if status != HTTPStatus.OK:
            raise WitnessUnreachable(self.url, f"svar {status}")
        cosignatures = self._note(request.checkpoint + answer).by(self.keys)
        if not cosignatures:
            raise WitnessUnreachable(self.url, "ingen känd nyckel har signerat")
        return cosignatures

    def last(self, shown: SignedNote) -> SignedNote | None:
        """What it last cosigned of the log that signed what is shown.

        None when it does not tell; raises `WitnessUnreachable`.
        """
        path = path_of(shown.checkpoint.origin)
        status, answer = self._told(path, str(shown).encode())
        return self._note(answer) if status == HTTPStatus.OK else None

    def _note(self, text: str) -> SignedNote:
        try:
            note = read(text)
            note.by(self.keys)
        except ForgedCheckpoint as flawed:
            raise WitnessUnreachable(self.url, *flawed.told) from None
        return note

    def _told(self, path: str, body: bytes) -> tuple[int, str]:
        asked = HttpRequest(self.url.rstrip("/") + path, data=body)  # noqa: S310 -- http(s) by the setting
        asked.add_header("Content-Type", "text/plain; charset=utf-8")
        try:
            try:
                with urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310 -- as above
                    return answer.status, answer.read(LONGEST).decode()
            except HTTPError as refused:
                with refused:
                    return refused.code, refused.read(LONGEST).decode()
        except (OSError, HTTPException, ValueError):
            raise WitnessUnreachable(self.url) from None


def _why(size: int, request: Request) -> Why:
    """A conflict is about the size, unless that is the very one we asked from."""
    return Why.OTHER_ROOT if size == request.old else Why.STALE
