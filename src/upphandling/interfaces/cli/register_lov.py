"""`upphandling register`: what one may apply to under LOV, and who has applied."""

from __future__ import annotations

from upphandling.interfaces.cli.edge import AsJson, Limit, Offset
from upphandling.interfaces.cli.listing import listing


def admissions(limit: Limit = 100, offset: Offset = 0, as_json: AsJson = False) -> None:
    """Lista valfrihetssystem enligt LOV som utförare kan ansöka till."""
    from upphandling.projections.admissions import register

    columns = {
        "admission": "Ansökan till",
        "title": "Benämning",
        "status": "Läge",
        "announced_at": "Annonserad",
        "apply_by": "Ansök senast",
    }
    listing(
        "Valfrihetssystem enligt LOV", columns, register(limit, offset), as_json=as_json
    )


def applications(
    limit: Limit = 100, offset: Offset = 0, as_json: AsJson = False
) -> None:
    """Lista ansökningar om att bli utförare."""
    from upphandling.projections.applications import register

    columns = {
        "application": "Ansökan",
        "name": "Sökande",
        "received_on": "Kom in",
        "application_window": "Omgång",
        "start_on": "Start tidigast",
        "answer_by": "Svar senast",
        "status": "Läge",
    }
    listing("Ansökningar", columns, register(limit, offset), as_json=as_json)
