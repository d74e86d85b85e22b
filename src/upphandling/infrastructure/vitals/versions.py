"""Versions of SQLite and PostgreSQL with known faults, or that nobody mends any more.

SQLite: https://sqlite.org/wal.html#the_wal_reset_bug and its release log.
PostgreSQL: https://www.postgresql.org/support/versioning/ and the notes of 14.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from upphandling.infrastructure.vitals.check import Check

Version = tuple[int, ...]

OLDEST_SQLITE: Version = (3, 35, 0)  # RETURNING
OLDEST_POSTGRESQL = 14

WAL_RESET_MENDED: tuple[Version, ...] = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
"""In each series the first where two that empty the write-ahead log at the same instant
can no longer lose what was committed; every later series has the same cure."""

SQLITE_WITHDRAWN: tuple[Version, ...] = ((3, 52, 0),)

SUPPORTED_UNTIL: Mapping[int, date] = {
    14: date(2026, 11, 12),
    15: date(2027, 11, 11),
    16: date(2028, 11, 9),
    17: date(2029, 11, 8),
    18: date(2030, 11, 14),
}

INDEXES_MISS_ROWS = (14, 4)  # before it CREATE INDEX CONCURRENTLY leaves rows out

DATABASE = "database_version"
NEWER_SQLITE = (
    "Uppgradera operativsystemets SQLite till 3.51.3 eller nyare"
    " (eller 3.50.7, 3.44.6), eller använd PostgreSQL."
)
NEWER_POSTGRESQL = "Uppgradera PostgreSQL till en version som får rättelser."


def sqlite(version: Version) -> Check:
    """What is known of a version of SQLite."""
    told = f"SQLite {_dotted(version)}"
    if version < OLDEST_SQLITE:
        said = f"{told} är för gammal, minst {_dotted(OLDEST_SQLITE)} behövs."
        return Check.fail(DATABASE, said, NEWER_SQLITE)
    if version in SQLITE_WITHDRAWN:
        return Check.warn(
            DATABASE, f"{told} är återkallad av dem som gör den.", NEWER_SQLITE
        )
    if not _mended(version):
        said = (
            f"{told} har ett känt fel som i sällsynta fall skadar databasen"
            " när flera processer skriver samtidigt (WAL-reset)."
        )
        return Check.warn(DATABASE, said, NEWER_SQLITE)
    return Check.ok(DATABASE, f"{told} har inga fel som vi känner till.")


def postgresql(number: int, today: date) -> Check:
    """What is known of a version of PostgreSQL, as `server_version_num` says it."""
    major, minor = divmod(number, 10_000)
    told = f"PostgreSQL {major}.{minor}"
    if major < OLDEST_POSTGRESQL:
        said = f"{told} är för gammal, minst {OLDEST_POSTGRESQL} behövs."
        return Check.fail(DATABASE, said, NEWER_POSTGRESQL)
    if (INDEXES_MISS_ROWS[0], 0) <= (major, minor) < INDEXES_MISS_ROWS:
        said = f"{told} har ett känt fel som kan skada index."
        return Check.warn(DATABASE, said, "Uppgradera till minst 14.4.")
    until = SUPPORTED_UNTIL.get(major)
    if until is not None and today > until:
        said = f"{told} får inga rättelser sedan {until}."
        return Check.warn(DATABASE, said, NEWER_POSTGRESQL)
    return Check.ok(DATABASE, f"{told} har inga fel som vi känner till.")


def _mended(version: Version) -> bool:
    return version >= max(WAL_RESET_MENDED) or any(
        version[:2] == mended[:2] and version >= mended for mended in WAL_RESET_MENDED
    )


def _dotted(version: Version) -> str:
    return ".".join(map(str, version))
