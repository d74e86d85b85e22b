"""Commands of the agreement: sign, extend, give notice, rescind."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.agreement import Agreement, LicenceStatus, Terms
from upphandling.domain.award import Award
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key, Percent, Regime, Text
from upphandling.domain.intervals import Day

Places = Annotated[
    dict[Key, Annotated[int, Field(ge=0, le=1_000_000)]],
    Field(description="Tak för antalet kunder per område; tomt betyder inget tak"),
]


class Sign(Command):
    """Ingå avtal med en vinnare när avtalsspärren har löpt ut."""

    NAME = "agreement.sign"
    agreement: Key
    award: Key
    lot: Key
    bid: Key
    bundle: Key
    starts_on: Day
    ends_on: Day | None = None
    places: Places = {}


class Register(Command):
    """För in ett avtal som ingicks innan ärendet fördes här."""

    NAME = "agreement.register"
    agreement: Key
    system: Key
    provider: Key
    name: Text
    regime: Literal[Regime.LOU, Regime.LOV]
    bundle: Key
    areas: Annotated[list[Key], Field(min_length=1)]
    starts_on: Day
    ends_on: Day | None = None
    places: Places = {}
    share_percent: Percent = 0.0


class Entrust(Command):
    """Lämna uppdraget till kommunens egen regi."""

    NAME = "agreement.entrust_in_house"
    agreement: Key
    system: Key
    provider: Key
    name: Text
    bundle: Key
    areas: Annotated[list[Key], Field(min_length=1)]
    starts_on: Day
    places: Places = {}
    share_percent: Percent = 0.0


class Begin(Command):
    """Konstatera att avtalstiden har börjat."""

    NAME = "agreement.begin"
    agreement: Key


class GiveNotice(Command):
    """Säg upp avtalet till en sista dag."""

    NAME = "agreement.give_notice"
    agreement: Key
    ends_on: Day
    reason: Text


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


class Rescind(Command):
    """Häv avtalet; utföraren svarar för kvarvarande kunder längst till wind_up_until."""

    NAME = "agreement.rescind"
    agreement: Key
    grounds: Text
    wind_up_until: Day


class Expire(Command):
    """Konstatera att avtalstiden har gått ut."""

    NAME = "agreement.expire"
    agreement: Key


def sign(command: Sign, cases: Cases, stamp: Stamp) -> None:
    award = cases.fetch(Award, command.award)
    award.sign(stamp, lot=command.lot, bid=command.bid, agreement=command.agreement)
    system = cases.fetch(ChoiceSystem, award.system)
    bid, lot = award.bids[command.bid], award.lots[command.lot]
    cases.add(
        Agreement.sign(
            stamp,
            command.agreement,
            award=award.key,
            lot=command.lot,
            bid=command.bid,
            terms=Terms(
                system=system.key,
                provider=bid.bidder,
                name=bid.name,
                regime=Regime.LOU,
                bundle=system.bundle(command.bundle).key,
                areas=lot.areas,
                starts_on=command.starts_on,
                ends_on=command.ends_on,
                places=command.places,
                share_percent=lot.share_percent,
            ),
        )
    )


def register(command: Register, cases: Cases, stamp: Stamp) -> None:
    terms = _terms(command, cases, command.regime, command.ends_on)
    cases.add(Agreement.register(stamp, command.agreement, terms=terms))


def entrust(command: Entrust, cases: Cases, stamp: Stamp) -> None:
    terms = _terms(command, cases, Regime.IN_HOUSE, None)
    cases.add(Agreement.entrust(stamp, command.agreement, terms=terms))


def begin(command: Begin, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Agreement, command.agreement).start(stamp)


def give_notice(command: GiveNotice, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Agreement, command.agreement).give_notice(
        stamp, ends_on=command.ends_on, reason=command.reason
    )


def extend(command: Extend, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Agreement, command.agreement).extend(
        stamp, ends_on=command.ends_on, reason=command.reason
    )


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


def rescind(command: Rescind, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Agreement, command.agreement).rescind(
        stamp, grounds=command.grounds, wind_up_until=command.wind_up_until
    )


def expire(command: Expire, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Agreement, command.agreement).expire(stamp)


def _terms(
    command: Register | Entrust, cases: Cases, regime: Regime, ends_on: date | None
) -> Terms:
    system = cases.fetch(ChoiceSystem, command.system)
    system.must_have_areas(command.areas)
    return Terms(
        system=system.key,
        provider=command.provider,
        name=command.name,
        regime=regime,
        bundle=system.bundle(command.bundle).key,
        areas=tuple(command.areas),
        starts_on=command.starts_on,
        ends_on=ends_on,
        places=command.places,
        share_percent=command.share_percent,
    )


VERBS = verbs(
    (Sign, sign),
    (Register, register),
    (Entrust, entrust),
    (Begin, begin),
    (GiveNotice, give_notice),
    (Extend, extend),
    (ChangePlaces, change_places),
    (ChangeLicence, change_licence),
    (Rescind, rescind),
    (Expire, expire),
)
