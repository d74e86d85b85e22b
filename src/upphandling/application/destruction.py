"""Commands of destruction: decide, revoke, and note that it was carried out."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.destruction import Destruction
from upphandling.domain.document_classes import DocumentClass
from upphandling.domain.personal_number import looks_like_one
from upphandling.domain.retention import Retention, RetentionNotInForce


def _is_no_personal_number(subject: str) -> str:
    if looks_like_one(subject.partition(":")[2]):
        message = "ser ut som ett personnummer, använd en slumpvis referens"
        raise ValueError(message)
    return subject


Subject = Annotated[
    str,
    AfterValidator(_is_no_personal_number),
    Field(
        pattern=r"^[a-z_]{1,40}:[a-z0-9][a-z0-9._-]{0,79}$",
        description="person:REFERENS, eller ett ärende som tender:orebro-2019",
    ),
]


def _is_in_the_vault(document_class: DocumentClass) -> DocumentClass:
    if document_class is DocumentClass.VISITS:
        message = "finns inte i valvet, gallras månad för månad med visit_month.destroy"
        raise ValueError(message)
    return document_class


InTheVault = Annotated[DocumentClass, AfterValidator(_is_in_the_vault)]
KeyName = Annotated[str, StringConstraints(pattern=r"^[a-p]{12}$")]


class DecideDestruction(Command):
    """Besluta att gallra handlingar om personer eller ärenden, med hänvisning och skäl."""

    NAME = "destruction.decide"
    destruction: Key
    subjects: Annotated[list[Subject], Field(min_length=1)]
    document_classes: Annotated[list[InTheVault], Field(min_length=1)]
    document: Text
    reason: Text


class ExecuteDestruction(Command):
    """Verkställ ett gallringsbeslut; keys är de nycklar i valvet som förstörs."""

    NAME = "destruction.execute"
    destruction: Key
    keys: list[KeyName]


class RevokeDestruction(Command):
    """Återta ett gallringsbeslut som inte har verkställts, med skäl."""

    NAME = "destruction.revoke"
    destruction: Key
    reason: Text


def decide(command: DecideDestruction, cases: Cases, stamp: Stamp) -> None:
    rules = []
    for document_class in dict.fromkeys(command.document_classes):
        retention = cases.find(Retention, document_class.value)
        if retention is None:
            raise RetentionNotInForce(document_class=document_class)
        retention.must_allow_destruction(stamp)
        rules.append(retention.rule)
    cases.add(
        Destruction.resolve(
            stamp,
            command.destruction,
            subjects=tuple(dict.fromkeys(command.subjects)),
            document_classes=tuple(dict.fromkeys(command.document_classes)),
            rules=tuple(rules),
            document=command.document,
            reason=command.reason,
        )
    )


def execute(command: ExecuteDestruction, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Destruction, command.destruction).execute(
        stamp, keys=tuple(command.keys)
    )


def revoke(command: RevokeDestruction, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Destruction, command.destruction).revoke(stamp, reason=command.reason)


VERBS = verbs(
    (DecideDestruction, decide),
    (ExecuteDestruction, execute),
    (RevokeDestruction, revoke),
)
