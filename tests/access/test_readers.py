"""Who reads: said by `--as`, else by the settings, and never by anything else."""

from __future__ import annotations

import pytest

from tests.access.roster_town import kept
from tests.interfaces.conftest import cli, store  # noqa: F401  (fixtures)
from tests.town import Town

NO_READERS = [
    *("", ":", "auditor", "auditor:", "auditor: ", "kung:person-1", "AUDITOR:person-1"),
    *(
        "auditor:person-1:2",
        "auditor:../person",
        "auditor:person\n1",
        "auditor:" + "a" * 81,
    ),
    "auditor:19121212-1212",  # who reads is kept in the log: never a personal number
]


@pytest.fixture
def town(store):  # noqa: F811
    with Town(store, "2026-03-02T09:00") as opened:
        yield kept(opened.founded())


def test_the_reader_may_stand_in_the_settings_and_as_goes_before(
    cli,  # noqa: F811
    store,  # noqa: F811
    monkeypatch,
):
    monkeypatch.setenv("UPPHANDLING_READER", "evaluator:expert-1")

    assert cli("follow-up", "gaps").code == 1
    assert cli("follow-up", "gaps", "--as", "care_administrator:h-1").code == 0


@pytest.mark.parametrize("told", NO_READERS)
def test_a_reader_that_is_not_one_is_a_fault_of_the_call_and_never_kept(
    cli,  # noqa: F811
    town,
    monkeypatch,
    told,
):
    monkeypatch.setenv("UPPHANDLING_READER", "registrar:registrator-1")

    said = cli("case", "list", "--as", told)

    assert said.code == 2
    assert "Ärenden" not in said.out
    assert said.err.startswith("--as: ")
    assert list(town.house.recorder.refusals()) == []


def test_a_role_of_the_settings_that_is_not_one_names_the_setting(
    cli,  # noqa: F811
    store,  # noqa: F811
    monkeypatch,
):
    monkeypatch.setenv("UPPHANDLING_READER", "kung:person-1")

    said = cli("case", "list")

    assert said.code == 2
    assert said.err.startswith("UPPHANDLING_READER: ska vara roll:person")
    assert "auditor" in said.err
