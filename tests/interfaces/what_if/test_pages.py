"""The page of a counterfactual: what differs is seen to differ, and said once."""

from __future__ import annotations

from typing import Any

import pytest

from upphandling.interfaces.cli.what_if_pages import the_answer

EMPTY: dict[str, Any] = {
    "mark": "PROV",
    "case": "choice_system:staden",
    "changes": [],
    "method": [],
    "from": "2026-01-01T09:00:00+01:00",
    "until": "2026-02-01T09:00:00+01:00",
    "same": False,
    "recounted": [],
    "deadlines": [],
    "fell": [],
    "ranking": [],
    "proposals": [],
    "responsible": {"moved": 0, "customers": []},
    "shares": [],
    "state": [],
    "refused": [],
    "let_through": [],
    "cases": [],
    "persons": 0,
    "cannot_know": [],
}


@pytest.fixture
def shown(capsys):
    """The lines of a page, each with single spaces."""

    def show(**told: Any) -> list[str]:
        the_answer({**EMPTY, **told})
        return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]

    return show


def test_a_share_that_only_has_another_target_is_seen_to_differ(shown):
    share = {"percent": 10.0, "hours_percent": 9.4, "within_tolerance": True}
    row = {"bundle": "omvardnad", "agreement": "avtal-b", "area": "norr"}

    lines = shown(
        shares=[
            {
                **row,
                "recorded": {**share, "target_percent": 9.0},
                "counterfactual": {
                    **share,
                    "target_percent": 30.0,
                    "within_tolerance": False,
                },
            }
        ]
    )

    assert (
        "omvardnad avtal-b norr 10 (av timmarna 9,4, mål 9)"
        " 10 (av timmarna 9,4, mål 30, avviker)"
    ) in lines


def test_what_falls_many_times_alike_is_one_line(shown):
    fell = {
        "case": "agreement:a",
        "event": "agreement.began",
        "says": "Avtalet har börjat gälla (lokal ordning).",
        "recorded": None,
        "counterfactual": "2026-01-20T00:00:00+01:00",
    }

    lines = shown(fell=[fell, dict(fell), {**fell, "case": "agreement:b"}])

    told = "Avtalet har börjat gälla (lokal ordning)."
    assert f"agreement:a {told} 2 - 2026-01-20 00:00" in lines
    assert f"agreement:b {told} 1 - 2026-01-20 00:00" in lines


def test_whoever_has_nobody_has_a_dash(shown):
    moved = {"customer": "k-1", "recorded": "avtal-a", "counterfactual": None}

    lines = shown(responsible={"moved": 1, "customers": [moved]})

    assert "Annan utförare vid slutet: 1" in lines
    assert "k-1 avtal-a -" in lines


def test_a_value_of_many_fields_is_told_in_words(shown):
    step = {"from_on": "2026-01-20", "minimum_percent": 9.0, "cap_percent": 11.0}
    change = {"change": "share.a=9", "of": "agreement:a@2", "recorded": [step]}

    page = "\n".join(shown(changes=[{**change, "assumed": None}]))

    assert "från 2026-01-20, lägsta andel, % 9, tak, % 11 -" in page
    assert "{" not in page


def test_an_event_is_told_by_its_sentence(shown):
    standstill = {"last_day": "2026-05-15", "length": "10 dagar"}
    row = {"case": "award:a", "event": "award.notified", "rule": "standstill"}

    page = shown(deadlines=[{**row, "recorded": standstill, "counterfactual": None}])

    (line,) = [line for line in page if line.startswith("award:a")]
    assert "avtalsspärren löper" in line
    assert line.endswith("standstill 2026-05-15 (10 dagar) -")
