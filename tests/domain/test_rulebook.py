"""The rulebook: which rules we have, which wording holds when, and what breaks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from upphandling.domain.law import packaged
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.rulebook import (
    OUR_OWN_ORDER,
    BrokenRulebook,
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

ENTRY = """
[[rule]]
id = "{id}"
title = "Svarstid"
paragraph = "LOU 19 kap. 20 §"
wording = "SFS 2021:1110"
valid_from = {valid_from}
source = "{source}"
counting = {{ day_zero = "trigger", direction = "{direction}", roll = "{roll}" }}
{length}
starts = "En begäran kom in"
unlocks = "svaret är försenat"
"""


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


# -- A book that cannot be used --------------------------------------------


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


def test_a_wording_that_stands_twice_breaks_the_book():
    with pytest.raises(BrokenRulebook, match=r"Dubblett: new-grounds .* och new-gr"):
        check([rule("new-grounds"), rule("new-grounds")])


def test_a_wording_that_ends_before_it_begins_breaks_the_book():
    backwards = replace(rule("new-grounds"), valid_to=date(2022, 6, 30))

    with pytest.raises(BrokenRulebook, match="new-grounds"):
        check([backwards])


def test_every_fault_of_a_book_is_told_at_once():
    entry = rule("new-grounds")
    backwards = replace(rule("reasons-on-request"), valid_to=date(2020, 1, 1))

    with pytest.raises(BrokenRulebook) as fault:
        check([entry, entry, backwards])

    assert [said.split(" ")[0] for said in fault.value.faults] == [
        "Slutar",
        "Dubblett:",
    ]


def test_the_book_as_it_is_has_neither_gap_nor_overlap():
    entries = book().entries

    assert sum(len(same) for same in check(entries).values()) == len(entries) == 50


def test_a_small_book_is_read_as_it_is_written():
    written = read_rulebook(a_book(an_entry()))

    (entry,) = written.entries
    assert written.version == "prov"
    assert entry.lengths == {None: Length(15, Unit.DAYS)}
    assert entry.counting.roll is Roll.NEXT_OPEN
    assert entry.valid_from == date(2022, 2, 1)


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"length": 'lenght = "15 dagar"'}, "fältet length saknas"),
        ({"length": 'length = "15 dagar"\nlenght = "1 dag"'}, "okänt fält lenght"),
        (
            {"length": 'length = "0 dagar"'},
            "fältet length: ”0 dagar” är ingen möjlig längd",
        ),
        ({"length": 'length = "-3 dagar"'}, "fältet length: ”-3 dagar” är ingen längd"),
        (
            {"length": 'length = "99999 dagar"'},
            "fältet length: ”99999 dagar” är ingen möjlig",
        ),
        (
            {"length": 'length = "tio dagar"'},
            "fältet length: ”tio dagar” är ingen längd",
        ),
        ({"length": "length = 15"}, "fältet length ska vara text"),
        ({"length": ""}, "fältet length saknas"),
        ({"length": 'lengths = { other = "15 dagar" }'}, "fältet electronic saknas"),
        (
            {
                "length": 'lengths = {electronic="1 dag", other="2 dagar", fax="3 dagar"}'
            },
            "okänt fält fax",
        ),
        ({"source": "documents"}, "bara en frist som lagen räknar i tid har en egen"),
        ({"source": "local"}, "bara en frist som lagen räknar i tid har en egen"),
        ({"source": "minnet"}, "fältet source ska vara ett av statute, documents"),
        ({"valid_from": '"2022-02-01"'}, "fältet valid_from ska vara ett datum"),
        ({"valid_from": "2022-02-01T00:00:00"}, "fältet valid_from ska vara ett datum"),
        ({"direction": "backward"}, "backward går inte ihop med next_open"),
        ({"roll": "previous_open"}, "forward går inte ihop med previous_open"),
        ({"roll": "next"}, "fältet roll ska vara ett av next_open"),
        ({"id": "Svar på fråga"}, "fältet id ska se ut som ten-day-period"),
    ],
)
def test_a_file_with_a_bad_entry_is_refused_by_its_name(entry, fault):
    with pytest.raises(BrokenRulebook) as broken:
        read_rulebook(a_book(an_entry(**entry)))

    (said,) = broken.value.faults
    assert said.startswith(f"{entry.get('id', 'svarstid')} (post 1): {fault}")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('title = "Svarstid"', "fältet title saknas"),
        ('paragraph = "LOU 19 kap. 20 §"', "fältet paragraph saknas"),
        ('wording = "SFS 2021:1110"', "fältet wording saknas"),
        ('starts = "En begäran kom in"', "fältet starts saknas"),
    ],
)
def test_an_entry_without_what_a_reader_needs_is_refused(line, fault):
    text = a_book(an_entry()).replace(line, "")

    with pytest.raises(BrokenRulebook, match=fault):
        read_rulebook(text)


def test_a_paragraph_has_one_form():
    text = a_book(an_entry()).replace("LOU 19 kap. 20 §", "19 kap 20 § LOU")

    with pytest.raises(BrokenRulebook, match="paragraph ska se ut som LOU 20"):
        read_rulebook(text)


def test_an_event_has_no_length():
    text = a_book(an_entry(), an_entry(id="till-svar"))
    head, _, tail = text.rpartition("counting = {")
    text = f'{head}counting = "event"{tail.partition("}")[2]}'

    with pytest.raises(BrokenRulebook, match=r"till-svar \(post 2\): bara en frist"):
        read_rulebook(text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("version = ", "giltig TOML"),
        ('version = "prov"', "fältet rule saknas"),
        ("rule = 3", "fältet rule ska vara en lista"),
        ("rule = [3]", "utan namn"),
    ],
)
def test_what_is_no_rulebook_is_refused(text, fault):
    with pytest.raises(BrokenRulebook, match=fault):
        read_rulebook(text)


def test_a_book_says_which_edition_it_is_and_nothing_that_we_do_not_know():
    with pytest.raises(BrokenRulebook, match="början: fältet version saknas"):
        read_rulebook(an_entry())
    with pytest.raises(BrokenRulebook, match="början: okänt fält utgåva"):
        read_rulebook(
            f'utgåva = "2"\n{a_book(an_entry())}'.replace("utgåva", '"utgåva"')
        )


def test_overlapping_wordings_in_a_file_are_refused_by_name():
    text = a_book(an_entry(), an_entry(valid_from="2024-01-01"))

    with pytest.raises(BrokenRulebook, match=r"Överlappar: svarstid .* och svarstid"):
        read_rulebook(text)


def test_the_book_that_comes_with_the_program_is_the_one_that_is_asked():
    assert read_rulebook(packaged("rulebook.toml")) == book()


def wordings(*, old_ends):
    old = replace(rule("standstill", date(2019, 5, 2)), valid_to=old_ends)
    return [old, rule("standstill")]


def a_book(*entries):
    return "\n".join(['version = "prov"', *entries])


def an_entry(**fields):
    told = {
        "id": "svarstid",
        "valid_from": "2022-02-01",
        "source": "statute",
        "direction": "forward",
        "roll": "next_open",
        "length": 'length = "15 dagar"',
        **fields,
    }
    return ENTRY.format(**told)
