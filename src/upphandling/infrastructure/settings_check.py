"""Settings held against this machine: files and their rights, keys, what is installed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from upphandling.domain.base import Role
from upphandling.domain.personal_number import looks_like_one
from upphandling.extras import ExtraMissing, must_have
from upphandling.infrastructure.ledger.keys import Verifier
from upphandling.infrastructure.ledger.troubles import LedgerTrouble
from upphandling.infrastructure.outbox.subscriptions import read_subscriptions
from upphandling.infrastructure.storage.address import parsed
from upphandling.infrastructure.storage.sqlite import SQLiteDriver
from upphandling.infrastructure.storage.troubles import (
    BadDatabaseUrl,
    FileDenied,
    FolderMissing,
)
from upphandling.infrastructure.trouble import why
from upphandling.infrastructure.vault.key_files import BadKeyFile, read_key
from upphandling.infrastructure.vitals.check import Check
from upphandling.setting_sources import BadSetting, settings_file, variable
from upphandling.settings import Settings

OTHERS_MAY_READ: Final = 0o004
OTHERS_MAY_WRITE: Final = 0o022
ACCOUNT: Final = "kontot som programmet körs som"


def settings_checks(settings: Settings) -> list[Check]:
    """Everything that can be seen without opening the database, one check a setting.

    Only what is set is looked at. Nothing is changed, and no value that may be secret
    is told.
    """
    return [check for look in LOOKS for check in _looked(look, settings)]


def _looked(
    look: Callable[[Settings], Iterator[Check]], settings: Settings
) -> Iterator[Check]:
    """What the look finds; a path that cannot even be looked at is a fault of its own."""
    try:
        yield from look(settings)
    except OSError as error:
        said = f"{error.filename} går inte att se efter för {ACCOUNT}."
        yield Check.fail("settings", said, why(error))


def _file(settings: Settings) -> Iterator[Check]:
    path = settings_file()
    if path is None:
        return
    mode = path.stat().st_mode
    if mode & OTHERS_MAY_WRITE:
        yield Check.fail(
            "settings_file",
            f"Andra än ägaren får skriva i {path}.",
            f"chmod 640 {path}",
        )
    elif mode & OTHERS_MAY_READ and _has_password(settings):
        yield Check.fail(
            "settings_file",
            f"{path} kan läsas av alla, och databasadressen har ett lösenord.",
            f"chmod 640 {path}, eller lägg adressen i en systemd-hemlighet"
            " (upphandling-database).",
        )
    else:
        yield Check.ok("settings_file", f"{path} är läst.")


def _database(settings: Settings) -> Iterator[Check]:
    try:
        address = parsed(settings.database_url)
        if address.drivername == "sqlite":
            SQLiteDriver(address, create=True)
    except BadDatabaseUrl:
        yield Check.fail(
            "database",
            "Databasadressen går inte att förstå.",
            f"Rätta {variable('database')}: {BadDatabaseUrl.hint}",
        )
        return
    except (FolderMissing, FileDenied):
        pass  # the looks below tell which, and what to do
    if address.drivername != "sqlite":
        yield _extra("database", "postgresql", "Drivrutinen för PostgreSQL finns.")
        return
    file = Path(address.database or "")
    yield _folder("database", file.parent, f"Databasens mapp {file.parent}")
    if file.exists() and not os.access(file, os.R_OK | os.W_OK):
        yield Check.fail(
            "database",
            f"{ACCOUNT.capitalize()} får inte läsa och skriva i {file}.",
            f"Ge det rätten: chown upphandling {file}",
        )


def _ledger(settings: Settings) -> Iterator[Check]:
    folder = settings.ledger_dir
    if folder is not None:
        nearest = folder if folder.exists() else folder.parent
        yield _folder("ledger_dir", nearest, f"Kontrollpunkternas mapp {folder}")
    for name in ("log_key", "witness_keys"):
        keys = getattr(settings, name).split()
        if keys:
            yield _public_keys(name, keys)
    if settings.timestamp_url:
        yield _extra("timestamp_url", "timestamps", "Det som läser tidsstämplar finns.")
    socket = settings.signer_socket
    if socket is None:
        return
    if socket.is_socket() and os.access(socket, os.W_OK):
        yield Check.ok("signer_socket", f"Signeraren finns vid {socket}.")
    else:
        yield Check.fail(
            "signer_socket",
            f"Signeraren nås inte vid {socket}.",
            "Starta upphandling-signer. Är den igång: kontot måste höra till"
            " gruppen upphandling.",
        )


def _vault(settings: Settings) -> Iterator[Check]:
    for name in ("vault_key", "vault_key_protected"):
        path: Path | None = getattr(settings, name)
        if path is None:
            continue
        try:
            read_key(path)
        except BadKeyFile as bad:
            yield Check.fail(
                name,
                f"Nyckelfilen {path} kan inte användas: {bad}.",
                f"Rätta {variable(name)}, eller filens ägare och rättigheter."
                " Är nyckeln borta: ta fram kopian av den.",
            )
        else:
            yield Check.ok(name, f"Nyckelfilen {path} kan läsas, av ägaren ensam.")
    listed = settings.vault_destroyed_file
    if listed is not None and listed.exists() and not listed.is_file():
        yield Check.fail(
            "vault_destroyed",
            f"{listed} är ingen fil, och gallringslistan är en fil.",
            f"Rätta {variable('vault_destroyed')}.",
        )
    elif listed is not None:
        folder = listed.parent
        yield _folder("vault_destroyed", folder, f"Mappen för gallringslistan {listed}")
    elif settings.vault_key is not None:
        yield Check.fail(
            "vault_destroyed",
            "Listan över gallrade uppgifter har ingen plats.",
            f"Ange {variable('vault_destroyed')}, till exempel"
            " /var/lib/upphandling-vault/destroyed.",
        )


def _outbox(settings: Settings) -> Iterator[Check]:
    if settings.outbox is None:
        return
    try:
        read_subscriptions(settings.outbox)
    except BadSetting as bad:
        for line in str(bad).splitlines():
            yield Check.fail("outbox", line, "Rätta filen; se docs/utskick.md.")
    else:
        yield Check.ok("outbox", f"Prenumerationerna i {settings.outbox} är hela.")


def _tracing(settings: Settings) -> Iterator[Check]:
    if settings.tracing_endpoint:
        yield _extra("tracing_endpoint", "tracing", "Det som sänder spår finns.")


def _reader(settings: Settings) -> Iterator[Check]:
    if settings.reader is None:
        return
    role, _, person = settings.reader.partition(":")
    if looks_like_one(person):
        yield Check.fail(
            "reader",
            "Den som läser anges med något som ser ut som ett personnummer.",
            f"Rätta {variable('reader')}: använd en slumpvis referens.",
        )
    elif role in set(Role):
        yield Check.ok("reader", f"Den som läser har rollen {role}.")
    else:
        yield Check.fail(
            "reader",
            f"Det finns ingen roll som heter {role}.",
            f"Rätta {variable('reader')}: till exempel system_administrator:drift-1.",
        )


LOOKS: Final[tuple[Callable[[Settings], Iterator[Check]], ...]] = (
    _file,
    _database,
    _ledger,
    _vault,
    _outbox,
    _tracing,
    _reader,
)


def _has_password(settings: Settings) -> bool:
    try:
        return parsed(settings.database_url).password is not None
    except BadDatabaseUrl:
        return True


def _folder(name: str, folder: Path, called: str) -> Check:
    if folder.exists() and not folder.is_dir():
        return Check.fail(name, f"{called} är ingen mapp.", f"Rätta {variable(name)}.")
    if not folder.is_dir():
        return Check.fail(
            name,
            f"{called} finns inte.",
            f"Gör den, eller rätta {variable(name)}:"
            f" install -d -o upphandling -m 0700 {folder.absolute()}",
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        return Check.fail(
            name,
            f"{called} går inte att skriva i för {ACCOUNT}.",
            f"chown upphandling {folder.absolute()}",
        )
    return Check.ok(name, f"{called} går att skriva i.")


def _public_keys(name: str, keys: list[str]) -> Check:
    try:
        names = [Verifier.read(key).name for key in keys]
    except LedgerTrouble as bad:
        return Check.fail(name, str(bad), f"Rätta {variable(name)}.")
    return Check.ok(name, f"Publika nycklar: {', '.join(names)}.")


def _extra(name: str, extra: str, there: str) -> Check:
    try:
        must_have(extra)
    except ExtraMissing as missing:
        said, _, do = str(missing).partition(". ")
        return Check.fail(name, f"{said}.", do)
    return Check.ok(name, there)
