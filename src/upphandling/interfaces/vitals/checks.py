"""The checks of a service that runs: what its pulse means, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from upphandling.bootstrap import House
from upphandling.infrastructure.ledger.troubles import LogOfLaterVersion
from upphandling.infrastructure.storage import schema
from upphandling.infrastructure.storage.troubles import DatabaseTrouble
from upphandling.infrastructure.vitals.check import Check
from upphandling.infrastructure.vitals.environment import under, unreachable
from upphandling.infrastructure.vitals.last_done import (
    AUDIT,
    BACKUP,
    SWEEP,
    UNJUDGED,
)
from upphandling.interfaces.vitals.pulse import Pulse, taken

LATE_SWEEP, NO_SWEEP = timedelta(minutes=1), timedelta(minutes=5)
BEHIND, FAR_BEHIND = timedelta(seconds=30), timedelta(minutes=5)
OLD_BACKUP = timedelta(hours=26)  # one a night, and some time to make it
OLD_AUDIT = timedelta(hours=3)  # one an hour, and some time to make it

LOG = 'Se tjänstens logg ("journalctl -u upphandling").'
START = 'Starta tjänsten: "systemctl start upphandling".'
BACK_UP = 'Kör "upphandling backup create FIL" och slå på timern för den.'


def looked_at(house: House) -> tuple[Pulse | None, list[Check]]:
    """The pulse of a house and what it means; None where the database does not answer."""
    try:
        found = schema.state(house.database)
        pulse = taken(house)
        stands = list(under(house.database))
    except DatabaseTrouble as trouble:
        return None, [unreachable(trouble)]
    return pulse, [
        Check.ok("database", "Databasen svarar."),
        *stands,
        of_schema(found),
        *of_pulse(pulse),
        of_ledger(house.ledger.mark.said(), pulse),
    ]


def of_pulse(pulse: Pulse) -> Iterator[Check]:
    """What the pulse tells of the service."""
    yield of_leader(pulse)
    yield of_sweep(pulse)
    yield of_lag(pulse)
    yield of_overdue(pulse)
    yield of_set_aside(pulse)
    yield of_clock(pulse)
    yield of_letters(pulse)
    yield of_backup(pulse)


def of_schema(found: schema.SchemaState) -> Check:
    """Whether the tables are those of this program."""
    name = "schema"
    if found.verdict == "current":
        return Check.ok(name, f"Tabellerna är aktuella ({found.current}).")
    said = f"Tabellerna är på steg {found.current}, programmet på {found.head}."
    if found.verdict == "newer":
        return Check.fail(name, said, "Uppgradera programmet.")
    return Check.fail(name, said, 'Stoppa tjänsten och kör "upphandling db upgrade".')


def of_leader(pulse: Pulse) -> Check:
    """Whether somebody carries out what falls due."""
    name = "leader"
    if pulse.leader is not None:
        leads = f"Instansen på {pulse.leader.host} (process {pulse.leader.pid}) leder."
        return Check.ok(name, leads)
    if pulse.awake:
        said = "Ingen av instanserna leder: inga frister faller."
        return Check.fail(name, said, LOG)
    return Check.warn(name, "Tjänsten är inte igång: inga frister faller.", START)


def of_sweep(pulse: Pulse) -> Check:
    """When deadlines were last gone through."""
    name, ago = "sweep", pulse.since(SWEEP)
    if ago is None:
        return Check.warn(name, "Fristerna har aldrig gåtts igenom.", START)
    said = f"Fristerna gicks igenom för {spoken(ago)} sedan."
    if ago < LATE_SWEEP:
        return Check.ok(name, said)
    if ago < NO_SWEEP or not pulse.awake:
        return Check.warn(name, said, LOG if pulse.awake else START)
    return Check.fail(name, said, LOG)


def of_lag(pulse: Pulse) -> Check:
    """Whether the read models have seen what has happened."""
    name = "projection_lag"
    if pulse.lag < BEHIND:
        return Check.ok(name, "Läsmodellerna är ajour.")
    said = f"Läsmodellerna är {spoken(pulse.lag)} efter."
    todo = LOG if pulse.awake else START
    if pulse.lag < FAR_BEHIND or not pulse.awake:
        return Check.warn(name, said, todo)
    return Check.fail(name, said, todo)


def of_overdue(pulse: Pulse) -> Check:
    """Whether some deadline has fallen without being carried out."""
    name = "deadlines"
    if not pulse.overdue:
        return Check.ok(name, "Ingen frist väntar på att verkställas.")
    return Check.warn(
        name,
        f"{pulse.overdue} frister har passerat utan att kunna verkställas.",
        'Se "upphandling status" och "upphandling deadline retry".',
    )


def of_set_aside(pulse: Pulse) -> Check:
    """Whether some event could not be taken, by a read model or a command."""
    name = "set_aside"
    if not pulse.set_aside:
        return Check.ok(name, "Inget ärende är undanställt.")
    models = sorted({one.projection for one in pulse.set_aside})
    return Check.fail(
        name,
        "Ärenden är undanställda och frysta: en händelse gick inte att ta in"
        f" ({', '.join(models)}).",
        'Se "upphandling deadletter list"; kör "upphandling deadletter retry"'
        " när felet är rättat.",
    )


def of_clock(pulse: Pulse) -> Check:
    """Whether the time is believed."""
    name = "clock"
    if pulse.clock is None:
        return Check.ok(name, "Klockan går som den ska.")
    return Check.fail(
        name,
        f"Klockan gick från {pulse.clock.came_from:%Y-%m-%d %H:%M} till"
        f" {pulse.clock.came_to:%Y-%m-%d %H:%M} (UTC) och tros inte:"
        " inget sker av sig självt.",
        'Rätta klockan, se "upphandling clock show" och kör "upphandling clock confirm".',
    )


def of_letters(pulse: Pulse) -> Check:
    """Whether something could not be told others."""
    name, dead = "outbox", pulse.dead_letters
    if not dead:
        return Check.ok(name, "Alla utskick är levererade eller på väg.")
    said = f"{dead} utskick har getts upp."
    return Check.warn(name, said, 'Se "upphandling deadletter list".')


def of_backup(pulse: Pulse) -> Check:
    """How old the last backup is; never more than a warning, for the service goes on."""
    name, ago = "backup", pulse.since(BACKUP)
    if ago is None:
        return Check.warn(name, "Ingen säkerhetskopia har tagits.", BACK_UP)
    said = f"Den senaste säkerhetskopian är {spoken(ago)} gammal."
    return Check.ok(name, said) if ago < OLD_BACKUP else Check.warn(name, said, BACK_UP)


def of_ledger(broken: str | None, pulse: Pulse) -> Check:
    """Whether the log is whole, as far as anybody has looked."""
    name, ago = "ledger", pulse.since(AUDIT)
    if broken is not None:
        todo = (
            'Kör "upphandling audit verify" och läs docs/ledger.md om en bruten logg.'
        )
        return Check.fail(name, f"Loggen är bruten och skrivs inte: {broken}", todo)
    unjudged = pulse.since(UNJUDGED)
    if unjudged is not None and (ago is None or unjudged < ago):
        return Check.warn(name, LogOfLaterVersion.message(), LogOfLaterVersion.hint)
    if ago is None:
        return Check.warn(name, "Loggen har inte kontrollerats än.", START)
    said = f"Loggen var hel för {spoken(ago)} sedan."
    if ago < OLD_AUDIT:
        return Check.ok(name, said)
    return Check.warn(name, said, LOG if pulse.awake else START)


def spoken(time: timedelta) -> str:
    """A length of time in its greatest whole unit."""
    seconds = int(time.total_seconds())
    for unit, size in (("dygn", 86_400), ("timmar", 3_600), ("minuter", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} sekunder"
