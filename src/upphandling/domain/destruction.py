"""Destruction (gallring): a decision with reference, and that it was carried out.

Decided ──▶ Executed
        └─▶ Revoked
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp
from upphandling.domain.document_classes import DocumentClass
from upphandling.domain.errors import Refused


class DestructionStatus(StrEnum):
    """How a destruction stands."""

    DECIDED = "decided"
    EXECUTED = "executed"
    REVOKED = "revoked"


class DestructionSettled(Refused):
    """Gallringsbeslutet är redan verkställt eller återtaget."""


class NothingToDestroy(Refused):
    """Gallringsbeslutet träffar inga uppgifter i valvet."""


class Destruction(Aggregate):
    """What is destroyed of whom, by whose decision."""

    KIND = "destruction"

    status: DestructionStatus = DestructionStatus.DECIDED
    subjects: tuple[str, ...] = ()
    document_classes: tuple[DocumentClass, ...] = ()
    keys: tuple[str, ...] = ()

    # -- Events, in the order they happen ----------------------------------

    class Decided(Decision):
        """Gallring har beslutats enligt en beslutad gallringsfrist (lokal ordning)."""

        TOPIC = "destruction.decided"
        subjects: tuple[str, ...]
        document_classes: tuple[DocumentClass, ...]
        rules: tuple[str, ...]
        document: str
        reason: str

        def apply(self, case: Destruction) -> None:
            case.subjects = self.subjects
            case.document_classes = self.document_classes

    class Executed(DomainEvent):
        """Gallring har verkställts, nycklarna till uppgifterna förstörs (lokal ordning)."""

        TOPIC = "destruction.executed"
        keys: tuple[str, ...]

        def apply(self, case: Destruction) -> None:
            case.status = DestructionStatus.EXECUTED
            case.keys = self.keys

    class Revoked(Decision):
        """Ett gallringsbeslut har återtagits innan det verkställts (lokal ordning)."""

        TOPIC = "destruction.revoked"
        reason: str

        def apply(self, case: Destruction) -> None:
            case.status = DestructionStatus.REVOKED

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def resolve(
        cls,
        stamp: Stamp,
        key: str,
        *,
        subjects: tuple[str, ...],
        document_classes: tuple[DocumentClass, ...],
        rules: tuple[str, ...],
        document: str,
        reason: str,
    ) -> Self:
        return cls.begin(
            cls.Decided,
            stamp,
            key,
            subjects=subjects,
            document_classes=document_classes,
            rules=rules,
            document=document,
            reason=reason,
        )

    def execute(self, stamp: Stamp, *, keys: tuple[str, ...]) -> None:
        self._must_wait()
        if not keys:
            raise NothingToDestroy(subjects=self.subjects)
        self.record(self.Executed, stamp, keys=keys)

    def revoke(self, stamp: Stamp, *, reason: str) -> None:
        self._must_wait()
        self.decide(self.Revoked, stamp, reason=reason)

    # -- Rules -------------------------------------------------------------

    def _must_wait(self) -> None:
        if self.status is not DestructionStatus.DECIDED:
            raise DestructionSettled(status=self.status)
