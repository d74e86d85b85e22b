"""The rulebook: which rules we have, and which wording holds when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from upphandling.domain.law import packaged
from upphandling.domain.rulebook import (
    OUR_OWN_ORDER,
    Channel,
    Direction,
    Roll,
    Rulebook,
    RuleNotInForce,
    Source,
    UnknownRule,
    assuming,
    book,
    check,
    read_rulebook,
    rule,
    rules,
)

# id, paragraph, electronic, other, rolls, extendable: as the statute says.
AS_IN_THE_STATUTE = [
    ("answers-before-last-day", "LOU 19 kap. 13 §", "6 dagar", None, True, False),
    ("cancellation-review", "LOU 20 kap. 12 §", "10 dagar", "15 dagar", True, False),
    ("damages-claim", "LOU 20 kap. 21 §", "1 år", None, True, False),
    ("documentation-complete", "LOU 19 kap. 22 §", "30 dagar", None, False, False),
    ("fine-after-ruling", "LOU 21 kap. 10 §", "6 månader", None, True, False),
    ("fine-direct-award", "LOU 21 kap. 11 §", "2 år", None, True, False),
    ("legality-appeal", "KL 13 kap. 5 §", "3 veckor", None, True, False),
    ("new-grounds", "LOU 20 kap. 5 b §", "3 veckor", None, True, False),
    ("post-award-notice", "LOU 19 kap. 7 §", "30 dagar", None, False, False),
    ("reasons-on-request", "LOU 19 kap. 20 §", "15 dagar", None, True, False),
    ("reserved-term", "LOU 19 kap. 25 §", "3 år", None, False, False),
    ("standstill", "LOU 20 kap. 1 §", "10 dagar", "15 dagar", True, True),
    ("standstill-ex-ante", "LOU 20 kap. 3 §", "10 dagar", None, True, False),
    ("ten-day-period", "LOU 20 kap. 10 §", "10 dagar", None, True, False),
    ("validity-review", "LOU 20 kap. 17 §", "6 månader", None, True, False),
    ("validity-review-short", "LOU 20 kap. 17 §", "30 dagar", None, True, False),
]
# The law demands a time, and the procurement documents say how long.
AS_THE_DOCUMENTS_SAY = [
    ("bid-validity", "LOU 19 kap. 9 §"),
    ("correction-time", "LOU 19 kap. 15 §"),
    ("exclusion-hearing", "LOU 19 kap. 17 §"),
    ("low-bid-explanation", "LOU 19 kap. 18 §"),
    ("tender-period", "LOU 19 kap. 11 §"),
]
# The municipality's own promise, or what we have not read at the source.
AS_THE_MUNICIPALITY_SAYS = [
    "agreement-expiry-alarm",
    "change-notice",
    "choice-period",
    "continuity-measurement",
    "court-appeal",
    "deviation-hearing",
    "emergency-takeover",
    "exit-notice",
    "lov-answer",
    "lov-completion",
    "lov-contract-start",
    "lov-rattelse",
    "place-offer",
    "unexecuted-decision",
]
UNTIL_AN_EVENT = [
    ("documents-available", "LOU 19 kap. 10 §"),
    ("extended-standstill", "LOU 20 kap. 8 §"),
    ("provider-programme", "KL 5 kap. 3 §"),
    ("provider-status-check", OUR_OWN_ORDER),
    ("review-application", "LOU 20 kap. 11 §"),
    ("tender-period-extension", "LOU 19 kap. 14 §"),
    ("tender-secrecy", "OSL 19 kap. 3 §"),
    ("urgent-decision-report", "KL 6 kap. 40 §"),
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
        if entry.source is Source.STATUTE and entry.counting
    ] == AS_IN_THE_STATUTE


def test_what_the_documents_set_has_a_paragraph_and_no_length():
    found = [entry for entry in rules() if entry.source is Source.DOCUMENTS]

    assert [(entry.id, entry.paragraph) for entry in found] == AS_THE_DOCUMENTS_SAY
    assert not any(entry.lengths for entry in found)


def test_what_the_municipality_sets_cites_no_paragraph_and_has_no_length():
    found = [e for e in rules() if e.source is Source.LOCAL and e.counting]

    assert [entry.id for entry in found] == AS_THE_MUNICIPALITY_SAYS
    assert {entry.paragraph for entry in found} == {OUR_OWN_ORDER}
    assert not any(entry.lengths for entry in found)
    assert all(entry.note for entry in found)


def test_what_runs_until_an_event_has_no_length():
    found = [entry for entry in rules() if entry.counting is None]

    assert [(entry.id, entry.paragraph) for entry in found] == UNTIL_AN_EVENT
    assert not any(entry.lengths or entry.rolls for entry in found)


def test_only_answers_to_questions_and_the_expiry_alarm_are_counted_backward():
    backward = {
        entry.id: entry.counting.roll
        for entry in rules()
        if entry.counting and entry.counting.direction is Direction.BACKWARD
    }

    assert backward == {
        "answers-before-last-day": Roll.PREVIOUS_OPEN,
        "agreement-expiry-alarm": Roll.NONE,
    }


def test_what_we_are_not_sure_of_says_so():
    unsure = {entry.id for entry in book().entries if entry.note}

    assert {
        "standstill",
        "reasons-on-request",
        "answers-before-last-day",
        "damages-claim",
        "fine-after-ruling",
        "fine-direct-award",
        "tender-secrecy",
    } <= unsure


def test_fewer_rules_were_in_force_when_orebro_began():
    assert [
        entry.id for entry in rules(date(2019, 5, 2)) if entry.source is Source.STATUTE
    ] == [
        "cancellation-review",
        "extended-standstill",
        "legality-appeal",
        "provider-programme",
        "review-application",
        "standstill",
        "ten-day-period",
        "tender-secrecy",
        "urgent-decision-report",
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


@pytest.mark.parametrize(
    ("name", "first_day", "wording"),
    [
        ("new-grounds", date(2022, 7, 1), "SFS 2022:778"),
        ("validity-review", date(2022, 7, 1), "SFS 2022:778"),
        ("validity-review-short", date(2022, 7, 1), "SFS 2022:778"),
        ("damages-claim", date(2022, 7, 1), "SFS 2022:778"),
        ("documentation-complete", date(2024, 1, 1), "SFS 2023:815"),
        ("fine-after-ruling", date(2024, 1, 1), "SFS 2023:815"),
        ("fine-direct-award", date(2024, 1, 1), "SFS 2023:815"),
        ("reserved-term", date(2022, 2, 1), "SFS 2021:1110"),
        ("answers-before-last-day", date(2022, 2, 1), "SFS 2021:1110"),
    ],
)
def test_a_rule_whose_older_wording_we_have_not_read_begins_with_the_one_we_have(
    name, first_day, wording
):
    assert rule(name, first_day).wording == wording
    with pytest.raises(RuleNotInForce):
        rule(name, first_day.replace(year=first_day.year - 1))


def test_new_grounds_are_barred_only_from_july_2022():
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
        "known": sorted({entry.id for entry in book().entries}),
    }


def test_a_rule_that_has_ended_is_found_only_by_its_days():
    ended = replace(rule("new-grounds"), valid_to=date(2030, 12, 31))

    with assuming(Rulebook("prov", check([ended]))):
        assert rules() == []
        assert rule("new-grounds", date(2030, 12, 31)) == ended
        with pytest.raises(RuleNotInForce):
            rule("new-grounds")


def test_the_book_as_it_is_has_neither_gap_nor_overlap():
    entries = book().entries

    assert sum(len(same) for same in check(entries).values()) == len(entries) == 50


def test_the_book_that_comes_with_the_program_is_the_one_that_is_asked():
    assert read_rulebook(packaged("rulebook.toml")) == book()
