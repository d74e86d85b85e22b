"""What batches of visits rest on."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.domain.retention import Retention
from upphandling.domain.visit_month import VisitMonth
from upphandling.interfaces.why.finding import Event, latest_about, references
from upphandling.interfaces.why.relations import Ground, of_system, origin, rule

READ = (VisitMonth.Imported, VisitMonth.Planned)

GROUNDS: Mapping[Event, tuple[Ground, ...]] = {
    VisitMonth.Imported: (of_system("Besöken gäller valfrihetssystemet"),),
    VisitMonth.Planned: (of_system("De planerade besöken gäller valfrihetssystemet"),),
    VisitMonth.Withdrawn: (
        origin("Partiet hade lästs in", *READ, by=latest_about("batch", *READ)),
    ),
    VisitMonth.Destroyed: (
        rule(
            "Gallringsfristen var bestämd",
            Retention.Adopted,
            Retention.Replaced,
            by=references("rule"),
        ),
        origin("Besöken hade lästs in", *READ),
    ),
}
