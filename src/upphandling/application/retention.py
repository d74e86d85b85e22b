"""Commands of retention: how long a class of documents is kept."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Text
from upphandling.domain.document_classes import DocumentClass
from upphandling.domain.intervals import Day
from upphandling.domain.retention import Retention, RetentionTerm

Years = Annotated[int, Field(ge=0, le=200)]


class RetentionTerms(Command):
    """Frist för ett slag av handlingar; utan keep_years ska de bevaras."""

    document_class: DocumentClass
    keep_years: Years | None = None
    counted_from: Text
    legal_basis: Text
    reference: Text
    from_day: Day


class AdoptRetention(RetentionTerms):
    """Besluta gallringsfrist för ett slag av handlingar; utan keep_years bevaras de."""

    NAME = "retention.adopt"


class ReplaceRetention(RetentionTerms):
    """Ersätt gallringsfristen för ett slag av handlingar, med skäl."""

    NAME = "retention.replace"
    reason: Text


def adopt(command: AdoptRetention, cases: Cases, stamp: Stamp) -> None:
    cases.add(
        Retention.adopt(
            stamp, document_class=command.document_class, term=_term(command)
        )
    )


def replace(command: ReplaceRetention, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Retention, command.document_class.value).replace(
        stamp, term=_term(command), reason=command.reason
    )


def _term(command: RetentionTerms) -> RetentionTerm:
    return RetentionTerm(
        keep_years=command.keep_years,
        counted_from=command.counted_from,
        legal_basis=command.legal_basis,
        reference=command.reference,
        from_day=command.from_day,
    )


VERBS = verbs((AdoptRetention, adopt), (ReplaceRetention, replace))
