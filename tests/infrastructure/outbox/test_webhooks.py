"""Webhooks: thin CloudEvents, signed, sent at least once and from one instance only."""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import sha256
from threading import Thread

from cloudevents.core.bindings.http import HTTPMessage, from_http_event

from tests.infrastructure.outbox.post_office import EVERYTHING, webhook
from tests.infrastructure.outbox.receivers import SECRET
from upphandling.bootstrap import open_house
from upphandling.infrastructure.outbox.letters import State
from upphandling.infrastructure.outbox.signature import secrets_in, signature
from upphandling.interfaces.outbox.part import postmen

OTHER = "whsec_" + b64encode(b"n" * 32).decode()


def test_the_receiver_is_told_that_it_happened_and_nothing_more(office):
    office.round()
    office.town.founded()
    office.town.announced("prov", "2026-04-01")

    assert office.round() == len(office.listener.got) > 0

    (got,) = [g for g in office.listener.got if g.told["type"] == "tender.announced"]
    told = got.told
    assert set(told) == {
        *("specversion", "id", "source", "type", "subject", "time"),
        *("datacontenttype", "data"),
    }
    assert told["subject"] == "tender:prov"
    assert told["time"] == "2026-03-02T08:00:00Z"
    assert set(told["data"]) == {"case", "event", "effective_at"}
    assert told["data"]["case"] == "tender:prov"
    assert told["data"]["event"].endswith("§).")
    assert told["id"] == got.id
    assert b"Annons 2026-1" not in got.body


def test_the_official_library_reads_what_is_sent(office):
    office.round()
    office.town.founded()
    office.round()

    got = office.listener.got[0]
    event = from_http_event(HTTPMessage(headers=got.headers, body=got.body))

    assert event.get_specversion() == "1.0"
    assert event.get_type() == "choice_system.established"
    assert event.get_subject() == "choice_system:staden"
    assert event.get_id() == got.id
    assert event.get_data()["case"] == "choice_system:staden"


def test_whoever_holds_the_secret_can_tell_that_it_came_from_us(office):
    office.round()
    office.town.founded()
    office.round()

    got = office.listener.got[0]
    sent = office.town.clock.now.timestamp()
    signed = f"{got.id}.{int(sent)}.".encode() + got.body

    assert got.headers["webhook-timestamp"] == str(int(sent))
    assert got.headers["webhook-signature"] == "v1," + _by_hand(signed)


def test_the_signature_is_the_one_that_openssl_reckons():
    """`openssl dgst -sha256 -mac HMAC` over id, timestamp and body, by hand."""
    body = b'{"test": 2432232314}'

    said = signature(
        secrets_in(SECRET), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body
    )

    assert said == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_while_a_secret_is_changed_both_sign(office):
    (office.folder / "hemlighet").write_text(f"{SECRET}\n{OTHER}\n")
    office.postmen = postmen(office.town.house, office.folder / "utskick.toml")
    office.round()
    office.town.founded()
    office.round()

    got = office.listener.got[0]
    signed = f"{got.id}.{got.headers['webhook-timestamp']}.".encode() + got.body
    old = _by_hand(signed, OTHER)

    assert got.headers["webhook-signature"] == f"v1,{_by_hand(signed)} v1,{old}"


def test_a_letter_that_came_back_is_sent_again_with_the_same_id(office):
    office.round()
    office.town.founded()
    office.listener.answers.extend([500])
    office.round()
    first = office.listener.got[0]

    office.town.at("2026-03-02T09:01")
    office.round()

    again = [got for got in office.listener.got if got.id == first.id]
    assert [got.body for got in again] == [first.body, first.body]
    assert office.letters(State.WAITING) == []


def test_nothing_is_sent_twice_when_nothing_went_wrong(office):
    office.round()
    office.town.founded()

    sent = office.round()

    assert office.round() == office.round() == 0
    assert len(office.listener.got) == sent
    assert len({got.id for got in office.listener.got}) == sent


def test_an_instance_that_does_not_lead_sends_nothing(office):
    office.round()
    office.town.founded()

    assert office.round(leads=False) == 0
    assert office.listener.got == []
    assert office.letters() == []


def test_who_loses_the_lead_in_the_middle_stops_there(office):
    office.round()
    office.town.founded()
    turns = iter([True, True, False])

    (postman,) = office.postmen
    sent = postman.round(office.town.clock, lambda: next(turns))

    assert sent == len(office.listener.got) == 1


def test_two_instances_that_both_think_they_lead_write_one_letter_an_event(office):
    office.round()
    office.town.founded()
    with open_house(office.town.url, clock=office.town.clock) as other:
        (theirs,) = postmen(other, office.folder / "utskick.toml")
        (ours,) = office.postmen
        now = office.town.clock.now
        threads = [
            Thread(target=postman.reading_on, args=(now,)) for postman in (ours, theirs)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    rows = [(row.stream_id, row.topic) for row in office.town.house.recorder.records()]
    letters = office.letters()
    assert len(letters) == len(rows)
    assert len({letter.message_id for letter in letters}) == len(rows)


def test_a_new_subscription_begins_at_the_end_of_the_log(office):
    office.town.founded()
    office.round()

    office.town.do("plan.draw_up", {"plan": "tidplan", "system": "staden"})
    office.round()

    assert office.topics() == ["plan.drawn_up"]


def test_one_that_asks_for_it_is_told_from_the_start(office):
    office.town.founded()
    office.open(webhook(office.listener.url, f'{EVERYTHING}\nfrom = "start"'))

    office.round()

    assert office.topics()[0] == "choice_system.established"


def test_a_service_that_was_down_goes_on_where_it_was(office):
    office.round()
    office.town.founded()
    office.open(webhook(office.listener.url))

    office.round()

    assert office.topics()[0] == "choice_system.established"


def test_only_what_is_asked_for_is_told(office):
    office.open(webhook(office.listener.url, 'topics = ["tender.announced"]'))
    office.round()
    office.town.founded()
    office.town.announced("prov", "2026-04-01")

    office.round()

    assert office.topics() == ["tender.announced"]


def test_many_letters_go_page_by_page(office, monkeypatch):
    monkeypatch.setattr("upphandling.infrastructure.outbox.reading_on.PAGE", 2)
    office.round()
    office.town.founded()
    office.town.announced("prov", "2026-04-01")
    events = [row.topic for row in office.town.house.recorder.records()]

    while office.round():
        pass

    assert office.topics() == events


def test_a_quiet_subscription_writes_nothing_for_what_it_does_not_ask(office):
    office.open(webhook(office.listener.url, 'topics = ["tender.announced"]'))
    office.round()
    (postman,) = office.postmen
    before = postman.reading_on.begun()

    office.town.founded()
    office.round()

    assert postman.reading_on.begun() == before


def _by_hand(signed: bytes, secret: str = SECRET) -> str:
    """HMAC-SHA256 as RFC 2104 writes it, without anybody's library for it."""
    key = b64decode(secret.removeprefix("whsec_")).ljust(64, b"\0")
    inner = sha256(bytes(byte ^ 0x36 for byte in key) + signed).digest()
    outer = sha256(bytes(byte ^ 0x5C for byte in key) + inner).digest()
    return b64encode(outer).decode()
