"""The words and values that the chapters of a choice system share."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from upphandling.domain.base import Role, Value
from upphandling.domain.configuration import Service


class Body(StrEnum):
    """Who decides in a municipality."""

    COUNCIL = "council"
    EXECUTIVE_BOARD = "executive_board"
    BOARD = "board"


class AppealOutcome(StrEnum):
    """How an appeal of a political decision ended."""

    REJECTED = "rejected"
    ANNULLED = "annulled"


class Phase(StrEnum):
    """What an unanswered question may hold up."""

    ANNOUNCE_TENDER = "announce_tender"
    OPEN_ADMISSION = "open_admission"
    SIGN_AGREEMENT = "sign_agreement"
    OPEN_CHOICE_ROUND = "open_choice_round"
    PLAN_TRANSITION = "plan_transition"
    BEGIN_AGREEMENT = "begin_agreement"


class Question(Value):
    """What one body asks another, and what waits for the answer.

    With `services` only bundles that contain one of them wait, otherwise all do.
    """

    question: str
    from_body: Body
    to_body: Body
    matter: str
    blocks: tuple[Phase, ...]
    services: tuple[Service, ...] = ()


class TermOfOffice(Value):
    """The days of an elected council, both included, and when to be reminded.

    `remind_on` is the municipality's own lead time: the law sets no day.
    """

    from_on: date
    to_on: date
    remind_on: date


class Delegation(Value):
    """A right to decide on a body's behalf.

    `decisions` are topics of events ("award.decided") or kinds of cases ("tender"),
    `to` the organ or the post, `max_amount_sek` the highest value in kronor (None:
    no limit), the days both included, `source` where it stands in the municipality's
    own scheme. Decisions are reported to `reported_to`; None where they are not.
    """

    delegation: str
    decisions: tuple[str, ...]
    roles: tuple[Role, ...]
    to: str
    max_amount_sek: int | None
    valid_from: date
    valid_to: date | None
    source: str
    reported_to: Body | None
