"""Commands of a proposal: compare the bids that stand, and draw lots between equals."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, Person, verbs
from upphandling.domain.award import Award, Comparison, Score
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.tender import Tender


class Propose(Command):
    """Räkna fram ett förslag ur de anbud som är kvar i upphandlingen."""

    NAME = "award.propose"
    SECRET = True
    award: Key
    tender: Key


class DrawLots(Command):
    """Lotta mellan lika anbud i en del, med en text som angetts i förväg."""

    NAME = "award.draw_lots"
    SECRET = True
    award: Key
    lot: Key
    seed: Text
    seed_published: Text
    witnesses: list[Person]


def propose(command: Propose, cases: Cases, stamp: Stamp) -> None:
    tender = cases.fetch(Tender, command.tender)
    tender.must_await_award()
    cases.add(
        Award.propose(
            stamp,
            command.award,
            tender=tender.key,
            system=tender.system,
            begun_on=tender.begun_on(stamp),
            bids=tuple(tender.bids.values()),
            comparison=comparison_of(tender),
        )
    )


def draw_lots(command: DrawLots, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Award, command.award).draw_lots(
        stamp,
        lot=command.lot,
        seed=command.seed,
        seed_published=command.seed_published,
        witnesses=tuple(command.witnesses),
    )


def comparison_of(tender: Tender) -> Comparison:
    """The bids of the tender that stand, with all that they are compared by."""
    standing = tender.standing
    return Comparison(
        method=tender.method,
        lots=tuple(tender.lots.values()),
        criteria=tuple(tender.criteria.values()),
        bids=tuple(bid for bid in tender.bids.values() if bid.bid in standing),
        scores=tuple(
            Score(bid=bid, criterion=criterion, points=points)
            for (bid, criterion), points in tender.points.items()
            if bid in standing
        ),
        offers=tender.offers,
        combinations=tender.combinations,
    )


VERBS = verbs((Propose, propose), (DrawLots, draw_lots))
