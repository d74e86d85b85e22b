"""A house with something of everything in it, and its backup."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.infrastructure.vault.test_destruction import NUMBER, TERM
from tests.town import Town
from tests.visits_town import plan, tell, visit, written
from upphandling.domain.document_classes import DocumentClass
from upphandling.domain.errors import Refused
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.infrastructure.moving.creating import Beside, create
from upphandling.infrastructure.moving.manifest import Manifest
from upphandling.infrastructure.moving.restoring import Restored, restore
from upphandling.infrastructure.moving.tables import CARRIED
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.vault.destroyed_list import DestroyedList
from upphandling.infrastructure.vault.facts import FactField, Facts

NAME = 'Anna Prov \U0001f426 "citat" \\ och\tmer'
CLASSES = [DocumentClass.IDENTITY]
NOWHERE = Seals()

OUTBOX = (
    "INSERT INTO outbox (message_id, subscription, position, topic, state, tries,"
    " due_at, written_at) VALUES ('brev-1', 'anslag', 1, 'plan.drawn_up', 'waiting',"
    " 2, '2026-03-02T09:00:00.000000Z', '2026-03-02T08:00:00.000000Z')"
)
CURSOR = "INSERT INTO outbox_cursors VALUES ('anslag', 1, 'namn')"
STOP = (
    "INSERT INTO clock_stops VALUES (1, '2026-03-02T09:00:00.000000Z', 'back',"
    " '2026-03-02T09:00:00.000000Z', '2026-03-02T08:00:00.000000Z', NULL, NULL, NULL)"
)


def lived_in(url: str, listed: Path) -> Town:
    """Commands, refusals, facts in the vault, visits, letters; open."""
    town = Town(url, "2026-03-02T09:00")
    town.house.destroyer.listed = DestroyedList(listed)
    town.founded().with_agreement("avtal-a", starts_on="2026-01-01")
    town.registered(["k-1", "k-2"], "avtal-a")
    with suppress(Refused):
        town.do("tender.open_bids", {"tender": "ingen", "present": ["a-1", "a-2"]})
    facts = Facts(town.house.vault)
    for customer in ("k-1", "k-2"):
        facts.keep(customer, FactField.NAME, NAME)
    facts.keep("k-1", FactField.PERSONAL_NUMBER, NUMBER)
    done = [
        visit("b-1", "2026-01-15T07:30", "2026-01-15T08:00"),
        visit("b-2", "2026-01-15T09:30", "2026-01-15T10:00", aged=True),
        plan("p-1", "2026-01-15T07:30", "2026-01-15T08:00"),
    ]
    written(town, done)  # swept away again: its number must never come back
    batch = written(town, done)
    tell(town, batch, 2, planned=1)
    with town.house.database.writing() as cursor:
        for sql in (OUTBOX, CURSOR, STOP):
            cursor.execute(sql)
    return town


def destroyed(town: Town, customer: str = "k-1") -> None:
    """The facts of a person are destroyed, as decided."""
    for document_class in CLASSES:
        town.do("retention.adopt", {"document_class": document_class, **TERM})
    town.do(
        "destruction.decide",
        {
            "destruction": "gallring-1",
            "subjects": [f"person:{customer}"],
            "document_classes": CLASSES,
            "document": "Gallringsbeslut 2026-1",
            "reason": "Fristen är ute.",
        },
    )
    keys = town.house.destroyer.keys_of([f"person:{customer}"], CLASSES)
    told: dict[str, Any] = {"destruction": "gallring-1", "keys": list(keys)}
    town.do("destruction.execute", told, mandate=None)
    assert town.house.destroyer.reconcile().destroyed


def backed_up(town: Town, to: Path, **beside: Any) -> Manifest:
    """A backup of the town."""
    beside = {"destroyed": town.house.destroyer.listed, **beside}
    return create(town.house.database, to, Beside(**beside))


def restored(path: Path, url: str, seals: Seals = NOWHERE, **told: Any) -> Restored:
    """The backup restored in an empty database."""
    return restore(path, url, seals, told.pop("listed", None), **told)


def rows_in(url: str) -> dict[str, int]:
    """How many rows there are in each table that a backup carries."""
    names = ["events", "commands", "refusals", *(table.name for table in CARRIED)]
    with Database(url) as database, database.reading() as cursor:
        found = {}
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {name}")
            found[name] = cursor.fetchone()[0]
        return found
