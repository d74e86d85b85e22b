"""The registers of decisions, delegation, questions, providers, flags: as people ask."""

from __future__ import annotations

from enum import Enum

import pytest

from upphandling.domain.choice_system import Body, Phase
from upphandling.interfaces.words import IN_SWEDISH
from upphandling.projections.decisions import Standing

SYSTEM = {
    "system": "staden",
    "name": "Hemtjänst i staden",
    "municipality": "Staden",
    "areas": [{"key": "norr", "name": "Norr"}],
    "bundles": [
        {
            "key": "omvardnad",
            "name": "Omvårdnad",
            "services": ["personal_care"],
            "regime": "lou",
        }
    ],
    "default": {"rule": "in_house", "legal_basis": "Fullmäktiges beslut § 1"},
}
STADEN = {"system": "staden"}
DECISION = {
    **STADEN,
    "decision": "kf-1",
    "body": "council",
    "taken_on": "2024-01-12",
    "minutes": "§ 1",
    "matter": "Valfrihet i hemtjänsten",
}
DELEGATION = {
    **STADEN,
    "delegation": "4.2",
    "decisions": ["agreement"],
    "roles": ["contract_manager"],
    "to": "Avtalschefen",
    "valid_from": "2024-01-01",
    "source": "Nämndens delegationsordning 4.2",
    "reported_to": "board",
}
QUESTION = {
    **STADEN,
    "question": "larm",
    "from_body": "board",
    "to_body": "council",
    "matter": "Ska utföraren få svara på trygghetslarm?",
    "blocks": ["open_choice_round"],
}
RULING = {
    "provider": "utforare-a",
    "ruling": "ivo-1",
    "licence": "revoked",
    "decided_on": "2024-06-10",
    "in_force_from": "2024-06-17",
    "source": "IVO:s beslut",
}
AGREEMENT = {
    "agreement": "avtal-a",
    **STADEN,
    "provider": "utforare-a",
    "name": "Utförare A",
    "regime": "lov",
    "bundle": "omvardnad",
    "areas": ["norr"],
    "starts_on": "2024-01-01",
}
NOTICE = {"agreement": "avtal-a", "ends_on": "2090-12-31", "reason": "Ny upphandling."}


@pytest.fixture
def kept(send):
    """One of everything; all of it happened before the tests are run."""
    for command, data in (
        ("choice_system.establish", SYSTEM),
        ("choice_system.record_decision", DECISION),
        ("choice_system.delegate", DELEGATION),
        ("choice_system.refer_question", QUESTION),
        ("provider.register", {"provider": "utforare-a", "name": "Utförare A"}),
        ("provider.record_licence", RULING),
        ("agreement.register", AGREEMENT),
    ):
        assert send(command, data=data).code == 0
    assert send("agreement.give_notice", data=NOTICE, mandate="4.2").code == 0


@pytest.mark.parametrize(
    ("register", "shown"),
    [
        ("decisions", ("kf-1", "fullmäktige", "fattat")),
        ("delegations", ("4.2", "Avtalschefen", "2024-01-01")),
        ("referrals", ("larm", "nämnden", "öppna")),
    ],
)
def test_a_register_is_read_in_swedish(cli, kept, register, shown):
    said = cli("register", register)

    assert said.code == 0
    assert all(word in said.out for word in shown)


def test_what_was_decided_by_delegation_is_listed_apart(cli, kept):
    (row,) = cli("register", "delegations", "--taken", "--json").json["data"]

    assert row["delegation"] == "4.2"
    assert row["event"] == "agreement.notice_given"
    assert row["reported_to"] == "board"


@pytest.mark.parametrize(
    ("on", "licence"), [("2024-06-16", None), ("2024-06-17", "revoked")]
)
def test_a_provider_is_shown_with_the_licence_of_a_day(cli, kept, on, licence):
    (row,) = cli("register", "providers", "--on", on, "--json").json["data"]

    assert (row["provider"], row["licence"]) == ("utforare-a", licence)


def test_a_flag_is_something_found(cli, kept):
    before = cli("register", "flags", "--on", "2024-06-16", "--json")
    after = cli("register", "flags", "--on", "2024-06-17", "--json")

    assert (before.code, before.json["data"]) == (0, [])
    assert (after.code, after.json["status"]) == (1, "found")
    (row,) = after.json["data"]
    assert row["case_id"] == "agreement:avtal-a"


def test_a_day_that_is_none_is_a_fault(cli, kept):
    assert cli("register", "flags", "--on", "2024-02-30").code == 2


@pytest.mark.parametrize("codes", [Body, Phase, Standing])
def test_every_code_of_these_registers_is_said_in_swedish(codes: type[Enum]):
    assert {code.value for code in codes} <= IN_SWEDISH.keys()
