"""`case pause|resume` and `deadline retry`: what an officer or an operator may do."""

from __future__ import annotations

import pytest

from tests.town import Town
from upphandling.infrastructure import logs

WHO = "procurement_officer:handlaggare-1"
MACHINE = "system_administrator:drift-1"
TENDER = "tender:hemtjanst"


@pytest.fixture
def town(store):
    """Its tender closed in March; nobody has carried that out."""
    logs.configure("critical", "json")
    with Town(store, "2026-03-02T09:00") as town:
        town.founded().announced("hemtjanst", "2026-04-01")
    return town


def pause(cli, *more: str, who: str = WHO):
    told = ("--reason", "Underlaget utreds", "--as", who)
    return cli("case", "pause", TENDER, *told, *more)


def test_who_pauses_a_case_is_told_which_deadlines_go_on(cli, town):
    said = pause(cli)

    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(
        "tender:hemtjanst: Ärendet är pausat.\n"
        "Fristerna löper enligt lag och faller ändå:\n"
        "- "
    )
    assert "2026-04-02 00:00" in said.out


def test_a_machine_reads_them_too(cli, town):
    data = pause(cli, "--json").json["data"]

    assert (data["case"], data["deadlines_go_on"]) == (TENDER, True)
    assert [row["deadline"] for row in data["deadlines"]] == [
        "answers_due",
        "tender_closes",
    ]


def test_who_only_runs_the_machine_is_not_told_which(cli, town):
    said = pause(cli, who=MACHINE)

    assert said.code == 0
    assert said.out == (
        "tender:hemtjanst: Ärendet är pausat.\n"
        "Fristerna löper enligt lag och faller ändå.\n"
    )


def test_a_paused_case_refuses_work_and_says_so_when_it_is_shown(cli, send, town):
    pause(cli)

    refused = send(
        "tender.cancel",
        data={"tender": "hemtjanst", "reason_code": "chan-need", "reasons": "Brist"},
    )
    shown = cli("case", "show", TENDER)
    told = cli("case", "show", TENDER, "--json").json

    assert refused.code == 1
    assert refused.json["diagnostics"][0]["rule"] == "CasePaused"
    assert shown.out.startswith("Ärendet är pausat: ingen får göra något i det")
    assert [one["rule"] for one in told["diagnostics"]] == ["CasePaused"]


def test_the_pause_ends_with_a_reason(cli, send, town):
    pause(cli)

    ended = cli("case", "resume", TENDER, "--reason", "Klart", "--as", WHO)

    assert ended.code == 0
    assert ended.out.startswith("tender:hemtjanst: Pausen är slut.\n")
    assert cli("case", "show", TENDER, "--json").json["diagnostics"] == []


@pytest.mark.parametrize(
    ("told", "code", "said"),
    [
        (("--reason", " ", "--as", WHO), 2, "reason"),
        (("--reason", "x"), 1, "vem som läser"),
        (("--reason", "x", "--as", "customer:k-1"), 1, "rollen saknas"),
        (("--reason", "x", "--as", "scheduler:scheduler"), 1, "klocka"),
        (("--as", WHO), 2, "--reason"),
    ],
)
def test_nobody_pauses_without_a_reason_or_a_role(cli, town, told, code, said):
    answer = cli("case", "pause", TENDER, *told)

    assert answer.code == code
    assert said in answer.err


# One deadline, now


def retry(cli, *told: str, who: str = WHO):
    return cli("deadline", "retry", TENDER, *told, "--as", who)


def test_who_only_runs_the_machine_is_told_that_it_fell_and_no_more(cli, town):
    data = retry(cli, "tender_closes", "--json", who=MACHINE).json["data"]

    assert (data["deadline"], data["repeated"]) == ("tender_closes", False)
    assert data["events"] is None


def test_a_deadline_that_has_passed_falls_now_and_tells_what_came_of_it(cli, town):
    said = retry(cli, "tender_closes", "--json")

    assert said.code == 0
    data = said.json["data"]
    assert (data["deadline"], data["due_at"]) == (
        "tender_closes",
        "2026-04-01T22:00:00Z",
    )
    assert [event["event"] for event in data["events"]] == ["tender.closed"]
    assert not data["late"]


def test_it_is_the_same_command_as_the_clocks_own(cli, town):
    key = retry(cli, "tender_closes", "--json").json["data"]["command_id"]

    with Town(town.url, "2026-04-02T09:00") as later:
        assert later.at("2026-04-02T09:00") == []
        receipt = later.house.engine.store.outcome_of(key)
        assert (receipt.command, receipt.by) == ("tender.close", "scheduler")


def test_a_deadline_falls_once(cli, town):
    retry(cli, "tender_closes")

    again = retry(cli, "tender_closes")

    assert again.code == 1
    assert "[NotAwaited]" in again.err


def test_a_deadline_never_falls_early(cli, store):
    with Town(store, "2026-03-02T09:00") as town:
        town.founded().announced("hemtjanst", "2099-04-01")

    said = retry(cli, "tender_closes")

    assert said.code == 1
    assert "[NotDueYet]" in said.err


def test_a_deadline_falls_in_a_paused_case_too(cli, town):
    pause(cli)

    said = retry(cli, "tender_closes")

    assert (said.code, said.err) == (0, "")
    assert "föll nu" in said.out


def test_a_deadline_that_there_is_none_of_is_a_fault_of_the_call(cli, town):
    said = retry(cli, "dagen_d")

    assert said.code == 2
    assert "okänd frist ”dagen_d”" in said.err
