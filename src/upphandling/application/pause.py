"""The commands of a pause: people leave a case alone for a while; deadlines go on."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.destruction import Subject
from upphandling.domain.base import Stamp
from upphandling.domain.catalogue import KINDS, PERSONAL
from upphandling.domain.configuration import Text
from upphandling.domain.errors import NoSuchCase, Refused
from upphandling.domain.pause import NotPaused, Pause


class NeverPaused(Refused):
    """Ett sådant ärende kan inte pausas."""


class BeginPause(Command):
    """Pausa ett ärende: ingen får göra något i det, men fristerna löper; nämn ingen person."""

    NAME = "pause.begin"
    subject: Subject
    reason: Text


class EndPause(Command):
    """Avsluta pausen, så att det går att arbeta i ärendet igen; nämn ingen person."""

    NAME = "pause.end"
    subject: Subject
    reason: Text


def begin(command: BeginPause, cases: Cases, stamp: Stamp) -> None:
    must_be_there(cases, command.subject)
    if paused := cases.find(Pause, command.subject):
        paused.again(stamp, reason=command.reason)
    else:
        cases.add(Pause.first(stamp, command.subject, reason=command.reason))


def end(command: EndPause, cases: Cases, stamp: Stamp) -> None:
    paused = cases.find(Pause, command.subject)
    if paused is None:
        raise NotPaused(case=command.subject)
    paused.end(stamp, reason=command.reason)


def must_be_there(cases: Cases, case_id: str) -> None:
    """Refuse what is no case, and what stays open: a person's own, and pauses."""
    kind, _, key = case_id.partition(":")
    if kind in PERSONAL or kind == Pause.KIND:
        raise NeverPaused(case=case_id)
    if kind not in KINDS or cases.find(KINDS[kind], key) is None:
        raise NoSuchCase(case=case_id)


VERBS = verbs(
    (BeginPause, begin),
    (EndPause, end),
)
