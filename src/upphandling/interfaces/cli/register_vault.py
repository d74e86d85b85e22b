"""`upphandling register destructions` and `retention`: what is destroyed, and when."""

from __future__ import annotations

from upphandling.interfaces.cli.edge import AsJson, Limit, Offset
from upphandling.interfaces.cli.listing import listing


def destructions(
    limit: Limit = 100, offset: Offset = 0, as_json: AsJson = False
) -> None:
    """Lista gallringsbeslut: vad de vilar på, hur många de gäller, om de är verkställda."""
    from upphandling.projections.destructions import register

    columns = {
        "destruction": "Gallring",
        "status": "Läge",
        "document": "Beslut",
        "document_classes": "Handlingsslag",
        "subjects": "Gäller",
        "decided_at": "Beslutad",
        "decided_by": "Av",
        "executed_at": "Verkställd",
        "keys": "Nycklar",
    }
    listing("Gallringar", columns, register(limit, offset), as_json=as_json)


def retention(as_json: AsJson = False) -> None:
    """Lista hur länge varje slag av handlingar i valvet bevaras, och enligt vad."""
    from upphandling.projections.destructions import retention_plan

    columns = {
        "document_class": "Handlingsslag",
        "keep_years": "År",
        "counted_from": "Räknat från",
        "legal_basis": "Grund",
        "reference": "Plan",
        "from_day": "Från",
    }
    listing("Gallringsfrister", columns, retention_plan(), as_json=as_json)
