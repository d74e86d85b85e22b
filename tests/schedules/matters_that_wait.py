"""Matters in which something may stand in a deadline's way, each as acts in their order.

`{n}` stands for the matter's number, and `{+30}` for the day so many days from today.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.simulation.matters import COURSES, STADEN, Act

DECISION = {**STADEN, "decision": "kf-{n}"}
TAKEN = {**DECISION, "taken_on": "{-2}", "minutes": "§ {n}", "matter": "Valfrihet"}
COUNCIL, BOARD = {**TAKEN, "body": "council"}, {**TAKEN, "body": "board"}
ANNOUNCED: Act = ("choice_system.announce_minutes", {**DECISION, "on": "{+0}"})
QUESTION = {**STADEN, "question": "fraga-{n}"}
ASKED = {**QUESTION, "from_body": "board", "to_body": "council", "matter": "Natten?"}
AGREEMENT = {"agreement": "avtal-{n}"}
LICENCE = {"provider": "ivo-{n}", "ruling": "beslut"}
TERM = {**STADEN, "term": "mandat-{n}"}
TENDER = {"tender": "anbud-{n}"}
OF_A_TENDER = {**TENDER, "question": "f-1"}
ROUND = {"round": "val-{n}"}


def appealed(number: str) -> Act:
    told = {"court": "Förvaltningsrätten", "received_on": "{+0}"}
    about = {**DECISION, "case_number": f"{number}-{{n}}"}
    return "choice_system.appeal_decision", {**about, **told}


def ruled(number: str, outcome: str) -> Act:
    told = {"case_number": f"{number}-{{n}}", "outcome": outcome, "ruled_on": "{+0}"}
    return "choice_system.rule_on_appeal", {**STADEN, **told}


def registered(starts_on: str, ends_on: str) -> Act:
    told = {
        **AGREEMENT,
        **STADEN,
        "provider": "utforare-{n}",
        "name": "Utförare A",
        "regime": "lou",
        "bundle": "omvardnad",
        "areas": ["norr"],
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    return "agreement.register", told


def asked(*services: str) -> Act:
    blocks = ["begin_agreement"]
    told = {**ASKED, "blocks": blocks, "services": list(services)}
    return "choice_system.refer_question", told


ANSWERED: Act = (
    "choice_system.answer_question",
    {**QUESTION, "decision": "kf-{n}", "outcome": "Ja."},
)

WAITING: Mapping[str, tuple[Act, ...]] = {
    "minutes under appeal": (
        ("choice_system.record_decision", COUNCIL),
        appealed("m"),
        ANNOUNCED,
        appealed("n"),
        ruled("m", "rejected"),
        ruled("n", "rejected"),
    ),
    "minutes that are annulled": (
        ("choice_system.record_decision", COUNCIL),
        ANNOUNCED,
        appealed("u"),
        ANNOUNCED,
        ruled("u", "annulled"),
    ),
    "a question and its answers": (
        asked("personal_care"),
        registered("{+5}", "{+80}"),
        ("choice_system.record_decision", COUNCIL),
        ANSWERED,
        appealed("q"),
        ruled("q", "annulled"),
        registered("{+3}", "{+20}"),
    ),
    "a question about everything": (
        registered("{+15}", "{+90}"),
        asked(),
        ("choice_system.record_decision", COUNCIL),
        ANSWERED,
        (
            "agreement.rescind",
            {**AGREEMENT, "grounds": "Brister.", "wind_up_until": "{+6}"},
        ),
    ),
    "a chair's decision": (
        ("choice_system.record_decision", {**BOARD, "urgent": True}),
        ("choice_system.plan_meeting", {**STADEN, "body": "board", "on": "{+12}"}),
        ("choice_system.cancel_meeting", {**STADEN, "body": "board", "on": "{+0}"}),
        ("choice_system.hold_meeting", {**STADEN, "body": "board", "on": "{+0}"}),
        (
            "choice_system.report_chair_decision",
            {**DECISION, "meeting_on": "{+0}"},
        ),
    ),
    "a term of office": (
        (
            "choice_system.begin_term_of_office",
            {**TERM, "from_on": "{+0}", "to_on": "{+1400}", "remind_on": "{+20}"},
        ),
        ("choice_system.record_decision", COUNCIL),
        (
            "choice_system.adopt_programme",
            {**TERM, "decision": "kf-{n}"},
        ),
    ),
    "a licence": (
        ("provider.register", {"provider": "ivo-{n}", "name": "Utförare I"}),
        (
            "provider.record_licence",
            {
                **LICENCE,
                "licence": "revoked",
                "decided_on": "{+0}",
                "in_force_from": "{+9}",
                "source": "IVO",
            },
        ),
        (
            "provider.correct_licence",
            {
                **LICENCE,
                "licence": "in_force",
                "decided_on": "{+0}",
                "in_force_from": "{+2}",
                "source": "IVO",
                "reason": "Skrivfel.",
            },
        ),
    ),
    "an agreement that is watched": (
        registered("{+2}", "{+200}"),
        ("agreement.watch_expiry", {**AGREEMENT, "months": 5}),
        (
            "agreement.extend",
            {**AGREEMENT, "ends_on": "{+260}", "reason": "Option."},
        ),
        (
            "agreement.give_notice",
            {**AGREEMENT, "ends_on": "{+40}", "reason": "Slut.", "agreed": True},
        ),
    ),
    "a tender with questions": (
        (
            "tender.prepare",
            {
                **TENDER,
                **STADEN,
                "title": "Hemtjänst",
                "lots": [{"lot": "norr", "title": "Norr", "areas": ["norr"]}],
                "criteria": [
                    {"criterion": "k", "title": "Kvalitet", "max_points": 5.0}
                ],
            },
        ),
        (
            "tender.set_procedure",
            {
                **TENDER,
                "procedure": {
                    "method": {"model": "quality_points"},
                    "valid_days": 30,
                    "reminder_days": 7,
                },
            },
        ),
        ("tender.announce", {**TENDER, "last_day": "{+25}", "notice": "A {n}"}),
        (
            "tender.receive_bid",
            {
                **TENDER,
                "bid": "anbud-1",
                "bidder": "utforare-a",
                "name": "Utförare A",
                "lots": ["norr"],
                "content_hash": "0" * 64,
            },
        ),
        (
            "tender.receive_question",
            {
                **OF_A_TENDER,
                "text": "Gäller natten?",
                "received_on": "{+0}",
                "in_good_time": True,
            },
        ),
        ("tender.answer_question", {**OF_A_TENDER, "text": "Ja."}),
        ("tender.extend", {**TENDER, "last_day": "{+20}", "reason": "Sent svar."}),
        ("tender.ask_for_prolongation", {**TENDER, "until": "{+50}", "reason": "Tid."}),
        (
            "tender.cancel",
            {**TENDER, "reason_code": "chan-need", "reasons": "Ny budget."},
        ),
        (
            "tender.notify_cancellation",
            {**TENDER, "notices": [{"recipient": "utforare-a"}]},
        ),
    ),
    "a round": (
        (
            "choice_round.open",
            {
                **ROUND,
                **STADEN,
                "bundle": "omvardnad",
                "last_day": "{+20}",
                "remind_on": "{+10}",
            },
        ),
        ("choice_round.close", ROUND),
    ),
}

MATTERS: Mapping[str, tuple[Act, ...]] = {**COURSES, **WAITING}
