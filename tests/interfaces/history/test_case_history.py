"""What a case's history tells: who, when, by what right, and what was refused."""

from __future__ import annotations

import pytest

from tests.award_town import AWARD, TENDER, compared
from tests.town import CHIEF, SYSTEM
from upphandling.domain.base import Role

PROVIDER = "provider:utforare-a"
CORRECTED = "provider.licence_corrected"
BID = {
    **TENDER,
    "bid": "anbud-sent",
    "bidder": "utforare-sen",
    "name": "Utförare Sen",
    "lots": ["norr"],
    "content_hash": "f" * 64,
}


@pytest.fixture
def told(cli):
    def call(*args: str):
        said = cli("case", "history", *args, "--json")
        assert said.code == 0, said.err
        return said.json["data"]

    return call


# One line an event


def test_a_line_tells_what_happened_by_whom_when_and_on_what_ground(licensed, told):
    _, line, _ = told(PROVIDER)

    assert (
        line["says"]
        == "Ett beslut om utförarens tillstånd har blivit känt (lokal ordning)."
    )
    assert line["paragraph"] == "lokal ordning"
    assert "tillstånd" in line["matters"]
    assert "2026-02-01" in line["matters"]
    assert (line["by"], line["role"]) == ("handlaggare-2", "procurement_officer")
    assert line["effective_at"] == "2026-02-02T12:00:00Z"
    assert line["recorded_at"].startswith("2026-02-05T08:00:00")
    assert line["because"].startswith("command:")


def test_what_was_recorded_late_is_marked_with_how_late(licensed, told, cli):
    first, late, _ = told(PROVIDER)

    assert (first["late_seconds"], late["late_seconds"]) == (None, 68 * 3600)
    assert "sent, 2 dagar" in cli("case", "history", PROVIDER).out


def test_a_corrected_fact_keeps_the_wrong_value_and_names_what_corrected_it(
    licensed, told, cli
):
    _, wrong, right = told(PROVIDER)

    assert wrong["data"]["ruling"]["in_force_from"] == "2026-02-01"
    assert wrong["superseded_by"] == f"{PROVIDER}@3"
    assert wrong["superseded_at"].startswith("2026-02-12")
    assert right["superseded_by"] is None
    assert right["data"]["before"]["in_force_from"] == "2026-02-01"
    assert "ÄNDRAT" in cli("case", "history", PROVIDER).out


def test_the_page_for_people_has_the_paragraph_in_a_column_of_its_own(town, cli):
    town.founded().announced("hemtjanst", "2026-03-20")

    said = cli("case", "history", "tender:hemtjanst")

    heading = said.out.splitlines()[2].split()
    assert heading == ["Nr", "När", "Infört", "Vad", "Paragraf", "Av", "Mandat"]
    assert "(LOU" not in said.out
    assert "LOU 19 kap." in said.out
    assert "(upphandlare)" in said.out


def test_a_cause_in_the_case_itself_is_told_by_its_number(town, cli, told):
    town.founded().announced("hemtjanst", "2026-03-20")
    town.at("2026-03-21T09:00")
    town.do("tender.cancel", {**TENDER, "reason_code": "no-rece", "reasons": "Inga."})

    closed = next(
        line for line in told("tender:hemtjanst") if line["event"] == "tender.closed"
    )

    assert closed["because"] == "tender:hemtjanst@2"
    assert "Orsak" in cli("case", "history", "tender:hemtjanst").out


# Filters


FILTERS = [
    (["--by", "handlaggare-2"], ["provider.licence_decided"]),
    (["--by", "ingen"], []),
    (["--event", "provider.registered"], ["provider.registered"]),
    (["--event", "licence_corrected"], ["provider.licence_corrected"]),
    (["--from", "2026-02-03"], ["provider.licence_corrected"]),
    (["--from", "2026-02-02T13:00"], ["provider.licence_decided", CORRECTED]),
    (["--to", "2026-02-02T09:00"], ["provider.registered"]),
    (["--to", "2026-02-02"], ["provider.registered", "provider.licence_decided"]),
    (["--to", "2026-02-02", "--by", "handlaggare-2"], ["provider.licence_decided"]),
    (["--contains", "FEL DAG"], ["provider.licence_corrected"]),
    (["--contains", "har rättats"], ["provider.licence_corrected"]),
    (["--role", "auditor"], []),
]  # fmt: skip


