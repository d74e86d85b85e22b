"""Codes in the words that users read; JSON keeps the codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

IN_SWEDISH: Mapping[str, str] = {
    # how a case stands
    "prepared": "förberedd",
    "announced": "annonserad",
    "closed": "stängd",
    "opened": "öppnad",
    "awarded": "tilldelad",
    "cancelled": "avbruten",
    "proposed": "föreslagen",
    "decided": "beslutad",
    "notified": "underrättad, avtalsspärr löper",
    "unlocked": "avtal får ingås",
    "annulled": "upphävd av domstol",
    "signed": "ingånget",
    "in_force": "gäller",
    "expired": "upphört",
    "rescinded": "hävt",
    "completed": "avslutat",
    # applications
    "received": "mottagen",
    "approved": "godkänd",
    "admitted": "avtal ingått",
    "rejected": "avslagen",
    "paused": "pausad",
    # in court
    "pending": "pågår",
    "ruled": "avgjort",
    "ended": "avslutat",
    "award": "tilldelning",
    "cancellation": "avbrytande",
    "agreement": "avtals giltighet",
    "first": "förvaltningsrätten",
    "second": "kammarrätten",
    "supreme": "Högsta förvaltningsdomstolen",
    "dismissed": "avvisad",
    "struck_off": "avskriven",
    "correct": "ska rättas",
    "redo": "ska göras om",
    "contract_void": "avtalet ogiltigt",
    "contract_stands": "avtalet består",
    "upheld": "överklagandet avslaget",
    "leave_refused": "inget prövningstillstånd",
    "referred_back": "återförvisad",
    "extended_standstill": "förlängd avtalsspärr",
    "interim_measure": "interimistiskt beslut",
    "ten_day_period": "tiodagarsfrist",
    "court_order": "domstolens avgörande",
    # parts of the individual report
    "low_bids_rejected": "förkastade låga anbud",
    "suppliers_not_awarded": "leverantörer som inte tilldelades",
    "negotiation": "förhandling",
    "non_electronic_bids": "anbud på annat sätt än elektroniskt",
    "conflicts_of_interest": "intressekonflikter",
    "winner_and_reasons": "vinnare och skäl",
    # political decisions
    "council": "fullmäktige",
    "executive_board": "kommunstyrelsen",
    "board": "nämnden",
    "taken": "fattat",
    "on_notice_board": "anslaget",
    "taken_down": "nedtaget i förtid",
    "appealed": "överklagat",
    # what waits for an answer
    "announce_tender": "annonsera upphandling",
    "open_admission": "öppna för ansökan",
    "sign_agreement": "ingå avtal",
    "open_choice_round": "öppna valomgång",
    "plan_transition": "planera övertagande",
    "begin_agreement": "börja avtalstid",
    # milestones and promises
    "planned": "planerad",
    "met": "nådd",
    "missed": "missad",
    "abandoned": "övergiven",
    "promised": "lovat",
    "kept": "infriat",
    "broken": "brutet",
    "withdrawn": "återtaget",
    # on what ground
    "lou": "LOU",
    "lov": "LOV",
    "in_house": "egen regi",
    "separately_procured": "särskilt upphandlad utförare",
    "stay": "den utförare som kunden har",
    "provider_with_room": "utförare som har plats",
    "fill_shares": "efter andelar",
    "turn_order": "i turordning",
    "nearest": "närmaste utförare",
    "random": "lottning",
    # licences
    "revoked": "återkallat",
    "revocation_suspended": "återkallelsen inhiberad",
    "revocation_final": "slutligt återkallat",
    # what is published
    "document": "dokument",
    "question": "fråga",
    "information": "upplysning",
    "extension": "förlängning",
    # what home care consists of, and when
    "personal_care": "personlig omvårdnad",
    "domestic_services": "serviceinsatser",
    "night_support": "nattinsatser",
    "safety_alarm_installation": "installation av trygghetslarm",
    "safety_alarm_response": "larmutryckning",
    "home_nursing": "hemsjukvård",
    "meals": "måltider",
    "day": "dag",
    "evening": "kväll",
    "night": "natt",
    "weekday": "vardag",
    "weekend": "helg",
    "any_day": "alla dagar",
    # whether a customer chooses, and what follows for whoever does not
    "must": "ska välja",
    "may": "får välja",
    "need_not": "behöver inte välja",
    "default": "ickevalsalternativ",
    "choosing": "omval och kö",
    "fallback": "träder in",
    # what is awaited
    "legal_force": "laga kraft",
    "chair_decision_report_due": "ordförandebeslutet ska vara anmält",
    "programme_due": "programmet för privata utförare ska vara antaget",
    "licence_takes_effect": "beslutet om tillstånd börjar gälla",
    "milestone_latest": "milstolpens tid går ut",
    "promise_latest": "löftets tid går ut",
    "answers_due": "tiden för svar på frågor går ut",
    "tender_closes": "anbudstiden går ut",
    "bid_validity_reminder": "dags att tänka på att förlänga anbuden",
    "bid_validity_ends": "anbudens giltighetstid går ut",
    "cancellation_review_ends": "överprövning av avbrytandet går ut",
    "standstill_ends": "avtalsspärren går ut",
    "ten_day_period_ends": "tiodagarsfristen går ut",
    "reasons_due": "upplysningar om skälen ska vara lämnade",
    "post_award_notice_due": "efterannonsen ska vara publicerad",
    "validity_review_ends": "överprövning av avtalets giltighet går ut",
    "admission_window_closes": "ansökningsomgången går ut",
    "completion_due": "tiden att komplettera går ut",
    "answer_due": "kommunens löfte om svar går ut",
    "rattelse_time_ends": "tiden för rättelse går ut",
    "new_grounds_barred": "tiden för nya omständigheter går ut",
    "ask_the_court": "dags att fråga domstolen",
    "dossier_due": "dokumentationen ska vara slutförd",
    "intent_standstill_ends": "avtalsspärren efter avsiktsannonsen går ut",
    "agreement_begins": "avtalet börjar gälla",
    "agreement_ends": "avtalet upphör",
    "expiry_alarm": "avtalet löper snart ut",
    "offer_answer_due": "tiden att svara på erbjuden plats går ut",
    "wind_up_ends": "avvecklingen efter hävning går ut",
    "round_reminder": "dags att påminna dem som inte har valt",
    "care_decision_begins": "biståndsbeslutet börjar gälla",
    "care_decision_ends": "biståndsbeslutets tid går ut",
    "unexecuted_decision": "beslutet ska rapporteras som ej verkställt",
    "round_closes": "valperioden går ut",
    "wave_overdue": "vågen är försenad",
    "transition_gap": "avtalet som en försenad våg lämnar upphör snart",
}

CODED = (
    "status",
    "regime",
    "licence",
    "deadline",
    "locked_by",
    "against",
    "instance",
    "outcome",
    "cause",
    "body",
    "from_body",
    "to_body",
    "reported_to",
    "blocks",
    "service",
    "time_of_day",
    "day_kind",
    "duty",
    "policy",
)


def worded_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row whose codes are said in Swedish."""
    return {
        name: _said(value) if name in CODED else value for name, value in row.items()
    }


def _said(value: Any) -> Any:
    """A code in Swedish, and each code of a list."""
    if isinstance(value, list):
        return [_said(one) for one in value]
    if isinstance(value, str) and ", " in value:
        return ", ".join(map(_said, value.split(", ")))
    return IN_SWEDISH.get(value, value)
