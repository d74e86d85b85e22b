"""The programme for private providers, which the council adopts every term of office."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.choice_system.referrals import Referrals
from upphandling.domain.choice_system.refusals import (
    NotTheCouncil,
    ProgrammeNotAwaited,
    TermInDisorder,
)
from upphandling.domain.choice_system.terms import Body, TermOfOffice
from upphandling.domain.instants import start_of
from upphandling.domain.parts import must_be_known, must_be_new


class Programme(Referrals):
    """A choice system whose providers work by a programme of the council."""

    terms_of_office: dict[str, TermOfOffice] = field(default_factory=dict)
    programmes: dict[str, str] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class TermOfOfficeBegan(DomainEvent):
        """En mandatperiod har börjat, då ett program ska antas (KL 5 kap. 3 §)."""

        TOPIC = "choice_system.term_of_office_began"
        term: str
        from_on: date
        to_on: date
        remind_on: date

        def apply(self, case: Programme) -> None:
            case.terms_of_office[self.term] = TermOfOffice(
                from_on=self.from_on, to_on=self.to_on, remind_on=self.remind_on
            )

    class ProgrammeAdopted(DomainEvent):
        """Fullmäktige har antagit program för privata utförare (KL 5 kap. 3 §)."""

        TOPIC = "choice_system.programme_adopted"
        term: str
        from_on: date
        to_on: date
        decision: str

        def apply(self, case: Programme) -> None:
            case.programmes[self.term] = self.decision

    class ProgrammeMissing(DomainEvent):
        """Inget program för privata utförare är antaget än (KL 5 kap. 3 §)."""

        TOPIC = "choice_system.programme_missing"
        term: str
        from_on: date
        to_on: date

    # -- Commands: refuse, or bring about one event ------------------------

    def begin_term(
        self,
        stamp: Stamp,
        *,
        term: str,
        from_on: date,
        to_on: date,
        remind_on: date,
    ) -> None:
        must_be_new(term, self.terms_of_office)
        overlaps = any(
            from_on <= other.to_on and other.from_on <= to_on
            for other in self.terms_of_office.values()
        )
        if overlaps or not from_on <= remind_on <= to_on:
            raise TermInDisorder(from_on=from_on, to_on=to_on, remind_on=remind_on)
        self.record(
            self.TermOfOfficeBegan,
            stamp,
            term=term,
            from_on=from_on,
            to_on=to_on,
            remind_on=remind_on,
        )

    def adopt_programme(self, stamp: Stamp, *, term: str, decision: str) -> None:
        must_be_known(term, self.terms_of_office)
        self.must_have_decided(decision)
        if self.bodies[decision] is not Body.COUNCIL:
            raise NotTheCouncil(decision=decision, body=self.bodies[decision])
        self.record(
            self.ProgrammeAdopted,
            stamp,
            term=term,
            from_on=self.terms_of_office[term].from_on,
            to_on=self.terms_of_office[term].to_on,
            decision=decision,
        )

    def miss_programme(self, stamp: Stamp, *, term: str) -> None:
        must_be_known(term, self.terms_of_office)
        days = self.terms_of_office[term]
        if term in self.programmes or stamp.at < start_of(days.remind_on):
            raise ProgrammeNotAwaited(term=term, remind_on=days.remind_on)
        self.record(
            self.ProgrammeMissing,
            stamp,
            term=term,
            from_on=days.from_on,
            to_on=days.to_on,
        )
