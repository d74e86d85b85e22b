"""The file of subscriptions: who is told of what, and how they are reached."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from upphandling.domain.catalogue import EVENTS, KINDS
from upphandling.domain.configuration import fit_to_keep
from upphandling.infrastructure.event_log.upcasts import UPCASTS, todays_topic
from upphandling.infrastructure.outbox.mail import Tls
from upphandling.infrastructure.outbox.told import tellable, topics_of
from upphandling.infrastructure.outbox.webhook import is_fit, is_loopback
from upphandling.infrastructure.trouble import why
from upphandling.setting_sources import BadSetting

Name = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9][a-z0-9-]{0,39}$",
        description="små bokstäver, siffror och bindestreck, högst 40, inget personnummer",
    ),
    AfterValidator(fit_to_keep),
]
Address = Annotated[
    str,
    Field(
        pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+$",
        max_length=254,
        description="en enda e-postadress, utan personnummer",
    ),
    AfterValidator(fit_to_keep),
]


class _Shape(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, populate_by_name=True
    )


class Subscription(_Shape):
    """What one receiver is told: whole kinds of cases, single topics, or both.

    A new one begins at the end of the log, or at its start.
    """

    name: Name
    kinds: tuple[str, ...] = Field(
        default=(), description="slag av ärenden, som tender"
    )
    topics: tuple[str, ...] = Field(
        default=(), description="händelser, som tender.announced"
    )
    begins: Literal["end", "start"] = Field(
        default="end", alias="from", description="end eller start"
    )

    @property
    def stored_topics(self) -> list[str]:
        """The topics as they stand in the log, old forms too."""
        asked = {*self.topics, *(t for kind in self.kinds for t in topics_of(kind))}
        return sorted(t for t in (*EVENTS, *UPCASTS) if todays_topic(t) in asked)

    def faults(self) -> Iterator[str]:
        """What is asked for that is not there, or that nobody is told."""
        if not self.kinds and not self.topics:
            yield f"{self.name}: varken kinds eller topics är angivet."
        for kind in self.kinds:
            if kind not in KINDS:
                yield f"{self.name}: det finns inget slag av ärende ”{kind}”."
            elif not topics_of(kind):
                yield f"{self.name}: om {kind} berättas aldrig något utanför huset."
        for topic in self.topics:
            if topic not in EVENTS:
                yield f"{self.name}: det finns ingen händelse ”{topic}”."
            elif not tellable(topic):
                yield f"{self.name}: om {topic} berättas aldrig utanför huset."


class WebhookSubscription(Subscription):
    """Told by a signed POST; `secret_file` holds one secret a line, today's first."""

    url: str = Field(description="en adress med https://, eller http:// på 127.0.0.1")
    secret_file: Path = Field(description="filen med hemligheten (whsec_...)")

    def faults(self) -> Iterator[str]:
        """As every subscription, and an address that anybody could read along."""
        yield from super().faults()
        if not is_fit(self.url):
            yield (
                f"{self.name}: url ska vara en hel adress med https:// och utan"
                " användarnamn; http:// får bara gå till den egna maskinen."
            )


class EmailSubscription(Subscription):
    """Told by e-mail, at one address: that of a function, not of a person."""

    to: Address


class Smtp(_Shape):
    """The mail server of the municipality."""

    host: str = Field(min_length=1, description="e-postserverns namn")
    port: int = Field(default=587, ge=1, le=65535, description="1 till 65535")
    tls: Tls = Field(default=Tls.STARTTLS, description="starttls, implicit eller none")
    sender: Address
    user: str | None = Field(default=None, description="användarnamn")
    password_file: Path | None = Field(default=None, description="filen med lösenordet")

    def faults(self) -> Iterator[str]:
        """What would send a password, or anything else, in the open."""
        if self.tls is Tls.NONE and not is_loopback(self.host):
            yield "smtp: tls får bara vara none mot den egna maskinen."
        if (self.user is None) != (self.password_file is None):
            yield "smtp: user och password_file anges båda eller ingen."


class Subscriptions(_Shape):
    """The whole file. `source` names this house to the receivers (a URI)."""

    source: str = Field(
        default="/upphandling", min_length=1, pattern=r"^\S+$", description="en URI"
    )
    tries: int = Field(default=20, ge=1, le=100, description="1 till 100 försök")
    smtp: Smtp | None = None
    webhook: tuple[WebhookSubscription, ...] = ()
    email: tuple[EmailSubscription, ...] = ()

    @property
    def all(self) -> Sequence[Subscription]:
        """Every subscription, webhooks first."""
        return (*self.webhook, *self.email)

    def faults(self) -> Iterator[str]:
        """One line in Swedish for each thing that cannot be used."""
        names = [one.name for one in self.all]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"{name}: två prenumerationer har samma namn."
        for one in self.all:
            yield from one.faults()
        if self.email and self.smtp is None:
            yield "smtp saknas: utan e-postserver kan ingen e-post skickas."
        if self.smtp is not None:
            yield from self.smtp.faults()


def read_subscriptions(file: Path) -> Subscriptions:
    """The subscriptions in a file; raises `BadSetting` with a line for each fault."""
    try:
        found = Subscriptions.model_validate(tomllib.loads(file.read_text("utf-8")))
    except OSError as trouble:
        fault = f"filen går inte att läsa. {why(trouble)}"
        raise BadSetting(_said(file, fault)) from None
    except ValidationError as error:
        lines = [_said(file, _worded(fault)) for fault in error.errors()]
        raise BadSetting("\n".join(lines)) from None
    except ValueError as error:
        line = getattr(error, "lineno", None)  # which Python 3.14 and later tell
        where = f" (rad {line})" if line else ""
        raise BadSetting(_said(file, f"filen är inte TOML{where}.")) from None
    if faults := list(found.faults()):
        raise BadSetting("\n".join(_said(file, fault) for fault in faults))
    return found


def _said(file: Path, fault: str) -> str:
    return f"{file}: {fault}"


def _worded(fault: ErrorDetails) -> str:
    place = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"{place}: det finns ingen sådan inställning."
    if fault["type"] == "missing":
        return f"{place}: saknas."
    allowed = _allowed(fault["loc"])
    return f"{place}: går inte att använda." + (
        f" Tillåtet: {allowed}." if allowed else ""
    )


def _allowed(place: Sequence[int | str]) -> str | None:
    """What the field at a place in the file may hold."""
    shapes: dict[Any, type[_Shape]] = {
        "webhook": WebhookSubscription,
        "email": EmailSubscription,
        "smtp": Smtp,
    }
    names = [part for part in place if isinstance(part, str)]
    shape = shapes.get(names[0], Subscriptions)
    for name, field in shape.model_fields.items():
        if names[-1] in {name, field.alias}:
            return field.description
    return None
