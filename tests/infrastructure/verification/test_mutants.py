"""A changed row, rule, weight, score, date, seed, place, share or holiday is found.

Each mutant is a row of a table: what was changed, where, and exactly what is then told.
"""

from __future__ import annotations

import pytest

from tests.infrastructure.verification.lived import (
    Mutant,
    changed,
    itself,
    of,
    says,
    streams_verified,
    told,
)
from upphandling.application.verification import Computation
from upphandling.infrastructure.storage.database import Database

AWARD_LAST_DAY = ("2026-05-16", "2026-05-15")
ITSELF: dict[str, Mutant] = {
    "a sum in the ranking": itself(
        "award.evaluated",
        "evaluation.ranking[norr/anbud-a].score",
        4.5,
        4.0,
        nth=1,
        at="evaluation.ranking.0.score",
    ),
    "the last day of a lock": itself(
        "award.signing_locked",
        "lock.period.last_day",
        "2026-08-12",
        "2026-08-13",
        nth=1,
    ),
    "what a ruling frees": itself("review.ruling_confirmed", "frees", [], ["extended"]),
    "the share in a contract": itself(
        "agreement.signed", "terms.share_percent", 25.0, 0.0
    ),
    "how many were placed": itself(
        "choice_round.allocation_adopted", "customers", 5, 4
    ),
    "the turn of somebody in a queue": itself(
        "agreement.queue_ordered",
        "turns[person-1]",
        "0",
        "63decf08bd26fab3b3df687cf88a7d14129d6203b0e2b5e2fa1ffa0d07e52fe4",
        at="turns.person-1",
    ),
    "the day of an indexation": itself(
        "tariff.indexed", "version.valid_from", "2026-04-02", "2026-04-01"
    ),
    "when a window closes": itself(
        "choice_round.opened",
        "closes_at",
        "2027-02-28T22:00:00Z",
        "2027-02-28T23:00:00Z",
    ),
}
ELSEWHERE: dict[str, Mutant] = {
    "a score that was given": (
        "tender.bid_scored",
        2,
        says("points", to=3.5),
        [
            *of(
                "award.proposed",
                ("ranking[norr/anbud-c].score", 3.0, 3.5),
                (
                    "ranking[norr/anbud-c].motive",
                    "Kvalitet: 3 av 5 (vikt 1)",
                    "Kvalitet: 3.5 av 5 (vikt 1)",
                ),
            ),
            *of(
                "award.evaluated",
                ("comparison.scores[anbud-c/kvalitet].points", 3.0, 3.5),
            ),
        ],
    ),
    "a weight that was compared by": (
        "award.evaluated",
        1,
        says("comparison", "criteria", 0, "weight", to=2.0),
        of(
            "award.evaluated",
            ("comparison.criteria[kvalitet].weight", 2.0, 1.0),
            *(
                pair
                for bid, points in (("a", 4), ("b", 4), ("c", 3))
                for pair in (
                    (
                        f"evaluation.ranking[norr/anbud-{bid}].score",
                        float(points),
                        2.0 * points,
                    ),
                    (
                        f"evaluation.ranking[norr/anbud-{bid}].motive",
                        f"Kvalitet: {points} av 5 (vikt 1)",
                        f"Kvalitet: {points} av 5 (vikt 2)",
                    ),
                )
            ),
        ),
    ),
    "the text that lots were drawn by": (
        "award.tie_drawn",
        0,
        says("draw", "seed", to="annan"),
        of(
            "award.tie_drawn",
            ("draw.order", ["anbud-b", "anbud-a"], ["anbud-a", "anbud-b"]),
        ),
    ),
    "the day a notice was sent": (
        "award.notified",
        0,
        says("notices", 1, "sent_at", to="2026-05-06T08:00:00Z"),
        of(
            "award.notified",
            ("standstill.trigger", "2026-05-05", "2026-05-06"),
            ("standstill.nominal", "2026-05-15", "2026-05-16"),
            ("standstill.last_day", "2026-05-15", "2026-05-18"),
            ("standstill.rolled_because", None, "lördag"),
        ),
    ),
    "a letter instead of a message": (
        "award.notified",
        0,
        says("notices", 1, "channel", to="other"),
        of(
            "award.notified",
            ("standstill.channel", "electronic", "other"),
            ("standstill.length", "10 dagar", "15 dagar"),
            ("standstill.nominal", "2026-05-15", "2026-05-20"),
            ("standstill.last_day", "2026-05-15", "2026-05-20"),
        ),
    ),
    "the last day of a standstill, and all that rests on it": (
        "award.notified",
        0,
        says("standstill", "last_day", to="2026-05-16"),
        [
            *of("award.notified", ("standstill.last_day", *AWARD_LAST_DAY)),
            *of("award.standstill_ended", ("last_day", *reversed(AWARD_LAST_DAY))),
            *of("award.signing_unlocked", ("last_day", *reversed(AWARD_LAST_DAY))),
            *of("review.filed", ("last_day", *reversed(AWARD_LAST_DAY))),
        ],
    ),
    "the day an application came in": (
        "review.filed",
        0,
        says("received_on", to="2026-05-20"),
        of(
            "review.filed",
            ("in_time", True, False),
            ("new_grounds.trigger", "2026-05-12", "2026-05-20"),
            ("new_grounds.nominal", "2026-06-02", "2026-06-10"),
            ("new_grounds.last_day", "2026-06-02", "2026-06-10"),
        ),
    ),
    "a share that was agreed": (
        "agreement.shares_agreed",
        0,
        says("steps", 0, "minimum_percent", to=25.0),
        of(
            "choice_round.allocation_proposed",
            (
                "question.contenders[avtal-b].shares[None/customers].minimum_percent",
                50.0,
                25.0,
            ),
        ),
    ),
    "a placement, and the place that follows from it": (
        "choice_round.allocation_proposed",
        0,
        says("placements", 0, "agreement", to="egen-regi"),
        [
            *of(
                "choice_round.allocation_proposed",
                ("placements[person-1].agreement", "egen-regi", "avtal-b"),
            ),
            *of(
                "customer_choice.placed",
                ("agreement", "avtal-b", "egen-regi"),
                ("provider", "utforare-avtal-b", "kommunen"),
            ),
        ],
    ),
    "the seed of the neutral order": (
        "choice_round.information_published",
        0,
        says("seed", to="Sommaren 2027"),
        of(
            "choice_round.information_published",
            ("entries (ordning)", ["avtal-a", "avtal-b"], ["avtal-b", "avtal-a"]),
        ),
    ),
    "the day care was granted": (
        "customer.granted",
        0,
        says("granted_on", to="2027-01-05"),
        of(
            "customer.granted",
            ("report_by.on", "2027-01-04", "2027-01-05"),
            ("report_by.trigger", "2027-01-04", "2027-01-05"),
            ("report_by.nominal", "2027-04-04", "2027-04-05"),
            ("report_by.last_day", "2027-04-04", "2027-04-05"),
        ),
    ),
    "a threshold; the tender is still sealed": (
        "tender.value_estimated",
        0,
        says("threshold", "sek", to=8_300_000),
        of(
            "tender:larm",
            ("threshold.sek", 8_300_000, 8_109_450),
        ),
    ),
}
MUTANTS = ITSELF | ELSEWHERE


@pytest.mark.parametrize("what", MUTANTS)
def test_a_changed_row_is_told_with_both_values(log: Database, what: str) -> None:
    topic, nth, change, expected = MUTANTS[what]

    with changed(log, topic, change, nth):
        findings = streams_verified(log)

    assert told(log, findings.differences) == expected
    assert findings.total == len(expected)
    assert findings.underivable == 0


def test_what_nobody_changed_has_no_differences(log: Database) -> None:
    findings = streams_verified(log)

    assert findings.differences == []
    unchecked = set(Computation) - {kind for kind, n in findings.checked.items() if n}
    assert unchecked == {Computation.READ_MODEL}
