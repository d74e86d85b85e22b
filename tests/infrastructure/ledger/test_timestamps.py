"""Timestamps by an outside authority, which openssl believes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.infrastructure.ledger.growing import KEY, Growing
from tests.infrastructure.ledger.stamping_office import open_office, openssl
from tests.infrastructure.ledger.standing import standing
from upphandling.infrastructure.ledger.checkpoint_files import CheckpointFiles
from upphandling.infrastructure.ledger.note import read, signed
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.ledger.stamping import stamp_last
from upphandling.infrastructure.ledger.timestamps import stamped, stamped_at
from upphandling.infrastructure.ledger.troubles import (
    NoCheckpoint,
    NoTimestamps,
    TimestampFailed,
)

LOG = Growing(9)
TEXT = LOG.checkpoint(9).text


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="module", params=["", "certs = authority.pem\n"])
def url(office, request):
    """An office that sends its own certificate, or all of them in any order."""
    with standing(open_office(office, request.param)) as server:
        yield f"http://127.0.0.1:{server.server_address[1]}/"


@pytest.fixture
def files(tmp_path):
    files = CheckpointFiles(tmp_path)
    files.keep(read(signed(LOG.checkpoint(9), KEY)))
    return files


def test_the_stamp_says_when_and_openssl_verifies_it(url, office):
    told = stamped(url, TEXT)
    (office / "text").write_text(TEXT)
    (office / "stamp").write_bytes(told)

    assert abs(stamped_at(told, TEXT) - datetime.now(UTC)) < timedelta(minutes=1)
    said = openssl(
        office,
        "ts -verify -data text -in stamp -CAfile authority.pem -untrusted stamper.pem",
    )
    assert "Verification: OK" in said


def test_a_stamp_of_something_else_is_not_believed(url):
    told = stamped(url, TEXT)

    with pytest.raises(TimestampFailed, match="gäller något annat"):
        stamped_at(told, LOG.checkpoint(8).text)


def test_the_last_checkpoint_is_stamped_once_and_the_stamp_lies_beside_it(url, files):
    seals = Seals(files=files, timestamp_url=url)

    file, at = stamp_last(seals)
    assert file == files.history / "9.tsr"
    written = file.read_bytes()
    assert stamp_last(seals) == (file, at)
    assert file.read_bytes() == written
    assert files.sizes() == [9]


@pytest.mark.parametrize("content", [b"", b"\x30\x03\x02\x01\x00", b"nonsens"])
def test_a_broken_stamp_is_told(files, content):
    files.stamp_of(9).write_bytes(content)

    with pytest.raises(TimestampFailed):
        stamp_last(Seals(files=files))


def test_an_office_that_is_away_or_is_none_is_told(files):
    with pytest.raises(TimestampFailed, match=r"127\.0\.0\.1:9"):
        stamped("http://127.0.0.1:9/", TEXT)
    with pytest.raises(NoTimestamps):
        stamp_last(Seals(files=files))


def test_there_is_nothing_to_stamp_before_the_first_checkpoint(tmp_path):
    with pytest.raises(NoCheckpoint):
        stamp_last(Seals(files=CheckpointFiles(tmp_path)))
