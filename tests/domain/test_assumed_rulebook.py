"""An assumed edition of the rulebook: the law within a block, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.given import day
from upphandling.domain.legal_time import count
from upphandling.domain.lengths import Length
from upphandling.domain.rulebook import Channel, Rulebook, assuming, book


def longer() -> Rulebook:
    """The printed edition, but for a standstill of twenty days."""
    printed = book()
    length = dict.fromkeys(Channel, Length.parse("20 dagar"))
    wordings = tuple(
        replace(entry, lengths=length) for entry in printed.wordings["standstill"]
    )
    return Rulebook("antagen", {**printed.wordings, "standstill": wordings})


def standstill():
    return count("standstill", day("2026-05-05"), on=day("2026-03-01"))


def test_within_the_block_it_is_counted_by_the_assumed_edition_and_named():
    with assuming(longer()):
        assumed = standstill()

    assert (assumed.rulebook, assumed.length) == ("antagen", "20 dagar")
    assert assumed.last_day == day("2026-05-25")


def test_after_the_block_the_printed_edition_is_the_law_again():
    before = standstill()
    with pytest.raises(ZeroDivisionError), assuming(longer()):
        raise ZeroDivisionError

    assert standstill() == before


def test_the_innermost_block_holds():
    printed = book()
    with assuming(longer()):
        with assuming(printed):
            assert standstill().length == "10 dagar"
        assert standstill().length == "20 dagar"
