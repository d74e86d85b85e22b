"""A service that starts while the database is away waits for it, but not for ever."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import make_url

from tests.infrastructure.storage.test_troubles import at
from tests.service.instances import instances, wait_until
from tests.service.test_lives import closed_to_all, listening
from upphandling.infrastructure.storage.database import Database, driver_for
from upphandling.infrastructure.storage.troubles import (
    BadDatabaseUrl,
    DatabaseDenied,
    DatabaseNotCreated,
    DatabaseUnreachable,
    ServerNotTrusted,
    UnknownServer,
)
from upphandling.interfaces.cli.patience import Patience
from upphandling.schedules.notify import ServiceManager

NOBODY = ServiceManager(None)
AWAY = DatabaseUnreachable(server="db:5432/upphandling")
NO_NAME = "failed to resolve host 'db': [Errno -2] Name or service not known"
NO_NAMES_JUST_NOW = "failed to resolve host 'db': [Errno -3] Temporary failure"


def test_a_service_started_before_its_database_leads_when_it_is_there(
    postgresql_url, tmp_path
):
    address = f"{tmp_path}/notify"
    with (
        listening(address) as heard,
        instances(postgresql_url, tmp_path, **{"!NOTIFY_SOCKET": address}) as some,
    ):
        with closed_to_all(postgresql_url):
            one = some.start()
            wait_until(lambda: one.events().count("database_awaited") > 1)
            assert heard().startswith("STATUS=väntar på databasen: ")
            assert heard().startswith("EXTEND_TIMEOUT_USEC=")
            assert one.process.is_alive()
        with Database(postgresql_url) as database:
            wait_until(lambda: some.leader(database))
        assert one.ended() == 0
        assert one.events()[-1] == "service_stopped"


def test_a_service_asked_to_stop_while_it_waits_to_audit_ends_in_good_order(
    sqlite_url, tmp_path
):
    with (
        Database(sqlite_url) as database,
        instances(sqlite_url, tmp_path) as some,
        database.writing(),
    ):
        one = some.start()
        wait_until(lambda: "database_awaited" in one.events())
        assert "service_started" in one.events()

        assert one.ended() == 0
        assert one.events()[-1] == "service_stopped"


@pytest.mark.parametrize("wrong", ["database", "password"])
def test_what_no_waiting_mends_is_refused_at_once_in_one_message(
    postgresql_url, tmp_path, wrong
):
    url = make_url(postgresql_url).set(**{wrong: "fel"})
    with instances(url.render_as_string(hide_password=False), tmp_path) as some:
        one = some.start()
        one.process.join(60)

    assert one.process.exitcode == 2
    assert one.events() == []
    (said,) = one.log.read_text().splitlines()
    assert said.startswith(("Databasen finns inte", "Databasen släppte inte in"))


@pytest.mark.parametrize(
    ("query", "kind", "passing"),
    [
        ({"host": "127.0.0.1", "port": "1"}, DatabaseUnreachable, True),
        ({"host": "/ingen/mapp"}, DatabaseUnreachable, True),
        ({"user": "ingen"}, DatabaseDenied, False),
        ({"dbname": "ingen"}, DatabaseNotCreated, False),
        ({"port": "99999"}, BadDatabaseUrl, False),
    ],
)
def test_what_may_pass_is_told_from_what_will_not(postgresql_url, query, kind, passing):
    with pytest.raises(kind) as trouble:
        Database(at(postgresql_url, **query))

    assert type(trouble.value) is kind
    assert trouble.value.passing is passing


@pytest.mark.parametrize(
    ("said", "kind", "passing"),
    [
        ("FATAL:  the database system is starting up", DatabaseUnreachable, True),
        ("FATAL:  the database system is shutting down", DatabaseUnreachable, True),
        ("server closed the connection unexpectedly", DatabaseUnreachable, True),
        ("session is read-only", DatabaseUnreachable, True),
        (NO_NAMES_JUST_NOW, DatabaseUnreachable, True),
        (NO_NAME, UnknownServer, False),
        ("SSL error: certificate verify failed", ServerNotTrusted, False),
        ('root certificate file "a" does not exist', ServerNotTrusted, False),
        (
            "server does not support SSL, but SSL was required",
            ServerNotTrusted,
            False,
        ),
    ],
)
def test_the_words_of_the_server_say_whether_it_may_pass(said, kind, passing):
    driver = driver_for(make_url("postgresql+psycopg://a@db/upphandling"))

    trouble = driver.trouble(psycopg.OperationalError(f"connection failed: {said}"))

    assert type(trouble) is kind
    assert trouble.passing is passing


def test_patience_ends():
    tries: list[None] = []

    def act() -> None:
        tries.append(None)
        raise AWAY

    with pytest.raises(DatabaseUnreachable):
        Patience(NOBODY, seconds=0)(act)
    assert len(tries) == 1


def test_whoever_is_told_to_stop_waits_no_more():
    patience = Patience(NOBODY)
    tries: list[None] = []

    def act() -> None:
        tries.append(None)
        patience.stopping.set()
        raise AWAY

    with pytest.raises(DatabaseUnreachable):
        patience(act)
    assert len(tries) == 1
