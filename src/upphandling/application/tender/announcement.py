"""Commands of a tender's announcement: open it to all, and close it."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, Instant, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
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


class Close(Command):
    """Stäng anbudstiden när sista anbudsdag har passerat."""

    NAME = "tender.close"
    tender: Key


def announce(command: Announce, cases: Cases, stamp: Stamp) -> None:
    tender = cases.fetch(Tender, command.tender)
    system = cases.fetch(ChoiceSystem, tender.system)
    tender.announce(
        stamp,
        last_day=command.last_day,
        closes_at=command.closes_at,
        notice=command.notice,
        requirements=system.pinned_requirements,
    )


def close(command: Close, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).close(stamp)


VERBS = verbs((Announce, announce), (Close, close))
