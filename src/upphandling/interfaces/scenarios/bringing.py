"""A block of visits carried in by the same door as a file from a planning system."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from upphandling.application.refusals import refused_before
from upphandling.application.store import Verdict
from upphandling.domain.errors import Refused
from upphandling.interfaces.scenarios.visits import file_of
from upphandling.interfaces.visit_import import Asked, Faults, carry_in
from upphandling.interop.visit_file import VisitFile
from upphandling.projections.care_given import given_each

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.interfaces.scenarios.journal import Act
    from upphandling.interfaces.scenarios.visit_blocks import CrowdVisits


class VisitsAtFault(Refused):
    """Skarans besök går inte att läsa in."""


class NoNewVisits(Refused):
    """Skaran har inga nya besök i månaden."""


def bring(house: House, act: Act, block: CrowdVisits) -> None:
    """Let a month's visits count; those that were brought before stay as they are.

    Raises the `Refused` that stands in the way.
    """
    outcome = house.engine.store.outcome_of(act.command_id)
    if outcome is not None and outcome.verdict is Verdict.REFUSED:
        raise refused_before(outcome)
    if outcome is not None:
        return
    house.refresh()
    first = date.fromisoformat(f"{block.month}-01")
    until = first + timedelta(days=monthrange(first.year, first.month)[1])
    with house.database.engine.connect() as connection:
        cared = connection.execute(given_each(block.system, first, until))
        content = file_of(block, cared)
    faults = Faults()
    carried = carry_in(
        house,
        Asked(
            system=block.system,
            month=block.month,
            name=_file_name(block),
            sender=act.envelope,
            keep_good=False,
            dry_run=False,
            command_id=act.command_id,
        ),
        VisitFile(BytesIO(content)),
        faults,
        lambda _: None,
    )
    if faults.first:
        first_fault = faults.first[0]
        raise VisitsAtFault(
            row=first_fault.row, field=first_fault.column, fault=first_fault.message
        )
    if carried.batch is None:
        raise NoNewVisits(system=block.system, month=block.month)


def _file_name(block: CrowdVisits) -> str:
    """What the log calls the file; one of a part of the customers says so."""
    part = "" if block.every == 1 else f"-var-{block.every}e-kund"
    return f"besok-{block.month}{part}.csv"
