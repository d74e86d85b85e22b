"""Facts about persons: kept in versions, found by number, protected where needed."""

from __future__ import annotations

import pytest

from upphandling.application.vault import NothingKept, VaultLocked, VaultTampered
from upphandling.infrastructure.vault.blind_index import NotANumber, normalised
from upphandling.infrastructure.vault.facts import FactField, Facts, NumberOfAnother
from upphandling.infrastructure.vault.keyring import Compartment, Keyring
from upphandling.infrastructure.vault.vault import SealedVault

NUMBER = "19121232-0001"  # the 32nd of December
OTHER = "19121233-0002"
NAME, PERSONAL_NUMBER = FactField.NAME, FactField.PERSONAL_NUMBER


def only_ordinary(facts: Facts) -> Facts:
    """The same vault for those who have not got the key of the protected."""
    keys = {Compartment.ORDINARY: facts.vault.ring.master(Compartment.ORDINARY)}
    return Facts(SealedVault(facts.database, Keyring(masters=keys)))


def test_the_last_version_of_a_fact_is_shown(facts):
    assert facts.keep("k-1", NAME, "Siv Kanarie") == 1
    assert facts.keep("k-1", NAME, "Siv Kanarie") == 1
    assert facts.keep("k-1", NAME, "Siv Sångfågel") == 2

    assert facts.show("k-1") == {NAME: "Siv Sångfågel"}


def test_of_whom_nothing_is_kept_nothing_is_shown(facts):
    with pytest.raises(NothingKept):
        facts.show("k-9")


def test_a_person_is_found_by_number_however_it_is_written(facts):
    facts.keep("k-1", PERSONAL_NUMBER, NUMBER)

    assert facts.find(NUMBER.replace("-", "")) == (["k-1"], [])
    assert facts.find(OTHER) == ([], [])


def test_a_corrected_number_is_found_and_the_wrong_one_no_more(facts):
    facts.keep("k-1", PERSONAL_NUMBER, NUMBER)
    facts.keep("k-1", PERSONAL_NUMBER, OTHER)

    assert facts.find(OTHER) == (["k-1"], [])
    assert facts.find(NUMBER) == ([], [])


def test_a_number_belongs_to_one_reference(facts):
    facts.keep("k-1", PERSONAL_NUMBER, NUMBER)

    with pytest.raises(NumberOfAnother) as refusal:
        facts.keep("k-2", PERSONAL_NUMBER, NUMBER)

    assert refusal.value.details == {}  # nobody learns whose it is


def test_all_facts_are_kept_or_none(facts):
    facts.keep("k-1", PERSONAL_NUMBER, NUMBER)

    with pytest.raises(NumberOfAnother):
        facts.keep_many({"k-2": {NAME: "Bo"}, "k-3": {PERSONAL_NUMBER: NUMBER}})

    with pytest.raises(NothingKept):
        facts.show("k-2")


def test_what_was_kept_for_nothing_is_taken_back(facts):
    facts.keep("k-1", PERSONAL_NUMBER, NUMBER)
    kept = facts.keep_many({"k-1": {PERSONAL_NUMBER: OTHER, NAME: "Siv"}})

    facts.undo(kept)

    assert facts.show("k-1") == {PERSONAL_NUMBER: normalised(NUMBER)}
    assert facts.find(NUMBER) == (["k-1"], [])
    assert facts.find(OTHER) == ([], [])


@pytest.mark.parametrize("text", ["", "121232-0001", "k-1", "19121232-00015", "Siv"])
def test_what_is_no_number_is_never_repeated(facts, text):
    with pytest.raises(NotANumber) as fault:
        facts.find(text)

    assert fault.value.args == ()


def test_nothing_in_the_index_can_be_tried_without_the_key(facts):
    facts.keep("k-1", PERSONAL_NUMBER, NUMBER)
    stranger = Facts(SealedVault(facts.database, Keyring.ephemeral("Staden")))

    assert stranger.find(NUMBER)[0] == []


def test_an_index_that_leads_to_somebody_else_is_told_and_serves_nobody(facts):
    facts.keep("k-1", PERSONAL_NUMBER, NUMBER)
    facts.keep("k-2", PERSONAL_NUMBER, OTHER)
    with facts.vault.writing() as cursor:
        cursor.execute(
            "UPDATE vault_index SET key_id = (SELECT key_id FROM vault_keys"
            " WHERE subject = 'person:k-2') WHERE key_id = (SELECT key_id FROM"
            " vault_keys WHERE subject = 'person:k-1')"
        )

    for ask in (facts.find, lambda number: facts.keep("k-3", PERSONAL_NUMBER, number)):
        with pytest.raises(VaultTampered) as refusal:
            ask(NUMBER)
        assert "k-2" not in str(refusal.value.details)
    assert facts.find(OTHER) == (["k-2"], [])


def test_a_version_that_is_missing_is_told(facts):
    for name in ("Siv", "Siv S", "Siv Sångfågel"):
        facts.keep("k-1", NAME, name)
    with facts.vault.writing() as cursor:
        cursor.execute("DELETE FROM vault_items WHERE version = 2")

    with pytest.raises(VaultTampered) as refusal:
        facts.show("k-1")

    assert refusal.value.details["field"] == "name"


def test_what_is_taken_back_leaves_no_gap_below_what_came_later(facts):
    kept = facts.keep_many({"k-1": {NAME: "Siv"}})
    facts.keep("k-1", NAME, "Siv S")

    facts.undo(kept)

    assert facts.show("k-1") == {NAME: "Siv S"}
    assert facts.keep("k-1", NAME, "Siv") == 3


def test_a_compartment_with_nothing_in_it_needs_no_search(facts):
    facts.keep("k-1", NAME, "Siv")

    assert only_ordinary(facts).find(NUMBER) == ([], [])


# -- Protected identity --------------------------------------------------------------


def test_a_protected_person_lies_under_another_key(facts):
    facts.keep("k-1", NAME, "Siv")
    facts.keep("k-1", PERSONAL_NUMBER, NUMBER)
    facts.keep("k-2", NAME, "Bo")

    assert facts.protect("k-1").moved == 1

    assert facts.show("k-1")[NAME] == "Siv"
    assert facts.find(NUMBER) == (["k-1"], [])
    ordinary = only_ordinary(facts)
    with pytest.raises(VaultLocked) as refusal:
        ordinary.show("k-1")
    assert refusal.value.details["setting"] == "UPPHANDLING_VAULT_KEY_PROTECTED"
    assert ordinary.find(NUMBER) == ([], [Compartment.PROTECTED])
    assert ordinary.show("k-2") == {NAME: "Bo"}
    assert ordinary.keep("k-2", NAME, "Bo B") == 2


def test_once_protected_all_that_comes_later_is_too(facts):
    facts.protect("k-1")
    facts.keep("k-1", NAME, "Siv")

    with pytest.raises(VaultLocked):
        only_ordinary(facts).show("k-1")
