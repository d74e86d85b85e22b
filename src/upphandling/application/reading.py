"""The command of a reading: keep that somebody has seen what is sensitive."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.reading import Reading


class RecordReading(Command):
    """Anteckna att känsliga uppgifter har lästs, i läsarens namn."""

    NAME = "reading.record"
    reading: Key
    view: Text
    subject: Text | None = None
    fields: list[Text] = []
    reason: Text | None = None


def record(command: RecordReading, cases: Cases, stamp: Stamp) -> None:
    cases.add(
        Reading.make(
            stamp,
            command.reading,
            view=command.view,
            subject=command.subject,
            fields=tuple(command.fields),
            reason=command.reason,
        )
    )


VERBS = verbs((RecordReading, record))
