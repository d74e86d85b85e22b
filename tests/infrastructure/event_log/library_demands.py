"""The test cases that the library ships for those who write a recorder of their own."""

from __future__ import annotations

import sys
from types import ModuleType
from uuid import uuid4

from tests.databases import Factory
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.storage.database import Database

# The same file also holds cipher tests, and so imports a cipher that needs
# pycryptodome. We use neither; an empty stand-in spares us the package.
cipher = ModuleType("eventsourcing.cipher")
cipher.AESCipher = object  # type: ignore[attr-defined]
sys.modules.setdefault(cipher.__name__, cipher)
from eventsourcing.tests import persistence  # noqa: E402 -- after the stand-in

if sys.modules[cipher.__name__] is cipher:
    del sys.modules[cipher.__name__]


class OurRecorder:
    """What the test cases ask for: a recorder on a fresh database, and ids."""

    database: Database

    def new_originator_id(self) -> str:
        return f"tender:{uuid4()}"

    def create_recorder(self) -> EventRecorder:
        return EventRecorder(self.database)

    def given(self, databases: Factory):
        """Open a fresh database for one test."""
        url = databases.migrated()
        with Database(url) as self.database:
            yield
        databases.drop(url)


class RecorderDemands(OurRecorder, persistence.ApplicationRecorderTestCase):
    """Storing, selecting, conflicts, and many threads at once."""


class PositionDemands(OurRecorder, persistence.NonInterleavingNotificationIDsBaseCase):
    """Two transactions never share a stretch of positions."""
