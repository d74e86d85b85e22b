"""The proof that a log lies in the database as it stood in the file, before it counts."""

from __future__ import annotations

from hashlib import sha256

from upphandling.infrastructure.moving.loading import Loading
from upphandling.infrastructure.moving.outgoing import Outgoing
from upphandling.infrastructure.moving.troubles import Damaged

NOT_THE_SAME = "raderna i databasen blev inte de som stod i filen"


def must_read_back(into: Loading, digest: str) -> None:
    """Read all of the log out again, in the same transaction, as lines.

    `digest` is SHA-256 over the lines that were read in, each of which has been held
    against its leaf. Raises `Damaged` where the database gives others.
    """
    into.flush()
    if into.database.dialect == "postgresql":
        into.cursor.execute("ANALYZE events, commands, refusals")  # or it guesses wrong
    read = sha256()
    for line in Outgoing(into.database, into.cursor).lines():
        read.update(line.encode())
    if read.hexdigest() != digest:
        raise Damaged(NOT_THE_SAME)
