"""The address of a database: read into its parts, and shown without its password."""

from __future__ import annotations

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from upphandling.infrastructure.storage.troubles import BadDatabaseUrl


def parsed(url: str | URL) -> URL:
    """The address in parts; raises `BadDatabaseUrl`, which never shows a password."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise BadDatabaseUrl from None
    if _is_cut_in_its_password(address):
        raise BadDatabaseUrl
    if address.drivername in ("postgresql", "postgres"):
        return address.set(drivername="postgresql+psycopg")
    if address.drivername not in ("sqlite", "postgresql+psycopg"):
        raise BadDatabaseUrl(url=str(address))
    return address


def _is_cut_in_its_password(address: URL) -> bool:
    """Whether what was read as server or database may be the end of a password.

    An `@` in a password that is not written `%40` ends it there for whoever reads it.
    """
    return address.drivername != "sqlite" and any(
        "@" in part for part in (address.host or "", address.database or "")
    )


def shown(address: URL) -> str:
    """The address as it may be shown: no password, before the server or after `?`."""
    query = {
        name: "***" if "password" in name else value
        for name, value in address.query.items()
    }
    text = address.set(query=query).render_as_string(hide_password=True)
    return text.replace("%2A%2A%2A", "***")
