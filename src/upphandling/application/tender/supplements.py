"""Commands that tell suppliers more: questions, answers, information, documents.

`new_last_day` moves the last day for bids in the same breath.
"""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.tender.conditions import ContentHash
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.intervals import Day
from upphandling.domain.tender import Tender


class ReceiveQuestion(Command):
    """För in en fråga från en leverantör, utan att säga vem som frågar."""

    NAME = "tender.receive_question"
    tender: Key
    question: Key
    text: Text
    received_on: Day
    in_good_time: bool


class AnswerQuestion(Command):
    """Besvara en fråga inför alla; new_last_day när svaret annars kommer för sent."""

    NAME = "tender.answer_question"
    tender: Key
    question: Key
    text: Text
    new_last_day: Day | None = None


class PublishInformation(Command):
    """Lämna upplysningar till alla på eget initiativ."""

    NAME = "tender.publish_information"
    tender: Key
    information: Key
    text: Text
    new_last_day: Day | None = None


class AddDocument(Command):
    """Publicera ett dokument som tillkommit efter annonseringen."""

    NAME = "tender.add_document"
    tender: Key
    document: Key
    title: Text
    content_hash: ContentHash
    material: bool
    new_last_day: Day | None = None


class ChangeDocument(Command):
    """Ändra ett publicerat dokument; en väsentlig ändring kräver new_last_day."""

    NAME = "tender.change_document"
    tender: Key
    document: Key
    content_hash: ContentHash
    description: Text
    material: bool
    new_last_day: Day | None = None


def receive_question(command: ReceiveQuestion, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).receive_question(
        stamp,
        question=command.question,
        text=command.text,
        received_on=command.received_on,
        in_good_time=command.in_good_time,
    )


def answer_question(command: AnswerQuestion, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).answer_question(
        stamp,
        question=command.question,
        text=command.text,
        new_last_day=command.new_last_day,
    )


def publish_information(
    command: PublishInformation, cases: Cases, stamp: Stamp
) -> None:
    cases.fetch(Tender, command.tender).publish_information(
        stamp,
        information=command.information,
        text=command.text,
        new_last_day=command.new_last_day,
    )


def add_document(command: AddDocument, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).add_document(
        stamp,
        document=command.document,
        title=command.title,
        content_hash=command.content_hash,
        material=command.material,
        new_last_day=command.new_last_day,
    )


def change_document(command: ChangeDocument, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).change_document(
        stamp,
        document=command.document,
        content_hash=command.content_hash,
        description=command.description,
        material=command.material,
        new_last_day=command.new_last_day,
    )


VERBS = verbs(
    (ReceiveQuestion, receive_question),
    (AnswerQuestion, answer_question),
    (PublishInformation, publish_information),
    (AddDocument, add_document),
    (ChangeDocument, change_document),
)
