"""Conflicts and broken glasses: what the roster itself says no to, and remembers."""

from __future__ import annotations

from datetime import timedelta

from tests.given import emitted, event, given, local, person, refuses
from upphandling.domain.base import Role
from upphandling.domain.parts import PartExists, UnknownPart
from upphandling.domain.roster import THE_ROSTER, Ground, Roster
from upphandling.domain.roster.refusals import (
    ConflictDeclaredBefore,
    GlassReviewed,
    NoConflict,
    SamePersonOpened,
)

NOW = person("2026-03-02T09:00", role=Role.REGISTRAR)  # by handlaggare-1
WHO = {"person": "expert-1", "about": "tender:a"}


def opened() -> Roster:
    return given(Roster.open(NOW, THE_ROSTER))


def broken() -> Roster:
    roster = opened()
    told = {"glass": "nod-1", "target": "case.show", "reason": "Brand.", "hours": 2}
    roster.open_break_glass(NOW, **told)
    return roster


def test_a_conflict_stands_until_it_is_lifted():
    roster = opened()
    roster.declare_conflict(NOW, **WHO, ground=Ground.OTHER)
    declared = {"person": "expert-1", "case": "tender:a"}
    assert emitted(roster) == [event(Roster.ConflictDeclared, **WHO, ground="other")]
    with refuses(roster, ConflictDeclaredBefore, **declared):
        roster.declare_conflict(NOW, **WHO, ground=Ground.OTHER)
    assert roster.conflict_in("expert-1", ["tender:b", "tender:a"]) == "tender:a"
    assert roster.conflict_in("expert-2", ["tender:a"]) is None

    roster.lift_conflict(NOW, **WHO, reason="Sålt.")

    assert emitted(roster) == [event(Roster.ConflictLifted, **WHO, reason="Sålt.")]
    assert roster.conflict_in("expert-1", ["tender:a"]) is None
    with refuses(roster, NoConflict, **declared):
        roster.lift_conflict(NOW, **WHO, reason="Sålt.")


def test_a_glass_is_broken_for_some_hours():
    roster = broken()
    until = local("2026-03-02T11:00")

    told = {"glass": "nod-1", "target": "case.show", "reason": "Brand."}
    assert emitted(roster) == [event(Roster.BreakGlassOpened, **told, until=until)]
    targets, second = frozenset({"case.show"}), timedelta(seconds=1)
    at = {
        moment: roster.glass_for("handlaggare-1", targets, moment) is not None
        for moment in (NOW.at - second, NOW.at, until - second, until)
    }
    assert list(at.values()) == [False, True, True, False]
    assert roster.glass_for("handlaggare-2", targets, NOW.at) is None
    assert roster.glass_for("handlaggare-1", frozenset({"x"}), NOW.at) is None
    with refuses(roster, PartExists, part="nod-1"):
        roster.open_break_glass(NOW, **told, hours=1)


def test_a_broken_glass_is_reviewed_once_and_by_somebody_else():
    roster = given(broken())
    told = {"glass": "nod-1", "justified": False, "motive": "Ingen brand."}
    other = type(NOW)(by="granskare-1", role=NOW.role, at=NOW.at, mandate="4.2")
    with refuses(roster, SamePersonOpened, glass="nod-1"):
        roster.review_break_glass(NOW, **told)
    with refuses(roster, UnknownPart, part="nod-2", known=["nod-1"]):
        roster.review_break_glass(other, **{**told, "glass": "nod-2"})

    roster.review_break_glass(other, **told)

    assert emitted(roster) == [event(Roster.BreakGlassReviewed, **told)]
    with refuses(roster, GlassReviewed, glass="nod-1"):
        roster.review_break_glass(other, **told)
