"""Free text goes in, a token comes out, and nobody changes a row unseen."""

from __future__ import annotations

import re

import pytest

from tests.town import command
from upphandling.application.sealing import NoVault
from upphandling.application.vault import (
    TOKEN,
    Destroyed,
    NotAsStored,
    VaultLocked,
    VaultTampered,
)
from upphandling.infrastructure.vault.keyring import Compartment, Keyring
from upphandling.infrastructure.vault.vault import SealedVault

CANARY = "Kanariefågeln Siv vill byta"
PLACE = {
    "customer": "k-1",
    "bundle": "omvardnad",
    "agreement": "avtal-a",
    "reason": CANARY,
}


def placing(reason: str = CANARY, customer: str = "k-1"):
    return command(
        "customer_choice.place", {**PLACE, "reason": reason, "customer": customer}
    )


def tell(vault, sql, *values):
    with vault.database.writing("vault") as cursor:
        cursor.execute(vault.database.native(sql), values)


def test_a_text_is_kept_and_a_token_goes_on_in_its_place(vault):
    sealed = vault.sealed(placing(), "k1")

    assert TOKEN.fullmatch(sealed.reason)
    assert CANARY not in sealed.model_dump_json()
    assert vault.text_of(sealed.reason) == CANARY
    assert sealed.model_copy(update={"reason": CANARY}) == placing()


def test_the_same_command_gets_the_same_token_and_any_other_another(vault):
    token = vault.sealed(placing(), "k1").reason

    assert vault.sealed(placing(), "k1").reason == token
    others = {
        vault.sealed(placing(), "k2").reason,
        vault.sealed(placing("Annat"), "k1").reason,
        vault.sealed(placing(customer="k-2"), "k1").reason,
    }
    assert token not in others
    assert len(others) == 3


def test_a_token_is_taken_as_it_is(vault):
    sealed = vault.sealed(placing(), "k1")

    assert vault.sealed(sealed, "k2") == sealed


def test_a_token_holds_nothing_that_can_be_taken_for_a_personal_number(vault):
    tokens = [vault.sealed(placing(), f"k{n}").reason for n in range(30)]

    assert not any(re.search(r"\d", token) for token in tokens)


def test_without_a_key_only_what_needs_it_is_refused(database):
    locked = SealedVault(database, Keyring())

    with pytest.raises(VaultLocked) as refusal:
        locked.sealed(placing(), "k1")
    assert refusal.value.details["setting"] == "UPPHANDLING_VAULT_KEY"
    assert CANARY not in repr(refusal.value.details)
    plain = command("customer.note_death", {"customer": "k-1", "on": "2026-03-02"})
    assert locked.sealed(plain, "k1") is plain


def test_a_house_without_a_vault_takes_what_needs_none():
    with pytest.raises(VaultLocked):
        NoVault().sealed(placing(), "k1")
    plain = command("customer.note_death", {"customer": "k-1", "on": "2026-03-02"})
    assert NoVault().sealed(plain, "k1") is plain


def test_a_rehearsal_keeps_nothing(vault):
    rehearsed = vault.tokens_for(placing(), "")

    assert TOKEN.fullmatch(rehearsed.reason)
    with pytest.raises(NotAsStored):
        vault.text_of(rehearsed.reason)


# -- Rows that somebody has changed -------------------------------------------------


def test_two_texts_that_changed_places_are_not_shown(vault):
    one = vault.sealed(placing("En text om Siv"), "k1").reason
    two = vault.sealed(placing("En annan text"), "k2").reason
    names = [token.partition("-")[2] for token in (one, two)]
    tell(vault, "UPDATE vault_items SET item = 'x' WHERE item = ?", names[0])
    tell(vault, "UPDATE vault_items SET item = ? WHERE item = ?", names[0], names[1])
    tell(vault, "UPDATE vault_items SET item = ? WHERE item = 'x'", names[1])

    with pytest.raises(VaultTampered) as refusal:
        vault.text_of(one)

    assert refusal.value.details["subject"] == "person:k-1"
    assert refusal.value.details["field"] == "customer_choice.place.reason"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE vault_items SET field = 'customer.report.reason'",
        "UPDATE vault_items SET version = 7",
        "UPDATE vault_keys SET subject = 'person:k-2'",
        "UPDATE vault_keys SET document_class = 'identity'",
        "UPDATE vault_keys SET compartment = 'protected'",
    ],
)
def test_a_moved_field_and_a_changed_subject_are_not_shown(vault, change):
    token = vault.sealed(placing(), "k1").reason
    # Whoever changes the compartment has to change the name of the master key too.
    protected = vault.ring.master(Compartment.PROTECTED).key_id
    tell(vault, change)
    if "compartment" in change:
        tell(vault, "UPDATE vault_keys SET master_id = ?", protected)

    with pytest.raises(VaultTampered):
        vault.text_of(token)


@pytest.mark.parametrize(
    ("table", "column"), [("items", "ciphertext"), ("keys", "wrapped")]
)
def test_one_flipped_bit_is_found(vault, table, column):
    token = vault.sealed(placing(), "k1").reason
    with vault.database.writing("vault") as cursor:
        cursor.execute(f"SELECT {column} FROM vault_{table}")
        box = bytearray(cursor.fetchone()[0])
    box[-1] ^= 1
    tell(vault, f"UPDATE vault_{table} SET {column} = ?", bytes(box))

    with pytest.raises(VaultTampered):
        vault.text_of(token)


def test_a_deleted_text_is_missed(vault):
    token = vault.sealed(placing(), "k1").reason
    tell(vault, "DELETE FROM vault_items")

    with pytest.raises(NotAsStored):
        vault.text_of(token)


def test_a_text_under_a_destroyed_key_is_told_as_destroyed(vault):
    token = vault.sealed(placing(), "k1").reason
    tell(vault, "UPDATE vault_keys SET wrapped = NULL, master_id = NULL")

    with pytest.raises(Destroyed):
        vault.text_of(token)


def test_the_vault_of_another_municipality_does_not_open(vault, database):
    token = vault.sealed(placing(), "k1").reason

    with pytest.raises(VaultLocked):
        SealedVault(database, Keyring.ephemeral("Byn")).text_of(token)
