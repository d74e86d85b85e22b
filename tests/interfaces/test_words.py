"""Roles, fields and codes have one Swedish word each, and every one has a word."""

from __future__ import annotations

import ast
from enum import Enum
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

import upphandling
from upphandling.domain.award import LockKind
from upphandling.domain.base import DomainEvent, Role
from upphandling.domain.catalogue import EVENTS
from upphandling.interfaces.cli.words import worded_row
from upphandling.interfaces.why.facts import TELLING
from upphandling.interfaces.words import (
    CODED,
    CODES,
    FIELDS,
    FIELDS_OF_TEXT,
    IN_SWEDISH,
    ROLES,
    WEIGHTIEST,
    field_word,
    role_word,
    value_word,
)

SOURCE = Path(upphandling.__file__).parent
OF_TYPER = {"param_hint", "program"}
OF_KEYS = ("order",)  # of lots by key as well, and those are not to be translated


def parts_of(kind, field=""):
    """Every field that an annotation holds, and every code with the field it is in."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        yield from ((field, member.value) for member in kind)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, told in kind.model_fields.items():
            if name not in DomainEvent.model_fields:
                yield name, None
            yield from parts_of(told.annotation, name)
    else:
        for part in get_args(kind):
            yield from parts_of(part, field)


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_every_field_and_every_code_of_an_event_has_a_word(event):
    for field, code in parts_of(event):
        assert field in FIELDS or field in DomainEvent.model_fields
        if code is not None and field not in OF_KEYS:
            assert field in (*CODED, "role")
            assert code in CODES


def details_of_refusals():
    """The names of what is told with whatever is raised, anywhere in the source."""
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                yield from (told.arg for told in node.exc.keywords if told.arg)


def test_every_detail_of_a_refusal_has_a_word():
    told = set(details_of_refusals())

    assert len(told) > 100
    assert sorted(told - FIELDS.keys() - OF_TYPER) == []


def test_every_role_has_a_word():
    assert sorted({role.value for role in Role} - ROLES.keys()) == []


def test_roles_are_called_as_the_glossary_calls_them():
    assert [role_word(role) for role in ("contract_manager", "care_administrator")] == [
        "avtalscontroller",
        "kundvalshandläggare",
    ]
    assert [role_word("mayor"), role_word(None)] == ["mayor", ""]


def test_what_history_and_why_tell_has_a_word():
    assert {*WEIGHTIEST, *TELLING, *FIELDS_OF_TEXT} <= FIELDS.keys()
    assert len(WEIGHTIEST) == len(set(WEIGHTIEST))


def test_a_word_for_minutes_of_care_is_not_the_word_for_minutes_of_a_meeting():
    assert field_word("minutes", 120) == "minuter i veckan"
    assert field_word("minutes", "KF 2026-01-15, 12 §") == "protokoll"
    assert field_word("never_heard_of") == "never heard of"


def test_no_code_is_said_in_two_ways():
    assert not ROLES.keys() & IN_SWEDISH.keys()
    assert {**IN_SWEDISH, **CODES} == CODES


def test_what_locks_an_award_is_said_in_swedish():
    row = {"award": "tilldelning", "locked_by": "interim_measure, ten_day_period"}

    assert worded_row(row) == {
        "award": "tilldelning",
        "locked_by": "interimistiskt beslut, tiodagarsfrist",
    }


def test_every_lock_has_a_swedish_name():
    assert set(LockKind) <= IN_SWEDISH.keys()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "-"),
        (False, "nej"),
        (43.0, "43"),
        (9.25, "9,25"),
        (12_345_678.5, "12345678,5"),
        (0.0, "0"),
        ("2026-05-15T22:00:00Z", "2026-05-16 00:00"),
        (["norr", "oster"], "norr, oster"),
        (
            [{"from_on": "2026-01-01"}, {"cap_percent": 11.0}],
            "från 2026-01-01; tak, % 11",
        ),
        ({"lot": "norr", "bid": None}, "anbudsområde norr"),
    ],
)
def test_a_value_is_told_as_a_person_reads_it(value, said):
    assert value_word(value) == said


def test_a_code_is_told_by_its_field_and_ones_own_word_is_left_alone():
    assert value_word("choice", "basis") == "kundens eget val"
    assert value_word({"basis": "reassigned"}) == "grund omplacering"
    assert value_word("choice", "area") == "choice"
