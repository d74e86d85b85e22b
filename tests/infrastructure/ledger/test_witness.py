"""The witness cosigns a log that only grows, and answers as the protocol says."""

from __future__ import annotations

import http.client
from contextlib import contextmanager

import pytest

from tests.infrastructure.ledger.growing import KEY, ORIGIN, OTHER, Growing
from tests.infrastructure.ledger.standing import standing
from upphandling.infrastructure.ledger.extending import (
    LONGEST_REQUEST,
    NotExtending,
    Request,
    Why,
)
from upphandling.infrastructure.ledger.keys import Signer
from upphandling.infrastructure.ledger.note import Checkpoint, read, signed, verified
from upphandling.infrastructure.ledger.troubles import (
    BrokenState,
    ForgedCheckpoint,
    UnknownLog,
    WitnessUnreachable,
)
from upphandling.infrastructure.ledger.witness import Witness, make_witness
from upphandling.infrastructure.ledger.witness_client import WitnessClient
from upphandling.infrastructure.ledger.witness_paths import path_of
from upphandling.infrastructure.ledger.witness_server import WitnessServer

LOG = Growing(20)
FORK = Growing(20, world="en annan ")
NOW = 1_750_000_000


@pytest.fixture
def witness(tmp_path):
    make_witness(tmp_path, "vittne.example")
    witness = Witness(tmp_path, lambda: NOW + 0.5)
    witness.watch([KEY.verifier])
    return witness


@pytest.fixture
def client(witness):
    with serving(witness) as url:
        yield WitnessClient(url, (witness.key.verifier,))


@contextmanager
def serving(witness: Witness):
    """The witness at an address, in this process."""
    with standing(WitnessServer(("127.0.0.1", 0), witness)) as server:
        yield f"http://127.0.0.1:{server.server_address[1]}"


def test_it_cosigns_a_log_that_grows_and_keeps_every_checkpoint(witness):
    for old, new in [(0, 1), (1, 7), (7, 7), (7, 20)]:
        cosignature = witness.add(LOG.to_cosign(old, new))
        assert cosignature.seen_at == NOW
    watched = witness.watched(ORIGIN)

    assert watched.files.sizes() == [1, 7, 20]
    assert watched.last().checkpoint == LOG.checkpoint(20)
    for size in (1, 7, 20):
        text = watched.files.of_size(size).read_text(encoding="utf-8")
        assert verified(text, [KEY.verifier]) == LOG.checkpoint(size)
        assert verified(text, [witness.key.verifier]) == LOG.checkpoint(size)


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (LOG.to_cosign(0, 12), Why.STALE),
        (LOG.to_cosign(9, 8), Why.SMALLER),
        (FORK.to_cosign(9, 9), Why.OTHER_ROOT),
        (FORK.to_cosign(9, 12), Why.NO_EXTENSION),
    ],
)
def test_it_does_not_cosign_what_is_no_extension(witness, request_, why):
    witness.add(LOG.to_cosign(0, 9))

    with pytest.raises(NotExtending) as refusal:
        witness.add(request_)

    assert (refusal.value.why, refusal.value.size) == (why, 9)
    assert witness.watched(ORIGIN).last().checkpoint == LOG.checkpoint(9)


def test_it_does_not_cosign_what_the_log_did_not_sign(witness):
    with pytest.raises(ForgedCheckpoint):
        witness.add(LOG.to_cosign(0, 9, key=Signer.make(ORIGIN)))


def test_it_does_not_know_other_logs(witness):
    other = signed(Checkpoint(OTHER.name, 1, LOG.tree.root(1)), OTHER)

    with pytest.raises(UnknownLog):
        witness.add(Request(0, (), other))


def test_a_witness_with_a_broken_checkpoint_cosigns_nothing(witness):
    witness.add(LOG.to_cosign(0, 9))
    latest = witness.watched(ORIGIN).files.latest
    latest.write_text(signed(LOG.checkpoint(9), KEY), encoding="utf-8")

    with pytest.raises(BrokenState):
        witness.add(LOG.to_cosign(9, 12))


def test_a_witness_that_lost_its_last_checkpoint_does_not_begin_anew(witness):
    witness.add(LOG.to_cosign(0, 9))
    witness.watched(ORIGIN).files.latest.unlink()

    with pytest.raises(BrokenState):
        witness.add(FORK.to_cosign(0, 9))


def test_the_log_s_new_key_is_believed_beside_the_old(witness):
    witness.add(LOG.to_cosign(0, 9))
    new = Signer.make(ORIGIN)
    witness.watch([new.verifier, KEY.verifier])

    witness.add(LOG.to_cosign(9, 12, key=new))
    witness.add(LOG.to_cosign(12, 13))


