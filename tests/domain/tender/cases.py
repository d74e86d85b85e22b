"""Tenders on their way to be announced, and while suppliers write their bids."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.domain.tender.stages import announce, announced, prepared
from tests.given import Said, day, event, local, person
from upphandling.domain.base import Stamp
from upphandling.domain.legal_time import LegalDeadline, count
from upphandling.domain.tender import Tender

IN_TIME = person("2026-03-26T23:59:59")
LATE_ON = person("2026-03-27T00:00")
LIMIT = day("2026-03-26")


def documented() -> Tender:
    """Announced with one document that has two versions."""
    tender = prepared()
    issue(tender, "a")
    issue(tender, "b")
    announce(tender, person("2026-03-02T09:00"))
    return tender


def issue(tender: Tender, letter: str, document: str = "villkor") -> None:
    tender.issue_document(
        person("2026-02-09T09:00"),
        document=document,
        title="Villkor",
        content_hash=letter * 64,
    )


def ask(tender: Tender, question: str = "fraga-1", **changed: Any) -> None:
    tender.receive_question(
        person("2026-03-20T09:00"),
        question=question,
        **{
            "text": "Gäller kravet på ledning även underleverantörer?",
            "received_on": day("2026-03-19"),
            "in_good_time": True,
            **changed,
        },
    )


def asked() -> Tender:
    """Announced until Wednesday 1 April, asked once, answers until 26 March."""
    tender = announced()
    ask(tender)
    return tender


def limit(last_day: str = "2026-04-01") -> LegalDeadline:
    """The last day for answers when bids come until a day."""
    return count("answers-before-last-day", day(last_day), on=day("2026-03-02"))


def answer(
    tender: Tender, stamp: Stamp = IN_TIME, new_last_day: str | None = None
) -> None:
    tender.answer_question(
        stamp, question="fraga-1", text="Ja.", new_last_day=on(new_last_day)
    )


def inform(
    tender: Tender, stamp: Stamp = IN_TIME, new_last_day: str | None = None
) -> None:
    tender.publish_information(
        stamp,
        information="visning",
        text="Lokalerna visas den 30 mars.",
        new_last_day=on(new_last_day),
    )


def change(
    tender: Tender,
    letter: str = "c",
    *,
    material: bool = False,
    new_last_day: str | None = None,
    stamp: Stamp = IN_TIME,
) -> None:
    tender.change_document(
        stamp,
        document="villkor",
        content_hash=letter * 64,
        description="Punkt 4 förtydligas.",
        material=material,
        new_last_day=on(new_last_day),
    )


def add(
    tender: Tender,
    *,
    document: str = "ritning",
    material: bool = False,
    new_last_day: str | None = None,
    stamp: Stamp = IN_TIME,
) -> None:
    tender.add_document(
        stamp,
        document=document,
        title="Ritning",
        content_hash="d" * 64,
        material=material,
        new_last_day=on(new_last_day),
    )


def on(text: str | None) -> date | None:
    return None if text is None else day(text)


def extended(reason: str) -> list[Said]:
    return [
        event(
            Tender.Extended,
            before=day("2026-04-01"),
            last_day=day("2026-04-15"),
            closes_at=local("2026-04-16T00:00"),
            reason=reason,
        ),
        event(Tender.AnswerLimitSet, limit=limit("2026-04-15")),
    ]
