"""Texts of commands in the views: a token, and the words for whoever may see them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.choosing_town import act, choose, town_of_choice
from tests.interfaces.test_vault_verbs import HISTORY, readings
from tests.town import Town
from upphandling.domain.reading import Reading

ADMINISTRATOR = ("--as", "care_administrator:handlaggare-9")
CANARY = "Siv Kanarie"


@pytest.fixture
def town(store: str, capsys) -> Iterator[Town]:
    for town in town_of_choice(store):
        choose(town, "person-1", "avtal-a")
        reason = f"{CANARY} känner personalen."
        act(town, "place", "person-1", agreement="avtal-a", reason=reason)
        town.house.projector.catch_up()
        capsys.readouterr()
        yield town


def test_views_say_that_a_text_is_in_the_vault_and_json_has_the_token(cli, town):
    for verb in (("case", "show", "person-1"), HISTORY):
        told = cli(*verb)
        assert "(i valvet)" in told.out
        assert "valv:" not in told.out
        assert CANARY not in told.out
        assert "valv:" in cli(*verb, "--json").out


@pytest.mark.parametrize("verb", [("case", "show", "person-1"), HISTORY])
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_whoever_may_sees_the_text_and_leaves_a_trace(cli, town, verb, form):
    said = cli(*verb, "--reveal", "--reason", "Klagomål", *ADMINISTRATOR, *form)

    assert said.code == 0, said.err
    assert CANARY in said.out
    assert "valv:" not in said.out
    ((view, _, fields),) = readings(town)
    assert view == ".".join(verb[:2])
    assert fields == ("customer_choice.place.reason",)
    (why,) = [
        data["reason"] for topic, data in town.log() if topic == Reading.Made.TOPIC
    ]
    assert town.house.vault.text_of(why) == "Klagomål"
    assert town.house.vault.item_of(why)[0].subject == "person:person-1"


@pytest.mark.parametrize("reason", ["", "x" * 2001, "Söker 19121212-1212"])
def test_a_reason_that_no_log_could_keep_is_malformed_and_nothing_is_shown(
    cli, town, reason
):
    said = cli(*HISTORY, "--reveal", "--reason", reason, *ADMINISTRATOR)

    assert (said.code, CANARY in said.out) == (2, False)
    assert "--reason" in said.err
    assert "1212" not in said.err
    assert readings(town) == []


def test_the_words_of_a_search_are_sealed_whether_anybody_is_found(cli, town):
    for number in ("19121212-1212", "19000101-0008"):
        search = ("vault", "find", "--personal-number", "--reason", CANARY)
        cli(*search, *ADMINISTRATOR, stdin=number)
    (first, second) = [
        data["reason"] for topic, data in town.log() if topic == Reading.Made.TOPIC
    ]

    for why in (first, second):
        assert town.house.vault.text_of(why) == CANARY


def test_without_the_key_everything_that_needs_none_goes_on(
    cli, town, monkeypatch, tmp_path
):
    monkeypatch.setenv("UPPHANDLING_VAULT_KEY", str(tmp_path / "borta"))

    assert cli("case", "show", "person-1").code == 0
    assert cli(*HISTORY).code == 0
    assert cli("vault", "list", "--as", "archivist:arkivarie-1").code == 0
    assert cli("register", "destructions").code == 0
    assert cli("db", "check").code == 0
    locked = cli(*HISTORY, "--reveal", *ADMINISTRATOR)
    assert (locked.code, "VaultLocked" in locked.err) == (1, True)
    assert "filen finns inte" in locked.err
    assert readings(town) == []
    envelope = {
        "command": "customer_choice.inform",
        "by": "handlaggare-9",
        "role": "care_administrator",
        "data": {
            "customer": "person-1",
            "bundle": "omvardnad",
            "about": CANARY,
            "channel": "brev",
        },
    }
    kept = len(town.log()), len(list(town.house.recorder.refusals()))
    refused = cli("send", "-", stdin=json.dumps(envelope))
    assert (refused.code, "VaultLocked" in refused.err) == (1, True)
    assert "UPPHANDLING_VAULT_KEY" in refused.err
    assert CANARY not in refused.err
    # Refused before anything was written: what is refused is kept with what was asked.
    assert kept == (len(town.log()), len(list(town.house.recorder.refusals())))
