"""Reading (läsning): that somebody has seen what is sensitive; one case a reading."""

from __future__ import annotations

from typing import Self

from upphandling.domain.base import Aggregate, DomainEvent, Stamp


class Reading(Aggregate):
    """One reading: by whom and when is said by its only event, as by every event."""

    KIND = "reading"

    view: str = ""
    subject: str | None = None
    fields: tuple[str, ...] = ()
    reason: str | None = None

    # -- Events ------------------------------------------------------------

    class Made(DomainEvent):
        """Känsliga uppgifter har lästs (lokal ordning)."""

        TOPIC = "reading.made"
        view: str
        subject: str | None
        fields: tuple[str, ...]
        reason: str | None

        def apply(self, case: Reading) -> None:
            case.view = self.view
            case.subject = self.subject
            case.fields = self.fields
            case.reason = self.reason

    # -- Commands ----------------------------------------------------------

    @classmethod
    def make(
        cls,
        stamp: Stamp,
        key: str,
        *,
        view: str,
        subject: str | None,
        fields: tuple[str, ...],
        reason: str | None,
    ) -> Self:
        return cls.begin(
            cls.Made,
            stamp,
            key,
            view=view,
            subject=subject,
            fields=fields,
            reason=reason,
        )
