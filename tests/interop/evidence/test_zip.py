"""The zip itself: the same bytes for the same files, and never one that cannot be checked."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from upphandling.interop.evidence.bundle import BundleTooLarge, Label, write
from upphandling.interop.evidence.public_keys import file_name, key_files, pem

LABEL = Label(
    case="tender:hemtjanst",
    role="auditor",
    origin="logg.staden.example",
    size=1,
    root="AAAA",
    program="upphandling",
    streams=(),
)
KEY = "vittne.example/w1+0221eb3c+BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g"


def zipped(files: dict[str, bytes]) -> bytes:
    held = BytesIO()
    write(held, files, LABEL)
    return held.getvalue()


def test_the_order_in_which_the_files_come_does_not_matter():
    files = {"b.txt": b"b", "a.txt": b"a"}

    assert zipped(files) == zipped(dict(reversed(files.items())))


def test_a_bundle_that_outgrows_the_form_is_refused(monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 10)

    with pytest.raises(BundleTooLarge):
        zipped({"a.txt": b"a" * 11})


def test_a_keys_name_becomes_a_file_name_that_every_system_takes():
    assert file_name(KEY) == "vittne.example-w1-0221eb3c"
    assert file_name("../..+0221eb3c+AA") == "0221eb3c"
    assert set(key_files([KEY])) == {
        "keys/vittne.example-w1-0221eb3c.vkey",
        "keys/vittne.example-w1-0221eb3c.pem",
    }
    assert pem(KEY).startswith(b"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA")