# -- On the network -------------------------------------------------------------


def test_the_service_asks_over_http(client, witness):
    asked = LOG.to_cosign(0, 9)
    cosignatures = client.cosign(asked)

    assert read(asked.checkpoint).adding(cosignatures).by([witness.key.verifier])
    shown = read(signed(LOG.checkpoint(1), KEY))
    assert client.last(shown).checkpoint == LOG.checkpoint(9)


def test_who_shows_no_checkpoint_of_the_log_is_not_told_its_size(client):
    client.cosign(LOG.to_cosign(0, 9))
    forged = read(signed(LOG.checkpoint(9), Signer.make(ORIGIN)))
    other = read(signed(Checkpoint(OTHER.name, 1, LOG.tree.root(1)), OTHER))

    assert client.last(forged) is None
    assert client.last(other) is None
    line = http.client.HTTPConnection(client.url.removeprefix("http://"), timeout=5)
    try:
        line.request("GET", path_of(ORIGIN))
        assert line.getresponse().status == 501
    finally:
        line.close()


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (LOG.to_cosign(0, 12), Why.STALE),
        (FORK.to_cosign(9, 9), Why.OTHER_ROOT),
        (FORK.to_cosign(9, 12), Why.NO_EXTENSION),
    ],
)
def test_what_is_no_extension_is_refused_over_http_too(client, request_, why):
    client.cosign(LOG.to_cosign(0, 9))

    with pytest.raises(NotExtending) as refusal:
        client.cosign(request_)
    assert (refusal.value.why, refusal.value.size) == (why, 9)


@pytest.mark.parametrize(
    ("path", "body", "status", "answer"),
    [
        ("/add-checkpoint", str(LOG.to_cosign(9, 9)), 200, None),
        ("/add-checkpoint", str(LOG.to_cosign(0, 12)), 409, "9\n"),
        ("/add-checkpoint", str(FORK.to_cosign(9, 9)), 409, "9\n"),
        ("/add-checkpoint", str(FORK.to_cosign(9, 12)), 422, None),
        ("/add-checkpoint", str(LOG.to_cosign(9, 8)), 400, None),
        ("/add-checkpoint", "nonsens", 400, None),
        ("/add-checkpoint", "old 0\n\nnonsens", 400, None),
        ("/add-checkpoint", str(LOG.to_cosign(9, 12, Signer.make(ORIGIN))), 403, None),
        ("/add-checkpoint", str(Request(0, (), "")), 400, None),
        ("/elsewhere", str(LOG.to_cosign(9, 12)), 404, None),
        ("/add-checkpoint", "x" * (LONGEST_REQUEST + 1), 413, None),
    ],
)
def test_the_protocol_s_answers(client, path, body, status, answer):
    client.cosign(LOG.to_cosign(0, 9))
    host = client.url.removeprefix("http://")

    line = http.client.HTTPConnection(host, timeout=5)
    try:
        line.request("POST", path, body.encode())
        said = line.getresponse()
        assert said.status == status
        told = said.read().decode()
    finally:
        line.close()
    if answer is not None:
        assert told == answer
        assert said.headers["Content-Type"] == "text/x.tlog.size"


def test_an_unknown_log_is_not_found(client):
    other = signed(Checkpoint(OTHER.name, 1, LOG.tree.root(1)), OTHER)

    with pytest.raises(WitnessUnreachable, match="404"):
        client.cosign(Request(0, (), other))


def test_a_question_without_a_length_is_not_read(client):
    host = client.url.removeprefix("http://")
    line = http.client.HTTPConnection(host, timeout=5)
    try:
        line.putrequest("POST", "/add-checkpoint")
        line.endheaders()
        assert line.getresponse().status == 411
    finally:
        line.close()


def test_a_cosignature_of_somebody_else_is_not_believed(witness):
    stranger = Signer.make("vittne.example", witness.key.algorithm)
    with serving(witness) as url:
        client = WitnessClient(url, (stranger.verifier,))
        with pytest.raises(WitnessUnreachable, match="ingen känd nyckel"):
            client.cosign(LOG.to_cosign(0, 9))


def test_a_witness_that_is_away_is_told():
    client = WitnessClient("http://127.0.0.1:9", ())

    with pytest.raises(WitnessUnreachable, match=r"127\.0\.0\.1:9"):
        client.cosign(LOG.to_cosign(0, 9))
    with pytest.raises(WitnessUnreachable):
        client.last(read(signed(LOG.checkpoint(9), KEY)))
