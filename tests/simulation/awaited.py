"""What the clock owes everybody: each deadline falls once, not early, and is not forgotten.

Told from the rows of the log alone; no read model is asked, and nothing is counted.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.simulation.awaits import (
    Awaits,
    Parts,
    after,
    begins_later,
    closing,
    counted,
    gap,
    interval,
    latest,
    lock,
    measures,
    morning,
    named,
    next_window,
    on_day,
    reminders,
    terms,
    waves,
    whole,
    windows,
)

MADE = ("registered", "entrusted_in_house", "signed", "admitted", "signed_directly")
NEVER_BEGAN = {
    "decision_ended": lambda data: (
        [data["decision"]] if data["last_day"] < data["valid_from"] else []
    )
}

FALLS: Mapping[str, tuple[Mapping[str, Awaits], Mapping[str, Parts]]] = {
    "tender.closed": (
        {"announced": closing, "extended": closing},
        {"cancelled": whole},
    ),
    "award.standstill_ended|award.signing_unlocked": (
        {"notified": counted("standstill")},
        dict.fromkeys(
            (
                "notified_defectively",
                "notice_found_defective",
                "reevaluated",
                "annulled",
                "withdrawn",
            ),
            whole,
        ),
    ),
    "tender.answers_limit_passed": (
        {"answer_limit_set": counted("limit")},
        {"closed": whole, "cancelled": whole},
    ),
    "award.lock_released": ({"signing_locked": lock}, {}),
    "award.validity_review_ended": (
        {"windows_opened": counted("validity", "agreement")},
        {},
    ),
    "award.post_award_notice_overdue": (
        {"windows_opened": counted("post_award_notice", "agreement")},
        {},
    ),
    "review.new_grounds_barred": (
        {"filed": counted("new_grounds")},
        {"closed": whole},
    ),
    "review.court_to_be_asked": (
        {
            "filed": on_day("ask_on", morning),
            "court_to_be_asked": on_day("next_on", morning),
            "appealed": on_day("ask_on", morning),
            "authority_appealed": on_day("ask_on", morning),
        },
        {"closed": whole},
    ),
    "dossier.overdue": ({"opened": counted("due")}, {"completed": whole}),
    "agreement.began": (
        {made: terms("starts_on", morning) for made in MADE},
        {"rescinded": whole, "expired": whole},
    ),
    "agreement.expired": (
        {made: terms("ends_on", after) for made in MADE}
        | dict.fromkeys(
            ("notice_given", "end_agreed", "extended", "option_exercised"),
            on_day("ends_on", after),
        ),
        {"rescinded": whole},
    ),
    "agreement.wound_up": ({"rescinded": on_day("wind_up_until", after)}, {}),
    "agreement.offer_lapsed": (
        {"place_offered": counted("answer_by", "customer")},
        {
            "offer_accepted": named("customer"),
            "offer_declined": named("customer"),
            "queue_left": named("customers"),
            "rescinded": named("queue"),
            "places_taken": lambda data: [one["customer"] for one in data["taken"]],
        },
    ),
    "choice_round.closed": ({"opened": closing}, {}),
    "choice_system.legal_force_gained": (
        {
            "minutes_announced": counted("appeal", "decision"),
            "appeal_ruled": counted("appeal", "decision"),
        },
        dict.fromkeys(
            ("minutes_taken_down", "decision_appealed", "decision_annulled"),
            named("decision"),
        ),
    ),
    "plan.milestone_missed": (
        dict.fromkeys(("milestone_planned", "milestone_moved"), interval("milestone")),
        dict.fromkeys(("milestone_met", "milestone_abandoned"), named("milestone")),
    ),
    "plan.promise_broken": (
        {"promise_made": interval("promise")},
        dict.fromkeys(("promise_kept", "promise_withdrawn"), named("promise")),
    ),
    "admission.window_closed": (
        {
            "announced": windows,
            "window_scheduled": windows,
            "window_closed": next_window,
        },
        {"withdrawn": lambda data: data["windows"]},
    ),
    "application.completion_overdue": (
        {"completion_asked": counted("until")},
        {"completed": whole, "withdrawn": whole},
    ),
    "application.answer_overdue": (
        {"received": counted("answer_due"), "reopened": counted("answer_due")},
        dict.fromkeys(("approved", "rejected", "withdrawn"), whole),
    ),
    "application.rattelse_time_ended": (
        {"rejected": counted("rattelse")},
        {"reopened": whole},
    ),
    "customer.decision_began": (
        {"granted": begins_later},
        {
            **NEVER_BEGAN,
            "decision_expired": named("decision"),
            "died": named("decisions"),
        },
    ),
    "customer.decision_expired": (
        {
            "granted": on_day("valid_to", after, "decision"),
            "decision_ended": on_day("last_day", after, "decision"),
        },
        {"died": named("decisions")},
    ),
    "customer.report_due": (
        {
            "granted": counted("report_by", "decision"),
            "interrupted": counted("report_by", "decision"),
            "reported": counted("report_by", "decision"),
        },
        {
            "executed": named("decision"),
            "decision_expired": named("decision"),
            "died": named("decisions"),
        },
    ),
    "follow_up.check_reminded": (
        dict.fromkeys(("check_planned", "check_ordered", "check_moved"), reminders),
        dict.fromkeys(
            ("check_overdue", "check_done", "check_cancelled", "check_lapsed"),
            named("check"),
        ),
    ),
    "follow_up.check_overdue": (
        dict.fromkeys(("check_planned", "check_ordered", "check_moved"), latest),
        dict.fromkeys(
            ("check_done", "check_cancelled", "check_lapsed"), named("check")
        ),
    ),
    "follow_up.check_escalated": (
        {"check_overdue": on_day("escalate_on", morning, "check")},
        dict.fromkeys(
            ("check_done", "check_cancelled", "check_lapsed"), named("check")
        ),
    ),
    "deviation.hearing_ran_out": (
        {"hearing_opened": counted("answer_by")},
        {"provider_heard": whole, "closed": whole},
    ),
    "deviation.measure_overdue": (
        {"plan_accepted": measures},
        {"measure_done": named("measure"), "closed": named("undone")},
    ),
    "direct_procurement.standstill_ended": (
        {"intent_published": counted("standstill")},
        {"abandoned": whole},
    ),
    "transition.wave_overdue": (
        {"planned": waves, "wave_postponed": on_day("on", after, "wave")},
        {"wave_taken_over": named("wave"), "abandoned": named("remaining")},
    ),
    "transition.gap_coming": (
        {"gap_watched": gap},
        {
            "wave_postponed": named("wave"),
            "wave_taken_over": named("wave"),
            "abandoned": named("remaining"),
        },
    ),
}
"""What falls: what sets it, and what makes it moot, by the names of events of its kind."""
