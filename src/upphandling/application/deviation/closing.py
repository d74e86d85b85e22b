"""Commands of the closing: check again, and close with an outcome that fits."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, Sealed, verbs
from upphandling.application.evidence import KeptEvidence
from upphandling.domain.agreement import Agreement, Status
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key
from upphandling.domain.deviation import (
    Aftermath,
    Deviation,
    Outcome,
    Recheck,
)
from upphandling.domain.evidence import Evidence
from upphandling.domain.instants import local_date
from upphandling.domain.intervals import Day


class CheckAgain(Command):
    """För in en återkontroll av avvikelsen, med underlag."""

    NAME = "deviation.recheck"
    deviation: Key
    recheck: Recheck
    rechecked_on: Day
    findings: Sealed | None = None
    evidence: list[KeptEvidence] = []


class CloseDeviation(Command):
    """Avsluta avvikelsen med ett utfall som stämmer med det som har hänt."""

    NAME = "deviation.close"
    deviation: Key
    outcome: Outcome
    motive: Sealed


def recheck(command: CheckAgain, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Deviation, command.deviation).check_again(
        stamp,
        recheck=command.recheck,
        rechecked_on=command.rechecked_on,
        findings=command.findings,
        evidence=tuple(Evidence(**dict(kept)) for kept in command.evidence),
    )


def close(command: CloseDeviation, cases: Cases, stamp: Stamp) -> None:
    deviation = cases.fetch(Deviation, command.deviation)
    agreement = cases.fetch(Agreement, deviation.agreement)
    deviation.close(
        stamp,
        outcome=command.outcome,
        aftermath=_aftermath(agreement, deviation, stamp),
        motive=command.motive,
    )


def _aftermath(agreement: Agreement, deviation: Deviation, stamp: Stamp) -> Aftermath:
    taken = agreement.sanctions_of(deviation.key)
    today = local_date(stamp.at)
    return Aftermath(
        taken=[one.sanction for one in taken if not one.withdrawn],
        standing=[one.sanction for one in taken if not one.lifted],
        holding=[one.sanction for one in taken if one.holds_on(today)],
        ended=agreement.status in (Status.EXPIRED, Status.RESCINDED),
    )


VERBS = verbs((CheckAgain, recheck), (CloseDeviation, close))
