"""All of a provider's customers get another, as far as the law lets the authority move them."""

from __future__ import annotations

import pytest

from tests.application.transition.matters import customers
from tests.moving_town import (
    IN_HOUSE,
    NEW,
    OLD,
    OTHER,
    chosen,
    living,
    ready_town,
    told,
)
from tests.town import Town
from upphandling.domain.transition.refusals import (
    OldAgreementEndsFirst,
    ReassignmentIsASelection,
)


def reassigned(to: str, **changed: object) -> tuple[str, dict[str, object]]:
    return told(
        "reassign",
        bundle="omvardnad",
        from_agreement=OLD,
        to_agreement=to,
        days=["2026-11-02", "2026-11-03"],
        reason="Utförare G upphör.",
        **changed,
    )


def test_whoever_has_a_place_by_their_own_choice_is_moved_there(town):
    where = {"customer": "k-1", "bundle": "omvardnad"}
    chosen(town, {"k-1": OTHER})

    town.do(*reassigned(NEW))

    placed_at = {
        customer: town.case(f"customer_choice:{customer}/omvardnad").placed_at
        for customer in ("k-1", "k-2", "k-3")
    }
    assert placed_at == {where["customer"]: OTHER, "k-2": NEW, "k-3": NEW}
    reason = town.case("customer_choice:k-1/omvardnad").placed_reason
    assert reason == (
        "Utförare G upphör. Du får plats hos Utförare O, som du själv har valt."
    )


def test_whoever_waits_in_a_queue_waits_on(town):
    queue = {"customer": "k-1", "bundle": "omvardnad", "agreement": OTHER}
    town.do("customer_choice.queue", queue)

    town.do(*reassigned(NEW))

    reason = town.case("customer_choice:k-1/omvardnad").placed_reason
    assert reason == "Utförare G upphör. Du står kvar på plats 1 i kön till Utförare O."
    assert "k-1" in town.case(f"agreement:{OTHER}").queue


def test_whoever_was_on_the_way_to_the_provider_stays_where_they_are(town):
    living(town, {"k-9": "norr"}, IN_HOUSE)
    town.chose("k-9", OLD)

    town.do(*reassigned(NEW))

    choice = town.case("customer_choice:k-9/omvardnad")
    assert (choice.agreement, choice.placed_at) == (IN_HOUSE, None)
    moving = {c for one in customers(town).values() for c in one}
    assert moving == {"k-1", "k-2", "k-3"}


def test_everybody_moves_before_the_old_agreement_ends(town):
    town.do(
        "agreement.rescind",
        {"agreement": OLD, "grounds": "Avtalsbrott", "wind_up_until": "2026-11-01"},
    )

    with pytest.raises(OldAgreementEndsFirst):
        town.do(*reassigned(NEW))


@pytest.mark.parametrize(
    ("old", "new"), [("lov", "lov"), ("lov", "lou"), ("lou", "lov")]
)
def test_nobody_is_moved_between_lov_providers_by_the_authority(sqlite_url, old, new):
    with Town(sqlite_url, "2026-10-01T09:00") as town:
        ready_town(town, regime=old)
        town.with_agreement("tredje", regime=new, starts_on="2026-10-01")
        living(town, {"k-1": "norr"})

        with pytest.raises(ReassignmentIsASelection) as refusal:
            town.do(*reassigned("tredje"))

        assert "2019:2" in str(refusal.value.details["source"])
        town.do(*reassigned(IN_HOUSE))


def test_whoever_wishes_for_a_lov_provider_may_be_moved_there(sqlite_url):
    with Town(sqlite_url, "2026-10-01T09:00") as town:
        ready_town(town, regime="lov")
        town.with_agreement("tredje", regime="lov", starts_on="2026-10-01")
        living(town, {"k-1": "norr"})
        choice = {"customer": "k-1", "bundle": "omvardnad", "wishes": ["tredje"]}
        town.do("customer_choice.choose", choice)

        town.do(*reassigned("tredje"))


def test_under_lov_customers_go_to_whoever_was_procured_for_those_who_do_not_choose(
    sqlite_url,
):
    with Town(sqlite_url, "2026-10-01T09:00") as town:
        ready_town(town, regime="lov")
        living(town, {"k-1": "norr"})
        policy = {
            "rule": "separately_procured",
            "legal_basis": "Fullmäktiges beslut § 2",
            "valid_from": "2026-10-01",
        }
        town.do("choice_system.decide_default", {"system": "staden", "policy": policy})

        town.do(*reassigned(NEW))
