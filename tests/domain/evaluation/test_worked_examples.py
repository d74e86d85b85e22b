"""The worked examples of docs/utvardering.md are what the program counts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.domain.evaluation.cases import CRITERIA, bid, lot
from upphandling.domain.evaluation import (
    Combination,
    Method,
    Offer,
    draw,
    evaluate,
)

PAGE = Path(__file__).parents[3] / "docs" / "utvardering.md"
TEXT = PAGE.read_text(encoding="utf-8")
SECTIONS = {
    title: body
    for title, _, body in (part.partition("\n") for part in TEXT.split("\n## ")[1:])
}
EXAMPLES = {title: body for title, body in SECTIONS.items() if "```json" in body}


def table(body: str, first: str) -> list[list[str]]:
    """The rows under the heading that begins so."""
    (found,) = re.findall(
        rf"^\| {re.escape(first)} .*\n\|[-|]+\n((?:\|.*\n)+)", body, re.MULTILINE
    )
    return [
        [cell.strip() for cell in row.strip("|").split("|")]
        for row in found.splitlines()
    ]


def number(text: str) -> float:
    return float(text.replace(",", "."))


def shown(score: float) -> str:
    return f"{score:.10g}".replace(".", ",")


def counted(body: str):
    """The example as the program evaluates it."""
    (stated,) = re.findall(r"```json\n(.*)\n```", body)
    rows = table(body, "Del | Anbud |")
    asked = [
        (tuple(lots.split(" + ")), key, int(price) * 100)
        for lots, key, _, _, price in rows
        if price != "–"
    ]
    keys = dict.fromkeys(key for _, key, *_ in rows)
    lots = {key: [row[0] for row in rows if row[1] == key] for key in keys}
    return evaluate(
        Method.model_validate_json(stated),
        [lot(one) for one in dict.fromkeys(row[0] for row in rows) if "+" not in one],
        CRITERIA,
        [bid(key, *(one for one in lots[key] if "+" not in one)) for key in keys],
        {
            (key, criterion.criterion): number(points)
            for _, key, *both, _ in rows
            for criterion, points in zip(CRITERIA, both, strict=True)
        },
        offers=[
            Offer(bid=key, lot=lots[0], price_ore=ore)
            for lots, key, ore in asked
            if len(lots) == 1
        ],
        combinations=[
            Combination(bid=key, lots=lots, price_ore=ore)
            for lots, key, ore in asked
            if len(lots) > 1
        ],
    )


def test_the_criteria_of_the_page_are_those_that_the_examples_are_counted_with():
    assert table(TEXT, "Kriterium |") == [
        [c.title, f"`{c.criterion}`", f"{c.max_points:g}", f"{c.weight:g}"]
        for c in CRITERIA
    ]


@pytest.mark.parametrize("title", EXAMPLES)
def test_an_example_ends_as_the_page_says(title):
    evaluation = counted(EXAMPLES[title])
    won = {(one.lot, one.bid) for one in evaluation.winners}

    assert table(EXAMPLES[title], "Del | Plats |") == [
        [
            row.lot,
            str(row.rank),
            row.bid,
            shown(row.score),
            "ja" if (row.lot, row.bid) in won else "nej",
        ]
        for row in evaluation.ranking
    ]


@pytest.mark.parametrize("title", [t for t, b in EXAMPLES.items() if "```text" in b])
def test_a_motive_reads_as_on_the_page(title):
    (motive,) = re.findall(r"```text\n(.*)\n```", EXAMPLES[title])

    assert motive in {row.motive for row in counted(EXAMPLES[title]).ranking}


def test_the_lottery_of_the_page_comes_out_so():
    body = SECTIONS["Lottning"]
    (seed,) = set(re.findall(r"'26:(.*)4:norr", body))
    numbers = dict(re.findall(r"1:(\w)' \| sha256sum\n(\w{64})", body))
    (said,) = re.findall(r"Ordningen blir (.*?)\.", body)

    order = draw("norr", numbers, seed).order

    assert len(seed.encode()) == 26
    assert said.split(", ") == list(order) == sorted(numbers, key=numbers.get)
