"""Follow-up from outside: what is refused, what is asked why, and what is counted again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.checked_town import CONTROLLER, FIRST, checked, scheduled
from tests.interfaces.what_if.test_replay import replayed
from tests.town import SYSTEM, Town

ANNOUNCE = {"tender": "hemtjanst", "last_day": "2027-01-29", "notice": "Annons 1"}


@pytest.fixture
def town(store) -> Iterator[Town]:
    with Town(store, "2020-11-24T09:00") as town:
        yield town


def required(town: Town, requirement: str) -> None:
    told = {"system": "staden", "requirement": requirement}
    town.do("choice_system.set_requirement", {**told, "text": "Så ska det vara."})


def followed(town: Town, requirement: str) -> None:
    told = {"system": "staden", "requirement": requirement, "how": "Besök"}
    often = {"by_whom": "Avtalsenheten", "how_often": "quarterly"}
    town.do("choice_system.plan_follow_up", {**told, **often})


def prepared(town: Town) -> None:
    town.do(
        "tender.prepare",
        {
            "tender": "hemtjanst",
            "system": "staden",
            "title": "Hemtjänst i norr",
            "lots": [{"lot": "norr", "title": "Norr", "areas": ["norr"]}],
            "criteria": [
                {"criterion": "kvalitet", "title": "Kvalitet", "max_points": 5.0}
            ],
        },
    )


def test_a_tender_is_not_announced_while_a_requirement_has_no_follow_up(
    town, send, capsys
):
    town.do("choice_system.establish", SYSTEM)
    for requirement in ("ledning", "lokaler", "sprak"):
        required(town, requirement)
    followed(town, "ledning")
    prepared(town)
    capsys.readouterr()  # what the town's own log said

    refused = send("tender.announce", data=ANNOUNCE, role="procurement_officer")

    assert refused.code == 1
    (told,) = refused.json["diagnostics"]
    assert told["rule"] == "RequirementWithoutFollowUp"
    assert told["details"]["requirements"] == ["lokaler", "sprak"]


def test_a_schedule_without_a_follow_up_names_the_requirement(town, send, capsys):
    town.do("choice_system.establish", SYSTEM)
    required(town, "lokaler")
    schedule = {
        "valid_from": "2099-01-01",
        "every": {"amount": 1, "unit": "years"},
        "first_after": {"amount": 6, "unit": "months"},
        "within": {"amount": 1, "unit": "months"},
        "remind": {"amount": 1, "unit": "months"},
        "escalate": {"amount": 1, "unit": "weeks"},
        "responsible": "contract_manager",
        "evidence": "Protokoll",
        "source": "Nämnden § 7",
    }
    told = {"system": "staden", "requirement": "lokaler", "schedule": schedule}
    capsys.readouterr()  # what the town's own log said

    refused = send("choice_system.schedule_checks", data=told)

    assert refused.code == 1
    (said,) = refused.json["diagnostics"]
    assert said["rule"] == "ChecksWithoutFollowUp"
    assert said["details"] == {"requirement": "lokaler"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"evidence": []}, "evidence"),
        ({"findings": []}, "findings"),
        ({"outcome": "bra"}, "outcome"),
        ({"checker": "19121212-1212"}, "checker"),
        ({"evidence": [{"reference": "Dnr 1", "sha256": "abc"}]}, "sha256"),
    ],
)
def test_a_check_that_is_told_wrong_names_the_field(town, send, changed, field):
    told = {
        "follow_up": "a",
        "check": FIRST,
        "checker": "handlaggare-2",
        "done_on": "2021-04-02",
        "outcome": "approved",
        "findings": [{"requirement": "ledning", "verdict": "fulfilled"}],
        "evidence": [{"reference": "Dnr 2027-17", "sha256": "a" * 64}],
    }

    refused = send("follow_up.record_check", data={**told, **changed})

    assert refused.code == 2
    assert field in refused.out


@pytest.fixture
def lived(town, capsys) -> Town:
    """A check is made late, the next is moved, and the agreement is rescinded."""
    town.founded()
    scheduled(town, valid_from="2021-01-01")
    town.with_agreement("a", starts_on="2021-01-01")
    town.at("2021-04-20T09:00")
    checked(town, "ledning.2021-04-01")
    second = {"follow_up": "a", "check": "ledning.2021-07-01"}
    town.do(
        "follow_up.move_check",
        {**second, "due_on": "2021-08-16", "reason": "Semester"},
        role=CONTROLLER,
    )
    town.at("2021-09-10T09:00")
    town.do(
        "agreement.rescind",
        {
            "agreement": "a",
            "grounds": "Tillståndet är återkallat",
            "wind_up_until": "2021-09-30",
        },
    )
    town.at("2021-12-01T09:00")
    capsys.readouterr()  # what the town's own log said
    return town


def test_every_computed_day_is_counted_again(cli, lived):
    said = cli("verify", "--json")

    assert said.code == 0, said.out
    assert said.json["data"]["differences"] == []


def test_a_follow_up_leads_to_the_agreement_and_a_check_to_its_schedule(cli, lived):
    opened = cli("why", "follow_up:a@1")
    done = cli("why", "follow_up:a@6")

    assert (opened.code, done.code) == (0, 0)
    assert "Avtalet" in opened.out
    assert "kontrolleras" in opened.out
    assert "Kontrollen hade lagts in" in done.out


def test_without_the_rescission_the_checks_would_have_gone_on(cli, lived):
    (rescinded,) = [
        row
        for row in lived.house.recorder.records(stream_id="agreement:a")
        if row.topic == "agreement.rescinded"
    ]
    without = f"without=agreement:a@{rescinded.version}"

    said = cli("what-if", "follow_up:a", "--change", without)

    assert said.code == 0, said.err
    assert "ledning.2021-10-01" in said.out


def test_the_same_commands_give_the_same_follow_up_again(lived):
    _, recorded, again, replay = replayed(lived.url)

    assert again == recorded
    assert not replay.refusals


def test_the_history_of_a_follow_up_is_told_from_its_opening_to_its_end(cli, lived):
    said = cli("case", "history", "follow_up:a", "--json")

    assert said.code == 0
    topics = [row["event"] for row in said.json["data"]]
    assert topics[0] == "follow_up.opened"
    assert topics[-2:] == ["follow_up.check_lapsed", "follow_up.closed"]
