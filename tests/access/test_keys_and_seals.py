"""The verbs that touch the keys and the seals of the house ask who it is, as views do."""

from __future__ import annotations

import pytest

from tests.access.roster_town import grant, kept
from tests.interfaces.conftest import cli, store  # noqa: F401  (fixtures)
from tests.town import Town
from upphandling.domain.base import Role

CALLS = [
    ("vault", "rotate", "--to", "ny-nyckel"),
    ("vault", "reconcile"),
    ("vault", "verify"),
    ("audit", "verify"),
    ("audit", "checkpoint"),
    ("audit", "timestamp"),
    ("audit", "proof", "choice_system:staden@1"),
    ("audit", "request"),
    ("audit", "cosign", "svar.txt"),
    ("db", "check"),
    ("serve",),
]


@pytest.fixture
def town(store, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.chdir(tmp_path)
    with Town(store, "2026-03-02T09:00") as opened:
        opened.founded()
        kept(opened)
        grant(opened, "drift-1", Role.SYSTEM_ADMINISTRATOR)
        grant(opened, "revisor-1", Role.AUDITOR)
        yield opened


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
@pytest.mark.parametrize(
    ("who", "lacks"),
    [
        ((), "reader"),
        (("--as", "customer:kund-1"), "role"),
        (("--as", "system_administrator:vem-1"), "roster"),
    ],
    ids=["nobody", "a customer", "no role"],
)
def test_with_a_roster_nobody_without_a_row_touches_the_keys_or_the_seals(
    cli,  # noqa: F811
    town,
    tmp_path,
    call,
    who,
    lacks,
):
    before = sorted(tmp_path.iterdir())
    said = cli(*call, *who)

    assert said.code == 1
    assert "Behörighetstabellen tillåter inte" in said.err
    (denied,) = town.house.recorder.refusals()
    assert denied.receipt.command == f"view:{'.'.join(call[:2])}"
    assert denied.details["lacks"] == lacks
    assert sorted(tmp_path.iterdir()) == before


def test_the_system_administrator_and_the_auditor_do_what_is_theirs(cli, town):  # noqa: F811
    administrator = ("--as", "system_administrator:drift-1")
    auditor = ("--as", "auditor:revisor-1")

    assert cli("db", "check", *administrator).code == 0
    assert "NotAllowed" not in cli("audit", "verify", *auditor).err
    assert "NotAllowed" not in cli("vault", "reconcile", *administrator).err
    assert "NotAllowed" in cli("vault", "reconcile", *auditor).err
