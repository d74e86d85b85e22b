"""Sealed bids: the service and two officers together, and nobody else, open them."""

from __future__ import annotations

import hashlib
from itertools import combinations

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.town import Town
from upphandling.application.bid_safe import OfficerConflicted
from upphandling.application.vault import VaultTampered
from upphandling.domain.bid_safe import (
    NotAnOfficer,
    TooFewOfficers,
    TwoDifferentOfficers,
)
from upphandling.domain.errors import WITHHELD
from upphandling.domain.parts import UnknownPart
from upphandling.domain.tender.refusals import TenderInWrongStage, TwoMustOpen
from upphandling.infrastructure.vault.bids import (
    LARGEST,
    SMALLEST,
    BidTooLarge,
    BidVault,
    pad,
    unpad,
)
from upphandling.infrastructure.vault.officer_keys import public_half
from upphandling.infrastructure.vault.shares import NotTwo, put_together, shared
from upphandling.interfaces.bid_contents import ContentDiffers, NotOpenedYet
from upphandling.interfaces.bid_contents import opened as opened_contents
from upphandling.interfaces.bid_contents import sealed as seal_bid

CONTENT = b"Pris 412 kr i timmen. Kontakt: Siv Kanarie."
HASH = hashlib.sha256(CONTENT).hexdigest()
PROCEDURE = {
    "method": {"model": "price_deduction", "deductions": {"kvalitet": 100_000}},
    "two_must_open": False,
}
OFFICERS = [X25519PrivateKey.generate() for _ in range(3)]
STRANGER = X25519PrivateKey.generate()


def named(town: Town, tender: str, officers=OFFICERS) -> None:
    for number, officer in enumerate(officers, start=1):
        town.do(
            "bid_safe.name_officer",
            {
                "bid_safe": tender,
                "person": f"oppnare-{number}",
                "public_key": public_half(officer),
            },
        )


@pytest.fixture
def town(database_url):
    with Town(database_url, "2026-03-02T09:00") as place:
        place.founded().announced("hemtjanst", "2026-04-01")
        named(place, "hemtjanst")
        place.do(
            "tender.receive_bid",
            {
                "tender": "hemtjanst",
                "bid": "anbud-1",
                "bidder": "utforare-a",
                "name": "Utförare A",
                "lots": ["norr"],
                "content_hash": HASH,
            },
        )
        yield place


def sealed(town: Town) -> Town:
    seal_bid(town.house, "hemtjanst", "anbud-1", CONTENT)
    return town


def opened(town: Town, *present: str) -> Town:
    town.at("2026-04-02T09:00")
    told = {
        "tender": "hemtjanst",
        "present": list(present) or ["oppnare-1", "oppnare-2"],
    }
    town.do("tender.open_bids", told, by=told["present"][0])
    return town


def opened_bids(house, tender, officers):
    """As the first of the officers, where they are of the safe."""
    first = OFFICERS.index(officers[0]) + 1 if officers[0] in OFFICERS else 1
    contents, _ = opened_contents(house, tender, officers, by=f"oppnare-{first}")
    return contents


def test_any_two_officers_open_what_was_opened_in_the_log(town):
    opened(sealed(town))

    for two in combinations(OFFICERS, 2):
        assert opened_bids(town.house, "hemtjanst", two) == {"anbud-1": CONTENT}


def test_before_the_closing_and_before_the_opening_nobody_opens(town):
    sealed(town)
    with pytest.raises(NotOpenedYet):
        opened_bids(town.house, "hemtjanst", OFFICERS[:2])

    town.at("2026-04-02T09:00")
    with pytest.raises(NotOpenedYet):
        opened_bids(town.house, "hemtjanst", OFFICERS[:2])


@pytest.mark.parametrize(
    ("officers", "rule"),
    [
        (OFFICERS[:1], TwoDifferentOfficers),
        ([OFFICERS[0], OFFICERS[0]], TwoDifferentOfficers),
        (OFFICERS, TwoDifferentOfficers),
        ([OFFICERS[0], STRANGER], NotAnOfficer),
    ],
)
def test_one_officer_the_same_twice_and_a_stranger_do_not_open(town, officers, rule):
    opened(sealed(town))

    with pytest.raises(rule):
        opened_bids(town.house, "hemtjanst", officers)


def test_an_opening_by_one_is_not_enough_though_the_documents_allow_it(database_url):
    with Town(database_url, "2026-03-02T09:00") as town:
        town.founded()
        town.do(
            "tender.prepare",
            {
                "tender": "hemtjanst",
                "system": "staden",
                "title": "Hemtjänst",
                "lots": [
                    {
                        "lot": "norr",
                        "title": "Norr",
                        "areas": ["norr"],
                        "share_percent": 10.0,
                    }
                ],
                "criteria": [
                    {"criterion": "kvalitet", "title": "Kvalitet", "max_points": 5.0}
                ],
            },
        )
        town.do(
            "tender.set_procedure",
            {
                "tender": "hemtjanst",
                "procedure": PROCEDURE,
            },
        )
        town.do(
            "tender.announce",
            {"tender": "hemtjanst", "last_day": "2026-04-01", "notice": "A-1"},
        )
        named(town, "hemtjanst")
        opened(town, "oppnare-1")

        with pytest.raises(TwoMustOpen):
            opened_bids(town.house, "hemtjanst", OFFICERS[:2])


