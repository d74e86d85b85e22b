"""The bid safe: each officer has a key, and each key one officer."""

from __future__ import annotations

import pytest

from tests.given import emitted, event, given, person, refuses
from upphandling.domain.bid_safe import (
    BidSafe,
    KeyOfAnother,
    NotAnOfficer,
    OfficerHasKey,
)

ONE, OTHER = "0a" * 32, "0b" * 32
AT = "2026-03-02T09:00"


def arranged() -> BidSafe:
    return BidSafe.arrange(person(AT), "hemtjanst", person="oppnare-1", public_key=ONE)


def test_officers_are_named_one_by_one_with_their_keys():
    safe = arranged()
    safe.name_officer(person(AT), person="oppnare-2", public_key=OTHER)

    assert emitted(safe) == [
        event(BidSafe.OfficerNamed, person="oppnare-1", public_key=ONE),
        event(BidSafe.OfficerNamed, person="oppnare-2", public_key=OTHER),
    ]
    assert safe.officer_with(OTHER) == "oppnare-2"


def test_nobody_gets_a_second_key():
    safe = given(arranged())

    with refuses(safe, OfficerHasKey, person="oppnare-1"):
        safe.name_officer(person(AT), person="oppnare-1", public_key=OTHER)


def test_nobody_gets_the_key_of_another():
    safe = given(arranged())

    with refuses(safe, KeyOfAnother, person="oppnare-2"):
        safe.name_officer(person(AT), person="oppnare-2", public_key=ONE)


def test_a_stranger_has_no_key():
    with pytest.raises(NotAnOfficer):
        arranged().officer_with(OTHER)
