"""The person's page: which provider, since when, why, and who comes next."""

from __future__ import annotations

from datetime import date

from tests.interfaces.person.matters import K1, only, told
from upphandling.interfaces.person_words import REGISTERED, WHO_DECIDES


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
