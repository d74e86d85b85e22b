"""Reviews at every stage, for the tests of each."""

from __future__ import annotations

from typing import Any

from tests.given import (
    day,
    local,
    person,
)
from upphandling.domain.base import Role, Stamp
from upphandling.domain.legal_time import count
from upphandling.domain.review import (
    Against,
    Hold,
    HoldKind,
    Instance,
    Outcome,
    Review,
)

KEY = "fr-goteborg.1234-26"
EXTENDED = Hold(hold="extended", kind=HoldKind.EXTENDED_STANDSTILL)


def colleague(at: str) -> Stamp:
    """Somebody else than who typed it in."""
    return Stamp(
        by="handlaggare-9",
        role=Role.PROCUREMENT_MANAGER,
        at=local(at),
        mandate="delegationsordning 4.2",
    )


def filed(**changed: Any) -> Review:
    return Review.file(
        person("2026-05-12T09:00"),
        **{
            "against": Against.AWARD,
            "subject": "tilldelning",
            "tender": "hemtjanst",
            "court": "fr-goteborg",
            "case_number": "1234-26",
            "applicant": "utforare-b",
            "received_on": day("2026-05-11"),
            "begun_on": day("2026-02-02"),
            "last_day": day("2026-05-15"),
            "ask_again_days": None,
            **changed,
        },
    )


def late(**changed: Any) -> Review:
    return filed(last_day=day("2026-05-08"), **changed)


def rule(review: Review, outcome: Outcome, on: str, **changed: Any) -> Review:
    """A court rules, as typed in the morning of the day after."""
    review.rule(
        person(f"{on}T15:00"),
        **{
            "ruling": "dom",
            "instance": Instance.FIRST,
            "outcome": outcome,
            "back_to": None,
            "ruled_on": day(on),
            "ten_day_period": True,
            "appeal_last_day": None,
            **changed,
        },
    )
    return review


def confirmed(review: Review, ruling: str = "dom", at: str = "2026-06-30T09:00"):
    review.confirm_ruling(colleague(at), ruling=ruling)
    return review


def forbidden(review: Review, instance: Instance = Instance.FIRST) -> Review:
    review.decide_interim(
        person("2026-06-01T09:00"),
        instance=instance,
        decided_on=day("2026-05-29"),
        prohibits_signing=True,
    )
    return review


def rejected() -> Review:
    return confirmed(rule(filed(), Outcome.REJECTED, "2026-06-15"))


def to_be_redone() -> Review:
    return confirmed(rule(filed(), Outcome.REDO, "2026-06-15"))


def appealed(review: Review, on: str = "2026-07-01") -> Review:
    review.appeal(person(f"{on}T09:00"), appealed_on=day(on))
    return review


def followed() -> Review:
    review = to_be_redone()
    review.accept_ruling(person("2026-07-01T09:00"), ruling="dom", motive="Vi följer.")
    return review


def ended() -> Review:
    review = rejected()
    review.close(person("2026-08-03T09:00"), reason="Ingen överklagade.")
    return review


def ten_days(ruling: str, on: str) -> Hold:
    return Hold(
        hold=f"ten-days-{ruling}",
        kind=HoldKind.TEN_DAY_PERIOD,
        period=count("ten-day-period", day(on), on=day("2026-02-02")),
        ruling=ruling,
    )


def order(ruling: str) -> Hold:
    return Hold(hold=f"order-{ruling}", kind=HoldKind.COURT_ORDER, ruling=ruling)
