"""The report's page: whole in itself, walked by links, and true to its figures."""

from __future__ import annotations

import re
from urllib.parse import unquote

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.given import day
from tests.outline import Outline
from tests.quarterly import checks, figure, report, section
from upphandling.interfaces.charts import checks_chart, shares_chart, timetable_chart
from upphandling.interop.report_page import report_page

HOSTILE = '</td></table><script>alert("x")</script>&<b title=\'"\'>\n'


def page(*sections, charts=None, **others) -> str:
    return report_page(report(*sections, **others), charts or {}).decode()


def texts(told: str) -> str:
    """The texts of a page, with common spaces."""
    return " ".join(" ".join(Outline(told).texts).split())


def rows(told: str) -> list[str]:
    """The texts of each row of each table."""
    return [
        " ".join(texts(row).split())
        for row in re.findall(r"<tr.*?</tr>", told, re.DOTALL)
    ]


def test_the_page_is_swedish_whole_in_itself_and_can_be_walked():
    drawn = [
        checks_chart([{"name": "A", "done": 1, "late": 0, "missed": 0, "ahead": 0}]),
        shares_chart({"from": "2026-01-01", "to": "2026-03-31", "shares": []}),
        timetable_chart({"milestones": []}),
    ]
    odd = section("flags", "Flaggor", figure("flags.a/å%41", "Udda", 1, number=1))
    told = page(checks(), odd, charts={"checks": drawn})
    found = Outline(told)

    assert dict(found.tags)["html"]["lang"] == "sv"
    assert not re.search(r"https?://(?!www.w3.org/2000/svg)|@import|src=", told)
    identities = [one["id"] for _, one in found.tags if "id" in one]
    assert len(identities) == len(set(identities))
    links = [one["href"] or "" for tag, one in found.tags if tag == "a"]
    assert all(unquote(link[1:]) in identities for link in links)
    assert len([tag for tag, _ in found.tags if tag == "h1"]) == 1
    assert {"main", "nav", "header", "footer"} <= {tag for tag, _ in found.tags}
    for tag, one in found.tags:
        assert tag != "th" or one["scope"] in ("col", "row", "rowgroup")
        assert tag not in ("script", "img", "link")


def test_every_figure_has_its_place_and_its_events():
    told = page(checks())
    identities = {one.get("id") for _, one in Outline(told).tags}

    for one in checks()["figures"]:
        assert one["figure"] in identities
        assert (f"bakom:{one['figure']}" in identities) == bool(one["events_total"])
        assert all(event in told for event in one["events"])
    assert "och 6 till" in texts(told)  # sixteen, of which ten are named


def test_what_is_red_is_told_first_with_what_it_was_to_be():
    late = figure("checks.left", "Kvar", "2.5", "procent", target="0", red=True)
    told = page(section("checks", "Kontroller", late))
    attention = told[told.index('id="kap-1"') : told.index('id="kap-2"')]

    assert "Kvar: 2,5 % (mål 0 %) inga ärenden" in texts(attention)
    assert 'href="#checks.left"' in attention
    assert "Kvar Röd inga ärenden 2,5 % 0 % –" in rows(told)


def test_what_is_red_of_several_is_told_of_them_together():
    red = [
        figure(f"checks.missed/{one}", "Missade", 2, subject=name, red=True)
        for one, name in (("a", "Utförare A"), ("b", "Utförare B"))
    ]

    assert "Missade: Utförare A 2 ; Utförare B 2" in texts(
        page(section("checks", "Kontroller", *red))
    )


def test_where_nothing_is_red_it_says_so():
    told = page(section("checks", "Kontroller", figure("checks.done", "Gjorda", 1)))

    assert "Ingen siffra i rapporten är röd." in texts(told)


def test_agreements_that_are_told_the_same_of_stand_one_a_row():
    told = page(checks())

    nights = "Kontroll av nattbemanning, sista dag 14 mars."
    assert rows(told) == [
        "Vad Värde Händelser",
        "Kontroller som skulle göras 16 16",
        "Gäller Gjorda kontroller Mål Missade kontroller",
        "Hela systemet 14 16",
        "Utförare A Missade kontroller: inga ärenden 8 0",
        f"Utförare B Missade kontroller: {nights} 6 8 Röd 1",
    ]


def test_what_is_told_of_the_whole_after_them_stands_after_them():
    whole = figure("checks.left", "Kvar", 2, number=1)
    few = checks()
    told = rows(page({**few, "figures": [*few["figures"][1:], whole]}))

    assert told[0].startswith("Gäller")
    assert told[-2:] == ["Vad Värde Händelser", "Kvar 2 1"]


def test_more_than_there_is_room_for_is_parted_evenly():
    figures = [
        figure(f"cost.{month}/{one}", f"Månad {month}", 1, number=1, subject=one)
        for month in range(1, 8)
        for one in "AB"
    ]
    told = rows(page(section("cost", "Ersättning", *figures)))

    assert [row for row in told if row.startswith("Gäller")] == [
        "Gäller Månad 1 Månad 2 Månad 3 Månad 4",
        "Gäller Månad 5 Månad 6 Månad 7",
    ]


