"""The doctor: everything that a support engineer would look at, from the ground up.

Each floor stands on the one below: where the settings or the database are at fault,
nothing above them is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from upphandling.bootstrap import open_as_set
from upphandling.domain.law import BrokenLaw
from upphandling.extras import ExtraMissing, installed
from upphandling.infrastructure.ledger.troubles import LedgerTrouble
from upphandling.infrastructure.read_side import tables
from upphandling.infrastructure.settings_check import settings_checks
from upphandling.infrastructure.storage import schema
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import (
    DatabaseTrouble,
    SchemaNewer,
    SchemaOutdated,
)
from upphandling.infrastructure.vitals.check import Check
from upphandling.infrastructure.vitals.environment import around, under, unreachable
from upphandling.infrastructure.vitals.rights import allowed, durable
from upphandling.interfaces.vitals import checks, surroundings
from upphandling.interfaces.vitals.pulse import taken
from upphandling.projections.catalogue import PROJECTIONS
from upphandling.settings import BadSetting, Settings, load

UPGRADE = 'Stoppa tjänsten och kör "upphandling db upgrade".'
AS_IT_SAYS = 'Rätta inställningen; se "upphandling config check".'


def examined() -> Iterator[Check]:
    """Every check, in the order they stand on each other; never raises for what is bad."""
    yield from around()
    try:
        settings = load()
    except BadSetting as bad:
        for line in str(bad).splitlines():
            yield Check.fail("settings", line, AS_IT_SAYS)
        return
    yield from settings_checks(settings)
    if settings.tracing_endpoint is not None and not installed("tracing"):
        missing = ExtraMissing("tracing")
        yield Check.fail("tracing_endpoint", str(missing), AS_IT_SAYS)
    try:
        with Database(settings.database_url) as database:
            yield Check.ok("database", "Databasen svarar.")
            yield from _of_database(database)
    except (DatabaseTrouble, BadSetting) as trouble:
        yield _in_the_way(trouble)
        return
    try:
        yield from _of_house(settings)
    except (DatabaseTrouble, LedgerTrouble, BadSetting, BrokenLaw) as trouble:
        yield _in_the_way(trouble)


def _of_database(database: Database) -> Iterator[Check]:
    """The database itself, whether it has our tables or not."""
    yield from under(database)
    yield from durable(database)
    found = schema.state(database)
    if found.verdict == "missing":
        schema.must_be_ours(database, found)
        yield Check.fail("schema", "Databasen är tom, tabellerna saknas.", UPGRADE)
        return
    yield checks.of_schema(found)
    yield from allowed(database)


def _of_house(settings: Settings) -> Iterator[Check]:
    """What an open house tells of itself."""
    with Database(settings.database_url) as database:
        if schema.state(database).verdict != "current":
            return  # told already
        try:
            tables.require_ours(database, PROJECTIONS.values())
        except (SchemaOutdated, SchemaNewer) as trouble:
            said = "Läsmodellernas tabeller är inte programmets."
            yield Check.fail("read_models", said, trouble.hint)
            return
    yield Check.ok("read_models", "Läsmodellernas tabeller är programmets.")
    with open_as_set(settings) as house:
        pulse = taken(house)
        yield from checks.of_pulse(pulse)
        yield checks.of_ledger(house.ledger.mark.said(), pulse)
        yield from surroundings.of_seals(house)
        yield from surroundings.of_vault(house)
        yield surroundings.of_clock_beside(house)
        yield surroundings.of_unit()
        yield surroundings.of_pages(settings, pulse)


def _in_the_way(trouble: Exception) -> Check:
    if isinstance(trouble, DatabaseTrouble):
        return unreachable(trouble)
    return Check.fail("house", str(trouble), AS_IT_SAYS)
