"""Commands that make an agreement: sign, admit, register, entrust."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from upphandling.application.agreement.places import Places
from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.dossier import open_dossier
from upphandling.application.provider import must_be_licensed
from upphandling.domain.admission import Admission
from upphandling.domain.agreement import Agreement, Terms
from upphandling.domain.application import Application
from upphandling.domain.award import Award
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem, Phase
from upphandling.domain.configuration import Key, Percent, Regime, Text
from upphandling.domain.dossier import Cause
from upphandling.domain.intervals import Day
from upphandling.domain.tender import Tender


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


def sign(command: Sign, cases: Cases, stamp: Stamp) -> None:
    award = cases.fetch(Award, command.award)
    tender = cases.fetch(Tender, award.tender)
    tender.must_allow_term(command.starts_on, command.ends_on)
    award.sign(
        stamp,
        lot=command.lot,
        bid=command.bid,
        agreement=command.agreement,
        collect_quarterly=command.collect_quarterly,
    )
    tender.must_have_heard()
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
    must_be_licensed(cases, stamp, application.provider)
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
)
