"""What a row asks beside the role: one's own, somebody else's work, the right state."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.access.roster_town import grant, kept
from tests.access.samples import sample
from tests.admission_town import announced, applied
from tests.town import Town, not_allowed
from upphandling.application.access import must_be_allowed
from upphandling.domain.access import NotAllowed, policy
from upphandling.domain.base import Role, Stamp

OWN_CHOICES = [
    name
    for name, roles in policy().commands.items()
    if Role.CUSTOMER in roles and roles[Role.CUSTOMER].relations
]
BID = {"tender": "hemtjanst", "bid": "anbud-1"}
CANCEL = {"tender": "hemtjanst", "reason_code": "other", "reasons": "Prov"}
SCORE = {**BID, "criterion": "kvalitet", "points": 4.0, "motive": "Gott."}


@pytest.fixture(scope="module")
def standing(sqlite_databases):
    with Town(sqlite_databases.migrated(), "2026-03-02T09:00") as opened:
        yield opened.founded()


@pytest.fixture
def town(sqlite_url):
    with Town(sqlite_url, "2026-03-02T09:00") as opened:
        yield opened.founded()


@pytest.fixture
def town_of_lov(sqlite_url):
    with Town(sqlite_url, "2026-02-02T09:00") as opened:
        yield announced(opened)


# -- One's own ------------------------------------------------------------------------

people = st.sampled_from(["person-1", "person-2", "person-3"])


@given(whose=people, by=people, name=st.sampled_from(OWN_CHOICES))
@settings(max_examples=60, deadline=None)
def test_a_customer_asks_for_themselves_and_for_nobody_else(standing, whose, by, name):
    command = sample(name).model_copy(update={"customer": whose})
    stamp = Stamp(by=by, role=Role.CUSTOMER, at=standing.clock.now)
    session = standing.house.engine.session()

    if whose == by:
        must_be_allowed(command, session, stamp, standing.clock.now)
    else:
        with not_allowed("own"):
            must_be_allowed(command, session, stamp, standing.clock.now)


def test_a_provider_acts_only_in_the_application_of_its_own_party(town_of_lov):
    town = town_of_lov
    applied(town, "a")
    kept(town)
    grant(town, "ombud-a", Role.PROVIDER, party="utforare-a")
    grant(town, "ombud-b", Role.PROVIDER, party="utforare-b")

    done = {"application": "ansokan-a", "reason": "Vi avstår."}
    with not_allowed("own"):
        town.do("application.withdraw", done, by="ombud-b", role=Role.PROVIDER)
    town.do("application.withdraw", done, by="ombud-a", role=Role.PROVIDER)


def test_without_a_roster_nobody_acts_for_a_provider(town_of_lov):
    town = town_of_lov
    applied(town, "a")

    done = {"application": "ansokan-a", "reason": "Vi avstår."}
    with not_allowed("own"):
        town.do("application.withdraw", done, by="utforare-a", role=Role.PROVIDER)


# -- Somebody else's work ----------------------------------------------------------------


def test_the_proposer_of_an_award_does_not_decide_it(town):
    town.opened("hemtjanst")
    award = {"award": "tilldelning"}
    town.do("award.propose", {**award, "tender": "hemtjanst"}, by="handlaggare-1")
    win = {**award, "winners": [{"lot": "norr", "bid": "anbud-1"}], "motive": "Bäst."}

    for role in (Role.PROCUREMENT_OFFICER, Role.DECISION_MAKER, Role.CHAIR):
        with not_allowed("not_proposer"):
            town.do("award.decide", win, by="handlaggare-1", role=role)
    town.do("award.decide", win, by="chef-1", role=Role.DECISION_MAKER)


def test_it_is_the_last_proposal_that_counts(town):
    town.opened("hemtjanst")
    award = {"award": "tilldelning"}
    town.do("award.propose", {**award, "tender": "hemtjanst"}, by="handlaggare-1")
    win = {**award, "winners": [{"lot": "norr", "bid": "anbud-1"}], "motive": "Bäst."}
    town.do("award.re_evaluate", award, by="chef-1")

    with not_allowed("not_proposer"):
        town.do("award.decide", win, by="chef-1", role=Role.DECISION_MAKER)
    town.do("award.decide", win, by="handlaggare-1")


# -- States -------------------------------------------------------------------------------


def test_an_evaluator_meets_the_bids_only_when_they_are_opened(town):
    town.announced("hemtjanst", "2026-04-01")
    with not_allowed("state"):
        town.do("tender.score_bid", SCORE, by="expert-1", role=Role.EVALUATOR)

    with Town(town.url, "2026-03-02T09:00") as again:
        again.opened("annan")
        told = {**SCORE, "tender": "annan"}
        again.do("tender.score_bid", told, by="expert-1", role=Role.EVALUATOR)


# -- Two openers ---------------------------------------------------------------------------


def test_everybody_who_is_present_at_the_opening_has_a_role_that_may_open(town):
    town.announced("hemtjanst", "2026-04-01")
    town.at("2026-04-02T09:00")
    kept(town, oppnare_1=Role.OPENER, oppnare_2=Role.OPENER, kassor_1=Role.CHAIR)
    opening = {"tender": "hemtjanst", "present": ["oppnare-1", "kassor-1"]}

    with not_allowed("two_openers"):
        town.do("tender.open_bids", opening, by="oppnare-1", role=Role.OPENER)
    both = {**opening, "present": ["oppnare-1", "oppnare-2"]}
    jav = {"person": "oppnare-2", "case": "tender:hemtjanst", "ground": "own_interest"}
    town.do("roster.declare_conflict", jav, by="oppnare-2", role=Role.OPENER)
    with not_allowed("two_openers"):
        town.do("tender.open_bids", both, by="oppnare-1", role=Role.OPENER)
    lift = {"person": "oppnare-2", "case": "tender:hemtjanst", "reason": "Fel."}
    town.do("roster.lift_conflict", lift, by="kassor-1", role=Role.CHAIR)
    town.do("tender.open_bids", both, by="oppnare-1", role=Role.OPENER)


def test_whoever_opens_the_bids_is_there_with_or_without_a_roster(town):
    town.announced("hemtjanst", "2026-04-01")
    town.at("2026-04-02T09:00")
    opening = {"tender": "hemtjanst", "present": ["oppnare-1", "oppnare-2"]}

    with not_allowed("two_openers"):
        town.do("tender.open_bids", opening, by="oppnare-3", role=Role.OPENER)
    town.do("tender.open_bids", opening, by="oppnare-2", role=Role.OPENER)


def test_a_denial_names_the_role_what_was_asked_and_what_lacks(town):
    with pytest.raises(NotAllowed) as refusal:
        town.do("tender.cancel", CANCEL, by="person-1", role=Role.AUDITOR)

    assert refusal.value.details == {
        "role": "auditor",
        "asked": "tender.cancel",
        "lacks": "role",
        "because": "rollen saknas i tabellen för det kommandot eller den vyn",
        "allowed": policy().who_may("tender.cancel"),
    }


def test_a_denial_is_kept_also_where_other_refusals_are_not(town):
    who = {"by": "person-1", "role": Role.AUDITOR, "keep_refusal": False}

    with not_allowed("role"):
        town.do("tender.cancel", CANCEL, **who)

    (kept_denial,) = town.house.recorder.refusals()
    assert (kept_denial.rule, kept_denial.receipt.by) == ("NotAllowed", "person-1")
