"""What is never told: anything about bids, and anything about a person."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID, uuid5

import pytest

from tests.infrastructure.outbox.post_office import PostOffice, webhook
from tests.infrastructure.outbox.receivers import receiver
from tests.town import Town
from upphandling.domain.catalogue import EVENTS, KINDS
from upphandling.infrastructure.outbox.told import (
    ALLOWED,
    NEVER,
    kind_of,
    tellable,
    topics_of,
)

ABOUT_PEOPLE = ("customer", "customer_choice", "vault_entry", "roster", "reading")
TELLABLE = sorted(topic for topic in EVENTS if tellable(topic))
ALL = f"topics = {TELLABLE!r}".replace("'", '"')


def test_every_kind_of_case_is_told_or_not_by_name():
    assert not ALLOWED & NEVER
    assert KINDS.keys() <= ALLOWED | NEVER


@pytest.mark.parametrize("topic", EVENTS)
def test_no_secret_event_and_none_about_a_person_can_be_subscribed_to(topic):
    if EVENTS[topic].SECRET or kind_of(topic) in ABOUT_PEOPLE:
        assert not tellable(topic)
        assert topic not in topics_of(kind_of(topic))


def test_bids_leave_no_trace_in_what_is_sent(tmp_path):
    """With one bid or with two: the same letters, word for word but for their ids."""
    one, two = (sent_with(bids, tmp_path) for bids in (1, 2))

    assert one == two
    assert any(b'"tender.closed"' in body for body in one)
    assert not any(b"anbud-0" in body or b"utforare-0" in body for body in one)


def sent_with(bids: int, folder: Path) -> list[bytes]:
    """The letters of a town in which a tender has so many bids, without their ids."""
    url = f"sqlite:///{folder}/{bids}.db"
    with Town(url, "2026-03-02T09:00") as town, receiver() as listener:
        office = PostOffice(town, folder, listener)
        office.open(webhook(listener.url, ALL))
        office.round()
        tender_with(town, bids)
        while office.round():
            pass
        return [re.sub(rb'"id":"[^"]*"', b"", got.body) for got in listener.got]


def test_an_id_tells_nobody_which_version_the_event_was(office):
    """Whoever tried every version with what they know would never see the id come out."""
    office.open(webhook(office.listener.url, ALL))
    office.round()
    tender_with(office.town, 2)
    while office.round():
        pass

    (closed,) = [g for g in office.listener.got if g.told["type"] == "tender.closed"]
    known = [UUID(int=0), *(UUID(int=n) for n in (1, 2)), UUID(closed.id)]
    assert closed.id not in {
        str(uuid5(space, f"tender:prov@{version}"))
        for space in known
        for version in range(50)
    }


def test_two_subscriptions_know_the_same_event_by_different_ids(office):
    office.open(
        webhook(office.listener.url, ALL, "en")
        + webhook(office.listener.url, ALL, "annan")
    )
    office.round()
    office.town.founded()
    office.round()

    ids = [got.id for got in office.listener.got]
    assert len(set(ids)) == len(ids)


def tender_with(town: Town, bids: int) -> None:
    """Announced, closed and nothing more: how many bids there are is still secret."""
    town.founded().announced("prov", "2026-04-01")
    for number in range(bids):
        town.do(
            "tender.receive_bid",
            {
                "tender": "prov",
                "bid": f"anbud-{number}",
                "bidder": f"utforare-{number}",
                "name": "Utförare A",
                "lots": ["norr"],
                "content_hash": f"{number}" * 64,
            },
        )
    town.at("2026-04-02T00:00")
