"""What a house leans on beside its database: seals, vault keys, clock, unit, pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from pathlib import Path

from upphandling.bootstrap import House
from upphandling.infrastructure.clock import SystemClock
from upphandling.infrastructure.ledger.troubles import LedgerTrouble
from upphandling.infrastructure.timekeeping.marks import mark
from upphandling.infrastructure.vault.keyring import Compartment
from upphandling.infrastructure.vitals.check import Check
from upphandling.interfaces.vitals.checks import LOG, OLD_AUDIT, START, spoken
from upphandling.interfaces.vitals.http import address_of
from upphandling.interfaces.vitals.part import OFF
from upphandling.interfaces.vitals.pulse import Pulse
from upphandling.settings import Settings

APART = timedelta(seconds=5)  # between the clocks of the server and of this machine
SYSTEMD = Path("/run/systemd/system")  # there when it runs this machine
UNITS = tuple(
    Path(folder, "upphandling.service")
    for folder in ("/etc/systemd/system", "/usr/lib/systemd/system")
)
PATIENCE = 3.0  # seconds for the service to answer
LEDGER_PAGE = 'Se "Försegla loggen" i docs/operations.md.'


def of_seals(house: House) -> Iterator[Check]:
    """Whether checkpoints are made, and by a signer that answers."""
    seals = house.ledger.seals
    if not seals.can_sign or seals.signer is None:
        said = "Loggen förseglas inte: nyckel, mapp eller signerare är inte angiven."
        yield Check.warn("seal", said, LEDGER_PAGE)
        return
    try:
        seals.signer.last()
    except LedgerTrouble as trouble:
        todo = 'Starta signeraren: "systemctl start upphandling-signer".'
        yield Check.fail("signer", str(trouble), todo)
    else:
        yield Check.ok("signer", "Signeraren svarar.")
    yield _checkpoint(seals.kept.latest)
    if not seals.witnesses:
        said = "Inget vittne utanför huset ser kontrollpunkterna."
        yield Check.warn("witness", said, LEDGER_PAGE)


def of_vault(house: House) -> Iterator[Check]:
    """Whether the keys are at hand, and the list of what is destroyed can be read."""
    if house.vault.unreadable is not None:
        said = house.vault.unreadable.message()
        yield Check.fail("vault_list", said, 'Kör "upphandling vault reconcile".')
    keys = house.vault.ring
    for compartment in Compartment:
        name = f"vault_{compartment.value}"
        if keys.at_hand(compartment) is not None:
            yield Check.ok(name, "Valvets nyckel går att läsa.")
        elif compartment in keys.files:
            said = f"Valvets nyckel går inte att läsa ({compartment.setting})."
            yield Check.fail(name, said, "Ge tjänstens konto filen med läge 0600.")
        else:
            said = f"Ingen nyckel till valvet är angiven ({compartment.setting})."
            yield Check.warn(name, said, 'Se "upphandling vault init".')


def of_clock_beside(house: House) -> Check:
    """Whether the database's clock agrees with this machine's, and with what was seen."""
    name, now = "clock_beside", house.database.now()
    apart = abs(now - SystemClock()())
    kept = mark(house.database)
    if kept is not None and kept.instant - now > APART:
        said = f"Klockan visar {spoken(kept.instant - now)} mindre än den har visat."
        return Check.warn(name, said, "Rätta klockan (NTP) på databasens maskin.")
    if apart > APART:
        said = f"Databasens klocka skiljer sig {spoken(apart)} från den här maskinens."
        return Check.warn(name, said, "Rätta klockorna (NTP) på båda maskinerna.")
    return Check.ok(name, "Databasens klocka och maskinens går lika.")


def of_unit() -> Check:
    """Whether systemd starts the service when the machine starts."""
    if not SYSTEMD.is_dir():
        return Check.ok("unit", "Maskinen sköts inte av systemd.")
    if any(unit.exists() for unit in UNITS):
        return Check.ok("unit", "Systemd känner till tjänsten.")
    said = "Systemd känner inte till tjänsten: den startar inte med maskinen."
    return Check.warn(
        "unit", said, 'Skriv ut enheterna med "upphandling service units".'
    )


def of_pages(settings: Settings, pulse: Pulse) -> Check:
    """Whether the service that should run here answers about its health."""
    name = "http"
    if settings.http_listen == OFF:
        return Check.ok(name, "Sidorna om hälsa är avstängda.")
    if not pulse.awake:
        return Check.warn(name, "Tjänsten är inte igång.", START)
    host, port = address_of(settings.http_listen)
    try:
        connection = HTTPConnection(_reached(host), port, timeout=PATIENCE)
        connection.request("GET", "/healthz")
        status = connection.getresponse().status
        connection.close()
    except (OSError, HTTPException):
        said = (
            f"Ingen svarar på {settings.http_listen}; går tjänsten på en annan maskin?"
        )
        return Check.warn(name, said, LOG)
    if status != HTTPStatus.OK:
        return Check.fail(name, f"Tjänsten svarar {status} på /healthz.", LOG)
    return Check.ok(name, f"Tjänsten svarar på {settings.http_listen}.")


def _reached(host: str) -> str:
    """Where to reach who listens there: at every address is also at our own."""
    try:
        everywhere = ip_address(host).is_unspecified
    except ValueError:
        return host
    if not everywhere:
        return host
    return "::1" if ":" in host else "127.0.0.1"


def _checkpoint(latest: Path) -> Check:
    name = "checkpoint"
    try:
        made = datetime.fromtimestamp(latest.stat().st_mtime, UTC)
    except OSError:
        todo = 'Kör "upphandling audit checkpoint".'
        return Check.warn(name, "Ingen kontrollpunkt har gjorts.", todo)
    ago = max(SystemClock()() - made, timedelta(0))
    said = f"Den senaste kontrollpunkten gjordes för {spoken(ago)} sedan."
    return Check.ok(name, said) if ago < OLD_AUDIT else Check.warn(name, said, LOG)
