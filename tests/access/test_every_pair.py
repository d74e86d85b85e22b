"""Every role with every command and every view: nothing beside the table, all in it."""

from __future__ import annotations

import json

import pytest

from tests.access.rows import COMMANDS, TOOLS, VIEWS, everybody, verbs
from tests.access.samples import sample
from tests.town import Town, not_allowed
from upphandling.application.access import THE_CLOCK, must_be_allowed
from upphandling.application.catalogue import VERBS
from upphandling.domain.access import policy
from upphandling.domain.base import Role, Stamp
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.memory import memory_url
from upphandling.interfaces.access import Reader, must_be_allowed_to_see
from upphandling.schedules.timetable import TIMETABLE

SHOWN = sorted(set(verbs()) - set(TOOLS))
DENIED_COMMANDS = [pair for pair in everybody(VERBS) if pair not in COMMANDS]
DENIED_VIEWS = [pair for pair in everybody(SHOWN) if pair not in VIEWS]
KEYS_AND_SEALS = {
    *("serve", "db.check", "vault.rotate", "vault.reconcile"),
    *("audit.checkpoint", "audit.timestamp", "audit.cosign"),
    *("clock.show", "clock.confirm", "deadline.retry"),
}
COPIES = {"backup.create", "events.export"}
POST = {
    *("outbox.list", "outbox.test"),
    *("deadletter.list", "deadletter.show", "deadletter.retry", "deadletter.discard"),
}
FEW = 40  # on the slower database


@pytest.fixture
def town():
    url = memory_url("behorighet")
    with Database(url, create=True), Town(url, "2026-03-02T09:00") as opened:
        yield opened


def denied(town: Town) -> list[tuple[str, str]]:
    """The roles and names of the denials that were kept, in order."""
    kept = list(town.house.recorder.refusals())
    assert {one.rule for one in kept} <= {"NotAllowed"}
    assert all(one.receipt.policy for one in kept)
    return [(one.receipt.role, one.receipt.command) for one in kept]


def send(town: Town, role: str, name: str) -> None:
    with not_allowed("role"):
        town.house.engine.handle(
            sample(name), by="person-1", role=Role(role), mandate="4.2"
        )


def look(town: Town, role: str, view: str) -> None:
    with not_allowed("role"):
        must_be_allowed_to_see(town.house, view, Reader(Role(role), "person-1"))


# -- The table is whole ------------------------------------------------------------


def test_every_command_and_every_verb_has_a_row_and_no_row_speaks_of_another():
    assert {name for _, name in COMMANDS} == set(VERBS)
    assert {name for _, name in VIEWS} == set(SHOWN)
    assert len(TOOLS) == len(set(TOOLS))
    assert set(TOOLS) < set(verbs())


def test_the_clock_sends_what_the_timetable_says_and_nothing_else():
    sent = {act("a", "b").NAME for act in TIMETABLE.values()}

    assert {name for role, name in COMMANDS if role == "scheduler"} == sent
    assert all(len([1 for _, one in COMMANDS if one == name]) == 1 for name in sent)


def test_the_auditor_reads_all_and_leaves_nothing_but_the_trace_of_it():
    assert {name for role, name in COMMANDS if role == "auditor"} == {"reading.record"}
    unseen = {name for name in SHOWN if ("auditor", name) not in VIEWS}
    assert unseen == {
        "projection.rebuild",
        "vault.keep",
        "vault.protect",
        "bid.seal",
        "bid.open",
        *COPIES,
        *KEYS_AND_SEALS,
        *POST,
    }


def test_the_system_administrator_sees_no_content():
    mine = {name for role, name in VIEWS if role == "system_administrator"}

    assert mine == {
        "projection.list",
        "projection.rebuild",
        "projection.verify",
        "audit.verify",
        "audit.request",
        "vault.verify",
        "status",
        *COPIES,
        *KEYS_AND_SEALS,
        *POST,
    }


