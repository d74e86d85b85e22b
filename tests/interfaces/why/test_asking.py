"""What was asked: unknown and malformed questions get one clear sentence, never a traceback."""

from __future__ import annotations

import pytest

from tests.interfaces.small import ANNOUNCE, OPEN, PREPARE, write

UNKNOWN = [
    ("finns-inte",),
    ("tender:finns-inte",),
    ("agreement:finns-inte@1",),
    ("tender:prov-2019@99",),
    ("tender:prov-2019@0",),
    ("refusal:99",),
    ("refusal:0",),
    ("refusal:okant-kommando",),
    ("deadline:tender:finns-inte/tender_closes",),
    ("deadline:tender:prov-2019/wave_overdue",),
    ("deadline:tender:prov-2019/okand",),
    ("tender:prov-2019", "--deadline", "standstill_ends"),
    ("award:finns-inte", "--bid", "anbud-1"),
    ("k-finns-inte", "--deadline", "tender_closes"),
    ("@",),
    ("a@b@c",),
    ("tender:prov-2019@" + "9" * 40,),
    ("refusal:" + "9" * 40,),
    ("", ""),
]
MALFORMED = [
    ("refusal:",),
    ("deadline:",),
    ("deadline:tender:prov-2019",),
    ("deadline:/",),
    ("tender:prov-2019", "--bid", "anbud-1"),
    ("tender:prov-2019", "--on", "2019-05-01"),
    ("tender:prov-2019", "--bundle", "omvardnad"),
    ("refusal:1", "--on", "2019-05-01"),
    ("deadline:tender:prov-2019/tender_closes", "--bid", "anbud-1"),
    ("tender:prov-2019", "--on", "i går"),
    ("tender:prov-2019", "--on", "2019-02-30"),
    ("tender:prov-2019@1", "--deadline", "tender_closes"),
]
REFUSED = {
    **OPEN,
    "at": "2019-05-02T07:30",
    "expect": {"refused": "TenderInWrongStage"},
}


@pytest.fixture
def asked(cli, store, tmp_path):
    """A small municipality with a tender that is open for bids."""
    folder = write(tmp_path / "prov", [PREPARE, REFUSED, ANNOUNCE])
    assert cli("scenario", "run", str(folder), "--json").code == 0
    return lambda *words: cli("why", *words)


@pytest.mark.parametrize("words", UNKNOWN[:-1], ids=" ".join)
def test_what_is_not_there_is_refused_in_one_sentence(asked, cli, words):
    said = asked(*words)

    assert said.code == 1, said
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "[" in said.err
    again = cli("why", *words, "--json")
    assert again.code == 1
    assert again.json["status"] == "refused"
    assert again.json["diagnostics"][0]["message"].endswith(".")


@pytest.mark.parametrize("words", MALFORMED, ids=" ".join)
def test_what_cannot_be_understood_is_an_error_in_the_call(asked, cli, words):
    said = asked(*words)

    assert said.code == 2, said
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert cli("why", *words, "--json").json["status"] == "error"


def test_nothing_asked_is_a_fault_of_the_call(asked):
    assert asked().code == 2


def test_a_person_who_had_nothing_that_day_is_said_to(asked, cli, store, send):
    send(
        "customer_choice.register",
        data={
            "system": "provkommun",
            "bundle": "omvardnad",
            "since": "2026-01-01",
            "customers": [{"customer": "k-1", "area": "norr", "minutes_per_week": 60}],
        },
    )
    assert asked("k-1", "--on", "2025-12-31").code == 1
    assert "NobodyThatDay" in asked("k-1", "--on", "2025-12-31").err
    assert asked("k-1", "--bundle", "annat").code == 1
    assert asked("k-1", "--bid", "anbud-1").code == 2


def test_an_incomplete_chain_is_an_answer_with_a_mark(asked, cli):
    said = cli("why", "tender:prov-2019", "--json")

    assert said.code == 0
    data = said.json["data"]
    assert data["complete"] is False
    assert "här slutar kedjan" in data["chains"][0]["ends"][0]["said"]
    assert "här slutar kedjan" in asked("tender:prov-2019").out


def test_a_case_may_be_named_by_its_key_alone(asked):
    assert asked("prov-2019").code == 0


def test_a_deadline_that_somebody_stated_says_that_it_was_not_counted(cli, asked):
    said = cli("why", "deadline:tender:prov-2019/tender_closes", "--json").json

    (chain,) = said["data"]["chains"]
    assert chain["last_day"] == "2019-06-17"
    assert "inte räknad ur lag" in chain["answer"]


def test_a_deadline_may_be_asked_for_as_lists_call_it(cli, asked):
    by_name = cli("why", "deadline:tender:prov-2019/tender_closes", "--json").json
    by_word = ("prov-2019", "--deadline", "anbudstiden går ut")

    assert (
        cli("why", *by_word, "--json").json["data"]["chains"]
        == (by_name["data"]["chains"])
    )
    in_one = asked("deadline:tender:prov-2019/anbudstiden går ut").out
    assert in_one == asked(*by_word).out
    question = " ".join(in_one.split("\n\n")[0].split())
    assert question == (
        "Varför är 2019-06-17 sista dag i tender:prov-2019 för fristen"
        " ”anbudstiden går ut” (tender_closes)?"
    )


def test_a_deadline_of_another_part_is_told_from_those_there_are(asked, cli):
    said = cli("why", "deadline:tender:prov-2019/tender_closes/norr", "--json").json

    details = said["diagnostics"][0]["details"]
    assert (details["deadline"], details["known"]) == (
        "tender_closes/norr",
        ["tender_closes"],
    )


def test_what_the_reason_says_already_is_not_said_again(asked):
    page = asked("prov-2019").out

    assert "Upphandlingen hade förberetts.\n" in page
    assert "upphandlingen har förberetts" not in page


def test_a_refusal_is_found_by_its_command_too(cli, asked, store):
    (chain,) = cli("why", "refusal:1", "--json").json["data"]["chains"]
    refusal = chain["refusal"]

    by_id = cli("why", f"refusal:{refusal['command']['id']}", "--json").json
    assert by_id["data"]["chains"][0]["refusal"] == refusal
    assert (refusal["rule"], refusal["made_by"]) == (
        "TenderInWrongStage",
        ["tender:prov-2019@1"],
    )
    page = asked("refusal:1").out
    assert "läge förberedd" in page
    assert "Begärt:" in page
