"""The chain: it follows what was recorded, says where it breaks, and invents nothing."""

from __future__ import annotations

import pytest

from tests.award_town import TENDER, lot
from tests.interfaces.why.conftest import COUNCIL, ask, topics
from tests.town import Town, role_for
from upphandling.interfaces.cli.why_page import page
from upphandling.interfaces.why import chain as chains

K1 = {"customer": "k-1", "bundle": "omvardnad"}
AREA = {"starts_on": "2026-01-01"}


@pytest.fixture
def served(town: Town) -> Town:
    """A customer who chose, got a place and was taken over."""
    town.with_agreement("a", **AREA).with_agreement("b", **AREA)
    town.registered(["k-1"], agreement="a")
    town.do("customer_choice.choose_and_place", {**K1, "wishes": ["b"]})
    town.do("customer_choice.take_over", {**K1, "on": "2026-02-02"})
    return town


def test_a_provider_goes_back_to_the_council(served):
    chain = ask(served, "k-1")

    assert chain["complete"]
    assert chain["agreement"] == "b"
    assert "Du fick ditt första val" in chain["answer"]
    assert topics(chain)[:3] == [
        "customer_choice.taken_over",
        "customer_choice.placed",
        "customer_choice.chosen",
    ]
    assert chain["council"] == "choice_system:staden@4"


def test_without_the_councils_decision_the_chain_says_so(database_url, capsys):
    with Town(database_url, "2026-02-02T09:00") as town:
        town.founded().with_agreement("a", **AREA).registered(["k-1"], agreement="a")
        chain = ask(town, "k-1")

    assert not chain["complete"]
    assert chain["council"] is None
    (end,) = chain["ends"]
    assert end["said"] == (
        "här slutar kedjan: fullmäktiges beslut om valfrihetssystemet finns inte i loggen"
    )
    page({"chains": [chain]})
    said = " ".join(capsys.readouterr().out.split())
    assert "Obs!" in said
    assert "Kedjan är alltså inte hel." in said


def test_a_cause_that_is_not_there_is_said_to_be_missing(served):
    told = {"because": "agreement:finns-inte@3"}
    served.do("customer_choice.inform", {**K1, "about": "B", "channel": "brev"}, **told)

    case = "customer_choice:k-1/omvardnad"
    chain = ask(served, f"{case}@{len(served.log(case))}")

    assert topics(chain)[0] == "customer_choice.informed"
    assert not chain["complete"]
    assert [ground.get("missing") for ground in chain["links"][0]["grounds"]] == [
        "här slutar kedjan: agreement:finns-inte@3 finns inte i loggen",
        None,
    ]


def test_a_recorded_cause_is_followed(town):
    town.with_agreement("a", starts_on="2026-03-01").at("2026-03-02T08:00")

    first, second, *_ = ask(town, "agreement:a@2")["links"]

    assert (first["topic"], first["because"]) == ("agreement.began", "agreement:a@1")
    assert (second["event"], second["kind"]) == ("agreement:a@1", "because")
    assert second["why"] == "Det hände därför att"


@pytest.mark.parametrize(
    ("named", "why", "decision"),
    [
        ("namnd-1", "Det beslutades politiskt", "namnd-1"),
        (None, "Nämndens senaste beslut dessförinnan", "namnd-2"),
    ],
)
def test_the_decision_that_is_named_goes_before_the_last_one(
    town, named, why, decision
):
    prepared = {"system": "staden", "title": "Hemtjänst", "lots": [lot("norr")]}
    by_quality = {"criterion": "kvalitet", "title": "Kvalitet", "max_points": 5.0}
    town.do("tender.prepare", {**TENDER, **prepared, "criteria": [by_quality]})
    town.do("tender.announce", {**TENDER, "last_day": "2026-03-31", "notice": "A 1"})
    for key in ("namnd-1", "namnd-2"):
        board = {**COUNCIL, "decision": key, "body": "board"}
        town.do("choice_system.record_decision", board)
    cancelled = {**TENDER, "reason_code": "no-rece", "reasons": "Inga anbud."}
    told = {} if named is None else {"decision": named}
    town.do("tender.cancel", {**cancelled, **told})

    first, second, *_ = ask(town, "tender:hemtjanst")["links"]

    assert first["topic"] == "tender.cancelled"
    assert second["why"] == why
    assert {"name": "decision", "label": "beslut", "value": decision} in second["facts"]


