"""A destroyed key is gone: for readers, after a crash, and after a restored backup."""

from __future__ import annotations

import json

import pytest

from tests.infrastructure.vault.test_vault import CANARY, placing
from tests.town import Town
from upphandling.application.refusals import CommandIdReused
from upphandling.application.vault import Destroyed, NoListOfDestroyed
from upphandling.bootstrap import open_house
from upphandling.domain.document_classes import DocumentClass
from upphandling.infrastructure.vault.destroyed_list import (
    DestroyedKey,
    DestroyedList,
    Listed,
)
from upphandling.infrastructure.vault.destroying import Destroyer
from upphandling.infrastructure.vault.facts import FactField, Facts

NUMBER = "191212320001"
WHO = {"customer": "k-1", "bundle": "omvardnad"}
CLASSES = [DocumentClass.IDENTITY, DocumentClass.PERSON_NOTES]
TERM = {
    "keep_years": 5,
    "counted_from": "Från det att insatsen upphörde",
    "legal_basis": "Nämndens dokumenthanteringsplan",
    "reference": "Dokumenthanteringsplan 2026",
    "from_day": "2026-01-01",
}


@pytest.fixture
def town(database_url, tmp_path):
    with Town(database_url, "2026-03-02T09:00") as opened:
        listed = DestroyedList(tmp_path / "destroyed")
        opened.house.destroyer.listed = listed
        for document_class in CLASSES:
            opened.do("retention.adopt", {"document_class": document_class, **TERM})
        yield opened


def kept(town, customer="k-1"):
    """A person of whom there are facts and a text; answers the token of the text."""
    facts = Facts(town.house.vault)
    facts.keep(customer, FactField.NAME, CANARY)
    if customer == "k-1":
        facts.keep(customer, FactField.PERSONAL_NUMBER, NUMBER)
    return town.house.vault.sealed(placing(customer=customer), customer).reason


def decided(town):
    town.do(
        "destruction.decide",
        {
            "destruction": "gallring-1",
            "subjects": ["person:k-1"],
            "document_classes": CLASSES,
            "document": "Gallringsbeslut 2026-1",
            "reason": "Fristen är ute.",
        },
    )


def executed(town):
    """The event is written; the keys are still there."""
    destroyer = town.house.destroyer
    keys = destroyer.keys_of(["person:k-1"], CLASSES)
    told = {"destruction": "gallring-1", "keys": list(keys)}
    town.do("destruction.execute", told, mandate=None)
    return keys


def test_what_is_destroyed_is_gone_and_everybody_else_is_left(town):
    token, other = kept(town), kept(town, "k-2")
    decided(town)
    executed(town)

    done = town.house.destroyer.reconcile()

    assert {key.document_class for key in done.destroyed} == set(CLASSES)
    vault, facts = town.house.vault, Facts(town.house.vault)
    with pytest.raises(Destroyed):
        vault.text_of(token)
    with pytest.raises(Destroyed):
        facts.show("k-1")
    assert facts.find(NUMBER)[0] == []
    assert vault.text_of(other) == CANARY
    assert facts.show("k-2") == {FactField.NAME: CANARY}


def test_a_crash_before_the_keys_are_destroyed_is_finished_at_the_next_start(town):
    token = kept(town)
    decided(town)
    executed(town)

    path = town.house.destroyer.listed.path
    with open_house(town.url, clock=town.clock, destroyed=path) as house:
        assert len(house.reconciled.destroyed) == 2
        with pytest.raises(Destroyed):
            house.vault.text_of(token)
    with open_house(town.url, clock=town.clock, destroyed=path) as house:
        assert house.reconciled.destroyed == ()


def test_a_command_that_comes_again_does_not_bring_its_text_back(town):
    town.founded()
    town.with_agreement("avtal-a", starts_on="2026-01-01").registered(
        ["k-1"], "avtal-a"
    )
    town.do("customer_choice.choose", {**WHO, "wishes": ["avtal-a"]})
    told = {**WHO, "agreement": "avtal-a", "reason": CANARY}
    town.do("customer_choice.place", told, command_id="plats-1")
    kept(town)
    decided(town)
    executed(town)
    town.house.destroyer.reconcile()

    answer = town.do("customer_choice.place", told, command_id="plats-1")

    assert answer.repeated
    subject = ["person:k-1"]
    assert town.house.destroyer.keys_of(subject, CLASSES) == ()
    with pytest.raises(CommandIdReused):
        town.do(
            "customer_choice.place", {**told, "agreement": "b"}, command_id="plats-1"
        )
    assert town.house.destroyer.keys_of(subject, CLASSES) == ()


def test_the_list_is_on_disk_before_a_key_is_destroyed(town, monkeypatch):
    token = kept(town)
    decided(town)
    keys = executed(town)
    destroyer = town.house.destroyer
    monkeypatch.setattr(destroyer, "_destroy", lambda _: 1 / 0)  # the power is cut here

    with pytest.raises(ZeroDivisionError):
        destroyer.reconcile()

    assert {line.key_id for line in destroyer.listed.read().lines} == set(keys)
    assert town.house.vault.text_of(token) == CANARY
    monkeypatch.undo()
    assert len(destroyer.reconcile().destroyed) == 2


def test_after_a_restored_backup_the_list_destroys_again_and_names_the_lost_decision(
    town,
):
    token = kept(town)
    listed = town.house.destroyer.listed
    (identity, notes) = town.house.destroyer.keys_of(["person:k-1"], CLASSES)
    # The backup was made before the decision, which the log has lost with it.
    listed.add(
        DestroyedKey(key, "person:k-1", document_class, "destruction:gallring-1")
        for key, document_class in ((identity, "identity"), (notes, "person_notes"))
    )

    done = town.house.destroyer.reconcile()

    assert len(done.destroyed) == 2
    assert done.unknown_decisions == ("destruction:gallring-1",)
    with pytest.raises(Destroyed):
        town.house.vault.text_of(token)


def test_whoever_comes_back_after_a_destruction_gets_a_new_key(town):
    kept(town)
    decided(town)
    executed(town)
    town.house.destroyer.reconcile()

    facts = Facts(town.house.vault)
    facts.keep("k-1", FactField.NAME, "Siv igen")

    assert town.house.destroyer.reconcile().destroyed == ()
    assert facts.show("k-1") == {FactField.NAME: "Siv igen"}


def test_without_a_place_for_the_list_nothing_is_destroyed(town):
    destroyer = Destroyer(town.house.vault, None)

    with pytest.raises(NoListOfDestroyed):
        destroyer.must_have_list()


def test_a_line_that_was_cut_off_is_passed_over_and_the_next_one_stands(tmp_path):
    listed = DestroyedList(tmp_path / "destroyed")
    one, two = (
        DestroyedKey(key, "person:k-1", "identity", "destruction:g")
        for key in ("aaaaaaaaaaaa", "bbbbbbbbbbbb")
    )
    listed.add([one])
    with listed.path.open("a") as file:
        file.write(json.dumps({"key_id": "cccc"})[:10])

    assert listed.read() == Listed((one,), cut_off=True)
    listed.add([one, two])

    assert listed.read() == Listed((one, two))
    assert listed.path.stat().st_mode & 0o777 == 0o600
