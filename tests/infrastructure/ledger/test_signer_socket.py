"""The signer at its socket: one question a connection, and nonsense gets nothing."""

from __future__ import annotations

import socket
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.infrastructure.ledger.growing import KEY, Growing
from tests.infrastructure.ledger.standing import standing
from upphandling.infrastructure.ledger.extending import NotExtending, Why
from upphandling.infrastructure.ledger.note import checkpoint_of
from upphandling.infrastructure.ledger.signer_socket import SignerClient, SignerServer
from upphandling.infrastructure.ledger.signing import LogSigner
from upphandling.infrastructure.ledger.troubles import SignerUnreachable

LOG = Growing(20)
FORK = Growing(20, world="en annan ")


@pytest.fixture
def signer(tmp_path):
    return LogSigner(KEY, tmp_path / "state")


@contextmanager
def serving(signer: LogSigner, path: Path):
    """The signer at a socket, in this process."""
    with standing(SignerServer(path, signer)):
        yield SignerClient(path)


@contextmanager
def refuses(why: Why, size: int):
    with pytest.raises(NotExtending) as refusal:
        yield
    assert (refusal.value.why, refusal.value.size) == (why, size)


def test_the_service_asks_at_the_socket(signer, tmp_path):
    with serving(signer, tmp_path / "s") as client:
        assert client.last() is None
        request = LOG.to_sign(0, 9)
        assert KEY.verifier.verifies(request.checkpoint, client.sign(request))
        assert client.last().checkpoint == LOG.checkpoint(9)
        with refuses(Why.STALE, 9):
            client.sign(LOG.to_sign(0, 12))
        with refuses(Why.OTHER_ROOT, 9):
            client.sign(FORK.to_sign(9, 9))
    assert not (tmp_path / "s").exists()


def test_many_who_ask_at_once_never_get_two_roots_of_one_size(signer, tmp_path):
    got: dict[int, set[bytes]] = defaultdict(set)

    def ask(number: int) -> None:
        log = LOG if number % 2 else FORK
        for new in range(1, 20, 3):
            with suppress(NotExtending):
                request = log.to_sign(0, new)
                try:
                    client.sign(request)
                except NotExtending as said:
                    if said.size > new:
                        continue
                    request = log.to_sign(said.size, new)
                    client.sign(request)
                checkpoint = checkpoint_of(request.checkpoint)
                got[checkpoint.size].add(checkpoint.root)

    with serving(signer, tmp_path / "s") as client, ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(8)))

    assert got
    assert all(len(roots) == 1 for roots in got.values())


@pytest.mark.parametrize(
    "question",
    [b"", b"old", b"old -1\n\n", b"\xff\xfe", b"old 1\nAAAA\n\n", b"x" * 100_000],
)
def test_nonsense_at_the_socket_is_refused_and_nothing_signed(
    signer, tmp_path, question
):
    with serving(signer, tmp_path / "s") as client:
        client._ask = lambda _: ask_raw(client.path, question)
        with suppress(SignerUnreachable), refuses(Why.MALFORMED, 0):
            client.sign(LOG.to_sign(0, 1))
        assert signer.last is None


def ask_raw(path: Path, question: bytes) -> str:
    with socket.socket(socket.AF_UNIX) as line, suppress(BrokenPipeError):
        line.connect(str(path))
        line.sendall(question)
        line.shutdown(socket.SHUT_WR)
        return line.recv(1000).decode()
    return ""


def test_a_signer_that_is_away_is_told(tmp_path):
    with pytest.raises(SignerUnreachable, match="signer serve"):
        SignerClient(tmp_path / "s").last()


def test_a_socket_left_behind_is_replaced(signer, tmp_path):
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / "s"))
    with serving(signer, tmp_path / "s") as client:
        assert client.last() is None