def test_a_filter_leaves_what_is_asked_for(licensed, told):
    for flags, events in FILTERS:
        assert [line["event"] for line in told(PROVIDER, *flags)] == events, flags


def test_a_filter_that_means_nothing_is_a_fault_of_the_call(licensed, cli):
    for flags, words in (
        (("--role", "kung"), "okänd roll ”kung”"),
        (("--from", "snart"), "är ingen tidpunkt"),
        (("--to", "2026-02-30"), "är ingen tidpunkt"),
        (("--from", "2026-03-29T02:30"), "finns inte, klockan ställdes fram då"),
        (("--to", "2025-10-26T02:30"), "inträffade två gånger"),
        (("--from", "2026-02-12", "--to", "2026-02-11"), "--to: ligger före --from"),
    ):
        said = cli("case", "history", PROVIDER, *flags)

        assert said.code == 2
        assert words in said.err


def test_a_key_that_two_cases_bear_is_told_with_both(town, cli):
    town.founded()
    town.do("provider.register", {"provider": "staden", "name": "Staden"})

    for words in (
        ("case", "history", "staden"),
        ("case", "show", "staden", "--known-at", "2026-02-02T09:00"),
        ("case", "diff", "staden", "2026-02-01T09:00", "2026-02-02T09:00"),
        ("register", "refusals", "--case", "staden"),
    ):
        (found,) = cli(*words, "--json").json["diagnostics"]

        assert found["rule"] == "NoSuchCase"
        both = ["choice_system:staden", "provider:staden"]
        assert found["details"]["did_you_mean"] == both


def test_the_history_is_read_page_by_page(licensed, told):
    whole = told(PROVIDER)
    pages = [told(PROVIDER, "--limit", "1", "--offset", str(n))[0] for n in range(3)]

    assert pages == whole
    assert told(PROVIDER, "--offset", "3") == []


# What was refused


def names(lines: list[dict]) -> list[str]:
    return [line.get("event") or line["rule"] for line in lines]


def test_refused_attempts_stand_where_they_were_made(town, try_, told):
    town.do("choice_system.establish", SYSTEM)
    assert try_("choice_system.establish", SYSTEM) == "CaseExists"
    need = {"system": "staden", "requirement": "ledning", "text": "Ledning."}
    town.do("choice_system.set_requirement", need)
    try_("choice_system.set_requirement", need)

    assert names(told("choice_system:staden", "--refusals")) == [
        "choice_system.established",
        "CaseExists",
        "choice_system.requirement_set",
        "PartExists",
    ]
    assert len(told("choice_system:staden")) == 2
    page = told("choice_system:staden", "--refusals", "--offset", "1", "--limit", "2")
    assert names(page) == ["CaseExists", "choice_system.requirement_set"]


def test_a_refused_attempt_tells_who_what_when_and_which_rule(town, try_, told, cli):
    town.do("choice_system.establish", SYSTEM)
    try_("choice_system.establish", SYSTEM, by="handlaggare-9")

    line = told("choice_system:staden", "--refusals", "--by", "handlaggare-9")[0]

    assert (line["command"], line["rule"]) == ("choice_system.establish", "CaseExists")
    assert line["says"] == "Ett ärende med den nyckeln finns redan."
    assert line["cases"] == ["choice_system:staden"]
    assert line["data"]["name"] == "Hemtjänst i staden"
    assert line["recorded_at"].startswith("2026-02-02T08:00:00")
    assert line["policy"]
    text = " ".join(
        cli("case", "history", "choice_system:staden", "--refusals").out.split()
    )
    assert "NEKAT" in text
    assert "[CaseExists]" in text


