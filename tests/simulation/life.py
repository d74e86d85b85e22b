"""Years of a municipality: what is lived there, and how all of it is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.databases import quick
from tests.simulation.authority import Authority
from tests.simulation.debts import Debts
from tests.simulation.dice import loaded
from tests.simulation.keeping import Keeping
from tests.simulation.lawbook import Lawbook
from tests.simulation.moves import Moves
from tests.simulation.municipality import Municipality
from tests.simulation.quarters import Quarters
from tests.simulation.rolls import Rolls
from tests.simulation.skies import Weather
from tests.simulation.tenders import Tenders
from tests.simulation.wages import Wages
from tests.simulation.whole import look_through

LONGEST_WAIT = 10.0  # days between the acts of a morning
AT_A_TIME = 5
FAVOUR = 6  # times as often
PAUSES = (0, 1, 60, 1_800, 5_400)  # seconds between two of them
BETWEEN_LOOKS = timedelta(days=1800)
YEAR = timedelta(days=365.25)


@dataclass(frozen=True, slots=True)
class Lived:
    """What came of it: how often what happened, and the root of the log's tree."""

    met: dict[str, int]
    topics: dict[str, int]
    fallen: int
    events: int
    root: str


def live(
    url: str,
    seed: int,
    years: float,
    weather: Weather | None = None,
    favoured: Sequence[str] = (),
) -> Lived:
    """Live so many years in an empty database; whatever is raised names the seed.

    More is done of what is `favoured`, by the names of its classes.
    """
    try:
        with (
            loaded(seed),
            TemporaryDirectory(dir=quick()) as room,
            Municipality(url, seed, weather or Weather(), Path(room)) as town,
        ):
            return _lived(town, years, favoured)
    except BaseException as error:
        error.add_note(f"Again: UPPHANDLING_SEED={seed}, {years:g} years")
        raise


def _lived(town: Municipality, years: float, favoured: Sequence[str]) -> Lived:
    law, debts = Lawbook(town.skies), Debts(town.skies)
    town.watchers += [law.hear, debts.hear]
    town.after_sweep.append(debts.forgotten)
    rolls = Rolls(town)  # before anybody else acts
    keeping = Keeping(town)
    lives = [
        rolls,
        keeping,
        Moves(town),
        Quarters(town),
        Authority(town),
        Tenders(town),
        Wages(town),
    ]
    shares = [FAVOUR if type(life).__name__ in favoured else 1 for life in lives]
    end = town.clock.now + YEAR * years
    next_look = town.clock.now + BETWEEN_LOOKS
    while town.clock.now < end:
        town.pass_time(LONGEST_WAIT)
        life = town.chance.choices(lives, shares)[0]
        for _ in range(town.chance.randrange(1, AT_A_TIME)):
            life.step()
            if not town.leap_at_times():  # else the next act comes at once
                town.clock.advance(timedelta(seconds=town.chance.choice(PAUSES)))
        if town.clock.now > next_look:
            next_look = town.clock.now + BETWEEN_LOOKS
            look_through(town)
    town.clear()
    town.sweep()
    keeping.bring_back()
    return Lived(
        met={
            **town.met,
            "crashed": town.houses.crashes,
            "cut": town.houses.cuts,
        },
        topics=dict(law.topics),
        fallen=debts.fallen,
        events=town.position,
        root=look_through(town),
    )
