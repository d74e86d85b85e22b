"""The verbs that count a deadline and explain it."""

from __future__ import annotations

import json

import pytest

# -- calc ------------------------------------------------------------------


def test_a_length_that_the_documents_set_is_told_on_the_command_line(cli):
    said = cli(
        "deadline",
        "calc",
        "exclusion-hearing",
        "--from",
        "2026-06-12",
        "--length",
        "7 dagar",
    )

    assert said.code == 0
    assert said.out == (
        "Dag 0 är fredag 2026-06-12. 7 dagar ger fredag 2026-06-19 (midsommarafton), "
        "som flyttas till måndag 2026-06-22 enligt lag (1930:173) 2 §. "
        "Från tisdag 2026-06-23: beslut om uteslutning får fattas. "
        "(LOU 19 kap. 17 §)\n"
    )


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ({"rule": "lov-answer"}, "LengthNotGiven"),
        ({"rule": "standstill", "length": "7 dagar"}, "LengthFollowsFromLaw"),
        ({"rule": "tender-secrecy"}, "RunsToAnEvent"),
    ],
)
def test_a_length_is_given_exactly_where_the_law_has_none(cli, question, rule):
    line = json.dumps({"from": "2026-09-01", **question})
    said = cli("deadline", "calc", stdin=line)

    assert said.code == 1
    assert said.json["error"]["rule"] == rule


@pytest.mark.parametrize(
    ("length", "message"),
    [
        ("nånting", "length: ”nånting” är ingen längd, skriv till exempel 10 dagar"),
        ("0 dagar", "length: ”0 dagar” är ingen möjlig längd"),
        (7, "length: ska vara text, till exempel 7 dagar"),
        ({"amount": 7, "unit": "days"}, "length: ska vara text, till exempel 7 dagar"),
    ],
)
def test_what_is_no_length_is_a_fault_of_the_call(cli, length, message):
    line = json.dumps({"rule": "lov-answer", "from": "2026-09-01", "length": length})
    said = cli("deadline", "calc", stdin=line)

    assert said.code == 2
    assert said.json == {"line": 1, "error": {"message": message}}


# -- explain ---------------------------------------------------------------


def test_a_deadline_is_explained_day_by_day_with_the_law_of_every_day(cli):
    said = cli("deadline", "explain", "standstill", "--from", "2026-12-14")

    assert said.code == 0
    assert said.out == (
        "Avtalsspärr (standstill)\n"
        "\n"
        "Lagrum            LOU 20 kap. 1 §, i lydelse SFS 2021:1110\n"
        "Lydelsen gäller   ärenden som började från och med 2022-02-01 och tills vidare\n"
        "Ärendet började   måndag 2026-12-14\n"
        "Dag 0             måndag 2026-12-14. Den sista underrättelsen om tilldelningsbeslutet\n"
        "                  skickades.\n"
        "Sändes            elektroniskt till alla\n"
        "Längd             10 dagar, enligt lagen\n"
        "\n"
        "1. Måndag 2026-12-14 är dag 0 och räknas inte.\n"
        "2. 10 dagar efter dag 0 är torsdag 2026-12-24.\n"
        "3. Torsdag 2026-12-24 är julafton: lag (1930:173) 2 §.\n"
        "4. Fredag 2026-12-25 är juldagen: lag (1989:253).\n"
        "5. Lördag 2026-12-26 är annandag jul: lag (1989:253).\n"
        "6. Söndag 2026-12-27 är ingen arbetsdag: lag (1989:253).\n"
        "7. Åtgärden får vänta till nästa arbetsdag: lag (1930:173) 2 §.\n"
        "8. Sista dagen är måndag 2026-12-28. Den går ut vid midnatt.\n"
        "9. Från tisdag 2026-12-29: avtal får ingås, om ingen har ansökt om "
        "överprövning.\n"
        "\n"
        "Regelbok          2025.3\n"
        "Kalender          se-2005, åren 1990-2100\n"
    )


