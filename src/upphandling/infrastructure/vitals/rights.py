"""What the service may do in its database, and whether that keeps what it is given."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.sqlite import may
from upphandling.infrastructure.vitals.check import Check
from upphandling.infrastructure.vitals.environment import file_of

RIGHTS = "rights"
WRITTEN = ("events", "commands", "refusals", "last_done", "projections")

MUST_BE_ON: Mapping[str, str] = {
    "fsync": "ett strömavbrott kan förstöra databasen",
    "full_page_writes": "ett strömavbrott kan förstöra databasen",
    "synchronous_commit": "ett strömavbrott kan ta tillbaka det som är kvitterat",
}

BREAKS_OFF = ("statement_timeout", "idle_in_transaction_session_timeout")


def allowed(database: Database) -> Iterator[Check]:
    """Whether the service may write what it has to; the tables must be there."""
    lies = file_of(database)
    if lies is not None:
        folder = lies.parent
        if may(lies, os.W_OK) and may(folder, os.W_OK):
            yield Check.ok(RIGHTS, "Databasfilen och dess mapp får skrivas.")
        else:
            said = f"{lies} eller mappen {folder} får inte skrivas av den som frågar."
            todo = "Ge tjänstens konto skrivrätt, eller fråga som det kontot."
            yield Check.fail(RIGHTS, said, todo)
    elif database.dialect == "postgresql":
        yield _on_server(database)


def durable(database: Database) -> Iterator[Check]:
    """Whether what is committed is on the disk."""
    name = "durability"
    if database.dialect == "sqlite":
        return  # each connection sees to it
    told = {setting: _asked(database, f"SHOW {setting}") for setting in MUST_BE_ON}
    off = [setting for setting, value in told.items() if value == "off"]
    for setting in off:
        said = f"PostgreSQL har {setting} = off: {MUST_BE_ON[setting]}."
        yield Check.warn(name, said, f"Sätt {setting} = on och läs om inställningarna.")
    if not off:
        yield Check.ok(name, "PostgreSQL skriver det som kvitteras till disken.")
    for setting in BREAKS_OFF:
        longest = _asked(database, f"SHOW {setting}")
        if longest != "0":
            said = f"PostgreSQL avbryter det som tar mer än {longest} ({setting})."
            todo = f"Sätt {setting} = 0 för tjänstens konto (ALTER ROLE)."
            yield Check.warn("broken_off", said, todo)


def _on_server(database: Database) -> Check:
    if _asked(database, "SELECT pg_is_in_recovery()"):
        todo = "Peka databasadressen på primären (target_session_attrs=read-write)."
        return Check.fail(RIGHTS, "Servern är en replika och går bara att läsa.", todo)
    lacking = [
        table
        for table in WRITTEN
        if not _asked(
            database, f"SELECT has_table_privilege(current_user, '{table}', 'INSERT')"
        )
    ]
    if lacking:
        said = f"Kontot får inte skriva i {', '.join(lacking)}."
        return Check.fail(RIGHTS, said, "Ge det INSERT på de tabellerna.")
    if _asked(database, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        said = "Kontot är superanvändare: den som tar över det kan ändra i loggen."
        return Check.warn(RIGHTS, said, "Ge tjänsten ett eget konto utan SUPERUSER.")
    return Check.ok(RIGHTS, "Kontot får skriva det som behövs.")


def _asked(database: Database, question: str) -> Any:
    with database.reading() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]
