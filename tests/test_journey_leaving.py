"""Leaving under LOV: the notice that was agreed, or an end that both agree on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.admission_town import announced, approved, contract, listed
from tests.town import Town
from upphandling.domain.agreement.refusals import EndsBeforeItStarts, NoticeTooShort
from upphandling.domain.lengths import Length, Unit
from upphandling.projections.agreements import register as agreements


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-02-02T09:00") as town:
        yield town


# -- Leaving ---------------------------------------------------------------------


def with_provider(town: Town) -> Town:
    approved(announced(town, recurring=[]), "a")
    town.do("agreement.admit", contract("a", starts_on="2026-03-01"))
    return town


def notice(ends_on: str, **changed: Any) -> dict[str, Any]:
    return {
        "agreement": "avtal-a",
        "ends_on": ends_on,
        "reason": "Utföraren lämnar.",
        **changed,
    }


def test_a_provider_gives_the_notice_that_was_agreed(town):
    with_provider(town)

    with pytest.raises(NoticeTooShort) as refusal:
        town.do("agreement.give_notice", notice("2026-08-01"))
    assert refusal.value.details["earliest"] == date(2026, 8, 2)
    town.do("agreement.give_notice", notice("2026-08-02"))

    assert town.at("2026-08-03T00:00") == ["agreement.began", "agreement.expired"]


def test_both_may_agree_on_an_earlier_end(town):
    with_provider(town)

    with pytest.raises(EndsBeforeItStarts):
        town.do("agreement.give_notice", notice("2026-02-01", agreed=True))
    town.do("agreement.give_notice", notice("2026-04-30", agreed=True))

    assert town.log("agreement:avtal-a")[-1][0] == "agreement.end_agreed"
    assert town.at("2026-05-01T00:00") == ["agreement.began", "agreement.expired"]
    (agreement,) = listed(town, agreements)
    assert (agreement["status"], agreement["ends_on"]) == ("expired", date(2026, 4, 30))


def test_an_agreement_that_was_not_admitted_has_no_such_notice(town):
    announced(town, recurring=[]).with_agreement("ett", starts_on="2026-02-02")

    town.do("agreement.give_notice", notice("2026-02-03", agreement="ett"))


def test_an_agreement_remembers_the_notice_it_was_signed_with(town):
    with_provider(town)

    assert town.case("agreement:avtal-a").exit_notice == Length(6, Unit.MONTHS)
