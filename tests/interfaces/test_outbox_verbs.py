"""`outbox` and `deadletter`: what an operator sees and does, and what is never shown."""

from __future__ import annotations

import json

import pytest

from tests.infrastructure.outbox.post_office import webhook, written
from tests.infrastructure.outbox.receivers import SECRET, receiver
from tests.interfaces.inside import ask
from tests.interfaces.test_send import SYSTEM
from upphandling.bootstrap import open_house
from upphandling.interfaces.outbox.part import postmen

ASKED = 'kinds = ["choice_system"]\nfrom = "start"'
ADMIN = ("--as", "system_administrator:drift-1")


@pytest.fixture
def listener():
    with receiver() as opened:
        yield opened


@pytest.fixture
def file(tmp_path, listener, monkeypatch):
    made = written(tmp_path, webhook(listener.url, ASKED))
    monkeypatch.setenv("UPPHANDLING_OUTBOX", str(made))
    return made


@pytest.fixture
def dead(send, store, file, listener):
    """The id of a letter that its receiver never wants."""
    assert send("choice_system.establish", data=SYSTEM).code == 0
    listener.answers.append(410)
    rounds(store, file)
    ((letter,),) = ask(store, "SELECT message_id FROM outbox")
    return letter


def rounds(store: str, file) -> None:
    """What `serve` would do."""
    with open_house(store) as house:
        for postman in postmen(house, file):
            postman.round(house.clock, lambda: True)


def test_the_list_tells_where_each_goes_and_hides_what_the_address_hides(
    cli, dead, listener
):
    (row,) = cli("outbox", "list", "--json").json["data"]

    assert row == {
        "subscription": "mottagaren",
        "by": "webhook",
        "to": "127.0.0.1",
        "waiting": 0,
        "dead": 1,
        "oldest_waiting": None,
        "last_sent": None,
    }
    assert "hemlig" not in cli("outbox", "list").out


def test_a_subscription_that_is_taken_away_is_listed_while_it_has_letters(
    cli, dead, monkeypatch
):
    monkeypatch.delenv("UPPHANDLING_OUTBOX")

    (row,) = cli("outbox", "list", "--json").json["data"]

    assert (row["by"], row["dead"]) == ("borttagen", 1)


def test_a_trial_tells_whether_it_got_there(cli, store, file, listener):
    said = cli("outbox", "test", "mottagaren", "--json")

    (got,) = listener.got
    assert said.code == 0
    assert got.told["type"] == "upphandling.outbox_test"
    assert got.id == said.json["data"]["message_id"]
    assert ask(store, "SELECT count(*) FROM outbox") == [(0,)]

    listener.answers.append(500)
    said = cli("outbox", "test", "mottagaren")
    assert (said.code, said.out) == (
        1,
        "Provet kom inte fram: mottagaren svarade 500.\n",
    )


def test_a_trial_of_something_else_is_refused(cli, store, file):
    said = cli("outbox", "test", "ingen")

    assert (said.code, "NoSuchSubscription" in said.err) == (1, True)


def test_without_a_file_a_trial_says_which_setting_it_lacks(cli, store):
    said = cli("outbox", "test", "mottagaren")

    assert said.code == 2
    assert "Sätt UPPHANDLING_OUTBOX" in said.err


def test_a_fault_in_the_file_is_told_and_no_secret_with_it(cli, store, file):
    (file.parent / "hemlighet").write_text(f"{SECRET}!")

    said = cli("outbox", "test", "mottagaren")

    assert said.code == 2
    assert "whsec_ och 24 till 64 byte" in said.err
    assert SECRET not in said.err


def test_a_dead_letter_is_listed_and_found(cli, dead):
    said = cli("deadletter", "list", "--json")

    assert said.code == 1
    (row,) = said.json["data"]
    assert row.pop("since")
    assert row == {
        "letter": dead,
        "sort": "utskick",
        "receiver": "mottagaren",
        "event": "choice_system.established",
        "tries": 1,
        "fault": "mottagaren svarade 410",
    }
    assert cli("deadletter", "list", "--subscription", "annan").code == 0


