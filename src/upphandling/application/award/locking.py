"""Commands of the locks: what time opens, nobody has to decide."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.award import Award
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key


class UnlockSigning(Command):
    """Konstatera att avtalsspärren har löpt ut."""

    NAME = "award.unlock_signing"
    award: Key


class ReleaseLock(Command):
    """Konstatera att en tid som hindrade avtal har gått ut."""

    NAME = "award.release_lock"
    award: Key
    lock: Key


def unlock_signing(command: UnlockSigning, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Award, command.award).unlock(stamp)


def release_lock(command: ReleaseLock, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Award, command.award).let_period_pass(stamp, command.lock)


VERBS = verbs((UnlockSigning, unlock_signing), (ReleaseLock, release_lock))
