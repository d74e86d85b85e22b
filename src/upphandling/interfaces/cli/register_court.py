"""`upphandling register reviews` and `register dossiers`: what follows an award."""

from __future__ import annotations

from upphandling.interfaces.cli.edge import AsJson, Limit, Offset
from upphandling.interfaces.cli.listing import listing


def reviews(limit: Limit = 100, offset: Offset = 0, as_json: AsJson = False) -> None:
    """Lista överprövningar: vilken domstol som har målet, och vad den har sagt."""
    from upphandling.domain.review import Review
    from upphandling.projections.reviews import register

    columns = {
        "review": "Mål",
        "against": "Gäller",
        "subject": "Ärende",
        "received_on": "Inkom",
        "in_time": "I tid",
        "status": "Läge",
        "instance": "Instans",
        "outcome": "Utgång",
        "awaiting": "Obekräftat",
        "appeal_last_day": "Överklagas senast",
        "to_be_asked_since": "Fråga domstolen",
    }
    listing(
        "Överprövningar",
        columns,
        register(limit, offset),
        as_json=as_json,
        case=lambda row: Review.case_id(row["review"]),
    )


def dossiers(limit: Limit = 100, offset: Offset = 0, as_json: AsJson = False) -> None:
    """Lista dokumentation av upphandlingar: när den ska vara klar, och vad som saknas."""
    from upphandling.projections.dossiers import register

    columns = {
        "dossier": "Upphandling",
        "cause": "Avtal",
        "ended_on": "Dag",
        "due_last_day": "Klar senast",
        "missing": "Delar som saknas",
        "overdue": "Försenad",
        "completed_at": "Slutförd",
    }
    listing("Dokumentation", columns, register(limit, offset), as_json=as_json)
