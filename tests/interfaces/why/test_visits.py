"""Why a month's visits are gone, and what they were."""

from __future__ import annotations

from tests.interfaces.why.conftest import ask, topics
from tests.visits_town import KEY, imported, plan, visit
from upphandling.domain.base import Role

TERM = {
    "document_class": "visits",
    "keep_years": 0,
    "counted_from": "månadens utgång",
    "legal_basis": "nämndens dokumenthanteringsplan",
    "reference": "plan 2026, punkt 9",
    "from_day": "2026-02-02",
}
DECISION = {"visit_month": KEY, "document": "beslut 14", "reason": "Fristen är ute"}


def test_what_is_destroyed_leads_to_the_term_and_to_what_was_read(town):
    imported(
        town,
        visit("b-1", "2026-01-15T07:30", "2026-01-15T08:00"),
        plan("b-1", "2026-01-15T07:30", "2026-01-15T08:00"),
    )
    town.do("retention.adopt", TERM, role=Role.ARCHIVIST)
    town.do("visit_month.destroy", DECISION, role=Role.ARCHIVIST)

    chain = ask(town, f"visit_month:{KEY}@3")

    assert chain["complete"]
    assert {"visit_month.destroyed", "retention.adopted", "visit_month.planned"} <= set(
        topics(chain)
    )
