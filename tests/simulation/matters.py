"""Matters that an authority has on its desk, each as the acts that it may take, in order.

`{n}` stands for the matter's number, and `{+30}` for the day so many days from today.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.admission_town import LOV_SYSTEM, PREPARED
from tests.checked_town import SCHEDULE

Act = tuple[str, dict[str, Any]]

STADEN, LOV = {"system": "staden"}, {"system": "lovstaden"}
LEADING = {"requirement": "ledning"}
FOLLOWED_UP = {"how": "Besök", "by_whom": "Avtalsenheten", "how_often": "yearly"}
REQUIRED = {**LEADING, "text": "Verksamheten har en namngiven ledning."}
FROM_TODAY = {**SCHEDULE, "valid_from": "{+0}"}
ADMISSION = {"admission": "lov"}

FOUNDING: tuple[Act, ...] = (
    ("choice_system.set_requirement", {**STADEN, **REQUIRED}),
    ("choice_system.plan_follow_up", {**STADEN, **LEADING, **FOLLOWED_UP}),
    ("choice_system.schedule_checks", {**STADEN, **LEADING, "schedule": FROM_TODAY}),
    ("plan.draw_up", {**STADEN, "plan": "tidplan"}),
    ("choice_system.establish", {**LOV_SYSTEM, **LOV}),
    (
        "choice_system.record_decision",
        {
            **LOV,
            "decision": "kf-7",
            "body": "council",
            "taken_on": "{-3}",
            "minutes": "KF § 7",
            "matter": "Valfrihetssystem enligt LOV",
        },
    ),
    ("choice_system.set_requirement", {**LOV, **REQUIRED}),
    ("choice_system.plan_follow_up", {**LOV, **LEADING, **FOLLOWED_UP}),
    ("admission.prepare", {**PREPARED, **ADMISSION, **LOV}),
    ("admission.announce", {**ADMISSION, "notice": "Välkommen.", "database": "LOV"}),
)

DECISION = {**STADEN, "decision": "beslut-{n}"}
APPEAL = {"court": "Förvaltningsrätten", "case_number": "{n}-26"}
MILESTONE = {"plan": "tidplan", "milestone": "m-{n}"}
PROMISE = {"plan": "tidplan", "promise": "lofte-{n}"}
SOON = {"earliest": "{+0}", "latest": "{+25}", "wording": "snart"}
LATER = {"earliest": "{+5}", "latest": "{+60}", "wording": "senare"}
DIRECT = {"direct_procurement": "direkt-{n}"}
APPLICATION = {"application": "ansokan-{n}"}
RATTELSE = {**APPLICATION, "case_number": "{n}-27"}
CARE = {"customer": "vard-{n}", "decision": "vard-{n}"}
DEVIATION = {"deviation": "avv-{n}"}

COURSES: Mapping[str, tuple[Act, ...]] = {
    "decision": (
        (
            "choice_system.record_decision",
            {
                **DECISION,
                "body": "council",
                "taken_on": "{-2}",
                "minutes": "§ {n}",
                "matter": "Valfrihet i hemtjänsten",
            },
        ),
        ("choice_system.announce_minutes", {**DECISION, "on": "{+0}"}),
        (
            "choice_system.appeal_decision",
            {**DECISION, **APPEAL, "received_on": "{+0}"},
        ),
        (
            "choice_system.rule_on_appeal",
            {
                **STADEN,
                "case_number": "{n}-26",
                "outcome": "rejected",
                "ruled_on": "{+0}",
            },
        ),
        ("choice_system.take_down_minutes", {**DECISION, "on": "{+0}"}),
    ),
    "milestone": (
        ("plan.add_milestone", {**MILESTONE, "title": "Klart", "when": SOON}),
        ("plan.move_milestone", {**MILESTONE, "when": LATER, "reason": "Försening."}),
        ("plan.meet_milestone", {**MILESTONE, "met_on": "{+0}", "reason": "Dröjde."}),
        ("plan.abandon_milestone", {**MILESTONE, "reason": "Behövs inte."}),
    ),
    "promise": (
        ("plan.promise", {**PROMISE, "to": "Alla", "text": "Besked.", "when": SOON}),
        ("plan.keep_promise", PROMISE),
        ("plan.withdraw_promise", {**PROMISE, "reason": "Ändrat."}),
    ),
    "direct": (
        (
            "direct_procurement.prepare",
            {
                **DIRECT,
                **STADEN,
                "title": "Hemtjänst i norr tills vidare",
                "ground": "under_threshold",
                "value_sek": 5_000_000,
                "threshold_sek": 8_109_450,
                "threshold_source": "Antaget",
                "motive": "Behovet kan inte vänta",
            },
        ),
        (
            "direct_procurement.decide",
            {
                **DIRECT,
                "provider": "utforare-d",
                "name": "Utförare D",
                "motive": "Kan börja genast",
            },
        ),
        (
            "direct_procurement.publish_intent",
            {**DIRECT, "database": "TED", "notice": "{n}", "published_on": "{+0}"},
        ),
        (
            "direct_procurement.sign",
            {
                **DIRECT,
                "agreement": "direkt-{n}",
                "bundle": "omvardnad",
                "areas": ["norr"],
                "starts_on": "{+10}",
                "ends_on": "{+90}",
            },
        ),
    ),
    "application": (
        (
            "application.receive",
            {
                **ADMISSION,
                **APPLICATION,
                "bundle": "omvardnad",
                "provider": "sokande-{n}",
                "name": "Utförare S",
                "areas": ["norr"],
                "capacity": {"norr": 40},
                "content_hash": "a" * 64,
            },
        ),
        ("application.ask_completion", {**APPLICATION, "what": "Bevis"}),
        ("application.complete", {**APPLICATION, "content_hash": "b" * 64}),
        ("application.assess", {**APPLICATION, "motive": "Prövad."}),
        ("application.approve", {**APPLICATION, "motive": "Uppfyller kraven."}),
        (
            "agreement.admit",
            {
                **APPLICATION,
                "agreement": "lov-{n}",
                "signed_on": "{+0}",
                "starts_on": "{+200}",
            },
        ),
    ),
    "rejection": (
        (
            "application.receive",
            {
                **ADMISSION,
                **APPLICATION,
                "bundle": "omvardnad",
                "provider": "sokande-{n}",
                "name": "Utförare S",
                "areas": ["norr"],
                "content_hash": "a" * 64,
            },
        ),
        (
            "application.assess",
            {**APPLICATION, "failed": ["ledning"], "motive": "Ingen ledning."},
        ),
        ("application.reject", {**APPLICATION, "reasons": "Ingen ledning."}),
        (
            "application.file_rattelse",
            {**RATTELSE, "court": "Förvaltningsrätten", "received_on": "{+0}"},
        ),
        (
            "application.rule_rattelse",
            {**RATTELSE, "outcome": "upheld", "ruled_on": "{+0}"},
        ),
        ("application.withdraw", {**APPLICATION, "reason": "Ändrade planer."}),
    ),
    "care": (
        (
            "customer.grant",
            {
                **CARE,
                **STADEN,
                "area": "norr",
                "granted_on": "{+0}",
                "valid_from": "{+20}",
                "valid_to": "{+150}",
                "services": [
                    {
                        "service": "personal_care",
                        "bundle": "omvardnad",
                        "minutes_per_week": 300,
                    }
                ],
            },
        ),
        (
            "customer_choice.choose",
            {"customer": "vard-{n}", "bundle": "omvardnad", "wishes": ["egen"]},
        ),
        (
            "customer.end_decision",
            {**CARE, "last_day": "{+12}", "reason": "Behövs inte."},
        ),
    ),
    "deviation": (
        (
            "deviation.report",
            {
                **DEVIATION,
                "agreement": "egen",
                "origin": "complaint",
                "severity": "critical",
                "description": "Besök har uteblivit.",
                "discovered_on": "{+0}",
            },
        ),
        ("deviation.open_hearing", {**DEVIATION, "questions": "Varför?", "days": 7}),
        (
            "deviation.hear_provider",
            {**DEVIATION, "answer": "Sjukdom.", "received_on": "{+0}"},
        ),
        (
            "deviation.receive_plan",
            {
                **DEVIATION,
                "received_on": "{+0}",
                "measures": [
                    {"measure": "rutin", "what": "Rutin.", "due_on": "{+9}"},
                    {"measure": "folk", "what": "Folk.", "due_on": "{+30}"},
                ],
            },
        ),
        ("deviation.accept_plan", {**DEVIATION, "motive": "Räcker."}),
        (
            "deviation.finish_measure",
            {**DEVIATION, "measure": "rutin", "done_on": "{+0}"},
        ),
        (
            "deviation.recheck",
            {**DEVIATION, "recheck": "remedied", "rechecked_on": "{+0}"},
        ),
        ("deviation.close", {**DEVIATION, "outcome": "remedied", "motive": "Klart."}),
    ),
}
