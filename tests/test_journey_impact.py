"""Örebro in September 2019: eleven bids, none of them good enough, and what fell with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from upphandling.bootstrap import House, upgrade
from upphandling.domain.impact import NodeKind
from upphandling.interfaces.impact import Fallen, the_impact
from upphandling.interfaces.scenarios.journal import read
from upphandling.interfaces.scenarios.runner import play

EXAMPLE = Path(__file__).parents[1] / "examples" / "orebro-actual"
THE_DAY = date(2019, 9, 16)
CANCELLED = Fallen(kind=NodeKind.TENDER, key="omvardnad-2019", to=None)
LOV = {f"lov-utforare-{letter}" for letter in "klmnop"}


@pytest.fixture(scope="module")
def orebro(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The whole course, played to its end."""
    url = f"sqlite:///{tmp_path_factory.mktemp('orebro')}/scenario.db"
    upgrade(url)
    house, _ = play(read(EXAMPLE), url)
    with house:
        yield house


def test_on_the_day_it_was_cancelled_the_map_shows_what_orebro_needed(orebro):
    found = the_impact(orebro, "orebro-tidplan", CANCELLED, THE_DAY)

    falls = {(row["kind"], row["key"]): row for row in found["falls"]}
    milestones = [key for kind, key in falls if kind == "milestone"]
    assert milestones == ["tilldelning", "kundval", "overtagande", "i-drift"]
    assert ("promise", "brev-i-host") in falls
    assert {key for kind, key in falls if kind == "notice"} == LOV
    assert all(row["new_earliest"] is None for row in falls.values())


def test_the_agreements_given_notice_end_before_anybody_takes_over(orebro):
    found = the_impact(orebro, "orebro-tidplan", CANCELLED, THE_DAY)

    notices = [row for row in found["falls"] if row["kind"] == "notice"]
    assert {row["latest"] for row in notices} == {date(2020, 4, 14)}
    assert sum(row["customers"] for row in notices) == 1596
    assert all("ingen efterträdare" in row["why"] for row in notices)
    assert all("Förläng avtalet" in row["decide"] for row in notices)


def test_when_they_had_been_prolonged_they_no_longer_fell(orebro):
    found = the_impact(orebro, "orebro-tidplan", CANCELLED, date(2019, 10, 18))

    assert {row["kind"] for row in found["falls"]} == {"milestone"}


def test_a_later_award_would_have_moved_the_rest_as_many_days(orebro):
    later = Fallen(kind=NodeKind.MILESTONE, key="tilldelning", to=date(2020, 1, 15))
    found = the_impact(orebro, "orebro-tidplan", later, THE_DAY)

    new = {
        row["key"]: (row["new_earliest"], row["new_latest"]) for row in found["falls"]
    }
    assert new["kundval"] == (date(2020, 1, 1), date(2020, 3, 1))
    assert new["overtagande"] == (date(2020, 4, 2), date(2020, 7, 31))
    assert new["i-drift"] == (date(2020, 7, 16),) * 2
    assert new["lov-utforare-k"] == (date(2020, 7, 15),) * 2
    assert {row["slipped_days"] for row in found["falls"]} == {92}


def test_the_question_leaves_nothing_behind(orebro):
    before = orebro.recorder.max_notification_id()

    the_impact(orebro, "orebro-tidplan", CANCELLED, THE_DAY)

    assert orebro.recorder.max_notification_id() == before
