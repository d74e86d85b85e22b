"""Red flags of providers: a licence that is lost or unknown, and nobody who chooses them."""

from __future__ import annotations

from tests.given import day
from tests.interfaces.follow_up.flags.flagging import (
    decide,
    flags,
    licensed,
)
from tests.town import Town


def test_a_licence_that_is_lost_is_flagged_as_the_register_has_it(agreed):
    assert flags(agreed, "licence") == []

    agreed.at("2026-02-02T09:00")
    licensed(agreed, "revoked", "2026-02-02")

    (flag,) = flags(agreed, "licence", "2026-02-02")
    assert (flag["subject"], flag["what"]) == (
        "agreement:avtal-a",
        {"licence": "revoked"},
    )
    assert (flag["since"], flag["system"]) == (day("2026-02-02"), "staden")
    assert (flag["limit"], flag["source"], flag["assumed"]) == (None, None, False)
    assert flag["events"] == ["provider:utforare-a@2", "provider:utforare-a@4"]
    assert flags(agreed, "licence", "2026-02-01") == []


def test_a_suspended_revocation_is_a_flag_too(agreed):
    licensed(agreed, "revocation_suspended", "2026-01-19")

    (flag,) = flags(agreed, "licence", "2026-01-19")
    assert "domstol" in flag["why"]


def test_a_licence_that_nobody_knows_is_flagged_but_not_of_own_provision(town):
    town.with_agreement("avtal-b")
    town.do(
        "agreement.entrust_in_house",
        {
            "agreement": "egen-regi",
            "system": "staden",
            "provider": "staden",
            "name": "Kommunens egen regi",
            "bundle": "omvardnad",
            "areas": ["norr"],
            "starts_on": "2026-01-01",
        },
    )

    (flag,) = flags(town, "licence")
    assert flag["what"] == {"licence": "unknown"}
    assert flag["events"] == ["agreement:avtal-b@1"]


def test_what_the_agreement_was_told_counts_where_the_provider_is_not_known(town):
    town.with_agreement("avtal-b", regime="lou")
    told = {"licence": "revoked", "decided_on": "2026-01-19", "source": "IVO"}
    town.do("agreement.change_licence", {"agreement": "avtal-b", **told})

    (flag,) = flags(town, "licence")
    assert flag["what"] == {"licence": "revoked"}


def place(town: Town, customer: str, basis: str) -> None:
    town.registered([customer])
    if basis == "choice":
        town.chose(customer, "avtal-a")
        return
    told = {"agreement": "avtal-a", "basis": "default", "reason": "Ickeval"}
    town.do(
        "customer_choice.place", {"customer": customer, "bundle": "omvardnad", **told}
    )


def test_a_provider_whom_nobody_has_chosen_is_flagged(agreed):
    assert flags(agreed, "only_default") == []

    place(agreed, "kund-1", "default")

    (flag,) = flags(agreed, "only_default")
    assert flag["what"] == {"by_default": 1, "by_choice": 0}
    assert not any("kund" in event for event in flag["events"])

    place(agreed, "kund-2", "choice")
    assert flags(agreed, "only_default") == []


def test_few_by_default_are_not_flagged_where_more_were_decided(agreed):
    decide(agreed, fewest_by_default=2)
    place(agreed, "kund-1", "default")
    assert flags(agreed, "only_default") == []

    place(agreed, "kund-2", "default")
    assert len(flags(agreed, "only_default")) == 1
