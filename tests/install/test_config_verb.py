"""`config show` and `config check`: what is set, and whether this machine can live up to it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.interfaces.conftest import cli  # noqa: F401  (fixture)
from upphandling import extras, setting_sources
from upphandling.infrastructure.ledger.keys import ED25519
from upphandling.infrastructure.ledger.signing import make_key
from upphandling.infrastructure.vault.key_files import new_master, write_key
from upphandling.settings import Settings


@pytest.fixture(autouse=True)
def _set_from_nothing(monkeypatch, tmp_path):
    for name in os.environ:
        if name.startswith("UPPHANDLING_"):
            monkeypatch.delenv(name)
    monkeypatch.setattr(setting_sources, "DEFAULT_FILE", tmp_path / "usual.toml")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def check(cli, monkeypatch):  # noqa: F811
    """The checks that are not green, by what they are about, with settings by name."""

    def ask(**told: object) -> dict[str, list[str]]:
        for name, value in told.items():
            monkeypatch.setenv(f"UPPHANDLING_{name.upper()}", str(value))
        said = cli("config", "check", "--json")
        faults: dict[str, list[str]] = {}
        for one in said.json["data"]:
            if one["status"] != "ok":
                assert one["do"], one
                faults.setdefault(one["check"], []).append(one["said"])
        assert said.code == (1 if faults else 0), said
        return faults

    return ask


def test_every_setting_is_shown_with_its_place(cli, monkeypatch, tmp_path):  # noqa: F811
    (tmp_path / "usual.toml").write_text('log_level = "debug"')
    monkeypatch.setenv("UPPHANDLING_HEARTBEAT_SECONDS", "2")

    said = cli("config", "show", "--json")
    rows = {row["setting"]: row for row in said.json["data"]["settings"]}

    assert said.code == 0
    assert said.json["data"]["file"] == str(tmp_path / "usual.toml")
    assert set(rows) == set(Settings.model_fields)
    assert rows["heartbeat_seconds"] == {
        "setting": "heartbeat_seconds",
        "variable": "UPPHANDLING_HEARTBEAT_SECONDS",
        "value": "2.0",
        "source": "environment",
        "place": "UPPHANDLING_HEARTBEAT_SECONDS",
    }
    assert rows["log_level"]["source"] == "file"
    assert rows["log_format"]["source"] == "default"
    assert "UPPHANDLING_LOG_LEVEL" in cli("config", "show").out


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE", "postgresql+psycopg://huset:hemligt@db/huset"),
        ("DATABASE", "postgresql+psycopg://huset:lös@hemligt/x@db/huset"),
        ("DATABASE", "postgresql+psycopg://huset@stad:hemligt@db/huset"),
        ("DATABASE", "postgresql+psycopg://db/huset?user=a&password=hemligt&x=1"),
        ("DATABASE", "postgresql+psycopg://db/huset?sslpassword=hemligt"),
        ("TIMESTAMP_URL", "https://huset:hemligt@tid.example"),
        ("WITNESSES", "https://a.example https://huset:hemligt@b.example"),
    ],
)
@pytest.mark.parametrize("how", [(), ("--json",)])
def test_no_password_is_shown(cli, monkeypatch, name, value, how):  # noqa: F811
    monkeypatch.setenv(f"UPPHANDLING_{name}", value)

    said = cli("config", "show", *how)

    assert said.code == 0
    assert "hemligt" not in said.out
    assert "***" in said.out


def test_what_can_be_used_is_green(check, cli, tmp_path):  # noqa: F811
    assert check(database=f"sqlite:///{tmp_path}/hus.db") == {}
    assert "Allt är bra." in cli("config", "check").out


def test_all_faults_are_told_at_once_with_what_to_do(check):
    faults = check(log_level="loud", heartbeat_seconds="ofta", databas="x")

    assert faults["settings"] == [
        (
            "UPPHANDLING_HEARTBEAT_SECONDS går inte att använda."
            " Tillåtet: ett antal sekunder större än 0 och högst 60."
        ),
        (
            "UPPHANDLING_LOG_LEVEL går inte att använda."
            " Tillåtet: debug, info, warning eller error."
        ),
        "UPPHANDLING_DATABAS är ingen inställning, och läses inte.",
    ]


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:///:memory:",
        "sqlite:///hus.db?timeout=snart",
        "sqlite:///hus.db?mode=rw",
        "postgresql+psycopg://huset:lös@hemligt/x@db/huset",
    ],
)
def test_an_address_that_no_verb_can_use_is_a_fault(check, address):
    assert check(database=address) == {
        "database": ["Databasadressen går inte att förstå."]
    }


def test_the_service_warns_of_a_name_that_is_no_setting_and_starts(
    cli,  # noqa: F811
    monkeypatch,
    tmp_path,
):
    monkeypatch.setenv("UPPHANDLING_HTTP_LISTE", "none")
    monkeypatch.setenv("UPPHANDLING_DATABASE", f"sqlite:///{tmp_path}/borta/hus.db")

    warned, trouble = cli("serve").err.splitlines()

    assert json.loads(warned)["event"] == "setting_unknown"
    assert json.loads(warned)["variable"] == "UPPHANDLING_HTTP_LISTE"
    assert trouble.endswith(" [FolderMissing]")


def test_a_folder_that_is_not_there_is_told(check, tmp_path):
    gone = tmp_path / "borta"
    faults = check(
        database=f"sqlite:///{gone}/hus.db",
        ledger_dir=gone / "ledger",
        vault_destroyed=gone / "destroyed",
    )

    assert faults == {
        "database": [f"Databasens mapp {gone} finns inte."],
        "ledger_dir": [f"Kontrollpunkternas mapp {gone}/ledger finns inte."],
        "vault_destroyed": [f"Mappen för gallringslistan {gone}/destroyed finns inte."],
    }


def test_a_key_that_others_can_read_is_told(check, tmp_path):
    key = tmp_path / "nyckel"
    write_key(key, new_master("Provköping"))
    assert check(vault_key=key) == {}
    key.chmod(0o640)

    (said,) = check(vault_key=key)["vault_key"]

    assert "bara ägaren får kunna läsa den (chmod 600)" in said


def test_a_key_handed_over_by_systemd_needs_a_place_for_the_list(
    check, monkeypatch, tmp_path
):
    write_key(tmp_path / "upphandling-vault-key", new_master("Provköping"))
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))

    assert check() == {
        "vault_destroyed": ["Listan över gallrade uppgifter har ingen plats."]
    }


def test_a_file_where_a_folder_is_meant_is_told_and_the_other_way(check, tmp_path):
    (tmp_path / "fil").touch()

    faults = check(
        ledger_dir=tmp_path / "fil",
        signer_socket=tmp_path / "fil",
        vault_destroyed=tmp_path,
        vault_key="/",
    )

    assert faults == {
        "ledger_dir": [f"Kontrollpunkternas mapp {tmp_path}/fil är ingen mapp."],
        "signer_socket": [f"Signeraren nås inte vid {tmp_path}/fil."],
        "vault_destroyed": [f"{tmp_path} är ingen fil, och gallringslistan är en fil."],
        "vault_key": ["Nyckelfilen / kan inte användas: det är ingen fil."],
    }


def test_a_path_that_cannot_be_looked_at_hides_no_other_fault(check, tmp_path):
    name = "n" * 300

    faults = check(ledger_dir=tmp_path / name, reader="nobody:x")

    assert faults == {
        "settings": [
            f"{tmp_path}/{name} går inte att se efter för kontot som programmet körs som."
        ],
        "reader": ["Det finns ingen roll som heter nobody."],
    }


def test_public_keys_are_read(check, tmp_path):
    public = make_key(tmp_path / "nyckel", "staden.example", ED25519).verifier
    assert check(log_key=public) == {}

    assert "log_key" in check(log_key="staden.example+1234+fel")


def test_a_signer_that_is_not_there_is_told(check, tmp_path):
    assert check(signer_socket=tmp_path / "socket") == {
        "signer_socket": [f"Signeraren nås inte vid {tmp_path}/socket."]
    }


def test_what_is_wrong_with_the_subscriptions_is_told(check, tmp_path):
    file = tmp_path / "utskick.toml"
    (missing,) = check(outbox=file)["outbox"]
    assert missing.endswith("finns inte: rätta sökvägen.")
    file.write_text('tries = 3\n[[email]]\nname = "a"\nto = "a@b.example"\n')

    faults = check(outbox=file)["outbox"]

    assert len(faults) == 2
    assert all(fault.startswith(str(file)) for fault in faults)
    file.write_text("tries = 3\n")
    assert check(outbox=file) == {}


def test_a_reader_that_no_verb_takes_is_told_and_not_repeated(check):
    (said,) = check(reader="auditor:19121212-1212")["reader"]

    assert "ser ut som ett personnummer" in said
    assert "1212" not in said


def test_a_role_that_is_not_there_is_told(check):
    assert check(reader="auditor:revisor-1") == {}
    assert check(reader="systemadministrator:drift-1") == {
        "reader": ["Det finns ingen roll som heter systemadministrator."]
    }


def test_a_file_that_all_may_read_must_hold_no_password(check, tmp_path):
    file = tmp_path / "usual.toml"
    file.write_text('database = "postgresql+psycopg://huset:hemligt@db/huset"')
    file.chmod(0o644)
    (said,) = check()["settings_file"]
    assert "kan läsas av alla, och databasadressen har ett lösenord" in said

    file.chmod(0o640)
    assert check() == {}


def test_a_file_that_others_may_write_is_told(check, tmp_path):
    file = tmp_path / "usual.toml"
    file.touch()
    file.chmod(0o660)

    assert check() == {"settings_file": [f"Andra än ägaren får skriva i {file}."]}


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        ("postgresql", {"database": "postgresql+psycopg://db/huset"}),
        ("timestamps", {"timestamp_url": "https://tid.example"}),
        ("tracing", {"tracing_endpoint": "http://127.0.0.1:4318/v1/traces"}),
    ],
)
def test_an_extra_that_is_not_installed_is_told_where_it_is_asked_for(
    check, monkeypatch, extra, told
):
    assert check(**told) == {}
    monkeypatch.setattr(extras, "EXTRAS", {**extras.EXTRAS, extra: "finns_inte"})

    ((said,),) = check(**told).values()

    assert f"behövs tillägget ”{extra}”, som inte är installerat" in said


def test_nothing_is_written(check, tmp_path):
    check(
        database=f"sqlite:///{tmp_path}/hus.db",
        ledger_dir=tmp_path / "ledger",
        vault_destroyed=tmp_path / "destroyed",
    )

    assert list(Path(tmp_path).iterdir()) == []
