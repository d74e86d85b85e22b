"""The environment goes before the settings file, and the file before what systemd hands over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from upphandling import setting_sources
from upphandling.setting_sources import Origin, credential_name, origins, variable
from upphandling.settings import BadSetting, Settings, fields, load


@pytest.fixture(autouse=True)
def _an_empty_environment(monkeypatch, tmp_path):
    for name in os.environ:
        if name.startswith("UPPHANDLING_"):
            monkeypatch.delenv(name)
    monkeypatch.setattr(setting_sources, "DEFAULT_FILE", tmp_path / "usual.toml")


@pytest.fixture
def file(monkeypatch, tmp_path):
    """Writes the settings file that is read."""

    def write(text: str) -> Path:
        path = tmp_path / "upphandling.toml"
        path.write_text(text, encoding="utf-8")
        monkeypatch.setenv("UPPHANDLING_CONFIG", str(path))
        return path

    return write


@pytest.fixture
def handed(monkeypatch, tmp_path):
    """Hands over a credential as systemd does."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))

    def hand(name: str, text: str) -> Path:
        path = folder / name
        path.write_text(text, encoding="utf-8")
        return path

    return hand


def refused() -> list[str]:
    with pytest.raises(BadSetting) as caught:
        load()
    return str(caught.value).splitlines()


def test_the_environment_goes_before_the_file_before_systemd(file, handed, monkeypatch):
    handed("upphandling-database", "sqlite:///systemd.db")
    assert load().database == "sqlite:///systemd.db"

    file('database = "sqlite:///file.db"')
    assert load().database == "sqlite:///file.db"

    monkeypatch.setenv("UPPHANDLING_DATABASE", "sqlite:///environment.db")
    assert load().database == "sqlite:///environment.db"


def test_every_place_is_told(file, handed, monkeypatch):
    path = file('log_level = "debug"')
    handed("upphandling-vault-key", "...")
    monkeypatch.setenv("UPPHANDLING_HEARTBEAT_SECONDS", "2")

    told = origins(fields())

    assert told["heartbeat_seconds"] == Origin(
        "environment", "UPPHANDLING_HEARTBEAT_SECONDS"
    )
    assert told["log_level"] == Origin("file", str(path))
    assert told["vault_key"] == Origin("credential", "upphandling-vault-key")
    assert told["log_format"] == Origin("default")


def test_every_setting_can_stand_in_the_file(file):
    values = {name: field.default for name, field in Settings.model_fields.items()} | {
        "database": "sqlite:///a.db",
        "heartbeat_seconds": 1,
    }
    lines = [
        f"{name} = {value if isinstance(value, (int, float)) else repr(str(value))}"
        for name, value in values.items()
        if value is not None
    ]
    file("\n".join(lines))

    assert load().heartbeat_seconds == 1


def test_a_list_in_the_file_is_a_text_with_blanks(file):
    file('witnesses = ["https://ett.example", "https://tva.example"]')

    assert load().witnesses == "https://ett.example https://tva.example"


def test_without_a_file_or_with_an_empty_name_for_it_nothing_is_read(monkeypatch):
    assert load() == Settings()
    monkeypatch.setenv("UPPHANDLING_CONFIG", "")
    assert load() == Settings()


def test_the_usual_file_is_read_where_there_is_one(tmp_path):
    (tmp_path / "usual.toml").write_text('log_level = "error"')

    assert load().log_level == "error"


def test_a_file_that_is_named_and_not_there_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("UPPHANDLING_CONFIG", str(tmp_path / "borta.toml"))

    assert refused() == [
        (
            f"Inställningsfilen {tmp_path}/borta.toml går inte att läsa."
            " Den finns inte: skapa den, eller rätta UPPHANDLING_CONFIG."
        )
    ]


def test_a_file_that_the_account_may_not_read_is_told(file, monkeypatch):
    path = file("")
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: _denied())

    assert refused() == [
        (
            f"Inställningsfilen {path} går inte att läsa."
            " Kontot som programmet körs som får inte läsa den."
        )
    ]