def test_an_annulled_decision_of_the_council_carries_nothing(town):
    again = {**COUNCIL, "decision": "kf-2", "taken_on": "2026-01-30"}
    town.do("choice_system.record_decision", again)
    town.do(
        "choice_system.announce_minutes",
        {"system": "staden", "decision": "kf-1", "on": "2026-02-02"},
    )
    about = {"system": "staden", "case_number": "1-26"}
    town.do(
        "choice_system.appeal_decision",
        {**about, "decision": "kf-1", "court": "fr", "received_on": "2026-02-02"},
    )
    town.do(
        "choice_system.rule_on_appeal",
        {**about, "outcome": "annulled", "ruled_on": "2026-02-02"},
    )

    chain = ask(town, "choice_system:staden@1")

    assert chain["council"] == "choice_system:staden@5"


@pytest.mark.parametrize(
    ("mandate", "topic"),
    [
        ("beslut:kf-1", "choice_system.decision_taken"),
        ("fullmäktiges beslut 2026-01-15", "choice_system.decision_taken"),
        ("4.2", "choice_system.decision_right_delegated"),
    ],
)
def test_a_mandate_is_followed_to_what_gave_it(town, mandate, topic):
    town.do(
        "choice_system.delegate",
        {
            "system": "staden",
            "delegation": "4.2",
            "decisions": ["choice_system.fallback_named"],
            "roles": [role_for("choice_system.name_fallback")],
            "to": "Enhetschef",
            "valid_from": "2026-01-01",
            "source": "Delegationsordning",
        },
        mandate="beslut:kf-1",
    )
    decided = {"system": "staden", "requirement": "en", "text": "Ett krav."}
    town.do("choice_system.set_requirement", decided, mandate="beslut:kf-1")
    town.with_agreement("a", regime="lou", **AREA)
    named = {"bundle": "omvardnad", "agreement": "a", "legal_basis": "§ 3"}
    about = {"system": "staden", **named}
    if mandate != "4.2":
        about = {**decided, "requirement": "annat"}
    name = "name_fallback" if mandate == "4.2" else "set_requirement"
    kept = mandate if not mandate.startswith("full") else "beslut:kf-1"
    town.do(f"choice_system.{name}", about, mandate=kept)

    chain = ask(town, "choice_system:staden")

    grounds = chain["links"][0]["grounds"]
    (by_right,) = [ground for ground in grounds if ground["kind"] == "mandate"]
    assert chain["links"][by_right["link"] - 1]["topic"] == topic
    assert chain["complete"]


def test_a_mandate_names_a_decision_by_its_day(town):
    told = {"mandate": "kommunfullmäktiges beslut 2026-01-15"}
    requirement = {"system": "staden", "requirement": "en", "text": "Ett krav."}
    town.do("choice_system.set_requirement", requirement, **told)

    chain = ask(town, "choice_system:staden")

    (by_right,) = [g for g in chain["links"][0]["grounds"] if g["kind"] == "mandate"]
    assert by_right["why"] == "Mandatet, ”kommunfullmäktiges beslut 2026-01-15”, avser"


def test_a_mandate_outside_the_log_is_told_and_not_made_up(town):
    chain = ask(town, "choice_system:staden@2")

    assert chain["links"][0]["mandate"] == "delegationsordning 4.2"
    assert "mandate" not in {g["kind"] for g in chain["links"][0]["grounds"]}
    assert chain["complete"]


