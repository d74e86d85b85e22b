"""Break-glass: reading in an emergency, with a reason, recorded, and looked at after."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.access.roster_town import KEEPER, OTHER_KEEPER, grant
from tests.town import Town, not_allowed
from upphandling.domain.access import policy
from upphandling.domain.base import Role
from upphandling.domain.errors import NoSuchCase
from upphandling.domain.parts import PartExists, UnknownPart
from upphandling.domain.roster.refusals import (
    GlassReviewed,
    NoSuchView,
    SamePersonOpened,
)
from upphandling.interfaces.access import Reader, must_be_allowed_to_see
from upphandling.projections.roster import broken, made

VIEW = "follow-up.gaps"
WRITING = {
    *("vault.keep", "vault.protect", "vault.rotate", "vault.reconcile"),
    *("projection.rebuild", "bid.open", "audit.checkpoint", "import.choices"),
}
OFFICER = Reader(Role.PROCUREMENT_OFFICER, "handlaggare-1")
CASE = "tender:hemtjanst"


@pytest.fixture
def town(sqlite_url):
    with Town(sqlite_url, "2026-03-02T09:00") as opened:
        opened.founded().announced("hemtjanst", "2026-04-01")
        grant(opened, KEEPER, Role.REGISTRAR, by="kommunchef-1")
        grant(opened, OTHER_KEEPER, Role.REGISTRAR)
        grant(opened, "handlaggare-1", Role.PROCUREMENT_OFFICER)
        grant(opened, "tekniker-1", Role.SYSTEM_ADMINISTRATOR)
        yield opened


def break_for(
    town: Town, target: str, reader: Reader = OFFICER, glass: str = "nod-1"
) -> None:
    told = {"glass": glass, "target": target, "reason": "Brand i nord.", "hours": 2}
    town.do("roster.open_break_glass", told, by=reader.person, role=reader.role)


def review(town: Town, by: str = KEEPER) -> None:
    told = {"glass": "nod-1", "justified": True, "motive": "Det brann."}
    town.do("roster.review_break_glass", told, by=by, role=Role.REGISTRAR)


def readings(town: Town) -> list[tuple[str, dict[str, object]]]:
    return [
        (topic, {key: data[key] for key in ("by", "view", "subject", "reason")})
        for topic, data in town.log()
        if topic == "reading.made"
    ]


def test_the_glass_lets_read_for_its_hours_and_each_reading_is_recorded(town):
    with not_allowed("role"):
        must_be_allowed_to_see(town.house, VIEW, OFFICER)
    break_for(town, VIEW)

    must_be_allowed_to_see(town.house, VIEW, OFFICER)
    town.clock.now += timedelta(hours=2, seconds=-1)
    must_be_allowed_to_see(town.house, VIEW, OFFICER)
    town.clock.now += timedelta(seconds=1)
    with not_allowed("role"):
        must_be_allowed_to_see(town.house, VIEW, OFFICER)

    told = {"by": "handlaggare-1", "view": VIEW, "subject": None}
    assert readings(town) == [
        ("reading.made", {**told, "reason": "Brand i nord."})
    ] * 2  # fmt: skip


def test_the_glass_is_for_the_one_who_broke_it_and_for_what_it_was_broken_for(town):
    grant(town, "handlaggare-2", Role.PROCUREMENT_OFFICER)
    break_for(town, VIEW)

    with not_allowed("role"):
        other = Reader(Role.PROCUREMENT_OFFICER, "handlaggare-2")
        must_be_allowed_to_see(town.house, VIEW, other)
    with not_allowed("role"):
        must_be_allowed_to_see(town.house, "follow-up.queue", OFFICER)
    assert readings(town) == []


def test_a_case_is_broken_for_by_its_id(town):
    with not_allowed("role"):
        must_be_allowed_to_see(town.house, VIEW, OFFICER, CASE)
    break_for(town, CASE)

    must_be_allowed_to_see(town.house, VIEW, OFFICER, CASE)
    with not_allowed("role"):
        must_be_allowed_to_see(town.house, VIEW, OFFICER, "plan:x")


def test_nothing_is_written_through_the_glass(town):
    break_for(town, CASE)

    for view in sorted(WRITING - {"bid.open"}):  # which an officer has by the table
        with not_allowed("role"):
            must_be_allowed_to_see(town.house, view, OFFICER, CASE)
    assert readings(town) == []


@pytest.mark.parametrize("target", [*sorted(WRITING), "register.allt", "plan.compar"])
def test_the_glass_is_broken_only_for_a_view_that_reads(town, target):
    with pytest.raises(NoSuchView) as refusal:
        break_for(town, target)

    assert refusal.value.details == {"view": target}


@pytest.mark.parametrize("target", ["tender:ingen", "sagobok:ingen"])
def test_the_glass_is_broken_only_for_a_case_that_there_is(town, target):
    with pytest.raises(NoSuchCase) as refusal:
        break_for(town, target)

    assert refusal.value.details == {"case": target}


def test_whoever_runs_the_machine_gets_no_content_through_the_glass(town):
    technician = Reader(Role.SYSTEM_ADMINISTRATOR, "tekniker-1")
    with not_allowed("role"):
        break_for(town, CASE, technician)

    grant(town, "tekniker-1", Role.REGISTRAR)
    break_for(town, CASE, Reader(Role.REGISTRAR, "tekniker-1"))
    with not_allowed("role"):
        must_be_allowed_to_see(town.house, "case.show", technician, CASE)


def test_every_view_of_an_emergency_is_a_view_and_not_one_that_writes():
    named = set(policy().emergencies)

    assert named < set(policy().views)
    assert not named & WRITING
    assert {role for roles in policy().emergencies.values() for role in roles} == {
        *policy().who_may("roster.open_break_glass")
    }


def test_whoever_has_no_role_any_more_reads_nothing_through_the_glass(town):
    grant(town, "handlaggare-1", Role.PROCUREMENT_OFFICER, until="2026-03-02")
    told = {"glass": "nod-1", "target": VIEW, "reason": "Brand.", "hours": 24}
    town.do("roster.open_break_glass", told, by="handlaggare-1")

    must_be_allowed_to_see(town.house, VIEW, OFFICER)
    town.clock.now += timedelta(hours=16)
    with not_allowed("roster"):
        must_be_allowed_to_see(town.house, VIEW, OFFICER)
    (denied,) = town.house.recorder.refusals()
    assert denied.receipt.command == f"view:{VIEW}"


def test_no_glass_is_broken_through_a_conflict(town):
    told = {"person": "handlaggare-1", "case": CASE, "ground": "own_interest"}
    town.do("roster.declare_conflict", told, by="handlaggare-1")
    break_for(town, CASE)

    with not_allowed("not_conflicted"):
        must_be_allowed_to_see(town.house, "case.show", OFFICER, CASE)


def test_nobody_without_a_role_breaks_the_glass(town):
    with not_allowed("roster"):
        break_for(town, VIEW, Reader(Role.PROCUREMENT_OFFICER, "vem-1"))
    with not_allowed("role"):
        break_for(town, VIEW, Reader(Role.AUDITOR, "revisor-1"))


def test_what_was_broken_is_reported_and_reviewed_once_by_somebody_else(town):
    break_for(town, VIEW, Reader(Role.REGISTRAR, KEEPER))
    with pytest.raises(PartExists):
        break_for(town, VIEW)
    assert [row.reviewed_by for row in rows(town, broken(10, 0, unreviewed=True))] == [
        None
    ]

    with pytest.raises(SamePersonOpened):
        review(town, by=KEEPER)
    review(town, by=OTHER_KEEPER)
    with pytest.raises(GlassReviewed):
        review(town, by=OTHER_KEEPER)
    told = {"glass": "nod-9", "justified": True, "motive": "?"}
    with pytest.raises(UnknownPart):
        town.do("roster.review_break_glass", told, by=KEEPER, role=Role.REGISTRAR)

    assert rows(town, broken(10, 0, unreviewed=True)) == []
    (row,) = rows(town, broken(10, 0))
    assert (row.person, row.target, row.reviewed_by, row.justified) == (
        KEEPER,
        VIEW,
        OTHER_KEEPER,
        True,
    )


def test_who_reads_is_listed_the_last_first(town):
    break_for(town, VIEW)
    must_be_allowed_to_see(town.house, VIEW, OFFICER)
    town.clock.now += timedelta(hours=1)
    must_be_allowed_to_see(town.house, VIEW, OFFICER, CASE)

    assert [row.subject for row in rows(town, made(None, 10, 0))] == [CASE, None]
    assert rows(town, made("handlaggare-2", 10, 0)) == []


def rows(town: Town, query):
    town.house.refresh()
    with town.house.database.engine.connect() as connection:
        return connection.execute(query).all()
