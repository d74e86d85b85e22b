"""Retention (gallringsfrist): how long one class of documents is kept, and by what plan.

Adopted ──▶ Replaced ──▶ Replaced ...
"""

from __future__ import annotations

from datetime import date
from typing import Self

from upphandling.domain.base import Aggregate, Decision, Stamp, Value
from upphandling.domain.document_classes import DocumentClass
from upphandling.domain.errors import Refused
from upphandling.domain.instants import local_date


class RetentionTerm(Value):
    """How many years, from what, and on what ground; no number means for ever."""

    keep_years: int | None
    counted_from: str
    legal_basis: str
    reference: str
    from_day: date


class RetentionNotInForce(Refused):
    """Handlingsslaget har ingen gallringsfrist som gäller än."""


class KeptForEver(Refused):
    """Handlingsslaget ska bevaras och får inte gallras."""


class EarlierThanBefore(Refused):
    """Den nya gallringsfristen får inte börja gälla före den som den ersätter."""


class Retention(Aggregate):
    """The rule of one document class; the case's key is the class."""

    KIND = "retention"

    term: RetentionTerm | None = None
    rule: str = ""  # the event that set it

    # -- Events, in the order they happen ----------------------------------

    class Adopted(Decision):
        """En gallringsfrist har beslutats för ett slag av handlingar (lokal ordning)."""

        TOPIC = "retention.adopted"
        document_class: DocumentClass
        term: RetentionTerm

        def apply(self, case: Retention) -> None:
            case.term = self.term
            case.rule = self.reference

    class Replaced(Decision):
        """En gallringsfrist har ersatts av en annan (lokal ordning)."""

        TOPIC = "retention.replaced"
        before: RetentionTerm
        term: RetentionTerm
        reason: str

        def apply(self, case: Retention) -> None:
            case.term = self.term
            case.rule = self.reference

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def adopt(
        cls, stamp: Stamp, *, document_class: DocumentClass, term: RetentionTerm
    ) -> Self:
        return cls.begin(
            cls.Adopted,
            stamp,
            document_class.value,
            document_class=document_class,
            term=term,
        )

    def replace(self, stamp: Stamp, *, term: RetentionTerm, reason: str) -> None:
        if self.term is not None and term.from_day < self.term.from_day:
            raise EarlierThanBefore(from_day=self.term.from_day)
        self.decide(self.Replaced, stamp, before=self.term, term=term, reason=reason)

    # -- Rules -------------------------------------------------------------

    def must_allow_destruction(self, stamp: Stamp) -> None:
        """Raise `RetentionNotInForce` or `KeptForEver` unless a plan says otherwise."""
        term = self.term
        if term is None or local_date(stamp.at) < term.from_day:
            raise RetentionNotInForce(document_class=self.key)
        if term.keep_years is None:
            raise KeptForEver(document_class=self.key, reference=term.reference)
