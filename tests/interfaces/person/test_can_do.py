"""The person's page: what the person waits for, was told, and can do or no longer do."""

from __future__ import annotations

from datetime import date

from tests.interfaces.person.matters import K1, only, page, told


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
