"""Commands of a tender's conditions: its procedure, compensation and documents."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.compensation import Compensation
from upphandling.domain.configuration import Key, Text
from upphandling.domain.tender import Tender
from upphandling.domain.tender.procedure import Procedure

ContentHash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class SetProcedure(Command):
    """Bestäm hur upphandlingen genomförs, så som dokumenten anger det."""

    NAME = "tender.set_procedure"
    tender: Key
    procedure: Procedure


class SetCompensation(Command):
    """Bestäm ersättningen per timme till utförarna, och hur den räknas upp."""

    NAME = "tender.set_compensation"
    tender: Key
    compensation: Compensation


class IssueDocument(Command):
    """För in ett upphandlingsdokument, eller nästa version, före annonseringen."""

    NAME = "tender.issue_document"
    tender: Key
    document: Key
    title: Text
    content_hash: ContentHash


def set_procedure(command: SetProcedure, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).set_procedure(
        stamp, procedure=command.procedure
    )


def set_compensation(command: SetCompensation, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).set_compensation(
        stamp, compensation=command.compensation
    )


def issue_document(command: IssueDocument, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).issue_document(
        stamp,
        document=command.document,
        title=command.title,
        content_hash=command.content_hash,
    )


VERBS = verbs(
    (SetProcedure, set_procedure),
    (SetCompensation, set_compensation),
    (IssueDocument, issue_document),
)
