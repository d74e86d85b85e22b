"""Commands of the agreement: sign, extend, give notice, rescind."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.dossier import open_dossier
from upphandling.application.provider import must_be_licensed
from upphandling.domain.admission import Admission
from upphandling.domain.agreement import Agreement, LicenceStatus, Terms
from upphandling.domain.application import Application
from upphandling.domain.award import Award
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem, Phase
from upphandling.domain.configuration import Key, Percent, Regime, Text
from upphandling.domain.dossier import Cause
from upphandling.domain.intervals import Day
from upphandling.domain.tender import Tender

Places = Annotated[
    dict[Key, Annotated[int, Field(ge=0, le=1_000_000)]],
    Field(description="Tak för antalet kunder per område; tomt betyder inget tak"),
]


class Sign(Command):
    """Ingå avtal med en vinnare; collect_quarterly samlar kvartalets efterannonser."""

    NAME = "agreement.sign"
    agreement: Key
    award: Key
    lot: Key
    bid: Key
    bundle: Key
    starts_on: Day
    ends_on: Day | None = None
    places: Places = {}
    collect_quarterly: bool = False


class Admit(Command):
    """Ingå skriftligt avtal med en godkänd sökande (LOV)."""

    NAME = "agreement.admit"
    agreement: Key
    application: Key
    signed_on: Day
    starts_on: Day
    ends_on: Day | None = None


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
    tender = cases.fetch(Tender, award.tender)
    tender.must_have_heard()
    tender.must_allow_term(command.starts_on, command.ends_on)
    award.sign(
        stamp,
        lot=command.lot,
        bid=command.bid,
        agreement=command.agreement,
        collect_quarterly=command.collect_quarterly,
    )
    tender.must_be_binding(command.bid, stamp.at)
    system = cases.fetch(ChoiceSystem, award.system)
    system.must_not_be_blocked(Phase.SIGN_AGREEMENT, command.bundle)
    open_dossier(cases, stamp, tender, Cause.SIGNED)
    bid, lot = award.bids[command.bid], award.lots[command.lot]
    must_be_licensed(cases, stamp, bid.bidder)
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


def admit(command: Admit, cases: Cases, stamp: Stamp) -> None:
    application = cases.fetch(Application, command.application)
    application.sign(
        stamp,
        agreement=command.agreement,
        signed_on=command.signed_on,
        starts_on=command.starts_on,
    )
    admission = cases.fetch(Admission, application.admission)
    system = cases.fetch(ChoiceSystem, admission.system)
    system.must_not_be_blocked(Phase.SIGN_AGREEMENT, application.bundle)
    cases.add(
        Agreement.admit(
            stamp,
            command.agreement,
            admission=admission.key,
            application=application.key,
            signed_on=command.signed_on,
            exit_notice=admission.agreed.exit_notice,
            terms=Terms(
                system=system.key,
                provider=application.provider,
                name=application.applicant,
                regime=Regime.LOV,
                bundle=application.bundle,
                areas=application.areas,
                starts_on=command.starts_on,
                ends_on=command.ends_on,
                places=application.capacity,
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
    agreement = cases.fetch(Agreement, command.agreement)
    system = cases.fetch(ChoiceSystem, agreement.agreed.system)
    system.must_not_be_blocked(Phase.BEGIN_AGREEMENT, agreement.agreed.bundle)
    agreement.start(stamp)


def give_notice(command: GiveNotice, cases: Cases, stamp: Stamp) -> None:
    agreement = cases.fetch(Agreement, command.agreement)
    end = agreement.agree_end if command.agreed else agreement.give_notice
    end(stamp, ends_on=command.ends_on, reason=command.reason)


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
    (Admit, admit),
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
