"""The tables: brought up to date once, never by surprise, and only ever added to."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from upphandling.infrastructure.storage import schema
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import (
    DatabaseOfAnother,
    SchemaMissing,
    SchemaNewer,
    SchemaOutdated,
)

STEPS = [f"{number:04}" for number in range(1, int(schema.HEAD) + 1)]


def set_version(database: Database, version: str) -> None:
    with database.writing() as cursor:
        sql = database.native("UPDATE alembic_version SET version_num = ?")
        cursor.execute(sql, (version,))


def test_the_head_in_the_code_is_the_last_migration():
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_current_head() == schema.HEAD


def test_an_empty_database_is_upgraded_once(empty_database_url):
    with Database(empty_database_url, create=True) as database:
        assert schema.state(database).verdict == "missing"
        with pytest.raises(SchemaMissing, match="upphandling db upgrade"):
            schema.require_current(database)

        assert schema.upgrade(database) == STEPS
        assert schema.upgrade(database) == []

        assert schema.state(database).verdict == "current"
        schema.require_current(database)


def test_two_upgrades_at_once_are_safe(empty_database_url):
    Database(empty_database_url, create=True).close()

    def upgrade(_: int) -> list[str]:
        with Database(empty_database_url) as database:
            return schema.upgrade(database)

    with ThreadPoolExecutor(4) as pool:
        applied = list(pool.map(upgrade, range(4)))

    assert sorted(applied) == [[], [], [], STEPS]


def test_an_older_schema_is_told_to_upgrade(database):
    set_version(database, "0000")

    with pytest.raises(SchemaOutdated, match="upphandling db upgrade"):
        schema.require_current(database)


def test_a_newer_schema_is_left_alone(database):
    set_version(database, "9999")

    with pytest.raises(SchemaNewer, match="9999"):
        schema.require_current(database)
    with pytest.raises(SchemaNewer):
        schema.upgrade(database)


def test_a_failed_upgrade_leaves_nothing_behind(empty_database_url):
    with Database(empty_database_url, create=True) as database:
        with database.writing() as cursor:
            cursor.execute("CREATE VIEW refusals AS SELECT 1 AS number")

        with pytest.raises(Exception, match="refusals"):
            schema.upgrade(database)

        assert schema.state(database).verdict == "missing"
        with pytest.raises(SchemaMissing), database.reading() as cursor:
            cursor.execute("SELECT * FROM events")


def test_a_database_with_the_tables_of_others_is_never_touched(empty_database_url):
    with Database(empty_database_url, create=True) as database:
        with database.writing() as cursor:
            cursor.execute("CREATE TABLE invoices (number INTEGER)")

        for asked in (schema.require_current, schema.upgrade):
            with pytest.raises(DatabaseOfAnother, match="en egen databas"):
                asked(database)

        assert schema.state(database).verdict == "missing"


def test_a_version_that_is_no_step_of_ours_is_of_another_program(database):
    set_version(database, "3f2a9c11d0be")

    for asked in (schema.require_current, schema.upgrade):
        with pytest.raises(DatabaseOfAnother, match="en egen databas"):
            asked(database)


def test_asking_for_the_schema_does_not_load_alembic(database_url):
    program = (
        "import sys; from upphandling.infrastructure.storage import schema, database;"
        "schema.require_current(database.Database(sys.argv[1]));"
        "sys.exit('alembic' in sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, database_url], check=True
    )
