"""The person's page: which provider, since when, why, and what the person can do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.town import Town
from upphandling.infrastructure import logs
from upphandling.interfaces.cli.person_page import person
from upphandling.interfaces.person import the_person
from upphandling.interfaces.person_words import REGISTERED, WHO_DECIDES

K1 = {"customer": "k-1", "bundle": "omvardnad"}


@pytest.fixture
def town(store):
    """Two providers in the north, one of them with a single place, and own provision."""
    logs.configure("error", "console")
    with Town(store, "2026-03-02T09:00") as town:
        town.founded()
        for agreement, changed in (
            ("a", {"name": "Utförare A"}),
            ("b", {"name": "Utförare B", "places": {"norr": 1}}),
            ("egen", {"name": "Egen regi", "regime": "lou"}),
        ):
            town.with_agreement(agreement, **{"starts_on": "2026-01-01", **changed})
        yield town


def page(town: Town, text: str = "k-1") -> dict[str, Any]:
    town.house.refresh()
    return the_person(town.house, text)


def only(town: Town) -> dict[str, Any]:
    """What is said of the one bundle of the one customer."""
    (bundle,) = page(town)["bundles"]
    return bundle


def told(town: Town, capsys: pytest.CaptureFixture[str]) -> str:
    """The page as it is read, on one line."""
    capsys.readouterr()
    person(page(town))
    return " ".join(capsys.readouterr().out.split())


def test_a_registered_customer_has_the_provider_that_was_registered(town, capsys):
    town.registered(["k-1"], agreement="a")

    found = only(town)

    assert found["provider"]["name"] == "Utförare A"
    assert found["provider"]["since"] == date(2026, 1, 1)
    assert (found["provider"]["basis"], found["planned"]) == (None, None)
    assert f"Varför: {REGISTERED}" in told(town, capsys)


def test_whoever_has_nobody_can_choose_at_once(town, capsys):
    town.registered(["k-1"])

    assert only(town)["provider"] is None
    assert "Ingen utförare är ansvarig än." in told(town, capsys)
    assert any("Ingen är ansvarig än" in said for said in only(town)["can"])


def test_a_choice_that_was_met_says_so_and_when_it_may_take_effect(town, capsys):
    town.do(
        "choice_system.decide_choosing",
        {"system": "staden", "policy": {"notice_days": 30}},
    )
    town.registered(["k-1"], agreement="a")
    town.do("customer_choice.choose_and_place", {**K1, "wishes": ["b"]})

    planned = only(town)["planned"]

    assert (planned["name"], planned["basis"]) == ("Utförare B", "choice")
    assert planned["earliest_on"] == date(2026, 4, 1)
    assert planned["decided_by"] == "handlaggare-1"
    said = told(town, capsys)
    assert "Planerat: Utförare B tar över tidigast 2026-04-01." in said
    assert "”Du fick ditt första val, Utförare B.”" in said
    assert "Ett val i dag kan gälla från 2026-04-01, 30 dagar efter valet." in said
    assert "Välja någon annan innan Utförare B har tagit över." in said


def test_after_the_takeover_the_reason_is_that_of_the_placement(town):
    town.registered(["k-1"], agreement="a")
    town.do("customer_choice.choose_and_place", {**K1, "wishes": ["b"]})
    town.do("customer_choice.take_over", {**K1, "on": "2026-03-02"})

    found = only(town)

    assert found["planned"] is None
    assert found["provider"]["since"] == date(2026, 3, 2)
    assert found["provider"]["basis"] == "choice"
    assert found["provider"]["reason"] == "Du fick ditt första val, Utförare B."


def test_a_place_by_the_default_rule_tells_its_legal_basis(town, capsys):
    town.registered(["k-1"])
    reason = "Du valde ingen utförare."
    town.do(
        "customer_choice.place",
        {**K1, "agreement": "egen", "basis": "default", "reason": reason},
    )

    assert only(town)["planned"]["legal_basis"] == "Fullmäktiges beslut § 1"
    assert "regeln för den som inte väljer" in told(town, capsys)


def test_whoever_waits_is_told_the_place_in_the_queue_and_can_leave_it(town, capsys):
    town.registered(["k-0", "k-1", "k-2"], agreement="a")
    for customer in ("k-2", "k-0", "k-1"):
        town.do(
            "customer_choice.choose_and_place",
            {**K1, "customer": customer, "wishes": ["b"]},
        )

    (waits,) = only(town)["queues"]

    assert (waits["name"], waits["place_number"]) == ("Utförare B", 2)
    said = told(town, capsys)
    assert "I kö: plats 2 till Utförare B, sedan 2026-03-02." in said
    assert "Stå kvar på plats 2 i kön till Utförare B, eller lämna kön." in said


def test_an_offered_place_is_answered_by_a_day(town, capsys):
    town.registered(["k-0", "k-1"], agreement="a")
    for customer in ("k-0", "k-1"):
        town.do(
            "customer_choice.choose_and_place",
            {**K1, "customer": customer, "wishes": ["b"]},
        )
    town.do(
        "agreement.change_places",
        {"agreement": "b", "places": {"norr": 2}, "share_percent": 0, "reason": "Mer"},
    )
    town.do("agreement.offer_place", {"agreement": "b", "customer": "k-1"})

    (offer,) = only(town)["queues"]

    said = told(town, capsys)
    assert f"svar senast {offer['answer_by']}" in said
    assert "Tacka ja eller nej till platsen hos Utförare B" in said


def test_letters_and_information_are_told_with_channel_and_day(town, capsys):
    town.registered(["k-1"], agreement="a")
    town.do(
        "choice_round.open",
        {
            "round": "var",
            "system": "staden",
            "bundle": "omvardnad",
            "last_day": "2026-03-31",
        },
    )
    town.do(
        "choice_round.invite", {"round": "var", "customers": ["k-1"], "channel": "brev"}
    )
    town.do(
        "choice_round.remind",
        {"round": "var", "customers": ["k-1"], "channel": "telefon"},
    )
    town.do("customer_choice.inform", {**K1, "about": "Platser", "channel": "sms"})

    assert [(row["channel"], row["on"]) for row in only(town)["told"]] == [
        ("brev", date(2026, 3, 2)),
        ("telefon", date(2026, 3, 2)),
        ("sms", date(2026, 3, 2)),
    ]
    assert "Välja i valomgången var, och ändra sitt val, till och med 2026-03-31." in (
        told(town, capsys)
    )
    town.at("2026-04-01T00:01")
    assert not any("valomgången" in said for said in only(town)["can"])


def test_an_agreement_that_ends_says_who_is_responsible_then(town, capsys):
    town.registered(["k-1"], agreement="a")
    town.do(
        "agreement.give_notice",
        {"agreement": "a", "ends_on": "2026-05-31", "reason": "Slut", "agreed": True},
    )
    assert "Ingen är utsedd att ta över då" in told(town, capsys)
    town.do(
        "choice_system.name_fallback",
        {
            "system": "staden",
            "bundle": "omvardnad",
            "agreement": "egen",
            "legal_basis": "Fullmäktiges beslut § 2",
        },
    )

    assert (
        "gäller till 2026-05-31. Om ingen annan har tagit över då, blir Egen regi"
        " ansvarig."
    ) in told(town, capsys)

    town.at("2026-06-01T08:00")
    found = only(town)
    assert (found["provider"]["name"], found["provider"]["basis"]) == (
        "Egen regi",
        "fallback",
    )
    assert found["provider"]["since"] == date(2026, 6, 1)
    assert found["provider"]["legal_basis"]
    assert "Grund för regeln: " in told(town, capsys)


def test_when_care_has_ended_there_is_nothing_to_choose(town, capsys):
    town.registered(["k-1"], agreement="a")
    town.do("customer_choice.end_care", {**K1, "last_day": "2026-03-02"})

    said = told(town, capsys)
    assert "Insatserna upphörde 2026-03-02. Beviljas de igen väljer kunden" in said
    assert only(town)["can"] == []
    assert "Kunden kan:" not in said
    assert "i veckan" not in said


def test_one_hour_is_said_in_the_singular(town, capsys):
    town.registered(["k-1"], agreement="a")
    assert "10 timmar i veckan" in told(town, capsys)

    about = {"minutes_per_week": 60, "on": "2026-03-02", "reason": "Nytt beslut."}
    town.do("customer_choice.change_care", {**K1, **about})

    assert "1 timme i veckan" in told(town, capsys)


def test_a_wave_that_is_ahead_tells_its_day(town, capsys):
    town.registered(["k-1"], agreement="a")
    town.do(
        "choice_round.open",
        {
            "round": "var",
            "system": "staden",
            "bundle": "omvardnad",
            "last_day": "2026-03-31",
        },
    )
    town.do(
        "choice_round.invite", {"round": "var", "customers": ["k-1"], "channel": "brev"}
    )
    town.do("customer_choice.choose", {**K1, "round": "var", "wishes": ["b"]})
    town.at("2026-04-01T08:00")
    town.do("choice_round.propose", {"round": "var", "agreements": ["b", "egen"]})
    town.do("choice_round.adopt", {"round": "var"})
    wave = {"wave": "forsta", "on": "2026-05-04", "areas": ["norr"]}
    town.do("transition.plan", {"transition": "byte", "round": "var", "waves": [wave]})

    assert "Utförare B tar över 2026-05-04 (våg forsta i byte)." in told(town, capsys)


def test_it_is_always_told_who_decides(town, capsys):
    town.registered(["k-1"], agreement="a")

    assert only(town)["who_decides"] == WHO_DECIDES
    assert f"Vem beslutar: {WHO_DECIDES}" in told(town, capsys)


# -- On the command line -------------------------------------------------------------


def test_a_reference_gives_the_page_and_a_whole_id_the_case_as_before(town, cli):
    town.registered(["k-1"], agreement="a")

    by_person = cli("case", "show", "k-1", "--json")
    by_choice = cli("case", "show", "k-1/omvardnad", "--json")
    by_case = cli("case", "show", "customer_choice:k-1/omvardnad", "--json")
    then = cli(*("case", "show", "k-1/omvardnad", "--known-at", "2026-03-02T23:00"))

    assert (by_person.code, by_person.json) == (0, by_choice.json)
    assert by_person.json["data"]["customer"] == "k-1"
    assert by_case.json["data"]["state"]["agreement"] == "a"
    assert '"agreement": "a"' in then.out


def test_the_page_is_plain_swedish_in_even_lines(town, cli):
    town.registered(["k-1"], agreement="a")

    said = cli("case", "show", "k-1")

    assert said.code == 0
    assert said.out.startswith("Kund k-1, ")
    assert "Utförare A är ansvarig sedan 2026-01-01." in said.out
    assert max(map(len, said.out.splitlines())) <= 100


def test_a_care_decision_is_told_before_anything_is_chosen(town, cli):
    town.do(
        "customer.grant",
        {
            "customer": "k-9",
            "decision": "beslut-1",
            "system": "staden",
            "area": "norr",
            "granted_on": "2026-03-02",
            "valid_from": "2026-03-02",
            "services": [{"service": "personal_care", "minutes_per_week": 300}],
        },
    )

    said = cli("case", "show", "k-9")

    assert said.code == 0
    assert "beslut-1, beviljat 2026-03-02" in said.out


def test_nobody_by_that_reference_is_told(town, cli):
    said = cli("case", "show", "k-ingen")

    assert (said.code, said.out) == (1, "")
    assert "Ärendet finns inte" in said.err


def test_of_the_dead_nothing_more_is_to_be_done(town, capsys):
    town.registered(["k-1"], agreement="a")
    town.do(
        "customer.grant",
        {
            "customer": "k-1",
            "decision": "b-1",
            "system": "staden",
            "area": "norr",
            "granted_on": "2026-02-01",
            "valid_from": "2026-02-01",
            "services": [{"service": "personal_care", "minutes_per_week": 600}],
        },
    )
    town.do("customer.note_death", {"customer": "k-1", "on": "2026-03-01"})

    found, said = page(town), told(town, capsys)

    assert (found["died_on"], only(town)["can"]) == (date(2026, 3, 1), [])
    assert [one["valid_to"] for one in found["care_decisions"]] == [date(2026, 3, 1)]
    assert "Avliden 2026-03-01" in said
    assert "är ansvarig" not in said
    assert "Kunden kan" not in said
    assert "Vem beslutar" not in said


def test_the_living_are_not_said_to_be_dead(town, capsys):
    town.registered(["k-1"], agreement="a")

    assert page(town)["died_on"] is None
    assert "Avliden" not in told(town, capsys)
