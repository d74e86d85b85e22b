"""Whether the whole of it hangs together: the log, what is kept of it, and what is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.simulation.houses import HOUSES
from tests.simulation.letters import DONE
from tests.simulation.municipality import Municipality
from upphandling.bootstrap import House
from upphandling.domain.base import evolve
from upphandling.domain.catalogue import KINDS
from upphandling.infrastructure.ledger.recount import recount
from upphandling.infrastructure.read_side.rebuilding import Rebuild
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.verification.fan_out import verify
from upphandling.projections.catalogue import PROJECTIONS

BUILT_ANEW = 5  # read models at a time


def look_through(town: Municipality) -> str:
    """Judge everything, up to date; answers the tree's root, the same for a seed.

    Some of what is shown is built anew before, by houses that may die of it; what is
    looked at is shown by a house that was opened for it.
    """
    town.keep_up()
    some = town.chance.sample(sorted(PROJECTIONS), BUILT_ANEW)
    town.errand(lambda house: _built_anew(house, some))
    for number in range(HOUSES):
        with town.houses.using(number) as house:
            town.judge([*_remembered_otherwise(house)])
        town.houses.bury(number)
    with town.houses.using(0) as house:
        for look in town.looks:
            town.judge([*look(house)])
        database = house.database
        town.judge([*_set_aside(database)])
        findings = verify(database, jobs=1)
        town.judge([str(one) for one in findings.differences])
        counted = recount(database)
    town.judge([f"{one.where}: {one.said}" for one in counted.faults])
    return counted.root.hex()


def _built_anew(house: House, names: Sequence[str]) -> str:
    Rebuild(house.database, [PROJECTIONS[name] for name in names]).carried_out()
    return DONE


def _set_aside(database: Database) -> Iterator[str]:
    """Events that some read model could not take."""
    with database.reading() as cursor:
        cursor.execute("SELECT projection, topic, fault FROM set_aside")
        for projection, topic, fault in cursor.fetchall():
            yield f"{projection} set {topic} aside: {fault}"


def _remembered_otherwise(house: House) -> Iterator[str]:
    """Cases that a house remembers otherwise than the log tells them."""
    engine = house.engine
    assert engine.repository.cache is not None
    for case_id in list(engine.repository.cache.cache):
        kind, _, key = str(case_id).partition(":")
        remembered = engine.session().fetch(KINDS[kind], key)
        told = evolve(None, engine.events.get(str(case_id)))
        if remembered.version != told.version:
            yield f"{case_id} is remembered as {remembered.version}"
        elif remembered.portrait() != told.portrait():
            yield f"{case_id} is remembered otherwise than it is told"
