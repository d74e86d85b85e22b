"""A hundred years of municipalities: whatever fails, everything adds up.

Most lives are on SQLite, where processes die; two years are on PostgreSQL, where
lines are cut as well. `UPPHANDLING_SEED=7` lives those of seed 7 alone, `make soak` goes
on with seeds that nobody has tried.
"""

from __future__ import annotations

import logging
import os

import pytest
import structlog

from tests.simulation.life import live
from tests.simulation.skies import Weather

YEARS, SERVED = 9.8, 2.0  # of each of ten lives in a file, and of one on a server
GIVEN = os.environ.get("UPPHANDLING_SEED")
SEEDS = [int(GIVEN)] if GIVEN else list(range(1, 11))
ON_A_SERVER = int(GIVEN or 11)
QUIET = structlog.make_filtering_bound_logger(logging.CRITICAL)
TOPICS = 110  # kinds of event that ten years hold at least, and among them:
REACHED = {
    "admission.window_closed",
    "agreement.expired",
    "agreement.queued",
    "customer_choice.fell_back",
    "customer_choice.taken_over",
    "deviation.measure_overdue",
    "follow_up.check_escalated",
    "destruction.executed",
    "payment.approved",
    "payment.deducted",
    "payment.exported",
    "roster.role_withdrawn",
    "tender.bid_received",
    "tender.closed",
    "transition.wave_overdue",
}
EITHER = {"visit_month.destroyed", "visit_month.withdrawn"}  # or both
CALM = Weather(
    crash=0.0, stillborn=0.0, meeting=0.0, once_more=0.0, outage=0.0, leap=0.0
)


@pytest.fixture(autouse=True)
def quiet(fresh_log):
    """A hundred years of log lines would be half of the work."""
    structlog.configure(wrapper_class=QUIET)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", SEEDS)
def test_years_with_crashes_rivals_repetitions_and_clocks_that_leap(seed, sqlite_url):
    lived = live(sqlite_url, seed, YEARS)

    assert lived.events > 50 * YEARS
    assert lived.fallen > 10 * YEARS
    assert len(lived.topics) > TOPICS
    assert lived.topics.keys() >= REACHED
    assert lived.topics.keys() & EITHER
    assert all(lived.met[one] for one in ("crashed", "met", "once more", "leaps"))


@pytest.mark.timeout(600)
def test_years_on_a_server_whose_lines_are_cut(postgresql_url):
    lived = live(postgresql_url, ON_A_SERVER, SERVED, Weather(cut=0.6))

    assert lived.events > 50 * SERVED
    assert lived.topics.keys() >= {"payment.approved", "visit_month.imported"}
    assert all(lived.met[one] for one in ("crashed", "cut", "met", "once more"))


def test_in_calm_weather_a_file_and_a_server_keep_the_same_history(
    sqlite_url, postgresql_url
):
    roots = {live(url, 45, 0.3, CALM).root for url in (sqlite_url, postgresql_url)}

    assert len(roots) == 1


def test_the_same_seed_is_the_same_history_to_the_last_byte(sqlite_databases):
    roots = {live(sqlite_databases.migrated(), 41, 1.0).root for _ in range(2)}

    assert len(roots) == 1


def test_another_seed_is_another_history(sqlite_databases):
    roots = {live(sqlite_databases.migrated(), seed, 0.1).root for seed in (42, 43)}

    assert len(roots) == 2


def test_in_calm_weather_nobody_dies_and_no_clock_leaps(sqlite_url):
    lived = live(sqlite_url, 44, 1.0, CALM)

    assert lived.met["crashed"] == lived.met["cut"] == 0
    assert "leaps" not in lived.met
