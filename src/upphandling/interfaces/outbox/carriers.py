"""How each subscription is told: a signed CloudEvent, or an e-mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from upphandling.infrastructure.outbox.announcement import Announcement, Deliver
from upphandling.infrastructure.outbox.mail import MailServer
from upphandling.infrastructure.outbox.secrets import password, webhook_secrets
from upphandling.infrastructure.outbox.signature import signature
from upphandling.infrastructure.outbox.subscriptions import (
    EmailSubscription,
    Smtp,
    Subscription,
    Subscriptions,
    WebhookSubscription,
)
from upphandling.infrastructure.outbox.webhook import post
from upphandling.interfaces.local_time import spoken
from upphandling.interop.cloud_event import CONTENT_TYPE, as_email, cloud_event


@dataclass(frozen=True, kw_only=True, slots=True)
class ByWebhook:
    """POSTs to one receiver."""

    url: str
    source: str
    secrets: Sequence[bytes] = field(repr=False)

    def __call__(self, told: Announcement, now: datetime) -> None:
        """Raises `Undelivered`."""
        body = cloud_event(
            message_id=told.message_id,
            source=self.source,
            topic=told.topic,
            case=told.case,
            says=told.says,
            recorded_at=told.recorded_at,
            effective_at=told.effective_at,
        )
        at = int(now.timestamp())
        headers = {
            "Content-Type": CONTENT_TYPE,
            "User-Agent": "upphandling",
            "webhook-id": told.message_id,
            "webhook-timestamp": str(at),
            "webhook-signature": signature(self.secrets, told.message_id, at, body),
        }
        post(self.url, headers, body)


@dataclass(frozen=True, kw_only=True, slots=True)
class ByEmail:
    """Writes to one address."""

    server: MailServer
    to: str

    def __call__(self, told: Announcement, _now: datetime) -> None:
        """Raises `Undelivered`."""
        self.server.send(
            as_email(
                message_id=told.message_id,
                sender=self.server.sender,
                to=self.to,
                case=told.case,
                says=told.says,
                recorded_at=told.recorded_at,
                happened=spoken(told.effective_at),
            )
        )


def carrier(one: Subscription, found: Subscriptions, file: Path) -> Deliver:
    """What sends the letters of a subscription; raises `BadSetting`."""
    if isinstance(one, WebhookSubscription):
        secrets = webhook_secrets(one.secret_file, file)
        return ByWebhook(url=one.url, source=found.source, secrets=secrets)
    if isinstance(one, EmailSubscription) and found.smtp is not None:
        return ByEmail(server=_server(found.smtp, file), to=one.to)
    raise TypeError(one)


def _server(smtp: Smtp, file: Path) -> MailServer:
    secret = smtp.password_file
    return MailServer(
        host=smtp.host,
        port=smtp.port,
        tls=smtp.tls,
        sender=smtp.sender,
        user=smtp.user,
        password=None if secret is None else password(secret, file),
    )
