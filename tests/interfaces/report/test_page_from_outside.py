"""`follow-up report --html` and `--csv`: the same figures on a page and in a table."""

from __future__ import annotations

import csv
import io

import pytest

from tests.outline import Outline
from tests.town import Town
from upphandling.interop.report_figures import FLAT

REPORT = ("follow-up", "report", "--system", "staden", "--quarter", "2020-Q4")


@pytest.fixture
def town(store, capsys) -> Town:
    with Town(store, "2020-11-24T09:00") as town:
        town.founded()
        for one in ("a", "b"):
            town.with_agreement(
                f"avtal-{one}", name=f"Utförare {one.upper()}", starts_on="2020-01-01"
            )
        town.registered(["k-1", "k-2"], "avtal-a", since="2020-11-01")
        town.house.refresh()
    capsys.readouterr()  # what the town's own log said
    return town


@pytest.mark.parametrize("public", [(), ("--public",)], ids=["inside", "public"])
def test_the_page_and_the_table_have_every_figure(town, cli, tmp_path, public):
    file = tmp_path / "rapport.html"
    report = cli(*REPORT, *public, "--html", str(file), "--json").json["data"]
    table = list(csv.DictReader(io.StringIO(cli(*REPORT, *public, "--csv").out)))

    keys = [
        one["figure"] for section in report["sections"] for one in section["figures"]
    ]
    places = {one.get("id") for _, one in Outline(file.read_text("utf-8")).tags}
    assert keys
    assert set(keys) <= places
    assert [row["figure"] for row in table] == keys
    assert list(table[0]) == list(FLAT)


def test_the_page_is_drawn_and_says_whose_it_is(town, cli, tmp_path):
    inside, outside = tmp_path / "inne.html", tmp_path / "ute.html"
    cli(*REPORT, "--html", str(inside))
    cli(*REPORT, "--public", "--html", str(outside))

    assert "100 %" in inside.read_text("utf-8")  # both customers have one provider
    assert "100 %" not in outside.read_text("utf-8")
    assert "offentliga rapporten" in outside.read_text("utf-8")
    assert "<svg" in inside.read_text("utf-8")
