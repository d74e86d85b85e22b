"""Every verb of the command line that is no tool asks the table, called from the outside."""

from __future__ import annotations

import pytest

from tests.access.roster_town import kept
from tests.access.rows import TOOLS, VIEWS, verbs
from tests.interfaces.conftest import cli, store  # noqa: F401  (fixtures)
from tests.interfaces.test_canary import TOLD
from tests.town import Town
from upphandling.domain.base import Role

SHOWN = sorted(set(verbs()) - set(TOOLS))
BESIDE = {
    "bid open": "prov-2019 --officer-key en --officer-key annan --to finns-inte",
    "bid seal": "prov-2019 anbud-1 finns-inte",
    "vault rotate": "--to finns-inte",
}


@pytest.fixture
def town(store, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.chdir(tmp_path)
    with Town(store, "2026-03-02T09:00") as opened:
        yield kept(opened.founded())


def call(verb: str) -> list[str]:
    """The verb as it is typed, with the least that it must be told."""
    typed = verb.replace(".", " ")
    return [*typed.split(), *(TOLD | BESIDE).get(typed, "").split()]


def test_nobody_is_shown_anything_by_any_verb_once_there_is_a_roster(cli, town):  # noqa: F811
    for verb in SHOWN:
        said = cli(*call(verb))

        assert (said.code, "NotAllowed" in said.err) == (1, True), (verb, said)

    assert [
        (one.receipt.command, one.details["lacks"])
        for one in town.house.recorder.refusals()
    ] == [(f"view:{verb}", "reader") for verb in SHOWN]


def test_a_role_without_a_row_is_shown_nothing_by_any_verb(cli, store):  # noqa: F811
    for verb in SHOWN:
        role = next(one for one in Role if (one.value, verb) not in VIEWS)
        said = cli(*call(verb), "--as", f"{role}:person-1")

        assert (said.code, "NotAllowed" in said.err) == (1, True), (verb, said)
