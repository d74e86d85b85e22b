"""A town in which everything that the engine computes has been computed at least once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.award_town import AWARD, REVIEW, awarded, compared, reviewed, sign
from tests.domain.pay.tariffs import VERSIONS
from tests.town import Town
from tests.visits_town import imported, visit
from upphandling.domain.base import Role

SEED = "Dragningen lördag vecka 18: 4 8 15 16 23 35"
ROUND = {"round": "vinter-2027"}
PEOPLE: Mapping[str, list[str]] = {
    "person-1": ["avtal-a", "avtal-b"],
    "person-2": ["avtal-a", "avtal-b"],
    "person-3": ["avtal-a"],
    "person-4": [],
}


def lived(url: str) -> None:
    """A value, a tie drawn, a court, a contract; people, shares, a round, a queue; a tariff."""
    with Town(url, "2025-12-29T09:00") as town:
        town.founded()
        _valued(town)
        town.at("2026-02-02T09:00")
        _bought(town)
        _chosen(town)
        _priced(town)
        imported(town, visit("b-1", "2026-01-15T07:30", "2026-01-15T08:00"))
        town.house.refresh()


def lived_and_destroyed(url: str) -> None:
    """The same, and a month of visits that nobody can count again, by decision."""
    lived(url)
    with Town(url, "2027-05-03T09:00") as town:
        _destroyed(town)
        town.house.refresh()


def _destroyed(town: Town) -> None:
    """A month of visits that nobody can count again, by decision."""
    told = visit("b-0", "2025-12-15T07:30", "2025-12-15T08:00")
    imported(town, told, month="2025-12")
    term = {
        "document_class": "visits",
        "keep_years": 1,
        "counted_from": "månadens utgång",
        "legal_basis": "nämndens dokumenthanteringsplan",
        "reference": "plan 2027, punkt 9",
        "from_day": "2027-01-01",
    }
    town.do("retention.adopt", term, role=Role.ARCHIVIST)
    decision = {
        "visit_month": "staden.2025-12",
        "document": "gallringsbeslut 2027-3",
        "reason": "Fristen har gått ut",
    }
    town.do("visit_month.destroy", decision, role=Role.ARCHIVIST)


def _valued(town: Town) -> None:
    """A value on a day whose threshold is known."""
    small = {"tender": "larm"}
    town.do(
        "tender.prepare",
        {
            **small,
            "system": "staden",
            "title": "Trygghetslarm",
            "lots": [{"lot": "norr", "title": "Norr", "areas": ["norr"]}],
            "criteria": [
                {"criterion": "kvalitet", "title": "Kvalitet", "max_points": 5.0}
            ],
        },
    )
    town.do(
        "tender.estimate_value",
        {**small, "value_sek": 8_200_000, "basis": "48 månader"},
    )


def _bought(town: Town) -> None:
    """Equal bids drawn, an award that a court looked at, and a contract."""
    compared(town, {"a": 4.0, "b": 4.0, "c": 3.0})
    town.do(
        "award.draw_lots",
        {
            **AWARD,
            "lot": "norr",
            "seed": SEED,
            "seed_published": "Anbudsinbjudan punkt 7",
            "witnesses": ["vittne-1", "vittne-2"],
        },
    )
    awarded(town)
    reviewed(town)
    town.at("2026-08-03T09:00")
    ruling = {**REVIEW, "ruling": "dom"}
    rejected = {"instance": "first", "outcome": "rejected", "ruled_on": "2026-08-03"}
    town.do("review.rule", {**ruling, **rejected})
    town.do("review.confirm_ruling", ruling, by="chef-1")
    town.at("2026-08-20T09:00")
    won = town.case("award:tilldelning").winners  # type: ignore[attr-defined]
    sign(town, won[0].bid)


def _chosen(town: Town) -> None:
    """Places and shares, a round that was proposed and adopted, and a drawn queue."""
    town.at("2027-01-04T09:00")
    begun = {"regime": "lou", "starts_on": "2027-01-01"}
    town.with_agreement("avtal-a", places={"norr": 1}, **begun)
    town.with_agreement("avtal-b", **begun | {"name": "Utförare B"})
    town.do(
        "agreement.agree_shares",
        {
            "agreement": "avtal-b",
            "steps": [{"from_on": "2027-01-04", "minimum_percent": 50.0}],
            "legal_basis": "Avtalet § 4",
            "reason": "Enligt avtalet.",
        },
    )
    own = {"agreement": "egen-regi", "provider": "kommunen", "name": "Egen regi"}
    _do(
        town,
        "agreement.entrust_in_house",
        {**own, "areas": ["norr"], "starts_on": "2027-01-01", "places": {"norr": 9}},
    )
    people = [
        {"customer": key, "area": "norr", "minutes_per_week": 60} for key in PEOPLE
    ]
    _do(
        town,
        "customer_choice.register",
        {"since": "2027-01-01", "customers": people},
    )
    _granted(town)
    _do(town, "choice_round.open", {**ROUND, "last_day": "2027-02-28"})
    town.do(
        "choice_round.publish_information",
        {
            **ROUND,
            "order": "drawn",
            "seed": "Vintern 2027",
            "providers": [
                {"agreement": f"avtal-{letter}", "facts": {"sprak": "Svenska"}}
                for letter in "ab"
            ],
        },
    )
    town.do(
        "choice_round.invite", {**ROUND, "customers": list(PEOPLE), "channel": "Brev"}
    )
    for customer, wishes in PEOPLE.items():
        if wishes:
            wished = {"customer": customer, "bundle": "omvardnad", "wishes": wishes}
            town.do("customer_choice.choose", {**wished, **ROUND})
    town.at("2027-03-01T09:00")
    offers = ["avtal-a", "avtal-b", "egen-regi"]
    town.do("choice_round.propose", {**ROUND, "agreements": offers})
    town.do("choice_round.adopt", ROUND)
    policy = {
        "valid_from": "2027-03-01",
        "queue_order": "drawn",
        "queue_seed": "dragning-2027",
    }
    town.do("choice_system.decide_choosing", {"system": "staden", "policy": policy})
    town.do("agreement.order_queue", {"agreement": "avtal-a"})


def _granted(town: Town) -> None:
    """A care decision whose clock of three months runs."""
    town.do(
        "customer.grant",
        {
            "customer": "person-9",
            "decision": "b-1",
            "system": "staden",
            "area": "norr",
            "granted_on": "2027-01-04",
            "valid_from": "2027-01-04",
            "services": [{"service": "personal_care", "minutes_per_week": 600}],
        },
        role=Role.CARE_NEEDS_ASSESSOR,
    )


def _priced(town: Town) -> None:
    """A tariff that was adjusted by an index."""
    tariff = {"tariff": "hemtjanst"}
    version = {**VERSIONS[0].model_dump(mode="json"), "area_factors": []}
    whole = {**tariff, "system": "staden", "version": version}
    town.do("tariff.adopt", whole, role=Role.DECISION_MAKER)
    adjusted = {"valid_from": "2026-04-01", "index": "OPI", "factor": "1.023"}
    indexed = {**tariff, **adjusted, "source": "Nämndens beslut om uppräkning"}
    town.do("tariff.index", indexed, role=Role.DECISION_MAKER)


def _do(town: Town, name: str, data: dict[str, Any]) -> None:
    town.do(name, {"system": "staden", "bundle": "omvardnad", **data})
