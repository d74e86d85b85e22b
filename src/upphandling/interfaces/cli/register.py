"""`upphandling register`: tenders, awards and agreements."""

from __future__ import annotations

from upphandling.interfaces.cli import register_tender
from upphandling.interfaces.cli.edge import AsJson, Limit, Offset
from upphandling.interfaces.cli.listing import listing
from upphandling.interfaces.cli.swedish import Verbs

app = Verbs("Register: upphandlingar, tilldelningar, avtal.")


@app.command("tenders")
def tenders(limit: Limit = 100, offset: Offset = 0, as_json: AsJson = False) -> None:
    """Lista upphandlingar; inget om anbud så länge sekretess gäller."""
    from upphandling.projections.tenders import register

    columns = {
        "tender": "Upphandling",
        "status": "Läge",
        "announced_at": "Annonserad",
        "closes_at": "Stänger",
        "reason_code": "Orsak",
        "review_last_day": "Överprövning t.o.m.",
    }
    listing("Upphandlingar", columns, register(limit, offset), as_json=as_json)


@app.command("awards")
def awards(limit: Limit = 100, offset: Offset = 0, as_json: AsJson = False) -> None:
    """Lista tilldelningsbeslut."""
    from upphandling.projections.awards import register

    columns = {
        "award": "Tilldelning",
        "status": "Läge",
        "decided_at": "Beslutad",
        "standstill_last_day": "Avtalsspärr t.o.m.",
        "free_from": "Fritt från",
        "locked_by": "Hindras av",
        "reevaluated_at": "Utvärderad på nytt",
        "post_award_notice_due": "Efterannons senast",
        "validity_last_day": "Giltigheten prövas t.o.m.",
    }
    listing("Tilldelningar", columns, register(limit, offset), as_json=as_json)


@app.command("agreements")
def agreements(limit: Limit = 100, offset: Offset = 0, as_json: AsJson = False) -> None:
    """Lista avtal och uppdrag till egen regi."""
    from upphandling.projections.agreements import register

    columns = {
        "agreement": "Avtal",
        "name": "Utförare",
        "regime": "Grund",
        "status": "Läge",
        "starts_on": "Från",
        "ends_on": "Till",
        "licence": "Tillstånd",
    }
    listing("Avtal", columns, register(limit, offset), as_json=as_json)


@app.command("direct-procurements")
def direct_procurements(
    limit: Limit = 100, offset: Offset = 0, as_json: AsJson = False
) -> None:
    """Lista direktupphandlingar med grund, värde och tröskelvärde."""
    from upphandling.projections.direct_procurements import register

    columns = {
        "direct_procurement": "Direktupphandling",
        "status": "Läge",
        "paragraph": "Grund",
        "value_sek": "Värde, kr",
        "threshold_sek": "Tröskelvärde, kr",
        "needed_until": "Behövs t.o.m.",
        "standstill_last_day": "Avtalsspärr t.o.m.",
        "agreement": "Avtal",
    }
    listing("Direktupphandlingar", columns, register(limit, offset), as_json=as_json)


app.command("published")(register_tender.published)
