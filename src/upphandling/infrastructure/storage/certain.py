"""A connection to PostgreSQL that never calls written what only one server holds."""

from __future__ import annotations

from typing import Any, Self

import psycopg
from psycopg.abc import RV, PQGen

from upphandling.infrastructure.storage.troubles import NotReplicated

WAITED_IN = "SyncRepWaitForLSN"
"""Where in the server a commit waits for the standbys; its words may be Swedish."""


class CertainConnection(psycopg.Connection[Any]):
    """Raises `NotReplicated` for a commit that nobody waited out.

    Who cancels a commit that waits for a standby makes the server answer that all
    went well, with a warning: the commit is on that server alone, and is lost with it.
    """

    unwaited = False

    @classmethod
    def opened(cls, **arguments: Any) -> Self:
        """A connection in autocommit mode that hears what the server warns of."""
        connection = cls.connect(**arguments, autocommit=True)
        connection.add_notice_handler(connection.heed)
        return connection

    def heed(self, told: psycopg.errors.Diagnostic) -> None:
        """Remember a warning that the commit now under way is not replicated."""
        if told.source_function == WAITED_IN:
            self.unwaited = True

    def wait(self, gen: PQGen[RV], *args: Any, **kwargs: Any) -> RV:
        """As psycopg's, for every statement and commit."""
        done = super().wait(gen, *args, **kwargs)
        if self.unwaited:
            self.unwaited = False
            raise NotReplicated(server=f"{self.info.host}:{self.info.port}")
        return done
