"""Commands of an agreement's sanctions: enter the ladder, decide on one, lift it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import (
    Cases,
    Command,
    Part,
    Sealed,
    unique,
    verbs,
)
from upphandling.domain.agreement import Agreement, Rung, SanctionKind
from upphandling.domain.agreement.sanction_terms import (
    A_YEAR,
    Grounds,
    Ore,
    WholePercent,
)
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.deviation import Deviation
from upphandling.domain.intervals import Day
from upphandling.domain.lengths import Length

Urgent = Annotated[
    bool,
    Field(description="Kan inte vänta på att utföraren hörs; motivet säger varför"),
]


class RungTerms(Part):
    """En påföljd som avtalet tillåter, med klausul och det mesta den får kosta."""

    kind: SanctionKind
    clause: Text
    max_percent: WholePercent | None = None
    max_ore: Ore | None = None


class AgreeSanctions(Command):
    """För in avtalets påföljder, och hur länge en avvikelse räknas som upprepad."""

    NAME = "agreement.agree_sanctions"
    agreement: Key
    rungs: Annotated[list[RungTerms], Field(min_length=1), unique(by="kind")]
    repeat_within: Length = A_YEAR


class Warn(Command):
    """Ge utföraren en skriftlig varning."""

    NAME = "agreement.warn"
    agreement: Key
    sanction: Key
    deviation: Key
    urgent: Urgent = False
    motive: Sealed


class WithholdPayment(Command):
    """Håll inne en del av ersättningen, i procent eller ören, från en dag."""

    NAME = "agreement.withhold_payment"
    agreement: Key
    sanction: Key
    deviation: Key
    percent: WholePercent | None = None
    ore: Ore | None = None
    from_on: Day
    until: Day | None = None
    urgent: Urgent = False
    motive: Sealed


class ReleaseWithholding(Command):
    """Frigör ersättning som har hållits inne."""

    NAME = "agreement.release_withholding"
    agreement: Key
    sanction: Key
    reason: Sealed


class ImposeFine(Command):
    """Kräv vite av utföraren enligt avtalet, i ören."""

    NAME = "agreement.impose_fine"
    agreement: Key
    sanction: Key
    deviation: Key
    ore: Ore
    urgent: Urgent = False
    motive: Sealed


class WithdrawSanction(Command):
    """Återta en varning, innehållen ersättning eller ett vite som inte skulle ha beslutats."""

    NAME = "agreement.withdraw_sanction"
    agreement: Key
    sanction: Key
    motive: Sealed


class StopNewCustomers(Command):
    """Stoppa utföraren från att ta emot nya kunder; det gäller genast."""

    NAME = "agreement.stop_new_customers"
    agreement: Key
    sanction: Key
    deviation: Key
    urgent: Urgent = False
    motive: Sealed


class LiftStop(Command):
    """Låt utföraren ta emot nya kunder igen."""

    NAME = "agreement.lift_stop"
    agreement: Key
    sanction: Key
    reason: Sealed


ByDeviation = Warn | WithholdPayment | ImposeFine | StopNewCustomers


def agree_sanctions(command: AgreeSanctions, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Agreement, command.agreement).agree_sanctions(
        stamp,
        rungs=tuple(Rung(**dict(rung)) for rung in command.rungs),
        repeat_within=command.repeat_within,
    )


def warn(command: Warn, cases: Cases, stamp: Stamp) -> None:
    _sanctioned(command, cases).warn(stamp, urgent=command.urgent, **_grounds(command))


def withhold_payment(command: WithholdPayment, cases: Cases, stamp: Stamp) -> None:
    _sanctioned(command, cases).withhold_payment(
        stamp,
        percent=command.percent,
        ore=command.ore,
        from_on=command.from_on,
        until=command.until,
        urgent=command.urgent,
        **_grounds(command),
    )


def release_withholding(
    command: ReleaseWithholding, cases: Cases, stamp: Stamp
) -> None:
    cases.fetch(Agreement, command.agreement).release_withholding(
        stamp, sanction=command.sanction, reason=command.reason
    )


def impose_fine(command: ImposeFine, cases: Cases, stamp: Stamp) -> None:
    _sanctioned(command, cases).impose_fine(
        stamp, ore=command.ore, urgent=command.urgent, **_grounds(command)
    )


def withdraw_sanction(command: WithdrawSanction, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Agreement, command.agreement).withdraw_sanction(
        stamp, sanction=command.sanction, motive=command.motive
    )


def stop_new_customers(command: StopNewCustomers, cases: Cases, stamp: Stamp) -> None:
    _sanctioned(command, cases).stop_new_customers(
        stamp, urgent=command.urgent, **_grounds(command)
    )


def lift_stop(command: LiftStop, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Agreement, command.agreement).lift_stop(
        stamp, sanction=command.sanction, reason=command.reason
    )


def _sanctioned(command: ByDeviation, cases: Cases) -> Agreement:
    """The agreement, whose deviation bears a sanction."""
    deviation = cases.fetch(Deviation, command.deviation)
    deviation.must_bear_a_sanction(command.agreement, urgent=command.urgent)
    return cases.fetch(Agreement, command.agreement)


def _grounds(command: ByDeviation) -> Grounds:
    return {
        "sanction": command.sanction,
        "deviation": command.deviation,
        "motive": command.motive,
    }


VERBS = verbs(
    (AgreeSanctions, agree_sanctions),
    (Warn, warn),
    (WithholdPayment, withhold_payment),
    (ReleaseWithholding, release_withholding),
    (ImposeFine, impose_fine),
    (WithdrawSanction, withdraw_sanction),
    (StopNewCustomers, stop_new_customers),
    (LiftStop, lift_stop),
)
