"""One command at a time, from the outside: accepted, refused or malformed."""

from __future__ import annotations

import json

import pytest

from tests.interfaces.inside import ask

SYSTEM = {
    "system": "provkommun",
    "name": "Hemtjänst i Provkommun",
    "municipality": "Provkommun",
    "areas": [{"key": "norr", "name": "Norr"}, {"key": "soder", "name": "Söder"}],
    "bundles": [
        {
            "key": "omvardnad",
            "name": "Omvårdnad",
            "services": ["personal_care"],
            "regime": "lou",
        }
    ],
    "default": {"rule": "in_house", "legal_basis": "beslut § 1"},
}
TENDER = {
    "tender": "prov-2019",
    "system": "provkommun",
    "title": "Hemtjänst",
    "lots": [{"lot": "hela", "title": "Hela", "areas": ["norr"]}],
    "criteria": [{"criterion": "kvalitet", "title": "Kvalitet", "max_points": 10}],
}
BID = {
    "tender": "prov-2019",
    "bid": "anbud-1",
    "bidder": "utforare-a",
    "name": "Utförare A",
    "lots": ["hela"],
    "content_hash": "0" * 64,
}


@pytest.fixture
def announced(send):
    """A tender that was announced in May 2019 and closes on 17 June."""
    send("choice_system.establish", data=SYSTEM, at="2019-05-02T07:00:00+02:00")
    send("tender.prepare", data=TENDER, at="2019-05-02T07:30:00+02:00")
    said = send(
        "tender.announce",
        data={"tender": "prov-2019", "last_day": "2019-06-17", "notice": "N-1"},
        at="2019-05-02T08:00:00+02:00",
    )
    assert said.code == 0, said


def test_a_command_is_carried_out_and_answered(send):
    said = send("choice_system.establish", data=SYSTEM)

    assert said.code == 0
    assert said.json["status"] == "done"
    assert said.json["data"]["events"] == [
        {
            "case": "choice_system:provkommun",
            "event": "choice_system.established",
            "says": "Valfrihetssystemet har lagts upp i registret (lokal ordning).",
        }
    ]


def test_a_repeated_command_answers_that_it_was_done(send):
    first = send("choice_system.establish", data=SYSTEM, command_id="k-1")
    again = send("choice_system.establish", data=SYSTEM, command_id="k-1")

    assert (first.code, again.code) == (0, 0)
    assert again.json["data"]["repeated"] is True


@pytest.mark.parametrize(
    ("envelope", "field", "words"),
    [
        ({"command": "tender.fly"}, "command", "okänt kommando"),
        ({"colour": "red"}, "colour", "okänt fält"),
        ({"role": "king"}, "role", "ska vara ett av"),
        ({"by": "19121212-1212 Anna"}, "by", "personnummer"),
        ({"at": "2019-05-02T08:00:00"}, "at", "saknar tidszon"),
        ({"at": "2019-05-02"}, "at", "är en dag och ingen tidpunkt"),
        ({"at": "2019-02-30T08:00:00Z"}, "at", "är ingen tidpunkt"),
        ({"data": {"tender": "x", "last_day": "in June"}}, "data.last_day", "datum"),
        ({"data": {"tender": 7}}, "data.tender", "ska vara text"),
        ({"data": {"tender": "Å"}}, "data.tender", "har fel form"),
        (
            {"command": "admission.prepare", "data": {"answer": "3 månader"}},
            "data.answer",
            "ska vara ett objekt",
        ),
        (
            {"command": "admission.prepare", "data": {"answer": {"days": 3}}},
            "data.answer.days",
            "okänt fält",
        ),
        ({"data": {"bids": 3}}, "data.bids", "okänt fält"),
        ({"data": {}}, "data.tender", "saknas"),
        ({"data": {"last_day": "9999-12-31"}}, "data.last_day", "ska ligga mellan"),
        ({"at": "0001-01-01T00:00:00Z"}, "at", "ska ligga mellan"),
        ({"mandate": "  "}, "mandate", "får inte vara tom"),
        ({"mandate": "a\0b"}, "mandate", "tecken som inte kan skrivas"),
        ({"data": {"notice": "om 19121212-1212"}}, "data.notice", "personnummer"),
        ({"data": {"tender": "19121212-1212"}}, "data.tender", "personnummer"),
        (
            {
                "command": "tender.prepare",
                "data": {"criteria": [{"max_points": 1e999}]},
            },
            "data.criteria.0.max_points",
            "oändligt",
        ),
        (
            {
                "command": "tender.prepare",
                "data": {
                    **TENDER,
                    "lots": [*TENDER["lots"], *TENDER["lots"]],
                },
            },
            "data.lots",
            "samma lot förekommer två gånger",
        ),
    ],
)
def test_a_fault_of_form_names_the_field(cli, store, envelope, field, words):
    whole = {
        "command": "tender.announce",
        "by": "upphandlare-1",
        "role": "procurement_officer",
        "data": {},
        **envelope,
    }

    said = cli("send", "-", "--json", stdin=json.dumps(whole))

    assert said.code == 2
    assert said.json["status"] == "error"
    assert any(
        fault["field"] == field and words in fault["message"]
        for fault in said.json["diagnostics"]
    ), said.json
    assert stored(store) == (0, 0)


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"command": ', b"\xff\xfe"])
def test_what_is_not_a_command_at_all_is_told(cli, store, text):
    said = cli("send", "-", "--json", stdin=text)

    assert said.code == 2
    assert said.json["diagnostics"]
    assert stored(store) == (0, 0)


