"""Commands of a tender's announcement: open it to all, give more time, close it."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, Instant, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem, Phase
from upphandling.domain.configuration import Key, Text
from upphandling.domain.intervals import Day
from upphandling.domain.tender import Tender


class Announce(Command):
    """Annonsera upphandlingen; alla krav måste ha uppföljning."""

    NAME = "tender.announce"
    tender: Key
    last_day: Day
    closes_at: Instant | None = None
    notice: Text


class PassAnswerLimit(Command):
    """Konstatera att tiden för svar på frågor gått ut, och vad som inte besvarats."""

    NAME = "tender.pass_answer_limit"
    tender: Key


class Extend(Command):
    """Förläng anbudstiden till en senare sista dag, med skäl."""

    NAME = "tender.extend"
    tender: Key
    last_day: Day
    closes_at: Instant | None = None
    reason: Text


class Close(Command):
    """Stäng anbudstiden när sista anbudsdag har passerat."""

    NAME = "tender.close"
    tender: Key


def announce(command: Announce, cases: Cases, stamp: Stamp) -> None:
    tender = cases.fetch(Tender, command.tender)
    system = cases.fetch(ChoiceSystem, tender.system)
    system.must_not_be_blocked(Phase.ANNOUNCE_TENDER)
    tender.announce(
        stamp,
        last_day=command.last_day,
        closes_at=command.closes_at,
        notice=command.notice,
        requirements=system.pinned_requirements,
    )


def pass_answer_limit(command: PassAnswerLimit, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).pass_answer_limit(stamp)


def extend(command: Extend, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).extend(
        stamp,
        last_day=command.last_day,
        closes_at=command.closes_at,
        reason=command.reason,
    )


def close(command: Close, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).close(stamp)


VERBS = verbs(
    (Announce, announce),
    (PassAnswerLimit, pass_answer_limit),
    (Extend, extend),
    (Close, close),
)
