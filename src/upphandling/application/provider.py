"""Commands of the provider: register it, and record what is said of its licence."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.instants import local_date
from upphandling.domain.intervals import Day
from upphandling.domain.licence import LicenceStatus
from upphandling.domain.provider import Provider, Ruling


class RegisterProvider(Command):
    """För in en utförare i registret."""

    NAME = "provider.register"
    provider: Key
    name: Text


class RecordLicence(Command):
    """För in ett beslut om tillstånd: dagen för beslutet och dagen det gäller från."""

    NAME = "provider.record_licence"
    provider: Key
    ruling: Key
    licence: LicenceStatus
    decided_on: Day
    in_force_from: Day
    source: Text


class CorrectLicence(Command):
    """Rätta en uppgift om tillstånd, med skäl; den gamla står kvar i historiken."""

    NAME = "provider.correct_licence"
    provider: Key
    ruling: Key
    licence: LicenceStatus
    decided_on: Day
    in_force_from: Day
    source: Text
    reason: Text


class NoteLicenceEffect(Command):
    """Konstatera att ett beslut om tillstånd har börjat gälla."""

    NAME = "provider.note_licence_effect"
    provider: Key
    ruling: Key


def register(command: RegisterProvider, cases: Cases, stamp: Stamp) -> None:
    cases.add(Provider.register(stamp, command.provider, name=command.name))


def record_licence(command: RecordLicence, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Provider, command.provider).record_licence(
        stamp, ruling=_ruling(command)
    )


def correct_licence(command: CorrectLicence, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Provider, command.provider).correct_licence(
        stamp, ruling=_ruling(command), reason=command.reason
    )


def note_effect(command: NoteLicenceEffect, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Provider, command.provider).note_effect(stamp, ruling=command.ruling)


def must_be_licensed(cases: Cases, stamp: Stamp, provider: str) -> None:
    """Refuse a registered provider without licence; who is not registered may pass."""
    registered = cases.find(Provider, provider)
    if registered is not None:
        registered.must_be_licensed(local_date(stamp.at))


def _ruling(command: RecordLicence | CorrectLicence) -> Ruling:
    return Ruling(
        ruling=command.ruling,
        licence=command.licence,
        decided_on=command.decided_on,
        in_force_from=command.in_force_from,
        source=command.source,
    )


VERBS = verbs(
    (RegisterProvider, register),
    (RecordLicence, record_licence),
    (CorrectLicence, correct_licence),
    (NoteLicenceEffect, note_effect),
)
