"""Why a connection to PostgreSQL did not come about: libpq tells it in words only.

Those of the server are in its own language, which is English or Swedish.
"""

from __future__ import annotations

import re
import socket

from upphandling.infrastructure.storage.troubles import (
    BadDatabaseUrl,
    DatabaseCrowded,
    DatabaseDenied,
    DatabaseNotCreated,
    DatabaseTrouble,
    DatabaseUnreachable,
    ServerNotTrusted,
    UnknownServer,
)

BAD_WISH = ("invalid connection option", "bad value for")
"""Told before a server is sought."""

UNRESOLVED = re.compile(r"failed to resolve host .*\[errno (-?\d+)\]")

# In small letters; the first that fits is what is meant: a role that has its limit of
# connections is named as one that is not let in.
MEANINGS: tuple[tuple[type[DatabaseTrouble], tuple[str, ...]], ...] = (
    (BadDatabaseUrl, (*BAD_WISH, "connection is bad: invalid")),
    (ServerNotTrusted, ("certificate", "certifikat", "does not support ssl")),
    (
        DatabaseCrowded,
        ("too many c", "för många", "connection slots", "anslutningsslottar"),
    ),
    (
        DatabaseDenied,
        (
            *("password", "lösenord", "authentication", "autentisering"),
            *("role ", "roll ", "rollen ", "pg_hba.conf"),
            *("permission denied for", "rättighet saknas för"),
        ),
    ),
    (DatabaseNotCreated, ("does not exist", "existerar inte", "finns inte")),
)


def meant(told: str) -> type[DatabaseTrouble]:
    """What libpq's words mean to operations."""
    words = told.lower()
    found = UNRESOLVED.search(words)
    if found is not None and int(found[1]) != socket.EAI_AGAIN:
        return UnknownServer
    for trouble, signs in MEANINGS:
        if any(sign in words for sign in signs):
            return trouble
    return DatabaseUnreachable
