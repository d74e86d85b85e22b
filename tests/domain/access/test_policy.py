"""The policy file: versioned by its text, and refused where it names what is not there."""

from __future__ import annotations

import pytest

from upphandling.application.catalogue import VERBS
from upphandling.domain.access import (
    BrokenPolicy,
    Relation,
    policy,
    policy_version,
    read_policy,
)
from upphandling.domain.base import Role

TEXT = """version = "7"

[[command]]
theme = "Beslut"
why = "Den som får."
roles = ["chair", "decision_maker"]
relations = ["not_proposer"]
proposed_in = ["award.proposed"]
states = ["proposed"]
names = ["award.decide"]

[[view]]
theme = "Vyer"
why = "Alla."
roles = ["auditor"]
names = ["case.list"]

[[emergency]]
theme = "Nöd"
why = "Brand."
roles = ["chair"]
names = ["case.list"]

[[reveal]]
theme = "Valvet"
why = "Få."
roles = ["auditor"]
names = ["person"]

[[tool]]
theme = "Verktyg"
why = "Visar inget."
names = ["demo"]
"""


def faults(text: str) -> tuple[str, ...]:
    with pytest.raises(BrokenPolicy) as broken:
        read_policy(text)
    return broken.value.faults


def test_a_row_gives_each_of_its_roles_each_of_its_names():
    read = read_policy(TEXT)

    assert read.who_may("award.decide") == (Role.CHAIR, Role.DECISION_MAKER)
    conditions = read.commands["award.decide"][Role.CHAIR]
    assert conditions.relations == (Relation.NOT_PROPOSER,)
    assert (conditions.proposed_in, conditions.states) == (
        ("award.proposed",),
        {"proposed"},
    )
    assert not conditions.none
    assert read.views["case.list"][Role.AUDITOR].none
    assert read.who_may("award.propose") == ()
    assert read.tools == {"demo": "Visar inget."}


def test_two_texts_never_have_the_same_version():
    one, other = read_policy(TEXT), read_policy(TEXT.replace("Alla.", "Revisorn."))

    assert one.version.startswith("7:")
    assert one.version != other.version
    assert policy_version() == policy().version


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('["auditor"]', '["kung"]', "”kung”"),
        ('"not_proposer"', '"not_king"', "”not_king”"),
        ('theme = "Vyer"', 'tema = "Vyer"', "fältet theme saknas"),
        ('why = "Alla."', 'why = ""', "fältet why är tomt"),
        ('names = ["case.list"]', "names = []", "fältet names saknas"),
        ('names = ["case.list"]', "names = [1]", "ska vara en lista av namn"),
        ('states = ["proposed"]', 'stat = ["proposed"]', "okänt fält stat"),
        ('["chair", "decision_maker"]', '["chair", "chair"]', "har redan en rad"),
        ('version = "7"', "", "version"),
        ("[[view]]", "[[view]", "TOML"),
    ],
)
def test_what_is_wrong_with_a_row_is_named(old, new, said):
    (fault, *_) = faults(TEXT.replace(old, new, 1))

    assert said in fault


def test_a_role_has_a_name_in_one_row_only():
    again = TEXT + TEXT[TEXT.index("[[command]]") : TEXT.index("[[view]]")]

    assert faults(again) == (
        "Beslut: award.decide har redan en rad för chair.",
        "Beslut: award.decide har redan en rad för decision_maker.",
    )


def test_commands_and_verbs_that_are_not_there_are_named():
    read = read_policy(TEXT)

    assert list(read.faults(commands=["award.propose"])) == [
        "Okänt kommando i behörighetstabellen: award.decide."
    ]
    assert list(read.faults(verbs=["demo"])) == [
        "Okänd vy i behörighetstabellen: case.list."
    ]
    assert set(policy().commands) == set(VERBS)
