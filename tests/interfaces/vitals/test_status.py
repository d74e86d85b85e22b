"""How the service stands: all see how many are late, who may see cases sees which."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.access.roster_town import kept
from tests.interfaces.conftest import cli, store  # noqa: F401  (fixtures)
from tests.town import Town
from upphandling.infrastructure.clock import utc_text
from upphandling.infrastructure.leadership.instances import Presence
from upphandling.infrastructure.storage.database import Database
from upphandling.interfaces.vitals.pulse import GRACE

OPERATOR = ("--as", "system_administrator:drift-1")
OFFICER = ("--as", "contract_manager:handlaggare-1")


@pytest.fixture
def late(store, capsys):  # noqa: F811
    """An agreement that began a good while ago without anybody noticing."""
    with Town(store, "2026-03-02T09:00") as town:
        town.founded().with_agreement("avtal-a", starts_on="2026-04-01")
        town.house.refresh()
        capsys.readouterr()  # what the log said so far
        yield town


def set_aside(town: Town) -> None:
    database = town.house.database
    with database.writing() as cursor:
        cursor.execute(
            "INSERT INTO set_aside"
            " (projection, stream_id, position, topic, fault, noticed_at)"
            " VALUES ('cases', 'agreement:avtal-a', 7, 'agreement.begun', 'Fel', ?)",
            (utc_text(database.now()),),
        )


def test_whoever_may_list_deadlines_sees_which_are_late(cli, late):  # noqa: F811
    said = cli("status", "--json", *OFFICER).json["data"]

    assert said["deadlines_overdue"] == len(said["late"]) > 0
    assert {"agreement:avtal-a"} == {row["case"] for row in said["late"]}
    assert "agreement_begins" in {row["deadline"] for row in said["late"]}
    assert "avtal-a" in cli("status", *OFFICER).out


def test_whoever_runs_the_machine_sees_how_many(cli, late):  # noqa: F811
    set_aside(late)

    said = cli("status", "--json", *OPERATOR)

    assert said.json["data"]["deadlines_overdue"] > 0
    for kept_back in ("late", "set_aside", "paused", "next_due_at"):
        assert said.json["data"][kept_back] is None
    assert "avtal-a" not in said.out + cli("status", *OPERATOR).out


def test_one_leads_also_just_after_a_leader_was_killed(cli, store):  # noqa: F811
    with Database(store) as database:
        for name in ("dödad", "nästa"):
            Presence(database, name).tell(leads=True)

    said = cli("status", "--json", *OPERATOR).json["data"]

    assert said["leader"] == "nästa"
    leads = {one["instance"]: one["leads"] for one in said["instances"]}
    assert leads == {"dödad": False, "nästa": True}


def test_what_is_set_aside_is_told_with_its_case(cli, late):  # noqa: F811
    set_aside(late)

    said = cli("status", "--json", *OFFICER).json["data"]

    (row,) = said["set_aside"]
    assert (row["case"], row["projection"]) == ("agreement:avtal-a", "cases")
    assert said["status"] == "fail"
    assert "avtal-a" in cli("status", *OFFICER).out


def test_a_paused_case_is_told_to_whoever_may_see_cases(cli, late, capsys):  # noqa: F811
    late.do("pause.begin", {"subject": "agreement:avtal-a", "reason": "Felsökning."})
    late.house.refresh()
    capsys.readouterr()

    (row,) = cli("status", "--json", *OFFICER).json["data"]["paused"]

    assert row["case"] == "agreement:avtal-a"
    assert cli("status", "--json", *OPERATOR).json["data"]["paused"] is None


def test_with_a_roster_status_asks_who_reads(cli, late):  # noqa: F811
    kept(late)

    assert "NotAllowed" in cli("status").err
    assert cli("doctor").code == 0


def test_what_fell_this_very_minute_is_not_late(cli, late):  # noqa: F811
    (first, *_) = cli("status", "--json", *OFFICER).json["data"]["late"]

    assert first["due_at"] < utc_text(late.house.database.now() - GRACE)
    assert timedelta(0) < GRACE
