"""One e-mail through the municipality's mail server, over TLS unless it never leaves here."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum
from smtplib import (
    SMTP,
    SMTP_SSL,
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from upphandling.infrastructure.outbox.announcement import Undelivered, Why

PATIENCE = 10.0  # seconds for each answer
NEVER = range(500, 600)  # what a mail server says when it will not change its mind


class Tls(StrEnum):
    """How the line to the mail server is encrypted."""

    STARTTLS = "starttls"
    IMPLICIT = "implicit"
    NONE = "none"


@dataclass(frozen=True, kw_only=True, slots=True)
class MailServer:
    """Where mail is handed in; `sender` is who it is from."""

    host: str
    port: int
    tls: Tls
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def domain(self) -> str:
        """What comes after the @ of the sender."""
        return self.sender.rpartition("@")[2]

    def send(self, message: EmailMessage) -> None:
        """Hand it in; returns when the server has taken it, else raises `Undelivered`."""
        try:
            with self._connected() as server:
                server.send_message(message)
        except SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            raise Undelivered(Why.NO_SUCH_ADDRESS, code, gone=code in NEVER) from None
        except SMTPAuthenticationError:
            raise Undelivered(Why.NOT_LOGGED_IN) from None
        except SMTPNotSupportedError:
            raise Undelivered(Why.CANNOT) from None
        except SMTPResponseException as refused:
            code = refused.smtp_code
            raise Undelivered(Why.MAIL_SAID_NO, code, gone=code in NEVER) from None
        except TimeoutError:
            raise Undelivered(Why.NO_ANSWER) from None
        except ssl.SSLError:
            raise Undelivered(Why.NOT_TRUSTED) from None
        except (SMTPException, OSError):
            raise Undelivered(Why.NO_CONNECTION) from None

    @contextmanager
    def _connected(self) -> Iterator[SMTP]:
        # The name is given: to look up this machine's own may take half a minute.
        if self.tls is Tls.IMPLICIT:
            opened: SMTP = SMTP_SSL(
                self.host,
                self.port,
                local_hostname=self.domain,
                timeout=PATIENCE,
                context=ssl.create_default_context(),
            )
        else:
            opened = SMTP(
                self.host, self.port, local_hostname=self.domain, timeout=PATIENCE
            )
        with opened as server:
            if self.tls is Tls.STARTTLS:
                server.starttls(context=ssl.create_default_context())
            if self.user is not None:
                server.login(self.user, self.password or "")
            yield server
