"""Supplements to a tender: what is told to all suppliers while they write their bids.

What comes too late, or changes too much, gives all of them more time for bids: the
extension is decided first, in the same breath.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.parts import must_be_known, must_be_new
from upphandling.domain.tender.documents import Document
from upphandling.domain.tender.extension import Extension
from upphandling.domain.tender.refusals import (
    AlreadyAnswered,
    AnswerTooLate,
    MaterialChangeNeedsTime,
)
from upphandling.domain.tender.terms import Status

LATE = "Upplysningar lämnas efter tiden för svar (LOU 19 kap. 14 § 1)."
MATERIAL = "Upphandlingsdokumenten ändras väsentligt (LOU 19 kap. 14 § 2)."


class Supplements(Extension):
    """A tender whose suppliers are told more."""

    information: dict[str, str] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class QuestionAnswered(DomainEvent):
        """En fråga har besvarats skriftligt, så att alla kan läsa (LOU 19 kap. 13 §)."""

        TOPIC = "tender.question_answered"
        question: str
        text: str

        def apply(self, case: Supplements) -> None:
            case.answers[self.question] = self.text

    class InformationPublished(DomainEvent):
        """Upplysningar har lämnats till alla på eget initiativ (LOU 19 kap. 13 §)."""

        TOPIC = "tender.information_published"
        information: str
        text: str

        def apply(self, case: Supplements) -> None:
            case.information[self.information] = self.text

    class DocumentAdded(DomainEvent):
        """Ett upphandlingsdokument har tillkommit och publicerats (LOU 19 kap. 10 §)."""

        TOPIC = "tender.document_added"
        document: Document
        material: bool

        def apply(self, case: Supplements) -> None:
            case.documents[self.document.document] = self.document

    class DocumentChanged(DomainEvent):
        """Ett publicerat upphandlingsdokument har ändrats (LOU 19 kap. 14 §)."""

        TOPIC = "tender.document_changed"
        document: Document
        description: str
        material: bool

        def apply(self, case: Supplements) -> None:
            case.documents[self.document.document] = self.document

    # -- Commands: refuse, or bring about one event, after an extension -----

    def answer_question(
        self, stamp: Stamp, *, question: str, text: str, new_last_day: date | None
    ) -> None:
        self._must_be(Status.ANNOUNCED)
        must_be_known(question, self.questions)
        if question in self.answers:
            raise AlreadyAnswered(question=question)
        self._make_time_for(
            stamp, new_last_day, owed_an_answer=self.questions[question].in_good_time
        )
        self.record(self.QuestionAnswered, stamp, question=question, text=text)

    def publish_information(
        self, stamp: Stamp, *, information: str, text: str, new_last_day: date | None
    ) -> None:
        self._must_be(Status.ANNOUNCED)
        must_be_new(information, self.information)
        self._make_time_for(stamp, new_last_day, owed_an_answer=True)
        self.record(
            self.InformationPublished, stamp, information=information, text=text
        )

    def add_document(
        self,
        stamp: Stamp,
        *,
        document: str,
        title: str,
        content_hash: str,
        material: bool,
        new_last_day: date | None,
    ) -> None:
        """Publish a document that came later; a material one only while bids may come."""
        self._must_be(Status.ANNOUNCED, Status.CLOSED, Status.OPENED)
        must_be_new(document, self.documents)
        self._make_time_for_change(stamp, new_last_day, material=material)
        self.record(
            self.DocumentAdded,
            stamp,
            document=self._next_version(document, title, content_hash),
            material=material,
        )

    def change_document(
        self,
        stamp: Stamp,
        *,
        document: str,
        content_hash: str,
        description: str,
        material: bool,
        new_last_day: date | None,
    ) -> None:
        self._must_be(Status.ANNOUNCED)
        must_be_known(document, self.documents)
        title = self.documents[document].title
        changed = self._next_version(document, title, content_hash)
        self._make_time_for_change(stamp, new_last_day, material=material)
        self.record(
            self.DocumentChanged,
            stamp,
            document=changed,
            description=description,
            material=material,
        )

    # -- Rules -------------------------------------------------------------

    def _make_time_for(
        self, stamp: Stamp, new_last_day: date | None, *, owed_an_answer: bool
    ) -> None:
        """Extend if asked to; otherwise refuse what comes after the limit."""
        if new_last_day is not None:
            self.extend(stamp, last_day=new_last_day, closes_at=None, reason=LATE)
        elif owed_an_answer and self._answers_are_late(stamp.at):
            limit = None if self.answer_limit is None else self.answer_limit.last_day
            raise AnswerTooLate(limit=limit)

    def _make_time_for_change(
        self, stamp: Stamp, new_last_day: date | None, *, material: bool
    ) -> None:
        """Extend if asked to; otherwise refuse a material change."""
        if new_last_day is not None:
            self.extend(stamp, last_day=new_last_day, closes_at=None, reason=MATERIAL)
        elif material:
            raise MaterialChangeNeedsTime(last_day=self.last_day)
