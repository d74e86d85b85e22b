"""Red flags: each kind is raised by its limit, tells why, and names what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.given import day
from tests.interfaces.follow_up.people import agreement
from tests.payment_town import BY_HAND, counted_by_hand, paying
from tests.payment_town import decide as settle
from tests.town import Town
from upphandling.domain.base import Role
from upphandling.domain.flag_policy import ASSUMED, FlagKind
from upphandling.interfaces.cli.follow_up_flags import IN_SWEDISH
from upphandling.interfaces.follow_up.flags import TELLERS, the_flags
from upphandling.interfaces.follow_up.flags.telling import Flagged, percent_of
from upphandling.projections.flagged import QUERIES
from upphandling.projections.flags import What

A, SOURCE = {"agreement": "avtal-a"}, "Nämndens beslut § 12"
LOV_FREE = {"regime": "lou", "provider": "utforare-a", "starts_on": "2026-01-01"}


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-01-19T09:00") as town:
        yield town.founded()


@pytest.fixture
def agreed(town: Town) -> Town:
    """Utförare A has its licence, and an agreement of a million for two years."""
    licensed(town)
    town.with_agreement("avtal-a", **LOV_FREE, ends_on="2028-12-31")
    town.do(
        "agreement.state_value",
        {**A, "value_sek": 1_000_000, "threshold_sek": 8_000_000, "source": "Bilaga 1"},
    )
    return town


def licensed(town: Town, licence: str = "in_force", on: str = "2026-01-02") -> None:
    if licence == "in_force":
        town.do("provider.register", {"provider": "utforare-a", "name": "Utförare A"})
    town.do(
        "provider.record_licence",
        {
            "provider": "utforare-a",
            "ruling": f"ivo-{licence}",
            "licence": licence,
            "decided_on": on,
            "in_force_from": on,
            "source": "IVO:s beslut",
        },
    )


def decide(town: Town, valid_from: str = "2026-01-01", **limits: int) -> None:
    policy = {"valid_from": valid_from, "source": SOURCE, **limits}
    town.do("choice_system.decide_flags", {"system": "staden", "policy": policy})


def flags(
    town: Town,
    kind: str | None = None,
    on: str = "2026-01-19",
    *,
    system: str | None = "staden",
    limit: int = 100,
    offset: int = 0,
) -> list[dict[str, Any]]:
    town.house.refresh()
    wanted = None if kind is None else FlagKind(kind)
    with town.house.database.engine.connect() as connection:
        return the_flags(
            connection, system, wanted, day(on), limit=limit, offset=offset
        )


def awarded(town: Town, *, bids: int = 1) -> None:
    town.announced("prov", "2026-02-18")
    for number in range(1, bids + 1):
        told = {
            "bid": f"anbud-{number}",
            "bidder": f"utforare-{number}",
            "name": f"Utförare {number}",
            "lots": ["norr"],
            "content_hash": str(number) * 64,
        }
        town.do("tender.receive_bid", {"tender": "prov", **told})
    town.at("2026-02-19T09:00")
    present = ["handlaggare-1", "handlaggare-2"]
    town.do("tender.open_bids", {"tender": "prov", "present": present})
    for number in range(1, bids + 1):
        bid = {"bid": f"anbud-{number}", "motive": "Prövat mot kraven."}
        town.do("tender.assess_bid", {"tender": "prov", **bid})
        points = {"criterion": "kvalitet", "points": 5.0 / number, "motive": "m"}
        town.do("tender.score_bid", {"tender": "prov", "bid": bid["bid"], **points})
    town.do("award.propose", {"award": "tilldelning", "tender": "prov"})


def decide_award(town: Town) -> None:
    winner = {"lot": "norr", "bid": "anbud-1"}
    town.do(
        "award.decide", {"award": "tilldelning", "winners": [winner], "motive": "m"}
    )


def test_a_lot_with_one_bid_is_flagged_when_it_has_been_awarded(town):
    awarded(town)
    assert flags(town, "single_bid", "2026-12-31") == []

    decide_award(town)

    (flag,) = flags(town, "single_bid", "2026-02-19")
    assert flag["subject"] == "tender:prov"
    assert flag["what"] == {"lot": "norr", "bids": 1}
    assert (flag["since"], flag["limit"]) == (day("2026-02-19"), 2)
    assert [one.partition("@")[0] for one in flag["events"]] == [
        "award:tilldelning",
        "award:tilldelning",
    ]
    assert flags(town, "single_bid", "2026-02-18") == []


def test_two_bids_are_enough_until_more_are_asked_for(town):
    awarded(town, bids=2)
    decide_award(town)
    assert flags(town, "single_bid", "2026-02-19") == []

    decide(town, fewest_bids=3)

    (flag,) = flags(town, "single_bid", "2026-02-19")
    assert flag["what"]["bids"] == 2


def test_a_tender_that_was_cancelled_is_not_flagged(town):
    awarded(town)
    town.do(
        "tender.cancel",
        {"tender": "prov", "reason_code": "other", "reasons": "Behovet har upphört"},
        role=Role.PROCUREMENT_MANAGER,
    )
    assert flags(town, "single_bid", "2026-12-31") == []


def extend(town: Town, *ends: str) -> None:
    for ends_on in ends:
        town.do("agreement.extend", {**A, "ends_on": ends_on, "reason": "Mer tid"})


def test_an_agreement_that_is_prolonged_again_is_flagged(agreed):
    extend(agreed, "2029-06-30")
    assert flags(agreed, "prolonged") == []

    extend(agreed, "2029-12-31")

    (flag,) = flags(agreed, "prolonged")
    assert (flag["what"], flag["limit"]) == ({"prolongations": 2}, 1)
    assert (flag["provider"], flag["since"]) == ("utforare-a", day("2026-01-19"))
    assert len(flag["events"]) == 2
    assert flags(agreed, "prolonged", "2026-01-18") == []
    assert flags(agreed, "prolonged", "2030-01-01") == []  # it has ended


def test_an_option_that_is_used_counts_as_a_prolongation(town):
    licensed(town)
    ahead = {**LOV_FREE, "starts_on": "2026-02-01"}
    town.with_agreement("avtal-a", **ahead, ends_on="2028-12-31")
    option = {"option": "ar-1", "ends_on": "2029-12-31", "call_by": "2028-06-30"}
    town.do("agreement.agree_options", {**A, "options": [option]})
    town.do("agreement.exercise_option", {**A, "option": "ar-1", "reason": "Bra"})
    decide(town, most_prolongations=0)

    (flag,) = flags(town, "prolonged")
    assert flag["what"] == {"prolongations": 1}


def change(town: Town, *changes: int) -> None:
    for change_sek in changes:
        told = {"ground": "clause", "description": "Mer tid", "clause": "Punkt 4"}
        key = f"andring-{len(town.log('agreement:avtal-a'))}"
        town.do(
            "agreement.change",
            {**A, "change": key, **told, "change_sek": change_sek, "motive": "Behov"},
        )


def test_an_agreement_that_is_changed_again_and_again_is_flagged(agreed):
    change(agreed, 1, 1)
    assert flags(agreed, "changed") == []

    change(agreed, 1)

    (flag,) = flags(agreed, "changed")
    assert (flag["what"], flag["limit"]) == ({"changes": 3}, 2)
    assert len(flag["events"]) == 3


@pytest.mark.parametrize(
    ("changes", "net"),
    [((100_000,), None), ((100_001,), 100_001), ((-100_001,), -100_001)],
)
def test_changes_are_flagged_against_the_stated_value(agreed, changes, net):
    change(agreed, *changes)

    found = [flag["what"] for flag in flags(agreed, "value_changed")]

    told = [{"change_sek": net, "value_sek": 1_000_000}]
    assert found == ([] if net is None else told)


def test_changes_that_cancel_each_other_are_counted_net(agreed):
    change(agreed, 400_000, -350_000)

    assert flags(agreed, "value_changed") == []


def test_the_value_that_was_stated_last_holds(agreed):
    value = {"value_sek": 500_000, "threshold_sek": 8_000_000, "source": "Bilaga 2"}
    agreed.do("agreement.state_value", {**A, **value})
    change(agreed, 60_000)

    (flag,) = flags(agreed, "value_changed")
    assert flag["what"]["value_sek"] == 500_000
    assert "12,0 procent" in flag["why"]


def ending(town: Town, last_day: str, **other: Any) -> list[dict[str, Any]]:
    """Two areas; what is told of an agreement that ends, with another one beside."""
    licensed(town)
    both = {"areas": ["norr", "soder"]}
    town.with_agreement("avtal-a", **LOV_FREE, **both, ends_on=last_day)
    if other:
        town.with_agreement("avtal-b", **{**LOV_FREE, **both, **other})
    return flags(town, "ending", "2026-01-19")


def test_an_agreement_that_ends_without_a_successor_is_flagged(town):
    (flag,) = ending(town, "2026-12-31")

    assert flag["what"] == {
        "ends_on": day("2026-12-31"),
        "days_left": 346,
        "areas": ["norr", "soder"],
    }
    assert (flag["since"], flag["limit"]) == (day("2025-12-31"), 365)
    assert flag["events"] == ["agreement:avtal-a@1"]


@pytest.mark.parametrize(
    ("ends_on", "flagged"), [("2027-01-19", True), ("2027-01-20", False)]
)
def test_the_end_is_near_from_a_year_before(town, ends_on, flagged):
    assert bool(ending(town, ends_on)) is flagged


@pytest.mark.parametrize(
    ("other", "areas"),
    [
        ({"starts_on": "2027-01-01"}, None),
        ({"starts_on": "2027-01-02"}, ["norr", "soder"]),  # a day too late
        ({"starts_on": "2027-01-01", "areas": ["soder"]}, ["norr"]),
        ({"starts_on": "2026-06-01", "ends_on": "2026-12-31"}, ["norr", "soder"]),
        ({"starts_on": "2026-01-01"}, ["norr", "soder"]),  # has been there all along
    ],
)
def test_a_successor_begins_in_time_in_the_same_area(town, other, areas):
    found = [
        flag["what"]["areas"]
        for flag in ending(town, "2026-12-31", **other)
        if flag["subject"] == "agreement:avtal-a"
    ]

    assert found == ([] if areas is None else [areas])


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


def test_limits_are_assumed_until_they_are_decided_and_then_from_their_day(agreed):
    extend(agreed, "2029-06-30", "2029-12-31")
    (flag,) = flags(agreed, "prolonged")
    assert (flag["source"], flag["assumed"]) == (ASSUMED.source, True)

    decide(agreed, "2026-02-01", most_prolongations=2)
    assert flags(agreed, "prolonged", "2026-01-31")[0]["assumed"]
    assert flags(agreed, "prolonged", "2026-02-01") == []

    decide(agreed, "2026-03-01", most_prolongations=0)
    (flag,) = flags(agreed, "prolonged", "2026-03-01")
    assert (flag["source"], flag["assumed"], flag["limit"]) == (SOURCE, False, 0)


def test_flags_are_read_page_by_page_in_one_order(agreed):
    extend(agreed, "2029-06-30", "2029-12-31")
    change(agreed, 50_000, 50_000, 50_000)
    agreed.with_agreement("avtal-b")
    whole = flags(agreed)

    assert [flag["kind"] for flag in whole] == [
        "changed",
        "licence",
        "prolonged",
        "value_changed",
    ]
    pages = [flags(agreed, limit=1, offset=number)[0] for number in range(4)]
    assert pages == whole
    assert flags(agreed, system="annan") == []
    assert flags(agreed, system=None) == whole


def test_a_successor_delivers_the_same_services(told):
    ends = {"ends_on": day("2026-12-31")}
    other = agreement("avtal-b", bundle="service", starts_on=day("2027-01-01"))
    connection = told(agreement(**ends), other)

    (flag,) = the_flags(
        connection, None, FlagKind.ENDING, day("2026-06-01"), limit=9, offset=0
    )

    assert flag["what"]["areas"] == ["norr", "soder"]


def test_what_is_paid_is_flagged_when_it_is_more_than_the_stated_value(database_url):
    with Town(database_url, "2026-03-02T09:00") as town:
        paying(town)
        value = {"threshold_sek": 8_000_000, "source": "Bilaga 1"}
        town.do("agreement.state_value", {**A, **value, "value_sek": 3_743})
        counted_by_hand(town)
        assert flags(town, "overpaid", "2026-03-02") == []  # nobody has approved it

        settle(town, "approve", total_ore=BY_HAND)

        (flag,) = flags(town, "overpaid", "2026-03-02")
        assert flag["what"] == {"paid_ore": BY_HAND, "value_sek": 3_743}
        assert flag["events"] == ["agreement:avtal-a@4", "payment:avtal-a.2026-01@2"]

        town.do("agreement.state_value", {**A, **value, "value_sek": 3_744})
        assert flags(town, "overpaid", "2026-03-02") == []


ROW = {"number": 3, "base": 40, "part": "norr", "since": day("2026-12-31")}
FACTS = [
    {"what": what.value, "reference": f"{what}@1"} for what in [*What, What.PROLONGED]
]


@pytest.mark.parametrize(
    ("teller", "row", "what", "events"),
    [
        ("single_bid", {}, {"lot": "norr", "bids": 3}, ["decided@1", "proposed@1"]),
        ("prolonged", {}, {"prolongations": 3}, ["prolonged@1", "prolonged@1"]),
        ("changed", {}, {"changes": 3}, ["changed@1"]),
        (
            "value_changed",
            {"number": -3},
            {"change_sek": -3, "value_sek": 40},
            ["value@1", "changed@1"],
        ),
        ("overpaid", {}, {"paid_ore": 3, "value_sek": 40}, ["value@1", "paid@1"]),
        ("licence", {"word": "revoked"}, {"licence": "revoked"}, ["licence@1"]),
        (
            "only_default",
            {},
            {"by_default": 3, "by_choice": 0},
            ["begun@1", "by_default@1"],
        ),
        (
            "ending",
            {},
            {"ends_on": day("2026-12-31"), "days_left": 30, "areas": ["norr"]},
            ["begun@1", "prolonged@1", "ended@1", "prolonged@1"],
        ),
    ],
)
def test_every_kind_tells_its_numbers_and_what_is_behind(teller, row, what, events):
    flag = Flagged(
        row=ROW | row,
        policy=ASSUMED,
        facts=FACTS,
        on=day("2026-12-01"),
        areas=["norr"],
    )

    told = TELLERS[FlagKind(teller)](flag)

    assert (told.what, told.events) == (what, events)
    assert told.why


def test_every_kind_is_asked_for_told_and_has_a_word():
    assert set(QUERIES) == set(TELLERS) == set(FlagKind)
    assert set(IN_SWEDISH) == {kind.value for kind in FlagKind}


def test_percent_is_told_with_one_decimal_rounded_half_up():
    assert [percent_of(part, 1_000) for part in (120, 12, 125)] == [
        "12,0",
        "1,2",
        "12,5",
    ]
    assert percent_of(1, 800) == "0,1"
    assert percent_of(1_002, 800) == "125,3"
