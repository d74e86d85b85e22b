"""Documents of a tender: what suppliers are to read, version by version."""

from __future__ import annotations

from dataclasses import field

from upphandling.domain.base import DomainEvent, Stamp, Value
from upphandling.domain.tender.conditions import Conditions
from upphandling.domain.tender.refusals import DocumentUnchanged
from upphandling.domain.tender.terms import Status


class Document(Value):
    """One version of a procurement document; its content is told by its hash."""

    document: str
    title: str
    version: int
    content_hash: str


class Documents(Conditions):
    """A tender whose documents are written."""

    documents: dict[str, Document] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class DocumentIssued(DomainEvent):
        """Ett upphandlingsdokument har tagits fram (LOU 19 kap. 9 §)."""

        TOPIC = "tender.document_issued"
        document: Document

        def apply(self, case: Documents) -> None:
            case.documents[self.document.document] = self.document

    # -- Commands: refuse, or bring about one event ------------------------

    def issue_document(
        self, stamp: Stamp, *, document: str, title: str, content_hash: str
    ) -> None:
        """Keep a document, or its next version, that nobody outside has read yet."""
        self._must_be(Status.PREPARED)
        issued = self._next_version(document, title, content_hash)
        self.record(self.DocumentIssued, stamp, document=issued)

    # -- Rules -------------------------------------------------------------

    def _next_version(self, document: str, title: str, content_hash: str) -> Document:
        before = self.documents.get(document)
        if before is not None and before.content_hash == content_hash:
            raise DocumentUnchanged(document=document, version=before.version)
        return Document(
            document=document,
            title=title,
            version=1 if before is None else before.version + 1,
            content_hash=content_hash,
        )
