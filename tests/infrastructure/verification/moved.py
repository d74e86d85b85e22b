"""A log in which people get their places by every command that gives one, and move."""

from __future__ import annotations

from collections.abc import Mapping

from tests.moving_town import (
    IN_HOUSE,
    NEW,
    OLD,
    OTHER,
    chosen,
    living,
    planned,
    ready_town,
    told,
    wave,
)
from tests.town import Town

FULL = "full"
WHERE: Mapping[str, str] = {f"k-{number}": "norr" for number in range(1, 10)}
BY_DECISION, BY_OFFER, BY_CHOICE = "k-4", "k-5", "k-6"
BUNDLE = {"system": "staden", "bundle": "omvardnad"}


def moved(url: str) -> None:
    """Adopted rounds and reassignments, offers, choices, waves; and a destruction."""
    with Town(url, "2026-10-01T09:00") as town:
        ready_town(town)
        living(town, WHERE)
        town.with_agreement(
            FULL, regime="lou", starts_on="2026-10-01", places={"norr": 1}
        )
        _one_by_one(town)
        chosen(town, {"k-1": NEW, "k-2": OTHER, "k-3": NEW})
        planned(town, wave("norr", "2026-11-02", ["norr"]))
        town.at("2026-11-02T07:00")
        town.do(*told("fail_customer", customer="k-1", reason="Ingen öppnade."))
        town.do(*told("take_over", wave="norr"))
        town.do(*told("take_over_customer", customer="k-1"))
        town.at("2026-11-03T09:00")
        _reassigned(town)
        _proposed(town)
        _destroyed(town)


def _one_by_one(town: Town) -> None:
    """A place by decision, one by an offer out of the queue, and a second wish."""
    town.chose(BY_DECISION, FULL)
    offered = {**_who(BY_OFFER), "agreement": FULL}
    town.do("customer_choice.queue", offered)
    withdrawn = {**_who(BY_DECISION), "reason": "Ångrade sig."}
    town.do("customer_choice.withdraw_placement", withdrawn)
    town.do("agreement.offer_place", {"agreement": FULL, "customer": BY_OFFER})
    town.do("customer_choice.accept_offer", offered)
    wishes = {"wishes": [FULL, OTHER, NEW]}
    town.do("customer_choice.choose_and_place", {**_who(BY_CHOICE), **wishes})


def _reassigned(town: Town) -> None:
    """Everybody who is left with the old provider, each as their own choice allows."""
    town.do(
        "transition.reassign",
        {
            "transition": "flytt-2",
            "bundle": "omvardnad",
            "from_agreement": OLD,
            "to_agreement": OTHER,
            "days": ["2026-11-20", "2026-11-21"],
            "reason": "Utförare G upphör.",
        },
    )
    for number, day in enumerate(("2026-11-20", "2026-11-21"), start=1):
        town.at(f"{day}T07:00")
        over = {"transition": "flytt-2", "wave": f"dag-{number}"}
        town.do("transition.take_over", over)


def _proposed(town: Town) -> None:
    """A provider that falls away: proposed by the engine, adopted by a person."""
    fallback = {"agreement": IN_HOUSE, "legal_basis": "Fullmäktiges beslut § 3"}
    town.do("choice_system.name_fallback", {**BUNDLE, **fallback})
    falls = {"grounds": "Konkurs", "wind_up_until": "2026-12-10"}
    town.do("agreement.rescind", {"agreement": OTHER, **falls})
    town.do(
        "transition.propose_reassignment",
        {
            "transition": "brads",
            "agreement": OTHER,
            "days": ["2026-12-01"],
            "seed": "Lott 23 november",
        },
    )
    town.do("transition.adopt_reassignment", {"transition": "brads"})


def _destroyed(town: Town) -> None:
    term = {
        "keep_years": 5,
        "counted_from": "Från det att insatsen upphörde",
        "legal_basis": "Nämndens dokumenthanteringsplan",
        "reference": "Dokumenthanteringsplan 2026",
        "from_day": "2026-01-01",
    }
    town.do("retention.adopt", {"document_class": "identity", **term})
    town.do(
        "destruction.decide",
        {
            "destruction": "gallring-1",
            "subjects": ["person:k-1"],
            "document_classes": ["identity"],
            "document": "Gallringsbeslut 2026-1",
            "reason": "Fristen är ute.",
        },
    )


def _who(customer: str) -> dict[str, str]:
    return {"customer": customer, "bundle": "omvardnad"}
