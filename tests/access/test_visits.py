"""Visits are read in where a roster binds, by whoever holds the role, and by nobody else."""

from __future__ import annotations

from tests.access.roster_town import grant, kept
from tests.town import Town, not_allowed
from tests.visit_files import NOW, cared_for, carried, counted, row
from upphandling.domain.base import Role


def test_visits_are_read_in_by_whoever_holds_the_role(sqlite_url):
    with Town(sqlite_url, NOW) as town:
        kept(cared_for(town), handlaggare_2=Role.CARE_ADMINISTRATOR)
        visits = [row("b-1", "07:30", "08:00")]

        with not_allowed("roster"):
            carried(town, visits)
        grant(town, "handlaggare-1", Role.CARE_ADMINISTRATOR)
        carried(town, visits)
        carried(town, [row("b-2", "09:30", "10:00")])

        assert counted(town) == {"b-1", "b-2"}
