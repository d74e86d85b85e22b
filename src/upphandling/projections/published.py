"""Published (publicerat): what every supplier may read of an announced tender.

Nothing here tells of bids; the position only keeps the order and is never shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, Select, String, Table, select

from upphandling.domain.tender import Tender
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    patch,
    put,
)


class Kind(StrEnum):
    """What sort of thing is published."""

    DOCUMENT = "document"
    QUESTION = "question"
    INFORMATION = "information"
    EXTENSION = "extension"


published = Table(
    "published",
    READ_MODELS,
    Column("tender", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("part", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("published_at", Moment),
    Column("title", String),
    Column("text", String),
    Column("answer", String),
    Column("content_hash", String),
    Column("position", BigInteger, nullable=False),
)

PUBLISHED = Projection("published", "Publicerat för leverantörer", (published,))


@PUBLISHED.on(Tender.DocumentsPublished)
def documents_published(fact: Fact) -> Iterable[Change]:
    for document in fact.data["documents"]:
        yield _document(fact, document)


@PUBLISHED.on(Tender.DocumentAdded)
def document_added(fact: Fact) -> Iterable[Change]:
    yield _document(fact, fact.data["document"])


@PUBLISHED.on(Tender.DocumentChanged)
def document_changed(fact: Fact) -> Iterable[Change]:
    yield _document(fact, fact.data["document"], text=fact.data["description"])


@PUBLISHED.on(Tender.QuestionReceived)
def question_received(fact: Fact) -> Iterable[Change]:
    """Kept for its answer: they are published together."""
    yield _row(
        fact,
        Kind.QUESTION,
        fact.data["question"],
        published_at=None,
        text=fact.data["text"],
    )


@PUBLISHED.on(Tender.QuestionAnswered)
def question_answered(fact: Fact) -> Iterable[Change]:
    yield patch(
        published,
        fact.key,
        Kind.QUESTION.value,
        fact.data["question"],
        1,
        published_at=fact.data["effective_at"],
        answer=fact.data["text"],
        position=fact.position,
    )


@PUBLISHED.on(Tender.InformationPublished)
def information_published(fact: Fact) -> Iterable[Change]:
    yield _row(fact, Kind.INFORMATION, fact.data["information"], text=fact.data["text"])


@PUBLISHED.on(Tender.Extended)
def extended(fact: Fact) -> Iterable[Change]:
    """The new last day names the extension: no two have the same."""
    yield _row(fact, Kind.EXTENSION, fact.data["last_day"], text=fact.data["reason"])


def _document(fact: Fact, document: dict[str, Any], text: str | None = None) -> Change:
    return _row(
        fact,
        Kind.DOCUMENT,
        document["document"],
        version=document["version"],
        title=document["title"],
        text=text,
        content_hash=document["content_hash"],
    )


def _row(
    fact: Fact, kind: Kind, part: str, version: int = 1, **told: str | None
) -> Change:
    columns = {
        "published_at": fact.data["effective_at"],
        "title": None,
        "text": None,
        "answer": None,
        "content_hash": None,
        **told,
    }
    return put(
        published,
        fact.key,
        kind.value,
        part,
        version,
        **columns,
        position=fact.position,
    )


def register(tender: str, limit: int, offset: int) -> Select[Any]:
    """What is published of a tender, in the order in which it was."""
    shown = [
        column for column in published.c if column.name not in ("tender", "position")
    ]
    return (
        select(*shown)
        .where(published.c.tender == tender, published.c.published_at.is_not(None))
        .order_by(published.c.position, published.c.part)
        .limit(limit)
        .offset(offset)
    )
