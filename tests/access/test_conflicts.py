"""Jäv: whoever is conflicted in a case does and sees nothing in it, nor in what is its."""

from __future__ import annotations

import pytest

from tests.access.roster_town import KEEPER, OTHER_KEEPER, kept
from tests.town import Town, not_allowed
from upphandling.application.addressing import BY_WHOLE_ID, NAMED
from upphandling.application.belonging import BELONGS_BY, BY_KEY
from upphandling.application.bid_safe import OfficerConflicted
from upphandling.domain.base import Role
from upphandling.domain.catalogue import KINDS
from upphandling.domain.errors import NoSuchCase
from upphandling.domain.roster.refusals import ConflictDeclaredBefore, NoConflict
from upphandling.interfaces.access import Reader, must_be_allowed_to_see

OFFICER = Role.PROCUREMENT_OFFICER
BID = {"tender": "hemtjanst", "bid": "anbud-1"}
AWARD = {"award": "tilldelning"}
WIN = {**AWARD, "winners": [{"lot": "norr", "bid": "anbud-1"}], "motive": "Bäst."}
NOTICES = {**AWARD, "notices": [{"recipient": "utforare-a"}]}


def declare(town: Town, person: str, about: str, by: str = "chef-1") -> None:
    told = {"person": person, "case": about, "ground": "close_to_party"}
    town.do("roster.declare_conflict", told, by=by, role=Role.DECISION_MAKER)


def lift(town: Town, person: str, about: str, by: str = KEEPER) -> None:
    told = {"person": person, "case": about, "reason": "Bolaget är sålt."}
    town.do("roster.lift_conflict", told, by=by, role=Role.REGISTRAR)


@pytest.fixture
def town(sqlite_url):
    with Town(sqlite_url, "2026-03-02T09:00") as opened:
        opened.founded().opened("hemtjanst")
        opened.do("award.propose", {**AWARD, "tender": "hemtjanst"})
        opened.do("award.decide", WIN)
        yield opened


def test_whoever_is_conflicted_does_nothing_in_the_case_nor_in_its_award(town):
    declare(town, "handlaggare-2", "tender:hemtjanst")

    for name, data in (
        ("tender.note_oral_information", {**BID, "text": "Ringde."}),
        ("award.notify", NOTICES),
    ):
        with not_allowed("not_conflicted"):
            town.do(name, data, by="handlaggare-2", role=OFFICER)
    town.do("award.notify", NOTICES, by="handlaggare-1", role=OFFICER)

    (first, *_) = town.house.recorder.refusals()
    assert first.details["case"] == "tender:hemtjanst"


def test_a_conflict_in_an_award_leaves_the_tender_to_the_person(town):
    declare(town, "handlaggare-2", "award:tilldelning")

    with not_allowed("not_conflicted"):
        town.do("award.notify", NOTICES, by="handlaggare-2", role=OFFICER)
    reader = Reader(OFFICER, "handlaggare-2")
    must_be_allowed_to_see(town.house, "case.show", reader, "tender:hemtjanst")


def test_a_conflict_in_the_whole_system_reaches_all_that_belongs_to_it(town):
    declare(town, "handlaggare-2", "choice_system:staden")

    with not_allowed("not_conflicted"):
        town.do("award.notify", NOTICES, by="handlaggare-2", role=OFFICER)


def test_a_conflict_in_a_customer_is_met_in_lists_of_customers_too(town):
    town.with_agreement("gammalt", starts_on="2026-01-01").registered(["person-1"])
    declare(town, "handlaggare-2", "customer:person-1")
    who = {"customer": "person-1", "bundle": "omvardnad", "wishes": ["gammalt"]}

    with not_allowed("not_conflicted"):
        town.do("customer_choice.choose", who, by="handlaggare-2")
    with not_allowed("not_conflicted"):
        people = [{"customer": "person-1", "area": "norr", "minutes_per_week": 60}]
        many = {"system": "staden", "bundle": "omvardnad", "customers": people}
        told = {**many, "since": "2026-01-01"}
        town.do("customer_choice.register", told, by="handlaggare-2")


def test_a_conflict_in_the_whole_system_reaches_the_choices_in_it(town):
    town.with_agreement("gammalt", starts_on="2026-01-01").registered(["person-1"])
    declare(town, "handlaggare-2", "choice_system:staden")
    letter = {"customer": "person-1", "bundle": "omvardnad", "about": "placering"}
    told = {**letter, "channel": "brev"}

    with not_allowed("not_conflicted"):
        town.do("customer_choice.inform", told, by="handlaggare-2")
    town.do("customer_choice.inform", told, by="handlaggare-1")


