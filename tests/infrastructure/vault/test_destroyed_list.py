"""The list of destroyed keys: whole, cut off, damaged or gone, and what is done then."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from tests.infrastructure.vault.test_destruction import (
    CLASSES,
    TERM,
    decided,
    executed,
    kept,
)
from tests.town import Town
from upphandling.application.vault import Destroyed, DestroyedListDamaged
from upphandling.bootstrap import House, open_house
from upphandling.infrastructure.ledger.checkpoint_files import CheckpointFiles
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.vault.destroyed_list import DestroyedKey, DestroyedList
from upphandling.infrastructure.vault.facts import FactField, Facts

LINE = (
    '{"key_id": "aaaaaaaaaaaa", "subject": "person:k-1",'
    ' "document_class": "identity", "decision": "destruction:g"}\n'
)


@pytest.fixture
def town(database_url, tmp_path):
    with Town(database_url, "2026-03-02T09:00") as opened:
        opened.house.destroyer.listed = DestroyedList(tmp_path / "destroyed")
        for document_class in CLASSES:
            opened.do("retention.adopt", {"document_class": document_class, **TERM})
        yield opened


def reopened(town: Town, seals: Seals | None = None) -> House:
    path = town.house.destroyer.listed.path
    return open_house(
        town.url,
        clock=town.clock,
        keys=town.house.vault.ring,
        destroyed=path,
        seals=seals,
    )


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("skräp", 1),
        ("skräp\n", 1),
        (f"{LINE}\n{LINE}", 2),
        (f"{LINE}{LINE[:20]}\n", 2),
        (f"{LINE}{LINE}\0\0\0", 3),
        (LINE.replace("aaaaaaaaaaaa", "k"), 1),
        (LINE.replace('"destruction:g"', "null"), 1),
    ],
)
def test_a_damaged_list_is_told_by_file_and_line(tmp_path, content, line):
    path = tmp_path / "destroyed"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(DestroyedListDamaged) as refusal:
        DestroyedList(path).read()

    assert refusal.value.details["file"] == str(path)
    assert refusal.value.details["line"] == line


def test_a_last_line_that_lacks_only_its_end_counts(tmp_path):
    listed = DestroyedList(tmp_path / "destroyed")
    listed.path.write_text(LINE.strip(), encoding="utf-8")
    more = DestroyedKey("bbbbbbbbbbbb", "person:k-2", "identity", "destruction:g")

    listed.add([more])

    found = listed.read()
    assert [line.key_id for line in found.lines] == ["aaaaaaaaaaaa", "bbbbbbbbbbbb"]
    assert not found.cut_off


def test_with_a_damaged_list_the_vault_is_not_read_and_all_else_goes_on(town):
    token = kept(town)
    town.house.destroyer.listed.path.write_text("skräp\n", encoding="utf-8")

    with capture_logs() as log, reopened(town) as house:
        facts = Facts(house.vault)
        for read in (
            lambda: facts.show("k-1"),
            lambda: facts.find("191212121212"),
            lambda: house.vault.text_of(token),
            house.destroyer.must_have_list,
        ):
            with pytest.raises(DestroyedListDamaged):
                read()
        assert facts.keep("k-2", FactField.NAME, "Bo") == 1
    assert [one["event"] for one in log] == ["vault_list_damaged"]


def test_a_last_line_that_was_cut_off_is_told(town):
    town.house.destroyer.listed.path.write_text(LINE[:30], encoding="utf-8")

    with capture_logs() as log, reopened(town) as house:
        assert house.reconciled.list_cut_off
        assert house.vault.unreadable is None
    assert [one["event"] for one in log] == ["vault_list_cut_off"]


def test_a_list_that_is_gone_is_written_again_from_the_log(town):
    kept(town)
    decided(town)
    keys = executed(town)
    destroyer = town.house.destroyer
    destroyer.reconcile()
    destroyer.listed.path.unlink()

    with capture_logs() as log, reopened(town) as house:
        assert {line.key_id for line in house.reconciled.relisted} == set(keys)
        assert house.reconciled.list_empty
    assert [one["event"] for one in log] == ["vault_list_restored"]
    lines = destroyer.listed.read().lines
    assert {line.key_id for line in lines} == set(keys)
    assert destroyer.reconcile().relisted == ()


def test_a_lost_decision_is_named_until_it_is_in_the_log_again(town):
    kept(town)
    listed = town.house.destroyer.listed
    (identity, _) = town.house.destroyer.keys_of(["person:k-1"], CLASSES)
    line = DestroyedKey(identity, "person:k-1", "identity", "destruction:gallring-1")
    listed.add([line])

    for _ in range(3):
        done = town.house.destroyer.reconcile()
        assert done.unknown_decisions == ("destruction:gallring-1",)
    decided(town)
    executed(town)

    assert town.house.destroyer.reconcile().unknown_decisions == ()


def test_a_broken_log_destroys_nothing_and_the_list_still_does(town, tmp_path):
    token = kept(town)
    Facts(town.house.vault).keep("k-2", FactField.NAME, "Bo")
    (of_another,) = town.house.destroyer.keys_of(["person:k-2"], CLASSES)
    decided(town)
    executed(town)
    line = DestroyedKey(of_another, "person:k-2", "identity", "destruction:annan")
    town.house.destroyer.listed.add([line])
    seals = Seals(files=CheckpointFiles(tmp_path / "ledger"))
    (tmp_path / "ledger").mkdir(exist_ok=True)
    (tmp_path / "ledger" / "broken").write_text("händelse 2: ändrad\n")

    with reopened(town, seals) as house:
        assert house.vault.text_of(token)
        with pytest.raises(Destroyed):
            Facts(house.vault).show("k-2")
