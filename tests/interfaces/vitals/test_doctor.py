"""The doctor: each floor is looked at, and nothing above one that is at fault."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.interfaces.conftest import cli, store  # noqa: F401  (fixtures)
from tests.interfaces.inside import ask
from tests.interfaces.processes import Running, free_port, running
from tests.interfaces.test_service import wait_until
from tests.service.instances import TOMORROWS


def told(said) -> dict[str, str]:
    return {one["check"]: one["status"] for one in said.json["data"]["checks"]}


def test_a_house_that_has_not_begun_is_not_wrong_but_to_be_seen_to(cli, store):  # noqa: F811
    said = cli("doctor", "--json")

    assert (said.code, said.json["data"]["status"]) == (0, "warn")
    assert told(said).items() >= {
        ("python", "ok"),
        ("time_zone", "ok"),
        ("memory", "ok"),
        ("schema", "ok"),
        ("rights", "ok"),
        ("read_models", "ok"),
        ("leader", "warn"),
        ("backup", "warn"),
        ("seal", "warn"),
        ("clock_beside", "ok"),
    }


def test_people_read_the_gravest_first_and_what_to_do(cli, store, monkeypatch):  # noqa: F811
    monkeypatch.setenv("UPPHANDLING_VAULT_KEY", "/finns/inte")

    said = cli("doctor")

    assert said.code == 1
    first, then, *_ = said.out.splitlines()
    assert first.startswith("FEL")
    assert then.strip().startswith("->")
    assert "fel och" in said.out.splitlines()[-1]


@pytest.mark.parametrize(
    ("variable", "value", "check"),
    [
        ("UPPHANDLING_LOG_LEVEL", "loud", "settings"),
        ("UPPHANDLING_DATABASE", "sqlite:////finns/inte/u.db", "database"),
        (
            "UPPHANDLING_DATABASE",
            "postgresql+psycopg://anna:hemligt@127.0.0.1:1/x",
            "database",
        ),
        ("UPPHANDLING_SIGNER_SOCKET", "/finns/inte", "signer_socket"),
        ("UPPHANDLING_READER", "kung:karl", "reader"),
    ],
)
def test_what_is_set_wrong_is_found(cli, store, monkeypatch, variable, value, check):  # noqa: F811
    monkeypatch.setenv(variable, value)

    said = cli("doctor", "--json")

    assert (said.code, said.json["status"]) == (1, "found")
    assert told(said)[check] == "fail"
    assert "hemligt" not in said.out + said.err


@pytest.mark.parametrize(
    ("version", "verdict"), [("9999", "Uppgradera programmet"), ("0001", "db upgrade")]
)
def test_tables_of_another_version_are_found(cli, store, version, verdict):  # noqa: F811
    ask(store, f"UPDATE alembic_version SET version_num = '{version}'")

    said = cli("doctor", "--json")

    assert said.code == 1
    (schema,) = [one for one in said.json["data"]["checks"] if one["check"] == "schema"]
    assert verdict in schema["do"]
    assert "leader" not in told(said)


def test_an_empty_database_is_found(cli, store):  # noqa: F811
    Path(store.removeprefix("sqlite:///")).write_bytes(b"")

    assert told(cli("doctor", "--json"))["schema"] == "fail"


def test_read_models_of_another_shape_are_found(cli, store):  # noqa: F811
    ask(store, "UPDATE projections SET shape = 'annan' WHERE name = 'cases'")

    assert told(cli("doctor", "--json"))["read_models"] == "fail"
    assert 'Kör "upphandling db upgrade".' in cli("doctor").out

    ask(store, TOMORROWS)

    assert told(cli("doctor", "--json"))["read_models"] == "fail"
    assert "Uppgradera programmet" in cli("doctor").out


def test_a_broken_log_is_found(cli, store, tmp_path, monkeypatch):  # noqa: F811
    folder = tmp_path / "kontrollpunkter"
    folder.mkdir()
    (folder / "broken").write_text("En post är ändrad.\n", encoding="utf-8")
    monkeypatch.setenv("UPPHANDLING_LEDGER_DIR", str(folder))

    said = cli("doctor", "--json")

    assert told(said)["ledger"] == "fail"
    assert "En post är ändrad." in said.out


def test_a_key_that_others_may_read_is_found(cli, store, tmp_path, monkeypatch):  # noqa: F811
    key = tmp_path / "nyckel"
    assert cli("vault", "init", "--municipality", "Staden", "--key", str(key)).code == 0
    monkeypatch.setenv("UPPHANDLING_VAULT_KEY", str(key))
    assert told(cli("doctor", "--json"))["vault_ordinary"] == "ok"

    key.chmod(key.stat().st_mode | stat.S_IROTH)

    assert told(cli("doctor", "--json"))["vault_ordinary"] == "fail"


def test_a_service_that_runs_makes_everybody_content(
    cli,  # noqa: F811
    store,  # noqa: F811
    tmp_path,
    monkeypatch,
):
    """By the real processes: `serve`, then `doctor` and `status` beside it."""
    monkeypatch.setenv("UPPHANDLING_HTTP_LISTEN", f"127.0.0.1:{free_port()}")
    with running(tmp_path, "serve") as service:
        wait_until(
            lambda: ask(store, "SELECT 1 FROM last_done WHERE deed = 'sweep'"),
            seconds=60,
        )

        found = told(cli("doctor", "--json"))
        stands = cli("status", "--json").json["data"]
        people = cli("status").out

    assert found.items() >= {
        ("leader", "ok"),
        ("sweep", "ok"),
        ("ledger", "ok"),
        ("http", "ok"),
    }
    assert stands["leader"] == stands["instances"][0]["instance"]
    assert stands["instances"][0]["pid"] == service.pid
    assert (stands["deadlines_overdue"], stands["projection_lag_seconds"]) == (0, 0)
    assert stands["leader"] in people
    assert cli("status", "--json").json["data"]["instances"] == []


def test_a_taken_port_ends_the_service_with_one_message(store, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setenv("UPPHANDLING_HTTP_LISTEN", "127.0.0.1:0")
    with running(tmp_path, "serve") as first:
        wait_until(lambda: "http_started" in first.events(), seconds=60)
        (port,) = [one["port"] for one in first.told() if "port" in one]
        monkeypatch.setenv("UPPHANDLING_HTTP_LISTEN", f"127.0.0.1:{port}")
        second = Running(tmp_path / "annan.log", "serve")
        second.wait(timeout=60)

    assert second.returncode == 2
    assert f"127.0.0.1:{port}" in second.log.read_text(encoding="utf-8")