def test_the_officers_of_one_tender_do_not_open_another(town):
    sealed(town).announced("stad", "2026-04-01")
    named(town, "stad", [X25519PrivateKey.generate(), X25519PrivateKey.generate()])
    opened(town)
    told = {"tender": "stad", "present": ["o-1", "o-2"]}
    town.do("tender.open_bids", told, by="o-1")

    with pytest.raises(NotAnOfficer):
        opened_bids(town.house, "stad", OFFICERS[:2])


def test_a_bid_is_not_read_as_the_bid_of_another(town):
    opened(sealed(town))
    with town.house.vault.writing() as cursor:
        cursor.execute("SELECT item, field FROM vault_items")
        rows = cursor.fetchall()
    assert not any("anbud-1" in str(row) for row in rows)

    with pytest.raises(VaultTampered) as refusal:
        BidVault(town.house.vault).open(
            "hemtjanst", "anbud-1", "f" * 64, tuple(OFFICERS[:2])
        )
    assert refusal.value.details == {"tender": "hemtjanst", "bid": WITHHELD}


def test_what_is_sealed_is_what_was_received(town):
    with pytest.raises(ContentDiffers) as refusal:
        seal_bid(town.house, "hemtjanst", "anbud-1", b"annat")
    assert refusal.value.details == {"bid": WITHHELD}
    with pytest.raises(UnknownPart):
        seal_bid(town.house, "hemtjanst", "anbud-2", CONTENT)


def test_nothing_is_sealed_when_the_bids_are_open(town):
    opened(town)

    with pytest.raises(TenderInWrongStage):
        seal_bid(town.house, "hemtjanst", "anbud-1", CONTENT)


def test_nothing_is_sealed_that_one_alone_could_open(town):
    town.announced("stad", "2026-04-01")
    with pytest.raises(TooFewOfficers):
        seal_bid(town.house, "stad", "anbud-1", CONTENT)
    named(town, "stad", [STRANGER])
    with pytest.raises(TooFewOfficers):
        seal_bid(town.house, "stad", "anbud-1", CONTENT)


def test_no_key_is_given_after_the_closing_nor_to_the_conflicted(town):
    town.do(
        "tender.declare_conflict",
        {
            "tender": "hemtjanst",
            "person": "oppnare-9",
            "conflict": True,
            "measure": "Deltar inte.",
        },
    )
    told = {"bid_safe": "hemtjanst", "public_key": public_half(STRANGER)}
    with pytest.raises(OfficerConflicted):
        town.do("bid_safe.name_officer", {**told, "person": "oppnare-9"})

    town.at("2026-04-02T09:00")
    with pytest.raises(TenderInWrongStage):
        town.do("bid_safe.name_officer", {**told, "person": "oppnare-4"})


def test_the_service_alone_with_its_keys_cannot_open(town):
    """All that lies in the database and in the key file gives no content."""
    sealed(town)
    vault = town.house.vault
    bids = BidVault(vault)
    with pytest.raises(VaultTampered):
        bids.open("hemtjanst", "anbud-1", HASH, (STRANGER, X25519PrivateKey.generate()))


# -- Sizes ---------------------------------------------------------------------------


@pytest.mark.parametrize("length", [0, 1, SMALLEST - 8, SMALLEST - 7, 200_000])
def test_a_bid_takes_as_much_room_as_those_of_about_its_size(length):
    padded = pad(b"x" * length)

    assert len(padded) >= SMALLEST
    assert len(padded) & (len(padded) - 1) == 0
    assert unpad(padded) == b"x" * length


def test_what_is_too_large_is_refused():
    with pytest.raises(BidTooLarge):
        pad(b"x" * LARGEST)


# -- Shares --------------------------------------------------------------------------


@settings(deadline=None, max_examples=30)
@given(st.binary(min_size=1, max_size=40), st.integers(2, 8), st.data())
def test_any_two_shares_and_no_fewer_are_the_secret(secret, holders, data):
    shares = dict(enumerate(shared(secret, holders), start=1))
    one, other = data.draw(
        st.lists(st.sampled_from(list(shares)), min_size=2, max_size=2, unique=True)
    )

    assert put_together((one, shares[one]), (other, shares[other])) == secret


def test_one_share_twice_is_no_secret():
    (share, _) = shared(b"hemligt", 2)

    with pytest.raises(NotTwo):
        put_together((1, share), (1, share))
