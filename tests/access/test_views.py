"""Who sees what: at the edge of the command line, with and without a roster."""

from __future__ import annotations

import pytest

from tests.access.roster_town import grant, kept
from tests.access.rows import VIEWS, verbs
from tests.interfaces.conftest import cli, store  # noqa: F401  (fixtures)
from tests.town import Town, not_allowed
from upphandling.application.catalogue import VERBS
from upphandling.domain.access import BrokenPolicy, policy
from upphandling.domain.base import Role
from upphandling.domain.errors import Refused
from upphandling.interfaces.access import Reader, must_be_allowed_to_see
from upphandling.interfaces.cli.asked import (
    Asked,
    asking,
    must_fit_the_table,
    verbs_of,
)

ALONE = [  # views that are asked for without an argument
    ("case", "list"),
    ("register", "tenders"),
    ("register", "care"),
    ("register", "break-glass"),
    ("follow-up", "gaps"),
    ("follow-up", "shares"),
    ("projection", "list"),
    ("access", "roster"),
    ("access", "denials"),
]


@pytest.fixture
def town(store):  # noqa: F811
    with Town(store, "2026-03-02T09:00") as opened:
        opened.founded().with_agreement("avtal-a", starts_on="2026-01-01")
        opened.registered(["person-1"], "avtal-a")
        yield opened


@pytest.mark.parametrize("call", ALONE, ids=" ".join)
def test_the_command_line_shows_each_role_what_the_table_allows_and_no_more(
    cli,  # noqa: F811
    store,  # noqa: F811
    call,
):
    view = ".".join(call)
    for role in Role:
        said = cli(*call, "--json", "--as", f"{role}:person-1").json
        row = VIEWS.get((role.value, view))
        if row is not None and "relations" not in row:
            assert said["status"] in ("done", "found")
        else:
            (told,) = said["diagnostics"]
            assert (said["status"], told["rule"]) == ("refused", "NotAllowed")
            assert told["details"]["asked"] == view


def test_without_a_roster_and_without_a_reader_views_are_open(cli, store):  # noqa: F811
    assert cli("follow-up", "gaps").code == 0


def test_with_a_roster_whoever_reads_says_who_and_holds_the_role(cli, town):  # noqa: F811
    kept(town, handlaggare_1=Role.CARE_ADMINISTRATOR)

    assert cli("follow-up", "coverage").code == 1
    assert cli("follow-up", "coverage", "--as", "care_administrator:x-1").code == 1
    said = cli("follow-up", "coverage", "--as", "care_administrator:handlaggare-1")
    assert "NotAllowed" not in said.err

    told = cli("access", "denials", "--json", "--as", "registrar:registrator-1").json
    assert [(row["by"], row["lacks"]) for row in told["data"]] == [
        ("unknown", "reader"),
        ("x-1", "roster"),
    ]


def test_what_was_broken_and_nobody_has_reviewed_is_an_alarm(cli, town):  # noqa: F811
    kept(town, handlaggare_1=Role.CARE_ADMINISTRATOR)
    told = {"glass": "nod-1", "target": "case.show", "reason": "Brand.", "hours": 2}
    who = {"by": "handlaggare-1", "role": Role.CARE_ADMINISTRATOR}
    town.do("roster.open_break_glass", told, **who)
    ask = ("follow-up", "alarms", "--as", "care_administrator:handlaggare-1")

    assert "nod-1" in cli(*ask).out
    (row,) = cli(*ask, "--json").json["data"]["unreviewed"]
    assert (row["glass"], row["reviewed_by"]) == ("nod-1", None)


def test_a_tool_shows_nothing_of_cases_and_asks_nobody(cli, town):  # noqa: F811
    kept(town)

    assert cli("access", "explain", "auditor", "case.list").code == 0
    assert cli("access", "explain", "auditor", "award.decide").code == 1
    assert cli("access", "explain", "kung", "award.decide").code == 2
    assert cli("access", "explain", "auditor", "ingenting").code == 2


def test_a_provider_sees_its_own_agreement_and_nobody_elses(town):
    town.with_agreement("avtal-b", starts_on="2026-01-01")
    kept(town)
    grant(town, "ombud-a", Role.PROVIDER, party="utforare-avtal-a")
    reader = Reader(Role.PROVIDER, "ombud-a")

    for view in ("case.show", "follow-up.responsible", "follow-up.queue"):
        must_be_allowed_to_see(town.house, view, reader, "agreement:avtal-a")
        with not_allowed("own"):
            must_be_allowed_to_see(town.house, view, reader, "agreement:avtal-b")
        with not_allowed("own"):
            must_be_allowed_to_see(town.house, view, reader)


def test_a_provider_is_shown_its_own_page_by_the_command_line(cli, town):  # noqa: F811
    kept(town)
    grant(town, "ombud-a", Role.PROVIDER, party="utforare-avtal-a")
    ask = ("follow-up", "responsible", "--as", "provider:ombud-a")

    assert cli(*ask, "--agreement", "avtal-a").code == 0
    assert cli(*ask, "--customer", "person-1").code == 1
    assert cli("case", "show", "avtal-a", "--as", "provider:ombud-a").code == 0
    assert cli("case", "show", "staden", "--as", "provider:ombud-a").code == 1