def test_agreements_that_are_told_one_thing_of_stand_below_its_name():
    told = page(
        section(
            "flags",
            "Flaggor",
            figure("flags.none", "Inget", 0),
            figure("flags.licence/a", "Tillstånd", 1, number=1, subject="A"),
            figure("flags.licence/b", "Tillstånd", 1, number=2, subject="B"),
        )
    )

    assert rows(told) == [
        "Vad Värde Händelser",
        "Inget inga ärenden 0 –",
        "Tillstånd",
        "A 1 1",
        "B 1 2",
    ]


def test_what_is_told_of_somebody_several_times_stands_below_its_name():
    hours = [
        figure(
            f"i.hours/{one}/{at}", "Tid", at, number=1, subject=one, note=f"mån {at}"
        )
        for one in "AB"
        for at in (1, 2)
    ]
    share = [figure(f"i.part/{one}", "Del", 5, number=1, subject=one) for one in "AB"]

    assert rows(page(section("indicators", "Nyckeltal", *hours, *share))) == [
        "Vad Värde Händelser",
        *("Tid", "A mån 1 1 1", "A mån 2 2 1", "B mån 1 1 1", "B mån 2 2 1"),
        *("Del", "A 5 1", "B 5 1"),
    ]


def test_what_is_told_of_different_things_does_not_stand_beside_each_other():
    told = rows(
        page(
            section(
                "timetable",
                "Tidplan",
                *(
                    figure(f"t.a/{one}", "Nådd", 1, number=1, subject=one)
                    for one in "AB"
                ),
                *(
                    figure(f"t.b/{one}", "Väntar", 1, number=1, subject=one)
                    for one in "CD"
                ),
            )
        )
    )

    assert told == [
        "Vad Värde Händelser",
        *("Nådd", "A 1 1", "B 1 1"),
        *("Väntar", "C 1 1", "D 1 1"),
    ]


def test_what_is_said_of_all_of_them_is_said_once():
    one = {"note": "inte beräknad", "unit": "kronor"}
    told = page(
        section(
            "cost",
            "Ersättning",
            figure("cost.paid/a", "Betalt", None, subject="A", **one),
            figure("cost.paid/b", "Betalt", None, subject="B", **one),
        )
    )

    assert rows(told)[1:] == ["Betalt inte beräknad", "A – –", "B – –"]


def test_what_is_said_of_every_agreement_is_said_once_above_them():
    figures = [
        figure(f"{key}/{one}", name, 1, subject=one, note="händelserna lämnas inte ut")
        for key, name in (("checks.done", "Gjorda"), ("checks.left", "Kvar"))
        for one in "AB"
    ]
    told = page(section("checks", "Kontroller", *figures))

    assert rows(told) == ["Gäller Gjorda Kvar", "A 1 1", "B 1 1"]
    assert texts(told).count("Händelserna lämnas inte ut") == 1


def test_the_public_page_says_what_it_is_and_asks_for_no_commands():
    inside, outside = page(checks()), page(checks(), public=True)

    assert "upphandling follow-up report" in texts(inside)
    assert "upphandling" not in texts(outside)
    assert "Det här är den offentliga rapporten." in texts(outside)
    assert "Det här är den offentliga rapporten." not in texts(inside)


def test_a_position_that_counts_bids_is_not_told():
    assert "till och med händelse 4 321" in texts(page())
    assert "Räknad ur" not in texts(page(position=None))


def test_a_quarter_that_runs_is_told_until_the_day():
    told = texts(page(on=day("2026-02-10")))

    assert "kvartalet pågår, siffrorna är till och med 10 februari 2026" in told
    assert "kvartalet pågår" not in texts(page())


def test_days_may_come_as_text():
    as_text = {"from": "2026-01-01", "to": "2026-03-31", "on": "2026-04-12"}

    assert page(checks(), **as_text) == page(checks())


def test_the_same_report_makes_the_same_bytes():
    assert page(checks()) == page(checks())


@settings(max_examples=50, deadline=None)
@given(st.text(st.sampled_from("<>&\"'#/ aå\n")) | st.just(HOSTILE))
def test_whatever_is_written_stays_text(text):
    def told(written: str) -> str:
        one = figure(
            "cost.paid/a", written, written, "", number=2, subject=written, note=written
        )
        two = {**one, "figure": "cost.paid/b", "target": written, "red": True}
        written_in = section("cost", written or "-", one, two, note=written or None)
        return page(written_in, name=written)

    def shape(page_: str) -> list[str]:
        return [tag for tag, _ in Outline(page_).tags if tag != "br"]

    if text.strip():
        assert shape(told(text)) == shape(told("ord"))
