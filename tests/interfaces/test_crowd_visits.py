"""Invented visits: the same every time, within what is granted, and nobody is twice at once."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from pydantic import ValidationError

from tests.interfaces.small import line, write
from upphandling.interfaces.scenarios.crowd_blocks import BLOCKS
from upphandling.interfaces.scenarios.visit_blocks import CrowdVisits
from upphandling.interfaces.scenarios.visits import file_of

BLOCK: dict[str, Any] = {
    "seed": 1,
    "system": "staden",
    "month": "2026-03",  # the clock is put forward on the 29th
    "staff": {"avtal-a": 6, "egen-regi": 9},
}
FIRST, UNTIL = date(2026, 3, 1), date(2026, 4, 1)


@dataclass(frozen=True)
class Cared:
    """A row as the read models have it."""

    agreement: str
    customer: str
    service: str = "personal_care"
    time_of_day: str = "day"
    day_kind: str = "any_day"
    minutes: int = 420
    first: date = date(2026, 1, 1)
    until: date = date(2027, 1, 1)
    last_day: date | None = None


CARED = [
    *(Cared("avtal-a", f"k-a{number}", minutes=60 * number) for number in range(1, 24)),
    *(Cared("egen-regi", f"k-e{number}") for number in range(12)),
    Cared("egen-regi", "k-e1", "night_support", "night", minutes=70),
    Cared("avtal-a", "k-a2", "safety_alarm_response", minutes=15),
]


def visits(cared: list[Cared] = CARED, **told: object) -> list[dict[str, str]]:
    block = CrowdVisits.model_validate_json(json.dumps({**BLOCK, **told}))
    rows = file_of(block, cared).decode().splitlines()
    return list(csv.DictReader(rows, delimiter=";"))


def span(visit: dict[str, str]) -> tuple[datetime, datetime]:
    starts, ends = (datetime.fromisoformat(visit[at]) for at in ("start", "slut"))
    return starts, ends


def performed(found: list[dict[str, str]]) -> dict[tuple[str, str], timedelta]:
    total: dict[tuple[str, str], timedelta] = defaultdict(timedelta)
    for visit in found:
        starts, ends = span(visit)
        total[visit["kund"], visit["insats"]] += ends - starts
    return total


def test_the_same_seed_gives_the_same_visits_and_another_seed_others():
    assert visits() == visits()
    assert visits() != visits(seed=2)


def test_another_month_has_visits_of_its_own():
    ids = {visit["besök"] for visit in visits()}

    assert len(ids) == len(visits())
    assert ids.isdisjoint(visit["besök"] for visit in visits(month="2026-05"))


@pytest.mark.parametrize("who", ["personal", "kund"])
def test_nobody_is_at_two_visits_at_once(who):
    by_one = defaultdict(list)
    for visit in visits(performed_percent=100):
        by_one[visit[who]].append(span(visit))

    for spans in by_one.values():
        for (_, ends), (starts, _) in pairwise(sorted(spans)):
            assert ends <= starts


def test_staff_work_for_one_provider_and_share_ten_customers():
    teams = defaultdict(set)
    for visit in visits():
        teams[visit["personal"].rpartition("-")[0]].add(visit["kund"])
        assert visit["personal"].startswith(f"p-{visit['avtal']}-")

    assert len(teams) == 3 + 2
    assert all(len(customers) <= 10 for customers in teams.values())


def test_what_is_performed_is_nearly_what_is_granted():
    found = performed(visits(performed_percent=100))

    for cared in CARED:
        granted = timedelta(minutes=cared.minutes * 31 / 7)
        made = found[cared.customer, cared.service]
        assert 0.75 * granted < made < 1.1 * granted
    assert sum(found.values(), timedelta()) < timedelta(
        minutes=sum(cared.minutes for cared in CARED) * 31 / 7
    )


def test_a_visit_lies_in_its_own_part_of_the_day_and_in_the_month():
    for visit in visits():
        starts, ends = span(visit)
        assert starts.date() == ends.date()
        assert FIRST <= starts.date() < UNTIL
        assert starts.hour >= (22 if visit["insats"] == "night_support" else 7)


def test_only_days_on_which_somebody_answered_have_visits():
    some = [
        Cared(
            "avtal-a",
            "k-1",
            first=date(2026, 3, 9),
            until=date(2026, 3, 20),
            last_day=date(2026, 3, 15),
        )
    ]

    days = {span(visit)[0].date() for visit in visits(some)}

    assert min(days) >= date(2026, 3, 9)
    assert max(days) <= date(2026, 3, 15)


@pytest.mark.parametrize(
    ("kind", "allowed"), [("weekday", range(5)), ("weekend", range(5, 7))]
)
def test_what_is_granted_on_some_days_of_the_week_is_performed_on_those(kind, allowed):
    found = visits([Cared("avtal-a", "k-1", day_kind=kind)])

    assert {span(visit)[0].weekday() for visit in found} == set(allowed)


def test_a_part_of_the_customers_is_the_same_part_every_month():
    def customers(month: str) -> set[str]:
        return {visit["kund"] for visit in visits(every=5, month=month)}

    assert len(customers("2026-03")) == 5 + 3
    assert customers("2026-03") == customers("2026-02")
    assert customers("2026-03") < {cared.customer for cared in CARED}


def test_age_is_the_customers_own_and_some_visits_are_told_of_afterwards():
    found = visits(aged_percent=50, registered_after_percent=50)
    aged = defaultdict(set)
    for visit in found:
        aged[visit["kund"]].add(visit["65+"])

    assert all(len(said) == 1 for said in aged.values())
    assert {visit["65+"] for visit in found} == {"ja", "nej"}
    assert {visit["efterregistrerad"] for visit in found} == {"ja", "nej"}


def test_visits_that_are_not_performed_are_not_told_of():
    assert visits(performed_percent=0) == []
    assert len(visits(performed_percent=50)) < 0.6 * len(visits(performed_percent=100))


@pytest.mark.parametrize(
    "told", [{"every": 0}, {"staff": {}}, {"staff": {"avtal-a": 0}}, {"month": "2026"}]
)
def test_a_block_without_sense_is_refused(told):
    with pytest.raises(ValidationError):
        BLOCKS["crowd.visits"].model_validate_json(json.dumps({**BLOCK, **told}))


# -- In a scenario ------------------------------------------------------------

IN_HOUSE = {
    **line(
        "2019-05-02T09:00",
        "agreement.entrust_in_house",
        agreement="egen-regi",
        system="provkommun",
        provider="egen-regi",
        name="Kommunens egen regi",
        bundle="omvardnad",
        areas=["norr"],
        starts_on="2019-05-02",
    ),
    "role": "contract_manager",
}
PEOPLE = line(
    "2019-05-02T10:00",
    "crowd.register",
    crowd="kunder",
    seed=7,
    system="provkommun",
    bundle="omvardnad",
    since="2019-05-02",
    areas={"norr": {"count": 12, "agreements": {"egen-regi": 1.0}}},
    minutes_per_week={"min": 60, "max": 900},
    profiles=[
        {
            "weight": 1,
            "services": [{"service": "personal_care", "minutes_per_week": 0}],
        }
    ],
) | {"role": "care_administrator"}
MAY = line(
    "2019-06-03T08:00",
    "crowd.visits",
    seed=1,
    system="provkommun",
    month="2019-05",
    staff={"egen-regi": 8},
) | {"role": "care_administrator"}
PART = {**MAY, "data": {**MAY["data"], "every": 4}}


def imported(cli) -> dict[str, Any]:
    """What the only event of the month says."""
    (row,) = cli("case", "history", "visit_month:provkommun.2019-05", "--json").json[
        "data"
    ]
    data: dict[str, Any] = row["data"]
    return data


def test_visits_of_a_journal_count_as_those_of_a_file(cli, tmp_path, store):
    folder = str(write(tmp_path / "prov", [IN_HOUSE, PEOPLE, MAY]))

    assert cli("scenario", "run", folder).code == 0

    told = imported(cli)
    assert told["file"] == "besok-2019-05.csv"
    assert (told["agreements"], told["refused"]) == (["egen-regi"], 0)
    assert told["rows"] > 100


def test_a_scenario_with_visits_can_be_played_again_and_tells_the_same(
    cli, tmp_path, store
):
    folder = str(write(tmp_path / "prov", [IN_HOUSE, PEOPLE, MAY]))

    early = cli("scenario", "run", folder, "--until", "2019-05-31", "--json")
    whole = cli("scenario", "run", folder, "--json")
    again = cli("scenario", "run", folder, "--json")

    assert "visit_month.imported" not in early.json["data"]["events"]
    assert whole.json["data"]["events"]["visit_month.imported"] == 1
    assert again.json == whole.json


def test_a_part_of_the_customers_says_so_in_the_name_of_the_file(cli, tmp_path, store):
    folder = str(write(tmp_path / "prov", [IN_HOUSE, PEOPLE, PART]))

    assert cli("scenario", "run", folder).code == 0

    assert imported(cli)["file"] == "besok-2019-05-var-4e-kund.csv"


@pytest.mark.parametrize(
    ("lines", "number", "rule"),
    [
        ([IN_HOUSE, {**MAY, "at": "2019-05-20T08:00"}], 2, "NoNewVisits"),
        ([IN_HOUSE, PEOPLE, {**MAY, "at": "2019-05-20T08:00"}], 3, "VisitsAtFault"),
        ([IN_HOUSE, PEOPLE, MAY, MAY], 4, "NoNewVisits"),
        ([IN_HOUSE, PEOPLE, {**MAY, "role": "registrar"}], 3, "NotAllowed"),
    ],
)
def test_what_stands_in_the_way_of_the_visits_is_told_with_its_line(
    cli, tmp_path, store, lines, number, rule
):
    folder = str(write(tmp_path / "prov", lines))

    first = cli("scenario", "run", folder, "--json")
    again = cli("scenario", "run", folder, "--json")

    for said in (first, again):
        assert said.code == 1
        (fault,) = said.json["diagnostics"]
        assert (fault["line"], fault["rule"]) == (number, rule)
