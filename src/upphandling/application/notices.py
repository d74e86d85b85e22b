"""Notices as a command gives them: who was told, how, when, and what it said."""

from __future__ import annotations

from collections.abc import Sequence

from upphandling.application.commands import Instant, Part
from upphandling.domain.award import Defect, Lacking
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key
from upphandling.domain.notices import Notice
from upphandling.domain.rulebook import Channel


class Recipient(Part):
    """En underrättelse: till vem, hur, när den skickades och om den är fullständig."""

    recipient: Key
    channel: Channel = Channel.ELECTRONIC
    sent_at: Instant | None = None
    states_reasons: bool = True
    states_standstill: bool = True


def sent(recipients: Sequence[Recipient], stamp: Stamp) -> tuple[Notice, ...]:
    """Notices as facts; one without an instant was sent when the command says."""
    return tuple(
        Notice(recipient=r.recipient, channel=r.channel, sent_at=r.sent_at or stamp.at)
        for r in recipients
    )


def defects(recipients: Sequence[Recipient]) -> tuple[Defect, ...]:
    """What the notices of an award must say, and do not (LOU 19 kap. 19 §)."""
    return tuple(
        Defect(recipient=r.recipient, lacking=lacking)
        for r in recipients
        for lacking, stated in (
            (Lacking.REASONS, r.states_reasons),
            (Lacking.STANDSTILL, r.states_standstill),
        )
        if not stated
    )


def without_reasons(recipients: Sequence[Recipient]) -> tuple[str, ...]:
    """Those who were told of a cancellation but not why (LOU 19 kap. 21 §)."""
    return tuple(r.recipient for r in recipients if not r.states_reasons)
