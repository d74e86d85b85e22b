"""Commands of the decision: a person decides, and everybody is told."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Part, verbs
from upphandling.application.notices import Recipient, defects, sent
from upphandling.application.review.locks import acting_on
from upphandling.domain.award import Award, Defect, Lacking, Winner
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.intervals import Day
from upphandling.domain.tender import Tender


class WinningBid(Part):
    """Ett anbud som vinner en del."""

    lot: Key
    bid: Key


class Decide(Command):
    """Fatta tilldelningsbeslut; departs_because om vinnarna är andra än förslagets."""

    NAME = "award.decide"
    SECRET = True
    award: Key
    winners: Annotated[list[WinningBid], Field(min_length=1)]
    motive: Text
    departs_because: Text | None = None


class Notify(Command):
    """Underrätta anbudsgivarna, eller några på nytt; avtalsspärren börjar löpa."""

    NAME = "award.notify"
    award: Key
    notices: Annotated[list[Recipient], Field(min_length=1)]
    stated_last_day: Day | None = None


class FlawedNotice(Part):
    """Vad en mottagares underrättelse inte sade."""

    recipient: Key
    lacking: Lacking


class FindNoticeDefective(Command):
    """Besluta att underrättelser brister och ska göras om; ingen avtalsspärr löper."""

    NAME = "award.find_notice_defective"
    award: Key
    defects: Annotated[list[FlawedNotice], Field(min_length=1)]
    reason: Text


def decide(command: Decide, cases: Cases, stamp: Stamp) -> None:
    award = cases.fetch(Award, command.award)
    tender = cases.fetch(Tender, award.tender)
    tender.must_have_heard()
    for winner in command.winners:
        tender.must_have_qualified(winner.bid)
        tender.must_be_binding(winner.bid, stamp.at)
    award.make(
        stamp,
        winners=tuple(Winner(lot=w.lot, bid=w.bid) for w in command.winners),
        motive=command.motive,
        departs_because=command.departs_because,
    )
    tender.conclude(stamp, award=award.key)


def notify(command: Notify, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Award, command.award).notify(
        stamp,
        notices=sent(command.notices, stamp),
        stated_last_day=command.stated_last_day,
        defects=defects(command.notices),
    )


def find_notice_defective(
    command: FindNoticeDefective, cases: Cases, stamp: Stamp
) -> None:
    award = cases.fetch(Award, command.award)
    award.find_defective(
        stamp,
        defects=tuple(Defect(**dict(flawed)) for flawed in command.defects),
        reason=command.reason,
    )
    for key in sorted(award.late_reviews):
        with acting_on(cases, stamp, key) as review:
            if review.seems_late:
                review.find_timely(stamp)


VERBS = verbs(
    (Decide, decide),
    (Notify, notify),
    (FindNoticeDefective, find_notice_defective),
)