def test_dead_letters_come_a_page_at_a_time(cli, dead):
    (first,) = cli("deadletter", "list", "--limit", "1", "--json").json["data"]
    past = cli("deadletter", "list", "--offset", "1", "--json")

    assert first["letter"] == dead
    assert (past.code, past.json["data"]) == (1, [])  # there is one, on another page


def test_a_letter_is_shown_without_its_place_in_the_log(cli, dead):
    told = cli("deadletter", "show", dead, "--json").json["data"]

    assert (told["state"], told["topic"]) == ("dead", "choice_system.established")
    assert "position" not in told
    assert dead in cli("deadletter", "show", dead).out


def test_a_letter_that_is_tried_again_gets_there(cli, dead, store, file, listener):
    assert cli("deadletter", "retry", dead).code == 0

    rounds(store, file)

    assert [got.id for got in listener.got] == [dead, dead]
    assert cli("deadletter", "list").code == 0
    assert cli("deadletter", "retry", dead).code == 1  # it is there


def test_all_of_a_subscription_are_tried_again_at_once(cli, dead, store, file):
    said = cli("deadletter", "retry", "--subscription", "mottagaren", "--json")

    assert said.json["data"] == {"retried": 1}
    rounds(store, file)
    assert cli("deadletter", "list").code == 0


def test_a_subscription_without_letters_is_refused_by_its_name(cli, dead):
    said = cli("deadletter", "retry", "--subscription", "motagaren")

    assert (said.code, "motagaren" in said.err) == (1, True)
    assert cli("deadletter", "list").code == 1


@pytest.mark.parametrize("given", [(), ("nagot", "--subscription", "mottagaren")])
def test_to_try_again_one_says_what(cli, store, given):
    said = cli("deadletter", "retry", *given)

    assert (said.code, "ange ett brev eller" in said.err) == (2, True)


def test_whoever_discards_says_why_and_both_are_kept(cli, dead, store, file, listener):
    said = cli("deadletter", "discard", dead, "--reason", "Nedlagd", *ADMIN)

    assert (said.code, said.out) == (0, "1 brev är kastade.\n")
    told = cli("deadletter", "show", dead, "--json").json["data"]
    assert (told["state"], told["reason"]) == ("discarded", "Nedlagd")
    assert told["discarded_by"] == "system_administrator:drift-1"
    rounds(store, file)
    assert len(listener.got) == 1
    assert cli("deadletter", "discard", dead, "--reason", "Igen", *ADMIN).code == 1


def test_of_several_none_is_discarded_when_one_is_not_there(cli, dead):
    said = cli("deadletter", "discard", dead, "ingen", "--reason", "Nedlagd")

    assert (said.code, "NoSuchLetter" in said.err) == (1, True)
    assert cli("deadletter", "list").code == 1


def test_without_a_reason_nothing_is_discarded(cli, dead):
    assert cli("deadletter", "discard", dead, "--reason", " ").code == 2
    assert cli("deadletter", "list").code == 1


def test_a_reason_that_names_somebody_by_number_is_refused_and_not_repeated(cli, dead):
    said = cli("deadletter", "discard", dead, "--reason", "Gäller 191212121212")

    assert (said.code, "personnummer" in said.err) == (2, True)
    assert "1212121212" not in said.out + said.err
    assert cli("deadletter", "list").code == 1


def test_what_a_read_model_set_aside_is_in_the_same_list(cli, send, store):
    send("choice_system.establish", data=SYSTEM)
    ask(
        store,
        "INSERT INTO set_aside VALUES ('cases', 'choice_system:prov', 1,"
        " 'choice_system.established', 'KeyError', '2026-03-02T08:00:00.000000Z')",
    )
    name = "cases/choice_system:prov"

    (row,) = cli("deadletter", "list", "--json").json["data"]
    assert (row["letter"], row["sort"]) == (name, "läsmodell")
    assert cli("deadletter", "show", name, "--json").json["data"]["fault"] == "KeyError"

    said = cli("deadletter", "discard", name, "--reason", "Nej", "--json")
    assert said.json["diagnostics"][0]["rule"] == "NotToBeDiscarded"
    assert cli("deadletter", "retry", name).out == "Läsmodellen är ombyggd.\n"
    assert json.loads(cli("deadletter", "list", "--json").out)["data"] == []
