"""A changed row, rule, weight, score, date, seed, place, share or holiday is found.

Each mutant is a row of a table: what was changed, where, and exactly what is then told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import Any

import pytest

from tests.infrastructure.verification.lived import (
    Change,
    Found,
    changed,
    streams_verified,
    told,
)
from upphandling.application.verification import Computation, deadlines
from upphandling.domain import legal_time
from upphandling.domain.calendar import swedish_calendar
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.rulebook import Rulebook, assuming, book
from upphandling.infrastructure.storage.database import Database


def says(*path: Any, to: Any) -> Change:
    """The value at a path is another."""

    def change(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        assert data[path[-1]] != to
        data[path[-1]] = to

    return change


def of(topic: str, *found: tuple[str, Any, Any]) -> list[Found]:
    return [(topic, *one) for one in found]


AWARD_LAST_DAY = ("2026-05-16", "2026-05-15")
MUTANTS: dict[str, tuple[str, int, Change, list[Found]]] = {
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
    "a sum in the ranking": (
        "award.evaluated",
        1,
        says("evaluation", "ranking", 0, "score", to=4.5),
        of("award.evaluated", ("evaluation.ranking[norr/anbud-a].score", 4.5, 4.0)),
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
    "the last day of a lock": (
        "award.signing_locked",
        1,
        says("lock", "period", "last_day", to="2026-08-12"),
        of(
            "award.signing_locked",
            ("lock.period.last_day", "2026-08-12", "2026-08-13"),
        ),
    ),
    "what a ruling frees": (
        "review.ruling_confirmed",
        0,
        says("frees", to=[]),
        of("review.ruling_confirmed", ("frees", [], ["extended"])),
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
    "the share in a contract": (
        "agreement.signed",
        0,
        says("terms", "share_percent", to=25.0),
        of("agreement.signed", ("terms.share_percent", 25.0, 0.0)),
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
    "a placement": (
        "choice_round.allocation_proposed",
        0,
        says("placements", 0, "agreement", to="egen-regi"),
        of(
            "choice_round.allocation_proposed",
            ("placements[person-1].agreement", "egen-regi", "avtal-b"),
        ),
    ),
    "how many were placed": (
        "choice_round.allocation_adopted",
        0,
        says("customers", to=5),
        of("choice_round.allocation_adopted", ("customers", 5, 4)),
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
    "the turn of somebody in a queue": (
        "agreement.queue_ordered",
        0,
        says("turns", "person-1", to="0"),
        of(
            "agreement.queue_ordered",
            (
                "turns[person-1]",
                "0",
                "63decf08bd26fab3b3df687cf88a7d14129d6203b0e2b5e2fa1ffa0d07e52fe4",
            ),
        ),
    ),
    "when a window closes": (
        "choice_round.opened",
        0,
        says("closes_at", to="2027-02-28T22:00:00Z"),
        of(
            "choice_round.opened",
            ("closes_at", "2027-02-28T22:00:00Z", "2027-02-28T23:00:00Z"),
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


# -- The law itself ---------------------------------------------------------------


def longer(rule: str) -> Rulebook:
    """Today's rulebook with a day more in every wording of a rule."""
    wordings = dict(book().wordings)
    wordings[rule] = tuple(
        replace(
            entry,
            lengths={
                channel: Length(length.amount + 1, Unit.DAYS)
                for channel, length in entry.lengths.items()
            },
        )
        for entry in wordings[rule]
    )
    return Rulebook(book().version, wordings)


def without(rule: str, *, version: str | None = None) -> Rulebook:
    wordings = {key: entries for key, entries in book().wordings.items() if key != rule}
    return Rulebook(version or book().version, wordings)


@contextmanager
def working_on(day_off: str) -> Iterator[None]:
    """A calendar that has lost a holiday."""
    kept = tuple(e for e in swedish_calendar().entries if e.name != day_off)
    assert kept != swedish_calendar().entries
    other = replace(swedish_calendar(), entries=kept)
    with pytest.MonkeyPatch.context() as patch:
        for module in (legal_time, deadlines):
            patch.setattr(module, "swedish_calendar", lambda: other)
        yield


LAW: dict[str, tuple[Callable[[], AbstractContextManager[None]], list[Found]]] = {
    "the standstill a day longer": (
        lambda: assuming(longer("standstill")),
        of(
            "award.notified",
            ("standstill.length", "10 dagar", "11 dagar"),
            ("standstill.nominal", "2026-05-15", "2026-05-16"),
            ("standstill.last_day", "2026-05-15", "2026-05-18"),
            ("standstill.rolled_because", None, "lördag"),
        ),
    ),
    "a Saturday is a working day": (
        lambda: working_on("lördag"),
        of(
            "award.windows_opened",
            ("validity.last_day", "2027-02-22", "2027-02-20"),
            ("validity.rolled_because", "lördag", None),
        ),
    ),
    "no other law": (nullcontext, []),
}


@pytest.mark.parametrize("what", LAW)
def test_another_law_is_told_with_both_values(log: Database, what: str) -> None:
    law, expected = LAW[what]

    with law():
        findings = streams_verified(log)

    assert told(log, findings.differences) == expected
    assert all("regelboken" in one.why for one in findings.differences)
    assert all("kap." in one.why for one in findings.differences)


def test_a_rule_that_is_not_there_any_more_is_never_guessed(log: Database) -> None:
    with assuming(without("standstill")):
        findings = streams_verified(log)

    (one,) = findings.differences
    assert (one.field, one.recorded, one.recomputed) == (
        "standstill",
        "2026-05-15",
        None,
    )
    assert one.why == (
        "kan inte räknas om: regeln standstill (SFS 2021:1110) finns inte i regelboken"
    )
    assert not one.derivable
    assert (findings.total, findings.underivable) == (1, 1)


def test_a_rulebook_newer_than_ours_is_never_guessed(log: Database) -> None:
    with changed(log, "award.notified", says("standstill", "rulebook", to="2099.1")):
        (one,) = streams_verified(log).differences

    assert not one.derivable
    assert one.why == (
        f"kan inte räknas om: regelboken 2099.1 är nyare än {book().version}"
    )


def test_an_older_rulebook_with_the_same_wording_gives_the_same(log: Database) -> None:
    with changed(log, "award.notified", says("standstill", "rulebook", to="2024.9")):
        assert streams_verified(log).differences == []


def test_a_calendar_that_we_do_not_have_is_never_guessed(log: Database) -> None:
    with changed(log, "award.notified", says("standstill", "calendar", to="se-1999")):
        (one,) = streams_verified(log).differences

    assert one.why == "kan inte räknas om: kalendern se-1999 finns inte, bara se-2005"