def test_a_customer_is_shown_their_own_page_and_nobody_elses(cli, town):  # noqa: F811
    assert cli("case", "show", "person-1", "--as", "customer:person-1").code == 0
    assert cli("case", "show", "person-1", "--as", "customer:person-2").code == 1


def test_a_conflict_also_bars_an_event_a_date_and_a_refusal_of_the_case(cli, town):  # noqa: F811
    kept(town, handlaggare_2=Role.CONTRACT_MANAGER, chef_1=Role.DECISION_MAKER)
    with pytest.raises(Refused):
        town.do("agreement.expire", {"agreement": "avtal-a"}, role=Role.SCHEDULER)
    (attempt,) = (
        kept.number
        for kept in town.house.recorder.refusals()
        if kept.receipt.command == "agreement.expire"
    )
    asked = [
        "agreement:avtal-a@1",
        "deadline:agreement:avtal-a/x",
        f"refusal:{attempt}",
    ]
    reader = ("--as", "contract_manager:handlaggare-2")
    before = [cli("why", one, *reader).err for one in asked]

    told = {"person": "handlaggare-2", "case": "agreement:avtal-a"}
    told["ground"] = "close_to_party"
    town.do("roster.declare_conflict", told, by="chef-1", role=Role.DECISION_MAKER)

    for said in before:
        assert "NotAllowed" not in said
    for one in asked:
        assert "personen är jävig i ärendet" in cli("why", one, *reader).err


def test_what_people_read_has_no_codes_and_nothing_that_is_empty(cli, town):  # noqa: F811
    kept(town, upphandlare_1=Role.PROCUREMENT_OFFICER)
    told = {"person": "upphandlare-1", "case": "agreement:avtal-a"}
    told["ground"] = "own_interest"
    officer = Role.PROCUREMENT_OFFICER
    town.do("roster.declare_conflict", told, by="upphandlare-1", role=officer)
    registrar = ("--as", "registrar:registrator-1")

    shown = cli("access", "roster", *registrar).out
    assert ("upphandlare" in shown, "procurement_officer" in shown) == (True, False)
    assert ("eget intresse" in shown, "own_interest" in shown) == (True, False)
    said = cli("follow-up", "gaps", "--as", "procurement_officer:upphandlare-1").err
    assert "roll upphandlare" in said
    assert "kundvalshandläggare" in said
    assert not {"procurement_officer", "care_administrator", "lacks"} & {*said.split()}
    denied = cli("access", "denials", *registrar).out
    assert "procurement_officer" not in denied
    empty = cli("case", "show", "", *registrar).err
    assert "NoSuchCase" in empty
    assert "(" not in empty
    explained = cli("access", "explain", "auditor", "award.decide").out
    assert explained.startswith("Nej, revisor får inte award.decide")


def test_the_table_is_shown_page_by_page(cli, store):  # noqa: F811
    first, second = (
        cli("access", "table", "--json", "--limit", "2", "--offset", offset).json[
            "data"
        ]
        for offset in ("0", "2")
    )

    assert len(first) == len(second) == 2
    assert first != second
    told = cli("access", "table", "--role", "opener", "--name", "tender.open_bids")
    assert "two_openers" in told.out


class Tree:
    """A tree of two verbs, as the command line has one."""

    class Group:
        commands = {"d": object()}

    commands = {"b": object(), "c": Group()}


def test_the_tree_of_verbs_is_walked_whole():
    assert list(verbs_of(Tree())) == ["b", "c.d"]
    assert "case.history" in set(verbs())


def test_a_table_of_other_verbs_than_the_house_has_does_not_fit_it():
    asked = Asked("case.list", {}, None, Tree())

    with asking(asked), pytest.raises(BrokenPolicy) as broken:
        must_fit_the_table()

    assert "Okänd vy i behörighetstabellen: case.list." in broken.value.faults


@pytest.mark.parametrize("call", [("serve",), ("access", "table")], ids=" ".join)
def test_a_table_that_does_not_fit_is_neither_served_by_nor_shown(
    cli,  # noqa: F811
    store,  # noqa: F811
    monkeypatch,
    call,
):
    monkeypatch.delitem(VERBS, "plan.promise")
    monkeypatch.setitem(policy().views, "case.sing", {})

    said = cli(*call)

    assert said.code == 2
    assert "Okänt kommando i behörighetstabellen: plan.promise." in said.err
    assert "Okänd vy i behörighetstabellen: case.sing." in said.err
    assert said.out == ""


def test_a_view_without_a_row_is_shown_to_nobody(town, monkeypatch):
    monkeypatch.delitem(policy().views, "case.list")

    with not_allowed("row"):
        must_be_allowed_to_see(town.house, "case.list", None)
    for role in Role:
        with not_allowed("role"):
            must_be_allowed_to_see(town.house, "case.list", Reader(role, "person-1"))

    tried = list(town.house.recorder.refusals())
    assert {one.receipt.command for one in tried} == {"view:case.list"}
    assert len(tried) == len(Role) + 1


def test_a_verb_without_a_row_shows_nothing(cli, store, monkeypatch):  # noqa: F811
    monkeypatch.delitem(policy().views, "case.list")

    said = cli("case", "list")

    assert said.code == 1
    assert "vyn har ingen rad i tabellen" in said.err
    assert said.out == ""
