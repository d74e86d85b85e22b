"""Configuration: what a choice system may be made of."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from upphandling.domain.configuration import SystemConfiguration

AREA = {"key": "norr", "name": "Norr"}
BUNDLE = {
    "key": "omvardnad",
    "name": "Omvårdnad",
    "services": ["personal_care"],
    "regime": "lou",
}
SHARES = {
    "valid_from": "2027-01-01",
    "in_house_percent": 80.0,
    "external_percent": 20.0,
}
WHOLE: dict[str, Any] = {
    "system": "staden",
    "name": "Hemtjänst i staden",
    "municipality": "Staden",
    "areas": [AREA],
    "bundles": [BUNDLE],
    "shares": [SHARES],
    "default": {"rule": "in_house", "legal_basis": "Fullmäktiges beslut § 1"},
}


def configured(**changed: Any) -> SystemConfiguration:
    return SystemConfiguration.model_validate({**WHOLE, **changed}, strict=False)


def faults(**changed: Any) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as refusal:
        configured(**changed)
    return [
        (".".join(map(str, fault["loc"])), fault["msg"].removeprefix("Value error, "))
        for fault in refusal.value.errors()
    ]


def test_a_system_needs_areas_bundles_and_a_rule_for_those_who_do_not_choose():
    assert configured(shares=[]).shares == []
    assert [where for where, _ in faults(areas=[], bundles=[], default=None)] == [
        "areas",
        "bundles",
        "default",
    ]


def test_a_bundle_holds_services_and_asks_its_customers_unless_it_says_otherwise():
    assert configured().bundles[0].must_choose
    assert [where for where, _ in faults(bundles=[{**BUNDLE, "services": []}])] == [
        "bundles.0.services"
    ]


@pytest.mark.parametrize("external", [19.9, 20.1])
def test_the_shares_make_a_whole(external):
    assert faults(shares=[{**SHARES, "external_percent": external}]) == [
        (
            "shares.0",
            "in_house_percent och external_percent ska tillsammans vara 100",
        )
    ]


def test_shares_in_thirds_make_a_whole():
    third = 100 / 3
    configured(
        shares=[{**SHARES, "in_house_percent": third, "external_percent": 100 - third}]
    )


@pytest.mark.parametrize(
    ("part", "twice", "message"),
    [
        ("areas", AREA, "samma nyckel förekommer två gånger i areas"),
        ("bundles", BUNDLE, "samma nyckel förekommer två gånger i bundles"),
        ("shares", SHARES, "två andelsbeslut gäller från samma dag i shares"),
    ],
)
def test_a_key_or_a_day_is_used_once(part, twice, message):
    assert faults(**{part: [twice, twice]}) == [("", message)]


@pytest.mark.parametrize("key", ["Norr", "", "-norr", "norr-", "norr öst", "a" * 81])
def test_a_key_is_readable_and_safe_in_an_address(key):
    assert [where for where, _ in faults(system=key)] == ["system"]


@pytest.mark.parametrize("key", ["n", "norr-2.b_1", "a" * 80])
def test_a_key_may_have_dots_and_dashes_inside(key):
    assert configured(system=key).system == key


def test_an_unknown_field_is_not_forgotten_in_silence():
    assert faults(farg="blå") == [("farg", "Extra inputs are not permitted")]
