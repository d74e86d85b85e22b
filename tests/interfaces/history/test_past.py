"""The past: cases as they were known when a day had ended."""

from __future__ import annotations

from datetime import date

import pytest

from tests.infrastructure.ledger.tampering import tamper
from upphandling.domain.errors import NoSuchCase
from upphandling.domain.provider import Provider
from upphandling.infrastructure.storage.troubles import DamagedRow
from upphandling.interfaces.past import known_case, known_cases

DAMAGE = "UPDATE events SET data = 'inte json' WHERE stream_id = 'provider:utforare-b'"


def test_one_case_is_known_whatever_has_become_of_the_others(licensed):
    told = {"provider": "utforare-b", "name": "Utförare B"}
    licensed.do("provider.register", told)
    licensed.house.refresh()
    tamper(licensed.house.database, DAMAGE)
    day = date(2026, 2, 12)

    known = known_case(licensed.house, Provider, "utforare-a", day)

    assert known.last(Provider.LicenceCorrected) is known.events[-1]
    with pytest.raises(DamagedRow):
        known_cases(licensed.house, Provider, day)


def test_what_was_recorded_after_the_day_was_not_known(licensed):
    licensed.house.refresh()

    before = known_case(licensed.house, Provider, "utforare-a", date(2026, 2, 11))

    assert before.last(Provider.LicenceCorrected) is None
    assert before.case.rulings["tillstand-1"].in_force_from == date(2026, 2, 1)
    for day, key in ((date(2026, 2, 1), "utforare-a"), (date(2026, 2, 12), "ingen")):
        with pytest.raises(NoSuchCase):
            known_case(licensed.house, Provider, key, day)