def test_only_what_opens_neither_log_nor_vault_asks_for_no_row():
    """A verb that is added here must not open the house, or send what the door tries."""
    assert set(TOOLS) == {
        *("deadline.calc", "deadline.check", "deadline.explain", "deadline.rules"),
        *("schema.command", "schema.system", "access.table", "access.explain"),
        *("send", "import.customers", "import.choices", "vault.forget"),
        *("import.indicators", "import.visits"),
        *("case.pause", "case.resume"),  # commands, which the door tries
        "payment.export",  # the first time a command, and asks the door every time
        *("demo", "scenario.check", "scenario.run", "db.upgrade"),
        *("config.show", "config.check", "service.units"),
        "doctor",  # also where no house can be opened, and never of a case
        "backup.verify",  # a file, in a database of its own
        *("backup.restore", "events.import"),  # into one where nobody has a role yet
        *("vault.init", "vault.officer-key", "signer.init", "signer.serve"),
        *("witness.init", "witness.serve", "witness.add", "witness.verify"),
        "witness.watch",
    }


@pytest.mark.parametrize("role", ["customer", "provider"])
def test_whoever_comes_from_outside_does_and_sees_only_their_own(role):
    public = {"register.published", "register.decisions", "register.policies"}
    for (whose, name), row in (COMMANDS | VIEWS).items():
        if whose == role and name not in public | {"reading.record"}:
            assert row["relations"] == ["own"], name


# -- What it does not allow is denied, and kept --------------------------------------


def test_a_role_that_the_table_does_not_name_is_denied_every_command(town):
    for role, name in DENIED_COMMANDS:
        send(town, role, name)

    assert denied(town) == DENIED_COMMANDS
    assert town.log() == []


def test_a_role_that_the_table_does_not_name_is_denied_every_view(town):
    for role, view in DENIED_VIEWS:
        look(town, role, view)

    assert denied(town) == [(role, f"view:{view}") for role, view in DENIED_VIEWS]
    assert town.log() == []


def test_both_databases_keep_denials_of_commands_and_of_views(database_url):
    with Town(database_url, "2026-03-02T09:00") as town:
        commands = DENIED_COMMANDS[:: len(DENIED_COMMANDS) // FEW]
        views = DENIED_VIEWS[:: len(DENIED_VIEWS) // FEW]
        for role, name in commands:
            send(town, role, name)
        for role, view in views:
            look(town, role, view)

        assert denied(town) == [
            *commands,
            *((role, f"view:{view}") for role, view in views),
        ]
        kept = list(town.house.recorder.refusals())[-1]
        assert json.loads(kept.receipt.payload) == {
            "view": views[-1][1],
            "subject": None,
        }
        assert kept.details["asked"] == views[-1][1]


def test_a_command_without_a_row_is_done_for_nobody(town, monkeypatch):
    monkeypatch.delitem(policy().commands, "plan.promise")

    for role in Role:
        send(town, role, "plan.promise")

    assert denied(town) == [(role, "plan.promise") for role in Role]


# -- What it allows passes the door ---------------------------------------------------


def test_a_role_that_the_table_names_passes_the_door_where_nothing_more_is_asked(town):
    session = town.house.engine.session()
    for (role, name), row in COMMANDS.items():
        by = THE_CLOCK if role == Role.SCHEDULER else "person-1"
        stamp = Stamp(by=by, role=Role(role), at=town.clock.now)
        if not {"relations", "states"} & set(row):
            must_be_allowed(sample(name), session, stamp, town.clock.now)


def test_a_role_that_the_table_names_sees_the_view_where_nothing_more_is_asked(town):
    for (role, view), row in VIEWS.items():
        if "relations" not in row:
            must_be_allowed_to_see(town.house, view, Reader(Role(role), "person-1"))

    assert denied(town) == []


def test_whoever_rehearses_meets_the_same_door_and_nothing_is_kept(town):
    for role, name in DENIED_COMMANDS[::7]:
        with not_allowed("role"):
            town.house.engine.rehearse(sample(name), by="person-1", role=Role(role))

    assert denied(town) == []
