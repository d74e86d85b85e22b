"""A rulebook that cannot be used: gaps, overlaps, and entries that do not hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from upphandling.domain.lengths import Length, Unit
from upphandling.domain.rulebook import BrokenRulebook, Roll, check, read_rulebook, rule

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
