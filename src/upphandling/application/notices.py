"""Notices as a command gives them: who was told, how, and when it was sent."""

from __future__ import annotations

from collections.abc import Sequence

from upphandling.application.commands import Instant, Part
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key
from upphandling.domain.notices import Notice
from upphandling.domain.rulebook import Channel


class Recipient(Part):
    """En underrättelse: till vem, hur och när den skickades."""

    recipient: Key
    channel: Channel = Channel.ELECTRONIC
    sent_at: Instant | None = None


def sent(recipients: Sequence[Recipient], stamp: Stamp) -> tuple[Notice, ...]:
    """Notices as facts; one without an instant was sent when the command says."""
    return tuple(
        Notice(recipient=r.recipient, channel=r.channel, sent_at=r.sent_at or stamp.at)
        for r in recipients
    )
