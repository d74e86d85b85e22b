"""A database from before the vault: its rows come through, and the vault is empty."""

from __future__ import annotations

from tests.infrastructure.storage.test_step_0002 import minute, upgrade_to, write_event
from upphandling.infrastructure.ledger.recount import recount
from upphandling.infrastructure.read_side import tables as read_tables
from upphandling.infrastructure.storage import schema
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.vault.facts import FactField, Facts
from upphandling.infrastructure.vault.keyring import Keyring
from upphandling.infrastructure.vault.listing import listed
from upphandling.infrastructure.vault.vault import SealedVault
from upphandling.projections.catalogue import PROJECTIONS


def test_a_database_with_rows_gets_an_empty_vault_that_can_be_used(empty_database_url):
    with Database(empty_database_url, create=True) as database:
        upgrade_to(database, "0001")
        write_event(database, 1, minute(1))
        upgrade_to(database, "0002")

        assert schema.upgrade(database) == ["0003", "0004", "0005", "0006"]
        read_tables.sync(database, PROJECTIONS.values())

        assert listed(database, 10, 0) == []
        assert recount(database).size == 1
        facts = Facts(SealedVault(database, Keyring.ephemeral()))
        facts.keep("k-1", FactField.NAME, "Siv")
        assert facts.show("k-1") == {FactField.NAME: "Siv"}
        assert schema.upgrade(database) == []