def test_an_attempt_is_found_by_its_command_or_its_rule(town, try_, told):
    town.do("choice_system.establish", SYSTEM)
    try_("choice_system.establish", SYSTEM)

    for event in ("CaseExists", "choice_system.establish"):
        found = told("choice_system:staden", "--refusals", "--event", event)
        assert names(found) == ["CaseExists"]


def test_an_attempt_stands_in_the_history_of_every_case_it_named(town, try_, told):
    compared(town.founded(), {"a": 4.0, "b": 3.0, "c": 2.0})
    winners = [{"lot": "norr", "bid": "anbud-a"}]
    choice = {**AWARD, "winners": winners, "motive": "Högst."}
    town.do("award.decide", choice, by=CHIEF)
    try_("award.decide", choice, by=CHIEF)
    signing = {"agreement": "avtal-a", **AWARD, "lot": "norr", "bid": "anbud-a"}
    begins = {"bundle": "omvardnad", "starts_on": "2026-06-01"}
    rule = try_("agreement.sign", {**signing, **begins})

    refused = [
        name
        for name in names(told("award:tilldelning", "--refusals"))
        if "." not in name
    ]
    assert refused[-1] == rule
    assert len(refused) == 2


# Secrecy


def test_an_attempt_that_tells_of_bids_is_left_out_until_the_award(
    town, try_, told, cli
):
    town.founded().announced("hemtjanst", "2026-03-20")
    assert try_(
        "tender.announce", {**TENDER, "last_day": "2026-03-25", "notice": "Igen"}
    )
    town.at("2026-03-21T09:00")
    assert try_("tender.receive_bid", BID, role=Role.REGISTRAR) == "BidTooLate"

    sealed = told("tender:hemtjanst", "--refusals")

    assert "BidTooLate" not in str(sealed)
    assert "utforare-sen" not in cli("register", "refusals", "--json").out
    assert [line["refusal"] for line in sealed if "refusal" in line] == [None]
    assert told("tender:hemtjanst", "--refusals", "--event", "BidTooLate") == []

    town.do("tender.cancel", {**TENDER, "reason_code": "no-rece", "reasons": "Inga."})

    opened = told("tender:hemtjanst", "--refusals")
    assert "BidTooLate" in names(opened)
    assert [line["refusal"] for line in opened if "refusal" in line] == [1, 2]
    assert "utforare-sen" in cli("register", "refusals", "--json").out


def test_a_refused_proposal_is_left_out_until_somebody_has_decided(town, try_, told):
    compared(town.founded(), {"a": 4.0, "b": 3.0, "c": 2.0})
    assert try_("award.propose", {**AWARD, **TENDER}) == "CaseExists"

    assert "CaseExists" not in str(told("tender:hemtjanst", "--refusals"))
    assert told("award:tilldelning", "--refusals") == []


def test_an_attempt_that_names_a_bid_is_left_out_until_the_award(town, try_, told):
    compared(town.founded(), {"a": 4.0, "b": 3.0, "c": 2.0})
    signing = {"agreement": "avtal-a", **AWARD, "lot": "norr", "bid": "anbud-a"}
    begins = {"bundle": "omvardnad", "starts_on": "2026-06-01"}
    try_("agreement.sign", {**signing, **begins})

    assert told("award:tilldelning", "--refusals") == []

    winners = [{"lot": "norr", "bid": "anbud-a"}]
    town.do("award.decide", {**AWARD, "winners": winners, "motive": "Högst."}, by=CHIEF)

    assert "agreement.sign" in str(told("award:tilldelning", "--refusals"))


def test_a_denied_look_stands_in_the_history_of_the_case_it_was_about(town, told, cli):
    town.do("choice_system.establish", SYSTEM)
    looked = (
        "case",
        "show",
        "choice_system:staden",
        "--as",
        "system_administrator:it-1",
    )
    assert cli(*looked).code == 1

    (line,) = told("choice_system:staden", "--refusals", "--event", "NotAllowed")

    assert (line["command"], line["by"]) == ("view:case.show", "it-1")
    assert cli("case", "history", "choice_system:staden", "--refusals").code == 0
    assert "NotAllowed" in cli("register", "refusals").out
