"""What batches of visits rest on."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.domain.visit_month import VisitMonth
from upphandling.interfaces.why.finding import Event, latest_about
from upphandling.interfaces.why.relations import Ground, of_system, origin

GROUNDS: Mapping[Event, tuple[Ground, ...]] = {
    VisitMonth.Imported: (of_system("Besöken gäller valfrihetssystemet"),),
    VisitMonth.Withdrawn: (
        origin(
            "Partiet hade lästs in",
            VisitMonth.Imported,
            by=latest_about("batch", VisitMonth.Imported),
        ),
    ),
}
