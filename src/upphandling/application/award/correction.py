"""Command of a correction: the bids that now stand are compared again."""

from __future__ import annotations

from upphandling.application.award.proposal import comparison_of
from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.award import Award
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key
from upphandling.domain.tender import Tender


class ReEvaluate(Command):
    """Jämför de anbud som är kvar på nytt; någon annan beslutar sedan."""

    NAME = "award.re_evaluate"
    SECRET = True
    award: Key


def re_evaluate(command: ReEvaluate, cases: Cases, stamp: Stamp) -> None:
    award = cases.fetch(Award, command.award)
    tender = cases.fetch(Tender, award.tender)
    tender.must_be_opened()
    award.re_evaluate(stamp, comparison=comparison_of(tender))


VERBS = verbs((ReEvaluate, re_evaluate))
