"""The chart of payments: one bar a month, hatched until somebody has approved it."""

from __future__ import annotations

from typing import Any

from tests.given import day
from tests.interfaces.charts.test_charts import SVG, drawn, of_class, words
from upphandling.interfaces.charts import payments_chart
from upphandling.interfaces.charts.payments import together


def month(month: str, paid: int | None, **others: Any) -> dict[str, Any]:
    return {
        "agreement": "avtal-a",
        "name": "Utförare A",
        "month": month,
        "paid_ore": paid,
        "calculated_ore": 250_000_00,
        **others,
    }


B = {"agreement": "avtal-b", "name": "Utförare B"}
SEVERAL = [
    month("2026-01", 100_000_00),
    month("2026-01", 50_000_00, **B),
    month("2026-02", 100_000_00),
    month("2026-02", None, **B),
]
WITH_ALL = [*together(SEVERAL), *SEVERAL]


def hints(svg: str, kind: str) -> list[str]:
    found = [box.findtext(f"{SVG}title") for box in of_class(svg, kind)]
    return [hint for hint in found if hint]


def test_what_is_approved_is_filled_and_what_waits_is_hatched():
    svg = payments_chart([month("2026-01", 100_000_00), month("2026-02", None)])

    assert hints(svg, "met") == ["2026-01-01 till 2026-01-31: 100"]
    assert hints(svg, "planned") == ["2026-02-01 till 2026-02-28: 250"]
    told = drawn(svg).findtext(f"{SVG}desc") or ""
    assert "1 är beräknade men inte godkända, 0 visas inte" in told
    assert told.endswith("Senast: Utförare A: 250.")


def test_each_agreement_has_a_panel_with_its_months_in_order():
    svg = payments_chart(list(reversed(WITH_ALL)))

    panels = [one.text for one in of_class(svg, "panel")]
    assert panels == ["Utförare B", "Utförare A", "Alla utförare"]
    assert hints(svg, "met") == [
        "2026-01-01 till 2026-01-31: 50",
        "2026-01-01 till 2026-01-31: 100",
        "2026-02-01 till 2026-02-28: 100",
        "2026-01-01 till 2026-01-31: 150",
    ]


def test_all_together_is_approved_when_every_one_is():
    assert [(row["paid_ore"], row["calculated_ore"]) for row in together(SEVERAL)] == [
        (150_000_00, 150_000_00),
        (None, 350_000_00),
    ]


def test_the_months_may_begin_before_the_first_that_was_paid():
    alone = words(payments_chart([month("2026-06", 1_000_00)]))
    year = words(payments_chart([month("2026-06", 1_000_00)], since=day("2025-07-01")))

    assert "juli 2025" not in alone
    assert "juli 2025" in year


def test_one_agreement_is_not_also_told_as_all():
    assert together([month("2026-01", 1), month("2026-02", 2)]) == []
    assert together([]) == []


def test_a_sum_that_is_not_shown_is_a_mark_without_a_height():
    hidden = month("2026-02", None, calculated_ore=None)
    svg = payments_chart([month("2026-01", 100_000_00), hidden])

    assert hints(svg, "planned") == []
    assert "2026-02-01: visas inte" in hints(svg, "unseen")
    assert "visas inte: små grupper skyddas" in words(svg)
    assert (drawn(svg).findtext(f"{SVG}desc") or "").endswith("Utförare A: visas inte.")


def test_thousands_stand_apart_where_there_are_many():
    svg = payments_chart([month("2026-01", 34_567_890_00)])

    assert hints(svg, "met") == [
        "2026-01-01 till 2026-01-31: 34\N{NO-BREAK SPACE}567,9"
    ]


def test_nothing_to_show_is_told():
    assert "Det finns inget att visa." in words(payments_chart([]))
