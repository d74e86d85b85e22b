"""What is kept on the disk: whole, for its owner alone, and told when it cannot be."""

from __future__ import annotations

import stat

import pytest
from structlog.testing import capture_logs

from tests.infrastructure.ledger.growing import KEY, Growing
from tests.infrastructure.ledger.standing import standing
from upphandling.infrastructure.ledger.checkpoint_files import CheckpointFiles
from upphandling.infrastructure.ledger.durable import write_new, write_whole
from upphandling.infrastructure.ledger.keys import COSIGNATURE, ED25519
from upphandling.infrastructure.ledger.note import read, signed
from upphandling.infrastructure.ledger.signer_socket import SignerClient, SignerServer
from upphandling.infrastructure.ledger.signing import LogSigner, alone, key_in
from upphandling.infrastructure.ledger.troubles import (
    CannotListen,
    FileOutOfReach,
    NotKept,
    SignerUnreachable,
)
from upphandling.infrastructure.ledger.witness import Witness, make_witness
from upphandling.infrastructure.ledger.witness_server import WitnessServer

LOG = Growing(9)
NOTE = read(signed(LOG.checkpoint(7), KEY))


def test_only_its_owner_enters_the_folder_and_reads_what_is_in_it(tmp_path):
    files = CheckpointFiles(tmp_path / "own")
    files.keep(NOTE)
    files.put_stamp(7, b"der")

    folders = [files.folder, files.history]
    kept = [files.latest, files.of_size(7), files.stamp_of(7)]
    assert [stat.S_IMODE(one.stat().st_mode) for one in folders] == [0o700] * 2
    assert [stat.S_IMODE(one.stat().st_mode) for one in kept] == [0o600] * 3


@pytest.mark.parametrize("taken", ["own", "own/history", "own/history/7"])
def test_what_cannot_be_kept_is_told_without_the_size(tmp_path, taken):
    files = CheckpointFiles(tmp_path / "own")
    if taken == "own/history/7":
        (tmp_path / taken).mkdir(parents=True)
    else:
        (tmp_path / taken).parent.mkdir(exist_ok=True)
        (tmp_path / taken).write_text("nonsens\n", encoding="utf-8")

    with pytest.raises(NotKept) as trouble:
        files.keep(NOTE)

    assert trouble.value.told == (files.folder,)
    assert not files.latest.is_file()


def test_a_full_disk_leaves_nothing_of_a_new_file(tmp_path, monkeypatch):
    def full(_: int) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr("os.fsync", full)
    for write in (write_new, write_whole):
        with pytest.raises(OSError, match="full"):
            write(tmp_path / "key", "hemligt\n")

    assert list(tmp_path.iterdir()) == []


def test_a_signer_that_cannot_remember_signs_nothing_and_says_so(tmp_path):
    (tmp_path / "gone").mkdir()
    signer = LogSigner(KEY, tmp_path / "gone" / "state")
    (tmp_path / "gone").rmdir()

    with (
        standing(SignerServer(tmp_path / "s", signer)),
        capture_logs() as log,
        pytest.raises(SignerUnreachable, match="vad den loggar"),
    ):
        SignerClient(tmp_path / "s").sign(LOG.to_sign(0, 7))

    (line,) = log
    assert line["event"] == "signer_broken"
    assert line["reason"].endswith(f"'{tmp_path}/gone/state'")


@pytest.mark.parametrize("where", ["folder", "gone/file"])
def test_a_file_that_cannot_be_opened_is_named(tmp_path, where):
    (tmp_path / "folder").mkdir(mode=0o700)
    (tmp_path / "folder.lock").mkdir()
    file = tmp_path / where

    with pytest.raises(FileOutOfReach, match=where), alone(file):
        pass
    if file.is_dir():
        with pytest.raises(FileOutOfReach, match=where):
            key_in(file, ED25519)
        with pytest.raises(FileOutOfReach, match=where):
            LogSigner(KEY, file)


def test_where_nobody_can_listen_is_named(tmp_path):
    signer = LogSigner(KEY, tmp_path / "state")
    with pytest.raises(CannotListen, match="gone/s"):
        SignerServer(tmp_path / "gone" / "s", signer)

    make_witness(tmp_path / "witness", "vittne.example")
    witness = Witness(tmp_path / "witness", lambda: 1)
    assert witness.key.algorithm == COSIGNATURE
    with WitnessServer(("127.0.0.1", 0), witness) as first:
        port = first.server_address[1]
        with pytest.raises(CannotListen, match=f"127.0.0.1:{port}"):
            WitnessServer(("127.0.0.1", port), witness)
