"""The rulebook: which rules we have, which wording holds when, and what breaks it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from upphandling.domain import rulebook
from upphandling.domain.rulebook import (
    ENTRIES,
    BrokenRulebook,
    Channel,
    Length,
    RuleNotInForce,
    Unit,
    UnknownRule,
    check,
    rule,
    rules,
)

# id, paragraph, electronic, other, rolls, extendable: as the statute says.
AS_IN_THE_STATUTE = [
    ("cancellation-review", "LOU 20 kap. 12 §", "10 dagar", "15 dagar", True, False),
    ("documentation-complete", "LOU 19 kap. 22 §", "30 dagar", None, False, False),
    ("legality-appeal", "KL 13 kap. 5 §", "3 veckor", None, True, False),
    ("new-grounds", "LOU 20 kap. 5 b §", "3 veckor", None, True, False),
    ("post-award-notice", "LOU 19 kap. 7 §", "30 dagar", None, False, False),
    ("reasons-on-request", "LOU 19 kap. 20 §", "15 dagar", None, True, False),
    ("standstill", "LOU 20 kap. 1 §", "10 dagar", "15 dagar", True, True),
    ("standstill-ex-ante", "LOU 20 kap. 3 §", "10 dagar", None, True, False),
    ("ten-day-period", "LOU 20 kap. 10 §", "10 dagar", None, True, False),
]


def test_the_rules_in_force_are_those_of_the_statute():
    assert [
        (
            entry.id,
            entry.paragraph,
            str(entry.lengths.get(None) or entry.lengths[Channel.ELECTRONIC]),
            None if None in entry.lengths else str(entry.lengths[Channel.OTHER]),
            entry.rolls,
            entry.extendable,
        )
        for entry in rules()
    ] == AS_IN_THE_STATUTE


def test_every_entry_cites_its_paragraph_in_one_form_and_the_statute_of_its_wording():
    for entry in ENTRIES:
        assert re.fullmatch(r"(LOU|KL) \d+ kap\. \d+( [a-z])? §", entry.paragraph)
        assert re.fullmatch(r"SFS \d{4}:\d+", entry.wording)
        assert entry.source == "statute"
        assert entry.title
        assert entry.starts


def test_fewer_rules_were_in_force_when_orebro_began():
    assert [entry.id for entry in rules(date(2019, 5, 2))] == [
        "cancellation-review",
        "legality-appeal",
        "standstill",
        "ten-day-period",
    ]


@pytest.mark.parametrize(
    ("on", "wording"),
    [
        (date(2017, 1, 1), "SFS 2016:1145"),
        (date(2022, 1, 31), "SFS 2016:1145"),
        (date(2022, 2, 1), "SFS 2021:1110"),
        (None, "SFS 2021:1110"),
    ],
)
def test_a_case_falls_under_the_wording_of_the_day_it_began(on, wording):
    assert rule("standstill", on).wording == wording


def test_new_grounds_are_barred_only_from_july_2022():
    assert rule("new-grounds", date(2022, 7, 1)).wording == "SFS 2022:778"

    with pytest.raises(RuleNotInForce) as refusal:
        rule("new-grounds", date(2022, 6, 30))

    assert refusal.value.details == {
        "rule": "new-grounds",
        "on": date(2022, 6, 30),
        "wordings": ["new-grounds (SFS 2022:778, från 2022-07-01 tills vidare)"],
    }


def test_an_unknown_rule_is_refused_with_the_ones_we_know():
    with pytest.raises(UnknownRule) as refusal:
        rule("lou-20-1", None)

    assert refusal.value.details == {
        "rule": "lou-20-1",
        "known": [entry[0] for entry in AS_IN_THE_STATUTE],
    }


def test_a_rule_that_has_ended_is_found_only_by_its_days(monkeypatch):
    ended = replace(rule("new-grounds"), valid_to=date(2030, 12, 31))
    monkeypatch.setattr(rulebook, "_BOOK", check([ended]))

    assert rules() == []
    assert rule("new-grounds", date(2030, 12, 31)) == ended
    with pytest.raises(RuleNotInForce):
        rule("new-grounds")


def test_a_gap_between_two_wordings_breaks_the_book():
    old, new = wordings(old_ends=date(2022, 1, 30))

    with pytest.raises(BrokenRulebook, match="Glapp") as fault:
        check([new, old])

    assert str(fault.value) == (
        "Glapp mellan standstill (SFS 2016:1145, från 2017-01-01 till 2022-01-30) "
        "och standstill (SFS 2021:1110, från 2022-02-01 tills vidare)."
    )


@pytest.mark.parametrize("old_ends", [date(2022, 2, 1), None])
def test_two_wordings_of_the_same_day_break_the_book(old_ends):
    with pytest.raises(BrokenRulebook, match=r"Överlappar: standstill \(SFS 2016:1145"):
        check(wordings(old_ends=old_ends))


def test_a_wording_that_ends_before_it_begins_breaks_the_book():
    backwards = replace(rule("new-grounds"), valid_to=date(2022, 6, 30))

    with pytest.raises(BrokenRulebook, match="new-grounds"):
        check([backwards])


def test_the_book_as_it_is_has_neither_gap_nor_overlap():
    assert sum(len(same) for same in check(ENTRIES).values()) == len(ENTRIES)


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (Length(1, Unit.DAYS), "1 dag"),
        (Length(10, Unit.DAYS), "10 dagar"),
        (Length(1, Unit.WEEKS), "1 vecka"),
        (Length(3, Unit.WEEKS), "3 veckor"),
        (Length(1, Unit.MONTHS), "1 månad"),
        (Length(6, Unit.MONTHS), "6 månader"),
    ],
)
def test_a_length_is_written_in_swedish(length, text):
    assert str(length) == text


def wordings(*, old_ends):
    old = replace(rule("standstill", date(2019, 5, 2)), valid_to=old_ends)
    return [old, rule("standstill")]
