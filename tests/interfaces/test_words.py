"""Roles, fields and codes have one Swedish word each, and every one has a word."""

from __future__ import annotations

from enum import Enum
from typing import get_args

import pytest
from pydantic import BaseModel

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
)

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