def test_each_event_is_told_once_however_many_rest_on_it(served):
    events = [link["event"] for link in ask(served, "k-1")["links"]]

    assert len(set(events)) == len(events)


def test_a_chain_without_end_is_cut_and_says_so(served, monkeypatch):
    monkeypatch.setattr(chains, "MOST", 3)

    chain = ask(served, "k-1")

    assert len(chain["links"]) == 3
    assert not chain["complete"]
    assert "den är längre än 3 länkar" in chain["ends"][0]["said"]


def test_whoever_falls_back_learns_why_and_to_whom(town):
    town.with_agreement("a", ends_on="2026-02-28", **AREA)
    town.with_agreement("egen", regime="lou", name="Egen regi", **AREA)
    town.do(
        "choice_system.name_fallback",
        {
            "system": "staden",
            "bundle": "omvardnad",
            "agreement": "egen",
            "legal_basis": "Fullmäktiges beslut § 3",
        },
    )
    town.registered(["k-1"], agreement="a")
    town.at("2026-03-02T08:00")

    chain = ask(town, "k-1")

    assert chain["agreement"] == "egen"
    assert topics(chain)[0] == "customer_choice.fell_back"
    assert {"agreement.expired", "choice_system.fallback_named"} <= set(topics(chain))
    assert chain["complete"]


def test_whoever_has_nobody_learns_that(town):
    town.registered(["k-1"])

    assert "Ingen utförare svarar för kunden" in ask(town, "k-1")["answer"]


def test_what_is_planned_is_told_beside_what_is(town):
    town.with_agreement("a", **AREA).with_agreement("b", **AREA)
    town.registered(["k-1"], agreement="a")
    town.do("customer_choice.choose_and_place", {**K1, "wishes": ["b"]})

    starts = [link for link in ask(town, "k-1")["links"] if link["parent"] is None]

    assert [one["topic"] for one in starts] == [
        "customer_choice.registered",
        "customer_choice.placed",
    ]


def test_the_page_can_be_read_aloud(served, capsys):
    page({"chains": [ask(served, "k-1")]})
    said = capsys.readouterr().out

    lines = said.splitlines()
    assert lines[0].startswith("Varför har kunden k-1 den utförare")
    assert all(len(line) <= 100 for line in lines)
    assert "  1  Så blev det: en utförare har tagit över ansvaret för kunden." in lines
    assert "  2    Det var beslutat att kunden skulle få plats där:" in said
    assert lines[-1] == "Kedjan når fullmäktiges beslut, choice_system:staden@4."
    assert "None" not in said
    assert "{" not in said


def test_a_deadline_that_runs_and_one_that_has_fallen_are_both_explained(town):
    town.with_agreement("a", starts_on="2026-03-01", ends_on="2026-12-31")

    begins = ask(town, "deadline:agreement:a/agreement_begins")
    assert begins["running"]
    assert begins["links"][0]["event"] == "agreement:a@1"
    town.at("2026-03-02T08:00")
    begun = ask(town, "deadline:agreement:a/agreement_begins")

    assert not begun["running"]
    assert begun["last_day"] == begins["last_day"]
    starts = [link for link in begun["links"] if link["parent"] is None]
    assert [one["topic"] for one in starts] == [
        "agreement.registered",
        "agreement.began",
    ]


def test_a_date_may_be_asked_by_the_rule_that_counted_it(town):
    told = {"system": "staden", "decision": "kf-1", "on": "2026-02-02"}
    town.do("choice_system.announce_minutes", told)

    chain = ask(town, "deadline:choice_system:staden/legality-appeal")

    assert chain["rule"]["rule"] == "legality-appeal"
    assert chain["rule"]["paragraph"] == "KL 13 kap. 5 §"
    assert chain["links"][0]["topic"] == "choice_system.minutes_announced"
