"""No verb tells how many bids have come: four with all that is done to them look like none."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stderr, redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import BigInteger

from tests.interfaces.small import ANNOUNCE, BID, OPEN, PREPARE, line, write
from tests.interfaces.test_canary import EVERY_VERB, SECRETS, TOLD
from upphandling.bootstrap import upgrade
from upphandling.infrastructure.read_side.withholding import is_position
from upphandling.interfaces.cli import main
from upphandling.projections.base import READ_MODELS

BIDS = (0, 1, 4)
BY_ROLE = [
    "vault list --as registrar:handlaggare-1",
    "vault list --as auditor:revisor-1",
    "vault verify --as auditor:revisor-1",
    "vault rotate --to {room}/nyckel --as system_administrator:drift-1",
    "status --as system_administrator:drift-1",
    "status --as procurement_officer:upphandlare-1",
    "projection list --as system_administrator:drift-1",
    "case show tender:prov-2019 --as opener:upphandlare-2",
    "access denials --as auditor:revisor-1",
    "verify --case tender:prov-2019",
]
TO_A_FILE = {"backup create": "{room}/kopia", "events export": "{room}/logg"}
OF_ALL_BIDS = {"tender.invite_correction", "tender.receive_correction", "award.propose"}

PLAN = line("2019-05-02T07:10", "plan.draw_up", plan="tidplan", system="provkommun")
PROMISE = line(
    "2019-06-22T09:00",
    "plan.promise",
    plan="tidplan",
    promise="brev",
    to="Alla",
    text="Ett brev i höst",
    when={"earliest": "2019-09-01", "latest": "2019-10-31"},
)
PROPOSE = line(
    "2019-06-21T09:00", "award.propose", tender="prov-2019", award="tilldelning-prov"
)
ONE_SELF = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # a random id
    r"|20(2[6-9]|[3-9]\d)-\d\d-\d\d[T ][\d:.]+Z?"  # now
    r"|[\d,]+ [MG]B"  # what the machine has free
)
QUANTITIES = {
    *("number", "days", "max_amount_sek", "value_sek", "threshold_sek", "ore"),
    *("numerator", "denominator", "of_persons", "pay_ore", "deducted_ore"),
    *("carried_ore", "total_ore", "paid_seconds", "performed_seconds"),
    *("granted_seconds", "ore_per_hour", "every_amount", "seconds", "batch"),
}
Harm = Callable[[sqlite3.Connection], None]
LOST = ("cases", "deadlines", "milestones", "promises", "bids_of_lots", "flag_facts")


def course(bids: int) -> list[dict[str, Any]]:
    """A tender that is open, with so many bids and all that happened to each."""
    done = [PREPARE, PLAN, ANNOUNCE, OPEN, PROMISE]
    for number in range(bids):
        mine = [{**BID, "at": f"2019-06-03T10:0{number}"}]
        mine += [
            line(at, command, **data)
            for at, command, data in SECRETS
            if command not in OF_ALL_BIDS
        ]
        done += json.loads(json.dumps(mine).replace("kanarie", f"kanarie-{number}"))
    if bids:
        done.append(PROPOSE)
    return sorted(done, key=lambda one: one["at"])


@pytest.fixture(scope="module")
def played(tmp_path_factory) -> dict[int, Path]:
    """The database of each town, by how many bids it got."""
    return {bids: play(tmp_path_factory.mktemp(f"anbud{bids}"), bids) for bids in BIDS}


def play(room: Path, bids: int) -> Path:
    folder, database = write(room / "prov", course(bids)), room / "upphandling.db"
    upgrade(f"sqlite:///{database}")
    with pytest.MonkeyPatch.context() as environment, StringIO() as said:
        environment.setenv("UPPHANDLING_DATABASE", f"sqlite:///{database}")
        called = ["upphandling", "scenario", "run", str(folder)]
        environment.setattr(sys, "argv", called)
        with redirect_stdout(said), redirect_stderr(said), suppress(SystemExit):
            main()
        assert "gick inte som väntat" not in said.getvalue()
    return database


@pytest.fixture
def asked(cli, played, tmp_path, monkeypatch) -> Callable[..., str]:
    """What a verb says in the town with so many bids, without what is never the same."""

    def ask(bids: int, verb: str, told: str, harm: Harm = unharmed) -> str:
        room = tmp_path / "rum"
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir()
        url = f"sqlite:///{shutil.copy(played[bids], room)}"
        with closing(sqlite3.connect(room / played[bids].name)) as connection:
            harm(connection)
            connection.commit()
        monkeypatch.setenv("UPPHANDLING_DATABASE", url)
        said = cli(*f"{verb} {told}".format(room=room).split())
        assert "Fel i anropet" not in said.err
        return ONE_SELF.sub("...", f"{said.code}\n{said.out}\n{said.err}")

    return ask


def unharmed(_: sqlite3.Connection) -> None:
    """As it was played."""


def lost(connection: sqlite3.Connection) -> None:
    """Rows of the read models are gone."""
    for table in LOST:
        connection.execute(f"DELETE FROM {table}")


def left_alone(connection: sqlite3.Connection) -> None:
    """The announcement is what the tenders could not take when they were built anew."""
    connection.execute("DELETE FROM tenders")
    connection.execute(
        "INSERT INTO set_aside SELECT 'tenders', stream_id, position, topic, 'KeyError',"
        " recorded_at FROM events WHERE topic = 'tender.announced'"
    )


def forms(verb: str) -> Iterator[str]:
    told = TO_A_FILE.get(verb, TOLD.get(verb, ""))
    yield told
    yield f"{told} --json"


@pytest.mark.parametrize("verb", EVERY_VERB)
def test_no_verb_tells_how_many_bids_there_are(asked, verb):
    for told in forms(verb):
        none, one, many = (asked(bids, verb, told) for bids in BIDS)

        assert one == none, told
        assert many == none, told


@pytest.mark.parametrize("call", BY_ROLE)
def test_nobody_is_told_how_many_bids_there_are(asked, call):
    for how in ("", "--json"):
        none, one, many = (asked(bids, call, how) for bids in BIDS)

        assert none.startswith("0\n")
        assert one == none
        assert many == none


@pytest.mark.parametrize(
    "verb",
    [
        "verify",
        "projection verify",
        *(f"projection rebuild {name} --dry-run" for name in ("cases", "timetable")),
        "projection rebuild flags --dry-run",
    ],
)
def test_rows_that_are_lost_are_told_without_a_place_that_counts_bids(asked, verb):
    for told in ("", "--json"):
        one, many = (
            re.sub(
                r'(omkring|seconds_about":) [\d.,]+',
                "...",
                asked(bids, verb, told, lost),
            )
            for bids in (1, 4)
        )

        assert one.startswith("1\n")
        assert many == one


@pytest.mark.parametrize("case", ["plan:tidplan", "tender:prov-2019"])
def test_a_tender_that_a_read_model_left_alone_is_taken_for_sealed(asked, case):
    """Its announcement may be what could not be taken: nothing after it is numbered."""
    none, many = (
        asked(bids, "case history", f"{case} --json", left_alone) for bids in (0, 4)
    )

    assert many == none
    assert "plan.promise_made" in asked(4, "case history", "plan:tidplan --json")


def test_every_great_number_of_a_read_model_is_a_place_or_a_known_quantity():
    """A place that is not known to be one would be told in a comparison."""
    unknown = {
        f"{table.name}.{column.name}"
        for table in READ_MODELS.sorted_tables
        for column in table.columns
        if isinstance(column.type, BigInteger)
        if not is_position(column) and column.name not in QUANTITIES
    }

    assert unknown == set()
