"""A backup held against the checkpoints, and against what has been destroyed since."""

from __future__ import annotations

import pytest

from tests.infrastructure.ledger.growing import KEY, OTHER
from tests.infrastructure.ledger.standing import standing
from tests.infrastructure.ledger.tampering import tamper
from tests.infrastructure.moving.forging import forged
from tests.infrastructure.moving.lived_in import (
    CLASSES,
    NAME,
    backed_up,
    destroyed,
    lived_in,
    restored,
    rows_in,
)
from tests.vault_key import the_keys
from upphandling.application.vault import Destroyed, DestroyedListDamaged
from upphandling.bootstrap import open_house
from upphandling.infrastructure.ledger.checkpoint_files import CheckpointFiles
from upphandling.infrastructure.ledger.sealing import seal
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.ledger.signer_socket import SignerClient, SignerServer
from upphandling.infrastructure.ledger.signing import LogSigner
from upphandling.infrastructure.moving.troubles import (
    Damaged,
    LineChanged,
    NotTheSealedLog,
    OlderThanCheckpoint,
    PartChanged,
)
from upphandling.infrastructure.moving.verifying import verify
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.vault.destroyed_list import DestroyedList
from upphandling.infrastructure.vault.facts import FactField, Facts


@pytest.fixture
def town(database_url, tmp_path):
    with lived_in(database_url, tmp_path / "destroyed") as opened:
        yield opened


@pytest.fixture
def seals(tmp_path):
    """A folder of checkpoints, and a signer that remembers."""
    signer = LogSigner(KEY, tmp_path / "state")
    with standing(SignerServer(tmp_path / "s", signer)):
        yield Seals(
            files=CheckpointFiles(tmp_path / "ledger"),
            keys=(KEY.verifier,),
            signer=SignerClient(tmp_path / "s"),
        )


@pytest.fixture
def new_url(tmp_path):
    return f"sqlite:///{tmp_path}/ny.db"


def sealed(town, seals):
    seal(town.house.database, seals)


def copied(town, seals, tmp_path):
    """A backup with its checkpoints."""
    folder = seals.files.folder
    return backed_up(town, tmp_path / "kopia", checkpoints=folder)


def elsewhere(tmp_path):
    """The folder of a new machine, with the key of the log and nothing more."""
    return Seals(files=CheckpointFiles(tmp_path / "annan"), keys=(KEY.verifier,))


def test_the_checkpoints_go_with_it_and_are_put_back(town, seals, tmp_path, new_url):
    sealed(town, seals)
    town.with_agreement("avtal-b", starts_on="2026-01-01")
    sealed(town, seals)
    (seals.files.folder / "broken").write_text("inte med", encoding="utf-8")
    copied(town, seals, tmp_path)
    there = elsewhere(tmp_path)

    assert verify(tmp_path / "kopia", there).held == 2
    restored(tmp_path / "kopia", new_url, there)

    assert there.files.sizes() == seals.files.sizes()
    assert there.files.last() == seals.files.last()
    assert not (there.files.folder / "broken").exists()
    with open_house(new_url, clock=town.clock, keys=the_keys(), seals=there) as house:
        assert house.ledger.audit().compared == {"own_checkpoint": 2}
        assert house.ledger.audit().lines == []


def test_a_checkpoint_that_is_there_is_never_written_over(
    town, seals, tmp_path, new_url
):
    sealed(town, seals)
    copied(town, seals, tmp_path)
    there = elsewhere(tmp_path)
    restored(tmp_path / "kopia", new_url, there)
    (last,) = there.files.history.iterdir()
    last.write_text("annat", encoding="utf-8")

    restored(tmp_path / "kopia", f"sqlite:///{tmp_path}/till.db", there)

    assert last.read_text(encoding="utf-8") == "annat"


def test_an_older_copy_than_the_last_checkpoint_is_told_of_and_must_be_asked_for(
    town, seals, tmp_path, new_url
):
    sealed(town, seals)
    copied(town, seals, tmp_path)
    town.with_agreement("avtal-b", starts_on="2026-01-01")
    sealed(town, seals)

    assert verify(tmp_path / "kopia", seals).whole  # as whole as it was
    with pytest.raises(OlderThanCheckpoint):
        restored(tmp_path / "kopia", new_url, seals)
    assert sum(rows_in(new_url).values()) == 0

    assert restored(tmp_path / "kopia", new_url, seals, older=True).older
    with open_house(new_url, clock=town.clock, keys=the_keys(), seals=seals) as house:
        kinds = {fault.kind for fault in house.ledger.audit().faults}
        assert kinds == {"own_checkpoint", "signer"}


def test_what_the_signer_remembers_is_asked_for_where_the_folder_is_lost(
    town, seals, tmp_path, new_url
):
    copied(town, seals, tmp_path)
    town.with_agreement("avtal-b", starts_on="2026-01-01")
    sealed(town, seals)
    for file in seals.files.files():
        file.unlink()

    with pytest.raises(OlderThanCheckpoint):
        restored(tmp_path / "kopia", new_url, seals)


def test_a_signer_that_does_not_answer_is_told_of_and_stops_nothing(
    town, seals, tmp_path, new_url
):
    copied(town, seals, tmp_path)
    away = SignerClient(tmp_path / "ingen")

    done = restored(tmp_path / "kopia", new_url, Seals(keys=seals.keys, signer=away))

    assert len(done.unheard) == 1
    assert sum(rows_in(new_url).values()) > 0


