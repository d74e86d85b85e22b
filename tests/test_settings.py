"""What the operator may set, and what is said when a value cannot be used."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from upphandling import settings
from upphandling.settings import BadSetting, Settings


@pytest.fixture(autouse=True)
def _an_empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"UPPHANDLING_{name.upper()}", raising=False)


def _refusal() -> str:
    with pytest.raises(BadSetting) as caught:
        settings.load()
    return str(caught.value)


def test_nothing_needs_to_be_set():
    chosen = settings.load()

    assert chosen.database is None
    assert chosen.database_url == "sqlite:///upphandling.db"
    assert chosen.heartbeat_seconds == 5
    assert chosen.watchdog_seconds == 30
    assert chosen.log_level == "info"
    assert chosen.log_format == "json"


def test_every_setting_is_read_from_its_variable(monkeypatch):
    monkeypatch.setenv("UPPHANDLING_DATABASE", "postgresql+psycopg://house@db/house")
    monkeypatch.setenv("UPPHANDLING_HEARTBEAT_SECONDS", "0.5")
    monkeypatch.setenv("UPPHANDLING_WATCHDOG_SECONDS", "90")
    monkeypatch.setenv("UPPHANDLING_LOG_LEVEL", "warning")
    monkeypatch.setenv("UPPHANDLING_LOG_FORMAT", "console")
    monkeypatch.setenv("UPPHANDLING_LEDGER_DIR", "/var/lib/house/ledger")
    monkeypatch.setenv("UPPHANDLING_LOG_KEY", "staden+c74f20a3+ARpc")
    monkeypatch.setenv("UPPHANDLING_SIGNER_SOCKET", "/run/signer")
    monkeypatch.setenv("UPPHANDLING_WITNESS_KEYS", "ett+1+A tva+2+B")
    monkeypatch.setenv(
        "UPPHANDLING_WITNESSES", "https://ett.example http://tva.example:8190"
    )
    monkeypatch.setenv("UPPHANDLING_TIMESTAMP_URL", "https://tid.example/tsa")
    monkeypatch.setenv("UPPHANDLING_HTTP_LISTEN", "none")
    monkeypatch.setenv("UPPHANDLING_TRACING_ENDPOINT", "http://spar.example/v1/traces")
    monkeypatch.setenv("UPPHANDLING_READER", "auditor:revisor-1")
    monkeypatch.setenv("UPPHANDLING_VAULT_KEY", "/etc/house/key")
    monkeypatch.setenv("UPPHANDLING_VAULT_KEY_PROTECTED", "/etc/house/protected")
    monkeypatch.setenv("UPPHANDLING_VAULT_DESTROYED", "/var/lib/destroyed")
    monkeypatch.setenv("UPPHANDLING_OUTBOX", "/etc/house/utskick.toml")

    assert settings.load().model_dump() == {
        "database": "postgresql+psycopg://house@db/house",
        "heartbeat_seconds": 0.5,
        "watchdog_seconds": 90,
        "log_level": "warning",
        "log_format": "console",
        "ledger_dir": Path("/var/lib/house/ledger"),
        "log_key": "staden+c74f20a3+ARpc",
        "signer_socket": Path("/run/signer"),
        "witness_keys": "ett+1+A tva+2+B",
        "witnesses": "https://ett.example http://tva.example:8190",
        "timestamp_url": "https://tid.example/tsa",
        "http_listen": "none",
        "tracing_endpoint": "http://spar.example/v1/traces",
        "reader": "auditor:revisor-1",
        "vault_key": Path("/etc/house/key"),
        "vault_key_protected": Path("/etc/house/protected"),
        "vault_destroyed": Path("/var/lib/destroyed"),
        "outbox": Path("/etc/house/utskick.toml"),
    }


def test_the_database_that_is_set_is_the_one_used(monkeypatch):
    monkeypatch.setenv("UPPHANDLING_DATABASE", "sqlite:////var/lib/house.db")

    assert settings.load().database_url == "sqlite:////var/lib/house.db"


def test_an_empty_variable_counts_as_unset(monkeypatch):
    monkeypatch.setenv("UPPHANDLING_DATABASE", "")
    monkeypatch.setenv("UPPHANDLING_HEARTBEAT_SECONDS", "")

    assert settings.load() == Settings()


def test_variables_that_belong_to_others_are_left_alone(monkeypatch):
    monkeypatch.setenv("UPPHANDLING_SOMETHING_ELSE", "1")
    monkeypatch.setenv("DATABASE", "mysql://elsewhere")

    assert settings.load() == Settings()


@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("DATABASE", "mysql://db/house", "sqlite:/// eller postgresql+psycopg://"),
        ("DATABASE", "postgresql://db/house", "postgresql+psycopg://"),
        ("DATABASE", "upphandling.db", "sqlite:///"),
        ("HEARTBEAT_SECONDS", "0", "större än 0 och högst 60"),
        ("HEARTBEAT_SECONDS", "60.1", "större än 0 och högst 60"),
        ("HEARTBEAT_SECONDS", "nan", "större än 0 och högst 60"),
        ("HEARTBEAT_SECONDS", "ofta", "större än 0 och högst 60"),
        ("WATCHDOG_SECONDS", "-1", "större än 0"),
        ("WATCHDOG_SECONDS", "inf", "större än 0"),
        ("LOG_LEVEL", "loud", "debug, info, warning eller error"),
        ("LOG_FORMAT", "xml", "json eller console"),
        ("HTTP_LISTEN", "127.0.0.1:99999", "127.0.0.1:8480, eller none"),
        ("WITNESSES", "file:///etc/passwd", "http:// eller https://"),
        ("WITNESSES", "https://ett.example vittnet", "http:// eller https://"),
        ("TIMESTAMP_URL", "ftp://tid.example", "http:// eller https://"),
    ],
)
def test_a_bad_value_is_answered_with_the_variable_and_what_is_allowed(
    monkeypatch, variable, value, allowed
):
    monkeypatch.setenv(f"UPPHANDLING_{variable}", value)

    answer = _refusal()

    assert answer.startswith(f"UPPHANDLING_{variable} går inte att använda. Tillåtet:")
    assert allowed in answer


def test_every_bad_value_is_told_at_once(monkeypatch):
    monkeypatch.setenv("UPPHANDLING_LOG_LEVEL", "loud")
    monkeypatch.setenv("UPPHANDLING_LOG_FORMAT", "xml")

    first, second = _refusal().splitlines()

    assert "UPPHANDLING_LOG_LEVEL" in first
    assert "UPPHANDLING_LOG_FORMAT" in second


def test_the_watchdog_waits_longer_than_the_heart(monkeypatch):
    monkeypatch.setenv("UPPHANDLING_HEARTBEAT_SECONDS", "45")

    assert _refusal() == (
        "UPPHANDLING_WATCHDOG_SECONDS måste vara större än "
        "UPPHANDLING_HEARTBEAT_SECONDS, annars larmar vakten mellan två varv."
    )


def test_a_password_is_neither_repeated_nor_shown(monkeypatch):
    monkeypatch.setenv("UPPHANDLING_DATABASE", "postgresql://house:hemligt@db/house")
    with pytest.raises(BadSetting) as caught:
        settings.load()
    good = Settings(database="postgresql+psycopg://house:hemligt@db/house")

    assert "hemligt" not in str(caught.value)
    assert caught.value.__context__ is None
    assert "hemligt" not in repr(good)


def test_settings_do_not_change_while_the_house_runs():
    with pytest.raises(ValidationError):
        Settings().log_level = "debug"


def test_every_setting_says_what_is_allowed():
    assert all(field.description for field in Settings.model_fields.values())


def test_the_vaults_key_is_the_one_that_is_set_else_systemds(monkeypatch, tmp_path):
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "upphandling-vault-key").touch()

    assert settings.load().vault_key_files == (tmp_path / "upphandling-vault-key", None)
    assert settings.load().vault_destroyed_file is None
    monkeypatch.setenv("UPPHANDLING_VAULT_KEY", "/etc/house/key")
    assert settings.load().vault_key_files == (Path("/etc/house/key"), None)


def test_the_list_of_destroyed_keys_lies_beside_the_key_whatever_it_is_called(
    monkeypatch,
):
    monkeypatch.setenv("UPPHANDLING_VAULT_KEY", "/etc/house/key-2027")

    listed = settings.load().vault_destroyed_file

    assert listed == Path("/etc/house/upphandling-vault-destroyed")


@pytest.mark.parametrize("name", ["TIMESTAMP_URL", "TRACING_ENDPOINT", "WITNESSES"])
@pytest.mark.parametrize(
    "address", ["http://a.example:99999", "http://a.example:x", "http://[zz]/"]
)
def test_an_address_that_cannot_be_taken_apart_is_told(monkeypatch, name, address):
    monkeypatch.setenv(f"UPPHANDLING_{name}", address)

    assert _refusal().startswith(f"UPPHANDLING_{name} går inte att använda.")


def test_a_path_that_is_no_text_is_told(monkeypatch):
    monkeypatch.setenv("UPPHANDLING_OUTBOX", os.fsdecode(b"/etc/\xff"))

    assert _refusal().startswith("UPPHANDLING_OUTBOX går inte att använda.")