def _denied() -> str:
    raise PermissionError


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('log_level = "info"\ndatabase = hemligt\n', "rad 2"),
        ('database = "hemligt', "i slutet av filen"),
        ("hemligt", "i slutet av filen"),
    ],
)
def test_a_file_that_is_not_toml_is_told_by_its_line_and_never_quoted(
    file, text, where
):
    path = file(text)

    assert refused() == [
        f"Inställningsfilen {path} går inte att läsa. Den är inte TOML ({where})."
    ]


def test_all_that_is_wrong_in_a_file_is_told_at_once(file):
    path = file('databas = "x"\nlog_level = "loud"\nlog_format = "xml"\n[log]\na = 1\n')

    assert refused() == [
        f"databas i {path} är ingen inställning.",
        (
            f"[log] i {path} går inte att använda."
            " Filen har inga avsnitt: varje inställning står för sig på en rad."
        ),
        (
            f"log_level i {path} går inte att använda."
            " Tillåtet: debug, info, warning eller error."
        ),
        f"log_format i {path} går inte att använda. Tillåtet: json eller console.",
    ]


@pytest.mark.parametrize("name", ["heartbeat_seconds", "watchdog_seconds"])
def test_a_truth_is_no_number_of_seconds(file, name):
    path = file(f"{name} = true")

    (said,) = refused()
    assert said.startswith(f"{name} i {path} går inte att använda.")


def test_a_password_in_the_file_is_never_repeated(file):
    file('database = "postgresql://huset:hemligt@db/huset"')

    assert "hemligt" not in "".join(refused())


def test_a_credential_that_is_a_path_is_the_file_and_any_other_what_stands_in_it(
    handed,
):
    key = handed("upphandling-vault-key", '{"kind": "..."}')
    handed("upphandling-database", "postgresql+psycopg://huset:hemligt@db/huset\n")

    assert load().vault_key == key
    assert load().database == "postgresql+psycopg://huset:hemligt@db/huset"


def test_a_bad_credential_is_told_by_its_name(handed):
    handed("upphandling-database", "mysql://hemligt")

    assert refused() == [
        (
            "upphandling-database går inte att använda. Tillåtet: en adress som börjar"
            " med sqlite:/// eller postgresql+psycopg://."
        )
    ]


def test_a_credential_that_is_no_text_is_told(handed):
    handed("upphandling-database", "").write_bytes(b"\xff\xfe")

    assert refused() == [
        "Systemd-hemligheten upphandling-database går inte att läsa som text."
    ]


def test_the_list_of_destroyed_keys_does_not_lie_among_the_credentials(handed):
    handed("upphandling-vault-key", "...")

    assert load().vault_destroyed_file is None


def test_a_variable_that_looks_like_ours_and_is_not_is_found(monkeypatch):
    monkeypatch.setenv("UPPHANDLING_DATABAS", "sqlite:///x.db")
    monkeypatch.setenv("UPPHANDLING_CONFIG", "")

    unknown = setting_sources.unknown_in_environment(Settings.model_fields)

    assert unknown == ["UPPHANDLING_DATABAS"]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_three_names_of_a_setting_are_alike(name):
    assert variable(name).removeprefix("UPPHANDLING_").lower() == name
    assert credential_name(name) == f"upphandling-{name.replace('_', '-')}"


@pytest.mark.parametrize("shut", ["file", "credentials"])
def test_a_folder_that_is_shut_is_told_and_no_bug(handed, monkeypatch, tmp_path, shut):
    where = handed("upphandling-database", "").parent
    usual = tmp_path / "shut" / "usual.toml"
    monkeypatch.setattr(setting_sources, "DEFAULT_FILE", usual)
    closed = usual if shut == "file" else where / "upphandling-database"
    stat = Path.stat

    def denied(path: Path, **options: bool) -> os.stat_result:
        if path == closed:
            raise PermissionError
        return stat(path, **options)

    monkeypatch.setattr(Path, "stat", denied)
    if shut == "file":
        monkeypatch.setattr(Path, "read_text", lambda *_, **__: _denied())

    (said,) = refused()

    assert "får inte läsa den" in said or f"{where} får kontot inte läsa" in said