def test_a_log_that_was_rewritten_is_not_the_one_that_was_sealed(
    town, seals, tmp_path, new_url, sqlite_databases
):
    sealed(town, seals)
    folder = tmp_path / "annan-stad"
    folder.mkdir()
    with lived_in(sqlite_databases.migrated(), folder / "destroyed") as other:
        other.registered(["k-9"], "avtal-a")  # another log, of at least that size
        backed_up(other, tmp_path / "kopia")

    with pytest.raises(NotTheSealedLog):
        verify(tmp_path / "kopia", seals)
    with pytest.raises(NotTheSealedLog):
        restored(tmp_path / "kopia", new_url, seals, older=True)
    assert sum(rows_in(new_url).values()) == 0


def test_a_forged_checkpoint_in_the_copy_is_found(town, seals, tmp_path):
    sealed(town, seals)
    copied(town, seals, tmp_path)
    stranger = Seals(keys=(OTHER.verifier,))

    assert verify(tmp_path / "kopia", stranger).held == 0  # of another log

    last = seals.files.latest
    last.write_text(last.read_text(encoding="utf-8").replace("— ", "— x"))
    backed_up(town, tmp_path / "till", checkpoints=seals.files.folder)
    with pytest.raises(NotTheSealedLog):
        verify(tmp_path / "till", Seals(keys=(KEY.verifier,)))


def test_what_is_destroyed_after_the_copy_does_not_come_back(
    town, seals, tmp_path, new_url
):
    backed_up(town, tmp_path / "kopia")
    (key,) = town.house.destroyer.keys_of(["person:k-1"], CLASSES)
    destroyed(town)
    listed = town.house.destroyer.listed

    restored(tmp_path / "kopia", new_url, listed=listed)

    with Database(new_url) as database, database.reading() as cursor:
        cursor.execute("SELECT count(*) FROM vault_items WHERE key_id = ?", (key,))
        assert cursor.fetchone() == (0,)
    with open_house(
        new_url, clock=town.clock, keys=the_keys(), destroyed=listed.path
    ) as house:
        with pytest.raises(Destroyed):
            Facts(house.vault).show("k-1")
        assert Facts(house.vault).show("k-2")[FactField.NAME] == NAME
        assert house.reconciled.unknown_decisions == ("destruction:gallring-1",)


def test_what_is_destroyed_is_not_in_a_restored_file_at_all(town, tmp_path, new_url):
    backed_up(town, tmp_path / "kopia")
    (key,) = town.house.destroyer.keys_of(["person:k-1"], CLASSES)
    with town.house.database.reading() as cursor:
        sql = town.house.database.native(
            "SELECT wrapped FROM vault_keys WHERE key_id = ?"
        )
        cursor.execute(sql, (key,))
        (wrapped,) = cursor.fetchone()
    destroyed(town)

    restored(tmp_path / "kopia", new_url, listed=town.house.destroyer.listed)

    for file in tmp_path.glob("ny.db*"):
        assert bytes(wrapped) not in file.read_bytes()


def test_the_list_goes_with_the_copy_and_into_the_list_there(town, tmp_path, new_url):
    destroyed(town)
    backed_up(town, tmp_path / "kopia")
    there = DestroyedList(tmp_path / "annan-lista")

    assert restored(tmp_path / "kopia", new_url, listed=there).unlisted == 0

    assert there.read().lines == town.house.destroyer.listed.read().lines != ()
    bare = restored(tmp_path / "kopia", f"sqlite:///{tmp_path}/till.db")
    assert bare.unlisted == 1


def test_a_list_that_cannot_be_understood_makes_no_copy(town, tmp_path):
    town.house.destroyer.listed.path.write_text("nonsens\n", encoding="utf-8")

    with pytest.raises(DestroyedListDamaged):
        backed_up(town, tmp_path / "kopia")
    assert not (tmp_path / "kopia").exists()


def test_a_list_in_the_copy_that_cannot_be_understood_is_found(town, tmp_path):
    destroyed(town)
    backed_up(town, tmp_path / "kopia")
    file = forged(tmp_path / "kopia", files={"destroyed": b"nonsens\n"})

    with pytest.raises(PartChanged, match="destroyed"):
        verify(file, Seals())


def test_a_log_whose_row_was_changed_is_copied_as_it_is_and_found(sqlite_url, tmp_path):
    with lived_in(sqlite_url, tmp_path / "destroyed") as town:
        changed = "UPDATE events SET data = '{}' WHERE position = 2"
        tamper(town.house.database, changed)
        backed_up(town, tmp_path / "kopia")

    with pytest.raises(LineChanged, match="lövhash"):
        verify(tmp_path / "kopia", Seals())


def test_a_database_that_keeps_something_else_is_found_before_anything_counts(
    town, tmp_path, sqlite_url
):
    backed_up(town, tmp_path / "kopia")
    with Database(sqlite_url) as database, database.writing() as cursor:
        cursor.execute("DROP TRIGGER commands_refuse_update")
        cursor.execute(
            "CREATE TRIGGER spoil AFTER INSERT ON commands BEGIN UPDATE commands"
            " SET mandate = NULL WHERE command_id = NEW.command_id; END"
        )

    with pytest.raises(Damaged, match="raderna i databasen"):
        restored(tmp_path / "kopia", sqlite_url)
    assert sum(rows_in(sqlite_url).values()) == 0
