"""Follow-up of indicators: series, breaks, corrections, and what does not leave the house."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.test_indicator import correct, definition, figure, record
from tests.given import day, person
from upphandling.domain.indicator import Indicator
from upphandling.domain.indicators.definition import Whose
from upphandling.domain.indicators.suppression import Withheld
from upphandling.interfaces.follow_up import ValuesWanted, the_indicators

WHOLE = Whose(system="staden")


def of(agreement: str | None, area: str | None = None) -> Whose:
    return Whose(system="staden", agreement=agreement, area=area)


def measured(key: str = "nojdhet", **sizes: int) -> Indicator:
    """March by agreement: how many answered; `alla` is the whole system."""
    indicator = Indicator.define(
        person("2026-01-02T09:00"), key, definition=definition()
    )
    for name, size in sizes.items():
        record(indicator, whose=of(None if name == "alla" else name), of=size)
    return indicator


def values(found: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in found]


def test_a_series_is_told_group_by_group_in_the_order_of_time(told_on_each):
    indicator = measured()
    for whose in (WHOLE, of("avtal-a"), of(None, "norr")):
        for first, last in (("02-01", "02-28"), ("01-01", "01-31")):
            days = {"first": day(f"2026-{first}"), "last": day(f"2026-{last}")}
            record(indicator, whose=whose, **days)
    found = the_indicators(told_on_each(indicator), ValuesWanted())

    assert values(found, "agreement", "area", "first_on") == [
        (None, None, day("2026-01-01")),
        (None, None, day("2026-02-01")),
        (None, "norr", day("2026-01-01")),
        (None, "norr", day("2026-02-01")),
        ("avtal-a", None, day("2026-01-01")),
        ("avtal-a", None, day("2026-02-01")),
    ]
    assert {row["title"] for row in found} == {"Nöjda kunder"}


def test_a_new_definition_breaks_the_series_of_every_group_once(told):
    indicator = measured()
    indicator.define_anew(
        person("2026-01-02T09:00"), definition=definition(valid_from=day("2026-02-01"))
    )
    months = (("01-01", "01-31"), ("02-01", "02-28"), ("03-01", "03-31"))
    for whose in (WHOLE, of("avtal-a")):
        for first, last in months:
            days = {"first": day(f"2026-{first}"), "last": day(f"2026-{last}")}
            record(indicator, whose=whose, **days)
    found = the_indicators(told(indicator), ValuesWanted())

    assert (
        values(found, "version", "series_break")
        == [
            (1, False),
            (2, True),
            (2, False),
        ]
        * 2
    )


def test_a_correction_is_what_stands_and_the_earlier_value_is_still_told(told):
    indicator = measured(alla=40)
    correct(indicator, whose=WHOLE, value="90")
    correct(indicator, whose=WHOLE, value="91")
    (row,) = the_indicators(told(indicator), ValuesWanted())

    assert (row["value"], row["reason"]) == ("91", "Fel lästa svar")
    assert [one["value"] for one in row["earlier"]] == ["87.5", "90"]
    assert row["reference"] == "indicator:nojdhet@4"


@pytest.mark.parametrize(
    ("wanted", "groups"),
    [
        ({"indicator": "nojdhet"}, [None, "avtal-a", "avtal-b"]),
        ({"indicator": "annat"}, [None]),
        ({"system": "landet"}, []),
        ({"agreement": "avtal-b"}, ["avtal-b"]),
        ({"area": "norr"}, []),
        ({"from_day": day("2026-03-31"), "agreement": "avtal-a"}, ["avtal-a"]),
        ({"from_day": day("2026-04-01")}, []),
        ({"to_day": day("2026-03-01"), "agreement": "avtal-a"}, ["avtal-a"]),
        ({"to_day": day("2026-02-28")}, []),
    ],
)
def test_only_what_was_asked_for_is_told(told, wanted, groups):
    first = measured(alla=50, **{"avtal-a": 30, "avtal-b": 20})
    connection = told(first, measured("annat", alla=9))

    found = the_indicators(connection, ValuesWanted(**wanted))
    assert [row["agreement"] for row in found] == groups


def test_a_value_stands_as_it_was_on_the_day_that_is_asked_about(told_on_each):
    indicator = measured(alla=40)
    late = person("2026-05-04T00:00")
    indicator.correct_value(
        late, figure=figure(whose=WHOLE, value="90"), source="Enkät", reason="Fel"
    )
    connection = told_on_each(indicator)

    def stood(on: str) -> list[tuple[Any, ...]]:
        found = the_indicators(connection, ValuesWanted(at=day(on)))
        return [(row["value"], row["reason"], len(row["earlier"])) for row in found]

    assert stood("2026-03-31") == []
    assert stood("2026-04-01") == stood("2026-05-03") == [("87.5", None, 0)]
    assert stood("2026-05-04") == [("90", "Fel", 1)]


def test_a_series_breaks_as_it_was_known_on_the_day(told):
    indicator = measured()
    indicator.define_anew(
        person("2026-01-02T09:00"), definition=definition(valid_from=day("2026-02-01"))
    )
    indicator.record_value(
        person("2026-05-04T09:00"),
        figure=figure(first=day("2026-01-01"), last=day("2026-01-31")),
        source="Enkät",
    )
    record(indicator)
    connection = told(indicator)

    def breaks(on: str) -> list[tuple[Any, ...]]:
        found = the_indicators(connection, ValuesWanted(at=day(on)))
        return values(found, "version", "series_break")

    assert breaks("2026-05-03") == [(2, False)]
    assert breaks("2026-05-04") == [(1, False), (2, True)]


FEW = {"alla": 63, "avtal-a": 40, "avtal-b": 20, "avtal-c": 3}


def test_inside_the_house_everything_is_told(told):
    found = the_indicators(told(measured(**FEW)), ValuesWanted())

    assert [row["of_persons"] for row in found] == [63, 40, 20, 3]
    assert not any(row["suppressed"] for row in found)


def test_outside_the_house_a_small_group_is_withheld_and_what_gives_it_away(told):
    indicator = measured(**FEW)
    correct(indicator, whose=WHOLE, of=63, value="80")
    found = the_indicators(told(indicator), ValuesWanted(leaves=True))

    assert values(found, "agreement", "value", "of_persons", "suppressed") == [
        (None, "80", 63, False),
        ("avtal-a", "87.5", 40, False),
        ("avtal-b", None, None, True),
        ("avtal-c", None, None, True),
    ]
    assert [row["withheld"] for row in found[2:]] == [
        Withheld.GIVES_AWAY,
        Withheld.FEW,
    ]
    assert not any("earlier" in row for row in found)


def test_asking_about_an_earlier_day_tells_no_more(told):
    """On the first day nobody knew of the few whom the others would give away."""
    indicator = measured(alla=63, **{"avtal-a": 40, "avtal-b": 20})
    indicator.record_value(
        person("2026-05-04T09:00"),
        figure=figure(whose=of("avtal-c"), of=3),
        source="Enkät",
    )
    indicator.correct_value(
        person("2026-05-04T09:00"),
        figure=figure(whose=of("avtal-a"), of=4, value="80"),
        source="Enkät",
        reason="Fel",
    )
    indicator.correct_value(
        person("2026-05-05T09:00"),
        figure=figure(whose=of("avtal-a"), of=40),
        source="Enkät",
        reason="Rätt från början",
    )
    connection = told(indicator)

    def shown(on: str) -> list[Any]:
        wanted = ValuesWanted(leaves=True, at=day(on))
        return values(the_indicators(connection, wanted), "agreement", "suppressed")

    first = [(None, False), ("avtal-a", False), ("avtal-b", True)]
    assert shown("2026-04-01") == first
    assert shown("2026-05-04")[1] == ("avtal-a", True)
    assert shown("2026-05-05") == [*first, ("avtal-c", True)]


def test_asking_for_one_group_at_a_time_tells_no_more(told):
    connection = told(measured(**FEW))
    one_by_one = [
        the_indicators(connection, ValuesWanted(agreement=key, leaves=True))[0]
        for key in ("avtal-a", "avtal-b", "avtal-c")
    ]

    assert [row["suppressed"] for row in one_by_one] == [False, True, True]


def test_each_definition_says_which_groups_are_small(told):
    indicator = Indicator.define(
        person("2026-01-02T09:00"), "nojdhet", definition=definition(least_group=41)
    )
    indicator.record_value(
        person("2026-04-01T09:00"), figure=figure(of=40), source="Enkät"
    )
    (row,) = the_indicators(told(indicator), ValuesWanted(leaves=True))

    assert row["suppressed"]
    assert row["value"] is row["numerator"] is row["denominator"] is None
