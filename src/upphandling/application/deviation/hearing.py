"""Commands of the hearing: ask the provider, keep the answer, note that none came."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Sealed, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key
from upphandling.domain.deviation import Deviation
from upphandling.domain.intervals import Day


class OpenHearing(Command):
    """Be utföraren yttra sig över avvikelsen inom ett antal dagar."""

    NAME = "deviation.open_hearing"
    deviation: Key
    questions: Sealed
    days: Annotated[int, Field(ge=1, le=365)]


class HearProvider(Command):
    """För in vad utföraren svarar, i tid eller inte."""

    NAME = "deviation.hear_provider"
    deviation: Key
    answer: Sealed
    received_on: Day


class CallHearingOver(Command):
    """Konstatera att utföraren inte har yttrat sig i tid."""

    NAME = "deviation.call_hearing_over"
    deviation: Key


def open_hearing(command: OpenHearing, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Deviation, command.deviation).open_hearing(
        stamp, questions=command.questions, days=command.days
    )


def hear(command: HearProvider, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Deviation, command.deviation).hear(
        stamp, answer=command.answer, received_on=command.received_on
    )


def call_over(command: CallHearingOver, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Deviation, command.deviation).run_out(stamp)


VERBS = verbs(
    (OpenHearing, open_hearing), (HearProvider, hear), (CallHearingOver, call_over)
)
