"""The vault on the command line: values from standard input, answers only to who may."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.choosing_town import town_of_choice
from tests.interfaces.test_importing import WHO
from tests.town import Town
from tests.vault_key import the_keys
from upphandling.bootstrap import open_house
from upphandling.domain.reading import Reading
from upphandling.infrastructure.vault.facts import Facts

ADMINISTRATOR = ("--as", "care_administrator:handlaggare-9")
AUDITOR = ("--as", "auditor:revisor-1")
OPERATOR = ("--as", "system_administrator:drift-1")
NUMBER = "19121212-1212"
CANARY = "Siv Kanarie"
TEXT = "Siv Kanarie känner personalen."
HISTORY = ("case", "history", "customer_choice:person-1/omvardnad")


@pytest.fixture
def town(store: str, tmp_path: Path, monkeypatch, capsys) -> Iterator[Town]:
    monkeypatch.setenv("UPPHANDLING_VAULT_DESTROYED", str(tmp_path / "gallrat"))
    for town in town_of_choice(store):
        wish = {"customer": "person-1", "bundle": "omvardnad"}
        town.do("customer_choice.choose", {**wish, "wishes": ["avtal-a"]})
        town.do(
            "customer_choice.place", {**wish, "agreement": "avtal-a", "reason": TEXT}
        )
        town.house.projector.catch_up()
        capsys.readouterr()
        yield town


def readings(town: Town) -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        (data["view"], data["subject"], tuple(data["fields"]))
        for topic, data in town.log()
        if topic == Reading.Made.TOPIC
    ]


# -- Facts ---------------------------------------------------------------------------


def test_a_fact_is_kept_shown_and_found_and_each_reading_is_recorded(cli, town):
    for field, value in (("name", CANARY), ("personal_number", NUMBER)):
        told = cli(
            "vault", "keep", "k-1", "--field", field, *ADMINISTRATOR, stdin=value
        )
        assert (told.code, CANARY in told.out, "1912" in told.out) == (0, False, False)

    shown = cli("vault", "show", "k-1", *ADMINISTRATOR, "--json").json["data"]
    found = cli("vault", "find", "--personal-number", *AUDITOR, "--json", stdin=NUMBER)

    assert {row["field"]: row["value"] for row in shown["facts"]} == {
        "name": CANARY,
        "personal_number": "191212121212",
    }
    assert found.json["data"]["persons"] == ["k-1"]
    assert readings(town) == [
        ("vault.show", "person:k-1", ("name", "personal_number")),
        ("vault.find", "person:k-1", ("personal_number",)),
    ]


@pytest.mark.parametrize("who", [(), OPERATOR])
@pytest.mark.parametrize(
    "verb",
    [
        ("vault", "show", "k-1"),
        ("vault", "find", "--personal-number"),
        ("vault", "keep", "k-1", "--field", "name"),
        ("vault", "list"),
        ("case", "show", "person-1", "--reveal"),
        ("case", "history", "customer_choice:person-1/omvardnad", "--reveal"),
    ],
)
def test_nobody_in_particular_and_whoever_runs_the_machine_see_nothing(
    cli, town, verb, who
):
    cli("vault", "keep", "k-1", "--field", "name", *ADMINISTRATOR, stdin=CANARY)

    said = cli(*verb, *who, stdin=NUMBER)

    assert said.code == 1
    assert "NotAllowed" in said.err
    assert CANARY not in said.out + said.err
    assert readings(town) == []


def test_the_list_tells_of_whom_and_never_what(cli, town):
    cli("vault", "keep", "k-1", "--field", "name", *ADMINISTRATOR, stdin=CANARY)

    said = cli("vault", "list", "--as", "archivist:arkivarie-1", "--json")

    assert [(row["subject"], row["items"]) for row in said.json["data"]] == [
        ("person:k-1", 1),
        ("person:person-1", 1),
    ]
    assert CANARY not in said.out


@pytest.mark.parametrize(
    ("args", "stdin"),
    [
        (("keep", "k-1", "--field", "shoe_size"), "42"),
        (("keep", "k-1", "--field", "name"), ""),
        (("keep", "k-1", "--field", "name"), "x" * 2001),
        (("keep", "k-1", "--field", "personal_number"), "19121232-00011"),
        (("keep", "k-1", "--field", "personal_number"), "19121232-0001"),
        (("keep", "k-1", "--field", "personal_number"), "19121212-1213"),
        (("keep", "19121212-1212", "--field", "name"), CANARY),
        (("find",), NUMBER),
    ],
)
def test_bad_input_is_told_and_never_repeated(cli, town, args, stdin):
    said = cli("vault", *args, *ADMINISTRATOR, stdin=stdin)

    assert said.code == 2
    assert "1912" not in said.out + said.err
    assert CANARY not in said.out + said.err


def test_fields_and_compartments_are_called_by_their_names(
    cli, town, tmp_path, monkeypatch
):
    key = str(tmp_path / "skyddat")
    told = ("--municipality", "Staden", "--compartment", "protected", "--key", key)
    assert cli("vault", "init", *told).code == 0
    number = ("--field", "personal_number")
    said = cli("vault", "keep", "k-1", *number, *ADMINISTRATOR, stdin=NUMBER)
    assert said.out == "k-1: personnummer bevarad, nr 1.\n"
    assert "personnummer" in cli("vault", "show", "k-1", *ADMINISTRATOR).out
    find = ("vault", "find", "--personal-number", *AUDITOR)
    assert cli(*find, stdin=NUMBER).out == "k-1\n"
    monkeypatch.setenv("UPPHANDLING_VAULT_KEY_PROTECTED", key)
    moved = cli("vault", "protect", "k-1", *ADMINISTRATOR)
    assert moved.out == "k-1: 1 nyckel flyttad.\n"
    monkeypatch.delenv("UPPHANDLING_VAULT_KEY_PROTECTED")
    assert cli(*find, stdin=NUMBER).out.splitlines() == [
        "Ingen har det personnumret i valvet.",
        "Ej genomsökt, nyckeln saknas till: skyddat fack.",
    ]


def test_reconciling_tells_in_what_state_the_list_is(cli, town, tmp_path):
    missing = cli("vault", "reconcile")
    assert missing.code == 0
    assert f"tom eller saknas: {tmp_path}/gallrat." in missing.out
    (tmp_path / "gallrat").write_text("skräp\n", encoding="utf-8")

    for verb in (
        ("vault", "reconcile"),
        ("vault", "show", "k-1", *ADMINISTRATOR),
        (*HISTORY, "--reveal", *ADMINISTRATOR),
    ):
        said = cli(*verb)
        assert (said.code, "DestroyedListDamaged" in said.err) == (1, True)
        assert f"{tmp_path}/gallrat" in said.err
    assert cli(*HISTORY).code == 0


# -- Keys ----------------------------------------------------------------------------


def test_a_key_file_is_made_once(cli, tmp_path):
    made = cli("vault", "init", "--municipality", "Staden", "--key", f"{tmp_path}/k")
    again = cli("vault", "init", "--municipality", "Staden", "--key", f"{tmp_path}/k")

    assert made.code == 0
    assert (again.code, "finns redan" in again.err) == (2, True)
    secret = json.loads((tmp_path / "k").read_text())["key"]
    assert secret not in made.out


def test_a_key_must_be_bound_to_a_municipality(cli, tmp_path):
    said = cli("vault", "init", "--municipality", " ", "--key", f"{tmp_path}/nyckel")

    assert said.code == 2
    assert "--municipality: får inte vara tomt" in said.err
    assert list(tmp_path.iterdir()) == []


def test_of_a_key_where_systemd_looks_it_is_said_that_systemd_hands_it_over(
    cli, tmp_path, monkeypatch
):
    monkeypatch.setattr("upphandling.interfaces.cli.vault_keys.CREDENTIALS", tmp_path)
    made = ("vault", "init", "--municipality", "Staden", "--key")

    handed = cli(*made, f"{tmp_path}/upphandling-vault-key")
    other = cli(*made, f"{tmp_path}/annat")

    assert "Systemd lämnar den till tjänsten" in handed.out
    assert "Ange den som UPPHANDLING_VAULT_KEY." in other.out


def test_a_rotation_is_followed_by_the_new_key(cli, town, tmp_path, monkeypatch):
    cli("vault", "keep", "k-1", "--field", "name", *ADMINISTRATOR, stdin=CANARY)

    said = cli("vault", "rotate", "--to", f"{tmp_path}/ny", "--json")

    assert said.json["data"]["rewrapped"] == 2
    locked = cli("vault", "show", "k-1", *ADMINISTRATOR)
    assert (locked.code, "VaultLocked" in locked.err) == (1, True)
    monkeypatch.setenv("UPPHANDLING_VAULT_KEY", f"{tmp_path}/ny")
    assert CANARY in cli("vault", "show", "k-1", *ADMINISTRATOR).out


def test_a_credential_of_systemd_is_the_key_where_none_is_set(
    cli, town, tmp_path, monkeypatch
):
    cli("vault", "keep", "k-1", "--field", "name", *ADMINISTRATOR, stdin=CANARY)
    own = Path(str(the_keys().files["ordinary"]))
    (tmp_path / "upphandling-vault-key").write_bytes(own.read_bytes())
    (tmp_path / "upphandling-vault-key").chmod(0o600)
    monkeypatch.delenv("UPPHANDLING_VAULT_KEY")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))

    assert CANARY in cli("vault", "show", "k-1", *ADMINISTRATOR).out


# -- Files ---------------------------------------------------------------------------

HEADER = "kund;beslut;område;insats;timmar per vecka;från;personnummer;namn"


def load(cli, tmp_path: Path, *rows: str, more: tuple[str, ...] = ()):
    file = tmp_path / "kunder.csv"
    file.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    return cli("import", "customers", str(file), "--system", "staden", *WHO, *more)


def test_personal_columns_of_a_file_go_to_the_vault_and_nowhere_else(
    cli, town, tmp_path
):
    row = f"k-9;b-1;norr;personal_care;3;2026-02-01;{NUMBER};{CANARY}"

    rehearsed = load(cli, tmp_path, row, more=("--dry-run",))
    assert rehearsed.code == 0, rehearsed.err
    assert Facts(town.house.vault).find(NUMBER)[0] == []
    said = load(cli, tmp_path, row)

    assert said.code == 0, said.err
    assert Facts(town.house.vault).find(NUMBER)[0] == ["k-9"]
    assert CANARY not in said.out + json.dumps(town.log())


def test_a_file_that_is_refused_leaves_nothing_in_the_vault(cli, town, tmp_path):
    said = load(
        cli, tmp_path, f"k-9;b-1;okand;personal_care;3;2026-02-01;{NUMBER};{CANARY}"
    )

    assert said.code == 1
    assert CANARY not in said.err
    assert Facts(town.house.vault).find(NUMBER)[0] == []


def test_a_number_that_is_anothers_refuses_the_whole_file(cli, town, tmp_path):
    number = ("--field", "personal_number")
    cli("vault", "keep", "k-1", *number, *ADMINISTRATOR, stdin=NUMBER)
    before = len(town.log())

    said = load(cli, tmp_path, f"k-9;b-1;norr;personal_care;3;2026-02-01;{NUMBER};Bo")

    assert (said.code, "NumberOfAnother" in said.err) == (1, True)
    assert len(town.log()) == before


# -- Scenarios -----------------------------------------------------------------------


def test_a_scenario_that_is_kept_gets_a_key_beside_its_database(
    cli, tmp_path, monkeypatch
):
    url = f"sqlite:///{tmp_path}/prov.db"
    monkeypatch.delenv("UPPHANDLING_VAULT_KEY")
    monkeypatch.setenv("UPPHANDLING_DATABASE", url)
    example = Path(__file__).parents[2] / "examples" / "soderhamn"

    first = cli("scenario", "run", str(example))
    again = cli("scenario", "run", str(example))

    key = tmp_path / "prov.db.vault-key"
    assert str(key) in first.out
    assert "vault-key" not in again.out
    assert again.out in first.out
    assert key.stat().st_mode & 0o777 == 0o600
    with open_house(url) as house:
        assert any("valv:" in row.data for row in house.recorder.records())
