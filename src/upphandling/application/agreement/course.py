"""Commands of an agreement in force: begin, extend, give notice, change places, licence."""

from __future__ import annotations

from upphandling.application.agreement.places import Places
from upphandling.application.agreement.prolonging import must_allow_until
from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.agreement import Agreement, LicenceStatus
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem, Phase
from upphandling.domain.configuration import Key, Percent, Text
from upphandling.domain.intervals import Day


class Begin(Command):
    """Konstatera att avtalstiden har börjat."""

    NAME = "agreement.begin"
    agreement: Key


class GiveNotice(Command):
    """Säg upp avtalet till en sista dag; agreed om båda parter är överens om den."""

    NAME = "agreement.give_notice"
    agreement: Key
    ends_on: Day
    reason: Text
    agreed: bool = False


class Extend(Command):
    """Förläng avtalet till en senare sista dag."""

    NAME = "agreement.extend"
    agreement: Key
    ends_on: Day
    reason: Text


class ChangePlaces(Command):
    """Ändra antalet platser per område och den garanterade andelen."""

    NAME = "agreement.change_places"
    agreement: Key
    places: Places
    share_percent: Percent
    reason: Text


class ChangeLicence(Command):
    """För in ett beslut om utförarens tillstånd."""

    NAME = "agreement.change_licence"
    agreement: Key
    licence: LicenceStatus
    decided_on: Day
    source: Text


def begin(command: Begin, cases: Cases, stamp: Stamp) -> None:
    agreement = cases.fetch(Agreement, command.agreement)
    system = cases.fetch(ChoiceSystem, agreement.agreed.system)
    system.must_not_be_blocked(Phase.BEGIN_AGREEMENT, agreement.agreed.bundle)
    agreement.start(stamp)


def give_notice(command: GiveNotice, cases: Cases, stamp: Stamp) -> None:
    agreement = cases.fetch(Agreement, command.agreement)
    end = agreement.agree_end if command.agreed else agreement.give_notice
    end(stamp, ends_on=command.ends_on, reason=command.reason)


def extend(command: Extend, cases: Cases, stamp: Stamp) -> None:
    agreement = cases.fetch(Agreement, command.agreement)
    must_allow_until(cases, agreement, command.ends_on)
    agreement.extend(stamp, ends_on=command.ends_on, reason=command.reason)


def change_places(command: ChangePlaces, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Agreement, command.agreement).change_places(
        stamp,
        places=command.places,
        share_percent=command.share_percent,
        reason=command.reason,
    )


def change_licence(command: ChangeLicence, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Agreement, command.agreement).change_licence(
        stamp,
        licence=command.licence,
        decided_on=command.decided_on,
        source=command.source,
    )


VERBS = verbs(
    (Begin, begin),
    (GiveNotice, give_notice),
    (Extend, extend),
    (ChangePlaces, change_places),
    (ChangeLicence, change_licence),
)