def test_whoever_is_conflicted_does_not_see_the_case_either(town):
    declare(town, "handlaggare-2", "tender:hemtjanst")
    mine, theirs = Reader(OFFICER, "handlaggare-2"), Reader(OFFICER, "handlaggare-1")

    for subject in ("tender:hemtjanst", "award:tilldelning"):
        with not_allowed("not_conflicted"):
            must_be_allowed_to_see(town.house, "case.show", mine, subject)
        must_be_allowed_to_see(town.house, "case.show", theirs, subject)
    must_be_allowed_to_see(town.house, "case.list", mine)


def test_somebody_else_says_that_the_conflict_is_over(town):
    kept(town, handlaggare_2=OFFICER, chef_1=Role.DECISION_MAKER)
    declare(town, "handlaggare-2", "tender:hemtjanst")
    declare(town, KEEPER, "tender:hemtjanst")
    with pytest.raises(ConflictDeclaredBefore):
        declare(town, KEEPER, "tender:hemtjanst")

    with not_allowed("not_oneself"):
        lift(town, KEEPER, "tender:hemtjanst", by=KEEPER)
    lift(town, "handlaggare-2", "tender:hemtjanst", by=OTHER_KEEPER)
    with pytest.raises(NoConflict):
        lift(town, "handlaggare-2", "tender:hemtjanst", by=OTHER_KEEPER)
    town.do("award.notify", NOTICES, by="handlaggare-2", role=OFFICER)


def test_an_officer_declares_only_their_own_conflict(town):
    told = {"case": "tender:hemtjanst", "ground": "own_interest"}
    mine = {**told, "person": "handlaggare-2"}

    with not_allowed("oneself"):
        town.do("roster.declare_conflict", mine, by="handlaggare-1", role=OFFICER)
    town.do("roster.declare_conflict", mine, by="handlaggare-2", role=OFFICER)


def test_a_conflict_is_declared_in_a_case_that_there_is(town):
    for about in ("tender:ingen", "sagobok:ingen"):
        with pytest.raises(NoSuchCase):
            declare(town, "handlaggare-2", about)


# -- What belongs to what -------------------------------------------------------------


def test_every_kind_of_case_says_what_it_belongs_to():
    """A kind that names another kind in its state belongs to it, or is listed here."""
    assert set(BELONGS_BY) == set(KINDS)
    alone = {kind for kind, by in BELONGS_BY.items() if not by} - set(BY_KEY)
    assert alone == {"choice_system", "indicator", "provider", "retention", "roster"}
    for kind, fields in BELONGS_BY.items():
        assert all(field in NAMED or field in BY_WHOLE_ID for field in fields), kind
        for field in ("system", "tender", "admission", *BY_WHOLE_ID):
            if field in KINDS[kind].__dataclass_fields__ and field != kind:
                assert field in fields or kind == "review", (kind, field)


def test_whoever_is_conflicted_gives_nobody_a_key_to_the_bids_and_gets_none(town):
    town.announced("annan", "2026-05-01")
    declare(town, "handlaggare-2", "tender:annan")
    safe = {"bid_safe": "annan", "public_key": "0" * 64}

    with not_allowed("not_conflicted"):
        town.do(
            "bid_safe.name_officer",
            {**safe, "person": "oppnare-1"},
            by="handlaggare-2",
        )
    with pytest.raises(OfficerConflicted):
        town.do("bid_safe.name_officer", {**safe, "person": "handlaggare-2"})
    town.do("bid_safe.name_officer", {**safe, "person": "oppnare-1"})
    with not_allowed("not_conflicted"):
        reader = Reader(OFFICER, "handlaggare-2")
        must_be_allowed_to_see(town.house, "case.show", reader, "bid_safe:annan")


def test_a_conflict_reaches_a_review_before_it_is_filed(town):
    declare(town, "handlaggare-2", "tender:hemtjanst")
    review = {
        "court": "forvaltningsratten-i-stockholm",
        "case_number": "1-26",
        "against": "award",
        "subject": "tilldelning",
        "applicant": "utforare-b",
        "received_on": "2026-04-02",
    }

    with not_allowed("not_conflicted"):
        town.do("review.file", review, by="handlaggare-2")


def test_a_conflict_in_a_customer_reaches_a_decision_to_destroy(town):
    declare(town, "handlaggare-2", "customer:person-1")
    told = {
        "destruction": "gallring-1",
        "subjects": ["person:person-1"],
        "document_classes": ["person_notes"],
        "document": "Dnr 1",
        "reason": "Fristen är ute.",
    }

    with not_allowed("not_conflicted"):
        role = Role.DECISION_MAKER
        town.do("destruction.decide", told, by="handlaggare-2", role=role)
