"""The pulse of a house: what the database tells of its service, read at one time.

Nothing here counts events, and no deadline of a tender whose bids are sealed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from upphandling.bootstrap import House
from upphandling.infrastructure.event_log.open_topics import IS_OPEN, SECRET_TOPICS
from upphandling.infrastructure.leadership.instances import Instance, listed
from upphandling.infrastructure.outbox.standing import Post
from upphandling.infrastructure.outbox.standing import standing as posts
from upphandling.infrastructure.read_side.set_aside import SetAside
from upphandling.infrastructure.read_side.set_aside import listed as set_aside
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.timekeeping.stops import ClockStop, standing_stop
from upphandling.infrastructure.vitals.last_done import Note, noted
from upphandling.projections.deadlines import due
from upphandling.projections.tenders import sealed

AWAKE = timedelta(minutes=2)  # an instance that has not been seen since is gone
GRACE = timedelta(minutes=1)  # a deadline that fell just now is about to be carried out
MOST_OVERDUE = 100_000

BEHIND = (
    "SELECT recorded_at FROM events WHERE position >"  # noqa: S608
    f" (SELECT min(position) FROM projections) AND {IS_OPEN}"
    " ORDER BY position LIMIT 1"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pulse:
    """What was found at `at`: nothing that tells of bids before the award.

    `lag` is how long the oldest event that some read model has not seen has waited;
    none waits that tells of bids, or each would be seen to come.
    `posts` is what is to be told others. `clock` is the step of the clock that nobody
    has confirmed.
    """

    at: datetime
    instances: tuple[Instance, ...]
    done: Mapping[str, Note]
    lag: timedelta
    overdue: int
    set_aside: tuple[SetAside, ...]
    posts: tuple[Post, ...]
    clock: ClockStop | None

    @property
    def awake(self) -> tuple[Instance, ...]:
        """The instances that run, as far as can be told."""
        return tuple(one for one in self.instances if self.at - one.seen_at < AWAKE)

    @property
    def leader(self) -> Instance | None:
        """The one that carries out what falls due."""
        leading = (one for one in self.awake if one.leads)
        return max(leading, key=lambda one: one.seen_at, default=None)

    @property
    def dead_letters(self) -> int:
        """What nobody tries to tell any more."""
        return sum(post.dead for post in self.posts)

    @property
    def waiting_letters(self) -> int:
        """What is about to be told, for the first time or again."""
        return sum(post.waiting for post in self.posts)

    def since(self, deed: str) -> timedelta | None:
        """How long ago a deed was done; None if never."""
        note = self.done.get(deed)
        return None if note is None else max(self.at - note.at, timedelta(0))


def taken(house: House) -> Pulse:
    """The pulse just now; raises `DatabaseTrouble`.

    Ages are by the database's clock, as the notes are; deadlines fall by the house's.
    """
    database = house.database
    now = database.now()
    with database.reading(snapshot=True) as cursor:
        cursor.execute(database.native(BEHIND), SECRET_TOPICS)
        waits = cursor.fetchone()
    recorded = now if waits is None else database.moment(waits[0])
    return Pulse(
        at=now,
        instances=tuple(listed(database)),
        done=noted(database),
        lag=max(now - recorded, timedelta(0)),
        overdue=_overdue(database, house.clock() - GRACE),
        set_aside=tuple(set_aside(database)),
        posts=tuple(posts(database)),
        clock=standing_stop(database),
    )


def _overdue(database: Database, at: datetime) -> int:
    """How many deadlines had fallen and still wait, beside those of sealed tenders."""
    fallen = due(at, MOST_OVERDUE).subquery("fallen")
    hidden = select("tender:" + sealed().subquery("hidden").c.tender)
    with database.engine.connect() as connection:
        waiting = connection.scalar(
            select(func.count())
            .select_from(fallen)
            .where(fallen.c.case_id.not_in(hidden))
        )
    return waiting or 0
