"""The person's page on the command line: found by a reference, in plain Swedish."""

from __future__ import annotations


def test_a_reference_gives_the_page_and_a_whole_id_the_case_as_before(town, cli):
    town.registered(["k-1"], agreement="a")

    by_person = cli("case", "show", "k-1", "--json")
    by_choice = cli("case", "show", "k-1/omvardnad", "--json")
    by_case = cli("case", "show", "customer_choice:k-1/omvardnad", "--json")
    then = cli(*("case", "show", "k-1/omvardnad", "--known-at", "2026-03-02T23:00"))

    assert (by_person.code, by_person.json) == (0, by_choice.json)
    assert by_person.json["data"]["customer"] == "k-1"
    assert by_case.json["data"]["state"]["agreement"] == "a"
    assert '"agreement": "a"' in then.out


def test_the_page_is_plain_swedish_in_even_lines(town, cli):
    town.registered(["k-1"], agreement="a")

    said = cli("case", "show", "k-1")

    assert said.code == 0
    assert said.out.startswith("Kund k-1, ")
    assert "Utförare A är ansvarig sedan 2026-01-01." in said.out
    assert max(map(len, said.out.splitlines())) <= 100


def test_a_care_decision_is_told_before_anything_is_chosen(town, cli):
    town.do(
        "customer.grant",
        {
            "customer": "k-9",
            "decision": "beslut-1",
            "system": "staden",
            "area": "norr",
            "granted_on": "2026-03-02",
            "valid_from": "2026-03-02",
            "services": [{"service": "personal_care", "minutes_per_week": 300}],
        },
    )

    said = cli("case", "show", "k-9")

    assert said.code == 0
    assert "beslut-1, beviljat 2026-03-02" in said.out


def test_nobody_by_that_reference_is_told(town, cli):
    said = cli("case", "show", "k-ingen")

    assert (said.code, said.out) == (1, "")
    assert "Ärendet finns inte" in said.err