@pytest.mark.parametrize(
    ("call", "steps"),
    [
        (
            ("answers-before-last-day", "--from", "2026-06-26"),
            [
                "Fredag 2026-06-26 är dag 0 och räknas inte.",
                "6 dagar före dag 0 är lördag 2026-06-20.",
                "Lördag 2026-06-20 är midsommardagen: lag (1989:253).",
                "Fredag 2026-06-19 är midsommarafton: lag (1930:173) 2 §.",
                "Dagen flyttas till arbetsdagen före, en försiktig läsning.",
                "Sista dagen är torsdag 2026-06-18. Den går ut vid midnatt.",
            ],
        ),
        (
            ("standstill", "--from", "2026-09-01", "--stated-last-day", "2026-09-20"),
            [
                "Tisdag 2026-09-01 är dag 0 och räknas inte.",
                "10 dagar efter dag 0 är fredag 2026-09-11.",
                "Myndigheten har angett längre tid, till söndag 2026-09-20.",
                "Söndag 2026-09-20 är ingen arbetsdag: lag (1989:253).",
                "Åtgärden får vänta till nästa arbetsdag: lag (1930:173) 2 §.",
                "Sista dagen är måndag 2026-09-21. Den går ut vid midnatt.",
            ],
        ),
        (
            ("documentation-complete", "--from", "2024-11-24"),
            [
                "Söndag 2024-11-24 är dag 0 och räknas inte.",
                "30 dagar efter dag 0 är tisdag 2024-12-24.",
                "Dagen är julafton, men den här fristen flyttas inte.",
                "Sista dagen är tisdag 2024-12-24. Den går ut vid midnatt.",
            ],
        ),
        (
            ("lov-answer", "--from", "2026-08-31", "--length", "3 månader"),
            [
                "Måndag 2026-08-31 är dag 0 och räknas inte.",
                "3 månader efter dag 0 är måndag 2026-11-30.",
                "Sista dagen är måndag 2026-11-30. Den går ut vid midnatt.",
            ],
        ),
    ],
)
def test_every_step_of_a_count_is_told(cli, call, steps):
    data = cli("deadline", "explain", *call, "--json").json["data"]

    assert data["steps"][:-1] == steps
    assert data["steps"][-1].startswith("Från ")
    assert data["steps"][-1].endswith(f"{data['unlocks']}.")


def test_an_explanation_tells_which_wording_channel_and_doubt(cli):
    said = cli(
        *("deadline", "explain", "standstill", "--from", "2022-03-01"),
        *("--on", "2021-12-01", "--channel", "other"),
    )

    assert "i lydelse SFS 2016:1145" in said.out
    assert "från och med 2017-01-01 till och med 2022-01-31" in said.out
    assert "Ärendet började   onsdag 2021-12-01" in said.out
    assert "på annat sätt än elektroniskt till någon" in said.out
    assert "15 dagar, enligt lagen" in said.out
    assert "Anmärkning        Äldre än den lagtext vi har" in said.out
    assert max(map(len, said.out.splitlines())) <= 88


def test_what_the_municipality_promised_is_explained_as_its_own(cli):
    said = cli(
        *("deadline", "explain", "lov-answer", "--from", "2026-08-31"),
        *("--length", "3 månader"),
    )

    assert "Lagrum            lokal ordning\n" in said.out
    assert "enligt kommunens egen ordning (konfiguration)" in said.out
    assert "Sändes" not in said.out


def test_an_explanation_for_machines_has_every_closed_day_and_the_instant(cli):
    told = cli("deadline", "explain", "standstill", "--from", "2026-12-14", "--json")
    data = told.json["data"]

    assert data["passed_over"] == [
        {"day": "2026-12-24", "closed": "julafton", "source": "lag (1930:173) 2 §"},
        {"day": "2026-12-25", "closed": "juldagen", "source": "lag (1989:253)"},
        {"day": "2026-12-26", "closed": "annandag jul", "source": "lag (1989:253)"},
        {"day": "2026-12-27", "closed": "söndag", "source": "lag (1989:253)"},
    ]
    assert (data["nominal"], data["last_day"]) == ("2026-12-24", "2026-12-28")
    assert data["expires_at"] == "2026-12-28T23:00:00Z"
    assert (data["valid_from"], data["valid_to"]) == ("2022-02-01", None)
    assert data["calendar_years"] == [1990, 2100]


def test_what_cannot_be_counted_is_not_explained(cli):
    assert (
        cli("deadline", "explain", "tender-secrecy", "--from", "2026-01-07").code == 1
    )
    assert cli("deadline", "explain", "standstill").code == 2
