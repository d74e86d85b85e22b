"""An event as the outside is told of it: a thin CloudEvent 1.0, and an e-mail in Swedish.

Thin: who wants to know more asks the house, which knows who asks. There is no version
and no position: both are gapless, and would tell how many bids there are.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"


def cloud_event(
    *,
    message_id: str,
    source: str,
    topic: str,
    case: str,
    says: str,
    recorded_at: datetime,
    effective_at: datetime,
) -> bytes:
    """The event in CloudEvents' structured JSON; both instants are aware.

    `time` is when it was recorded, `effective_at` when it legally or really happened.
    """
    told = {
        "specversion": "1.0",
        "id": message_id,
        "source": source,
        "type": topic,
        "subject": case,
        "time": _rfc3339(recorded_at),
        "datacontenttype": "application/json",
        "data": {
            "case": case,
            "event": says,
            "effective_at": _rfc3339(effective_at),
        },
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def as_email(
    *,
    message_id: str,
    sender: str,
    to: str,
    case: str,
    says: str,
    recorded_at: datetime,
    happened: str,
) -> EmailMessage:
    """The same as an e-mail; `happened` is the instant as people read it.

    The Message-ID is the same each time, so that a mail system can tell a repeat.
    """
    message = EmailMessage()
    message["Message-ID"] = f"<{message_id}@{sender.rpartition('@')[2]}>"
    message["Date"] = format_datetime(recorded_at.astimezone(UTC))
    message["From"] = sender
    message["To"] = to
    message["Subject"] = f"{case}: {says}"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(
        f"{says}\n\nÄrende: {case}\nNär: {happened}\n\n"
        "Meddelandet är skickat av upphandling och kan inte besvaras.\n"
        "Innehållet finns i systemet, för den som har rätt att läsa det.\n"
    )
    return message


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
