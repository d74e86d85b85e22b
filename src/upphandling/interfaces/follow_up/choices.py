"""Choices: who was asked, what they chose and got, and who waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection

from upphandling.domain.configuration import ChoiceDuty
from upphandling.interfaces.follow_up.queues import the_queues
from upphandling.interfaces.follow_up.reading import Row, rows
from upphandling.projections import choice_tallies
from upphandling.projections.choices import RANKS

WHERE = ("system", "bundle", "area")
COUNTS = ("customers", "invited", "chose", *choice_tallies.BASES)
MET = tuple(f"met_{rank}" for rank in RANKS)


def the_choices(connection: Connection, system: str | None, today: date) -> Row:
    """How many were invited, chose and got what, as it stands; and who waits where.

    Percentages are of those who chose, for wishes met; of those who must choose, for
    no choice; and of all who have care, for those who changed their minds.
    """
    return {
        "choices": _tallied(
            connection,
            rows(connection, choice_tallies.tally(system)),
            rows(connection, choice_tallies.changed_their_minds(system)),
        ),
        "queues": the_queues(connection, system, today),
    }


def the_choices_of_round(connection: Connection, round_key: str) -> Row:
    """The same of those who were invited to one round, by its latest proposal."""
    (about,) = rows(connection, choice_tallies.the_round(round_key))
    return {
        "round": about,
        "choices": _tallied(
            connection, rows(connection, choice_tallies.tally_of_round(round_key)), []
        ),
        "queues": [],
    }


def _tallied(
    connection: Connection, counted: Iterable[Row], rechose: Iterable[Row]
) -> list[Row]:
    """One row per bundle and area, out of rows per bundle, area and services."""
    duties: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in rows(connection, choice_tallies.duties()):
        duties[row["system"], row["bundle"]][row["service"]] = row["duty"]
    changed = {tuple(row[key] for key in WHERE): row["rechose"] for row in rechose}
    return [
        _tally(where, list(group), duties[where[:2]], changed.get(where, 0))
        for where, group in groupby(counted, key=itemgetter(*WHERE))
    ]


def _tally(
    where: tuple[str, str, str],
    group: Sequence[Row],
    duties: Mapping[str, str],
    rechose: int,
) -> Row:
    summed = {name: _sum(group, name) for name in COUNTS}
    met = [_sum(group, name) for name in MET]
    asked = [row for row in group if _must_choose(row["services"], duties)]
    must, silent = _sum(asked, "customers"), _silent(asked)
    return {
        **dict(zip(WHERE, where, strict=True)),
        **summed,
        "must_choose": must,
        "no_choice": silent,
        "no_choice_percent": _percent(silent, must),
        "met": met,
        "first_choice_percent": _percent(met[0], summed["chose"]),
        "not_met": summed["chose"] - sum(met),
        "rechose": rechose,
        "rechoice_percent": _percent(rechose, summed["customers"]),
    }


def _must_choose(services: Iterable[str], duties: Mapping[str, str]) -> bool:
    """Whether any of the services, or of the bundle where none is told, is chosen."""
    told = [duties[service] for service in services if service in duties]
    return ChoiceDuty.MUST in (told or duties.values())


def _silent(group: Iterable[Row]) -> int:
    return sum(row["customers"] - row["chose"] for row in group)


def _sum(group: Iterable[Row], name: str) -> int:
    return sum(int(row[name]) for row in group)


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None