def test_an_instant_in_the_future_is_refused(send):
    said = send("choice_system.establish", data=SYSTEM, at="2099-01-01T00:00:00Z")

    assert said.code == 1
    assert said.json["diagnostics"][0]["rule"] == "FutureTime"


def test_a_case_that_does_not_exist_is_told_by_its_key(send):
    told = {"tender": "ingen-sadan", "present": ["handlaggare-1", "handlaggare-2"]}
    said = send("tender.open_bids", data=told)

    assert said.code == 1
    assert said.json["diagnostics"][0] == {
        "rule": "NoSuchCase",
        "message": "Ärendet finns inte.",
        "details": {"case": "tender:ingen-sadan"},
    }


@pytest.mark.parametrize(
    ("stamp", "rule"),
    [
        ({"mandate": None}, "NoMandate"),
        ({"by": "scheduler", "role": "scheduler"}, "NotAllowed"),
    ],
)
def test_a_decision_needs_a_person_with_mandate(send, announced, stamp, rule):
    said = send(
        "tender.cancel",
        data={"tender": "prov-2019", "reason_code": "other", "reasons": "Prov"},
        **stamp,
    )

    assert said.code == 1
    assert said.json["diagnostics"][0]["rule"] == rule


def test_a_bid_is_refused_from_the_first_moment_after_the_last_day(send, announced):
    in_time = send("tender.receive_bid", data=BID, at="2019-06-17T23:59:59+02:00")
    late = send(
        "tender.receive_bid",
        data={**BID, "bid": "anbud-2"},
        at="2019-06-18T00:00:00+02:00",
    )

    assert in_time.code == 0
    assert late.code == 1
    assert late.json["diagnostics"][0]["rule"] == "BidTooLate"


def test_the_same_bid_twice_is_refused(send, announced):
    send("tender.receive_bid", data=BID, at="2019-06-03T10:00:00+02:00")

    said = send("tender.receive_bid", data=BID, at="2019-06-03T11:00:00+02:00")

    assert said.json["diagnostics"][0]["rule"] == "DuplicateBid"


def test_a_tender_is_not_announced_while_a_requirement_lacks_follow_up(send):
    send("choice_system.establish", data=SYSTEM)
    send("tender.prepare", data=TENDER)
    requirement = {"system": "provkommun", "requirement": "kontinuitet", "text": "K"}
    send("choice_system.set_requirement", data=requirement)

    said = send(
        "tender.announce",
        data={"tender": "prov-2019", "last_day": "2099-06-17", "notice": "N-1"},
    )

    assert said.json["diagnostics"][0] == {
        "rule": "RequirementWithoutFollowUp",
        "message": (
            "Upphandlingen får inte annonseras så länge ett krav saknar uppföljning."
        ),
        "details": {"requirements": ["kontinuitet"]},
    }


def test_a_customer_cannot_choose_a_provider_that_does_not_serve_the_area(send):
    send("choice_system.establish", data=SYSTEM)
    common = {"system": "provkommun", "bundle": "omvardnad", "name": "Utförare A"}
    send(
        "agreement.register",
        data={
            **common,
            "agreement": "avtal-a",
            "provider": "utforare-a",
            "regime": "lov",
            "areas": ["norr"],
            "starts_on": "2019-01-01",
        },
    )
    send(
        "customer_choice.register",
        data={
            "system": "provkommun",
            "bundle": "omvardnad",
            "since": "2019-01-01",
            "customers": [{"customer": "k-1", "area": "soder", "minutes_per_week": 60}],
        },
    )

    said = send(
        "customer_choice.choose",
        data={"customer": "k-1", "bundle": "omvardnad", "wishes": ["avtal-a"]},
    )

    assert said.code == 1
    assert said.json["diagnostics"][0]["rule"] == "AreaNotServed"


def test_a_refusal_is_kept_and_said_in_plain_text(cli, send, store, announced):
    before = stored(store)
    envelope = {
        "command": "tender.receive_bid",
        "by": "upphandlare-1",
        "role": "procurement_officer",
        "data": BID,
        "at": "2019-06-18T00:00:00+02:00",
    }

    said = cli("send", stdin=json.dumps(envelope))

    assert said.code == 1
    message = "Tiden för att komma in med anbud har gått ut (LOU 19 kap. 11 §)."
    assert said.err.startswith(message)
    assert "[BidTooLate]" in said.err
    assert "(stänger 2019-06-18 00:00; " in said.err
    assert stored(store) == (before[0], before[1] + 1)


@pytest.mark.parametrize("by", ["scheduler", "handlaggare-1"])
def test_nobody_sends_as_the_clock_and_the_attempt_is_kept(send, store, announced, by):
    before = stored(store)

    told = {"tender": "prov-2019"}
    said = send("tender.close", by=by, role="scheduler", mandate=None, data=told)

    assert said.code == 1
    (diagnostic,) = said.json["diagnostics"]
    assert diagnostic["rule"] == "NotAllowed"
    assert diagnostic["details"]["lacks"] == "clock"
    assert stored(store) == (before[0], before[1] + 1)


def test_a_file_that_is_not_there_is_told(cli, store):
    said = cli("send", "finns-inte.json")

    assert said.code == 2
    assert "finns-inte.json" in said.err
    assert "Traceback" not in said.err


def stored(url: str) -> tuple[int, ...]:
    """How many events and refusals there are."""
    return tuple(
        ask(url, f"SELECT count(*) FROM {table}")[0][0]
        for table in ("events", "refusals")
    )
