"""What `serve` does at each beat: sweep and keep notes where it leads, else only be seen."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

from upphandling.application.refusals import ClockNotBelieved
from upphandling.infrastructure.leadership.instances import Presence
from upphandling.infrastructure.read_side import tables as read_tables
from upphandling.infrastructure.storage import schema
from upphandling.infrastructure.storage.troubles import (
    DatabaseTrouble,
    SchemaMissing,
    SchemaNewer,
    SchemaOutdated,
)
from upphandling.infrastructure.vitals.last_done import PROJECTED, SWEEP, note
from upphandling.projections.catalogue import PROJECTIONS
from upphandling.schedules.service import Beats

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.schedules.standing import Standing

NOTED_EVERY = 1.0  # seconds between notes of what is done, however often it is


class Work:
    """The beats of one instance on a house."""

    def __init__(self, house: House, standing: Standing) -> None:
        self.house = house
        self.standing = standing
        self.presence = Presence(house.database, standing.instance)
        self._noted = self._seen = float("-inf")

    def beats(self) -> Beats:
        """As the service calls them."""
        return Beats(
            lead=self.lead,
            follow=self.follow,
            passing=(DatabaseTrouble,),
            ending=(SchemaNewer, SchemaOutdated, SchemaMissing),
        )

    def lead(self, getting_on: Callable[[], None]) -> float | None:
        """Let fall what is due, bring the read models up to date, and note it."""
        schema.require_current(self.house.database)

        def go_on() -> bool:
            getting_on()
            self._be_seen()
            return self.standing.leads()

        self._be_seen()
        wait = self.house.tick(go_on)
        if monotonic() - self._noted >= NOTED_EVERY:
            self._noted = monotonic()
            self._note()
        return wait

    def follow(self, _getting_on: Callable[[], None]) -> None:
        """Be ready: of this code's version, with a clock that can be believed."""
        schema.require_current(self.house.database)
        if not read_tables.in_shape(self.house.database, PROJECTIONS.values()):
            raise SchemaNewer(tables="läsmodellerna")  # they were ours at the start
        with suppress(ClockNotBelieved):
            self.house.engine.clock()
        self._stay_warm()
        self._seen = float("-inf")
        self.presence.tell(leads=False)

    def watch(self) -> None:
        """Look at the whole log, where this instance leads."""
        if self.standing.leads():
            self.audit()

    def audit(self) -> None:
        """Look at the whole log, and seal what is whole."""
        self.house.ledger.keep(self.standing.stopping.is_set)

    def leave(self) -> None:
        """Be seen no more; a database that is away forgets us by itself."""
        with suppress(DatabaseTrouble):
            self.presence.leave()

    def _stay_warm(self) -> None:
        """Hold open the connections that a leader uses: to open them takes its time."""
        for lock in ("events", "projector"):
            writer = self.house.database.writer(lock)
            with writer.turn:
                writer.connected()
        self.house.next_due()

    def _be_seen(self) -> None:
        """Tell that this instance leads, also in the midst of much to do."""
        if monotonic() - self._seen >= NOTED_EVERY:
            self._seen = monotonic()
            self.presence.tell(leads=True)

    def _note(self) -> None:
        """Keep how far time has come, and that all is done that was due by then."""
        if self.house.guard is not None:
            with suppress(ClockNotBelieved):
                self.house.guard.keep()
                note(self.house.database, SWEEP, {})
        note(self.house.database, PROJECTED, {})
