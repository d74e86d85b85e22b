"""Choice rounds at every stage, for the tests of each."""

from __future__ import annotations

from tests.given import day, local, person, scheduler
from upphandling.domain.choice_round import ChoiceRound

CLOSES_AT = local("2026-10-01T00:00")


def opened(at: str = "2026-09-01T09:00") -> ChoiceRound:
    return ChoiceRound.open(
        person(at),
        "host-2026",
        system="staden",
        bundle="omvardnad",
        last_day=day("2026-09-30"),
    )


def with_rules(
    most_wishes: int = 2,
    opens_on: str | None = "2026-09-07",
    remind_on: str | None = "2026-09-21",
) -> ChoiceRound:
    round_ = opened()
    round_.set_rules(
        person("2026-09-01T09:00"),
        most_wishes=most_wishes,
        opens_on=None if opens_on is None else day(opens_on),
        remind_on=None if remind_on is None else day(remind_on),
    )
    return round_


def with_invitations(round_: ChoiceRound | None = None) -> ChoiceRound:
    round_ = round_ or opened()
    round_.invite(
        person("2026-09-01T10:00"), customers=("person-1", "person-2"), channel="Brev"
    )
    return round_


def closed() -> ChoiceRound:
    round_ = with_invitations()
    round_.close(scheduler("2026-10-01T00:00"))
    return round_
