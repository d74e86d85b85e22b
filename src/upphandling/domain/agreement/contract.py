"""The contract: how an agreement came about, for how long, and with what licence."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import Self

from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    AgreementNotOver,
    AgreementNotStarted,
    AreaNotServed,
    BundleNotDelivered,
    EndsBeforeItStarts,
    NothingToExtend,
)
from upphandling.domain.agreement.terms import LicenceStatus, Status, Terms
from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp
from upphandling.domain.legal_time import local_date, midnight_after, start_of


class Contract(Aggregate):
    """A provider's undertaking, from its beginning to its end."""

    terms: Terms | None = None
    status: Status = Status.SIGNED
    ends_on: date | None = None
    ceiling: dict[str, int] = field(default_factory=dict)
    licence: LicenceStatus = LicenceStatus.IN_FORCE

    # -- Events, in the order they happen ----------------------------------

    class Signed(Decision):
        """Avtal har ingåtts efter upphandling (LOU 20 kap. 1 §)."""

        TOPIC = "agreement.signed"
        award: str
        lot: str
        bid: str
        terms: Terms

        def apply(self, case: Contract) -> None:
            _begin_with(case, self.terms)

    class Registered(DomainEvent):
        """Ett avtal som redan fanns har förts in (lokal ordning)."""

        TOPIC = "agreement.registered"
        terms: Terms

        def apply(self, case: Contract) -> None:
            _begin_with(case, self.terms)

    class EntrustedInHouse(Decision):
        """Uppdraget har lämnats till kommunens egen regi (lokal ordning)."""

        TOPIC = "agreement.entrusted_in_house"
        terms: Terms

        def apply(self, case: Contract) -> None:
            _begin_with(case, self.terms)

    class Began(DomainEvent):
        """Avtalet har börjat gälla (lokal ordning)."""

        TOPIC = "agreement.began"

        def apply(self, case: Contract) -> None:
            case.status = Status.IN_FORCE

    class NoticeGiven(Decision):
        """Avtalet har sagts upp (lokal ordning)."""

        TOPIC = "agreement.notice_given"
        ends_on: date
        reason: str

        def apply(self, case: Contract) -> None:
            case.ends_on = self.ends_on

    class Extended(Decision):
        """Avtalet har förlängts (lokal ordning)."""

        TOPIC = "agreement.extended"
        before: date | None
        ends_on: date
        reason: str

        def apply(self, case: Contract) -> None:
            case.ends_on = self.ends_on

    class LicenceChanged(DomainEvent):
        """Utförarens tillstånd har ändrats av IVO eller domstol (lokal ordning)."""

        TOPIC = "agreement.licence_changed"
        licence: LicenceStatus
        decided_on: date
        source: str

        def apply(self, case: Contract) -> None:
            case.licence = self.licence

    class Expired(DomainEvent):
        """Avtalet har upphört att gälla (lokal ordning)."""

        TOPIC = "agreement.expired"
        ended_on: date

        def apply(self, case: Contract) -> None:
            case.status = Status.EXPIRED

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def sign(
        cls, stamp: Stamp, key: str, *, award: str, lot: str, bid: str, terms: Terms
    ) -> Self:
        _must_make_sense(terms)
        return cls.begin(
            cls.Signed, stamp, key, award=award, lot=lot, bid=bid, terms=terms
        )

    @classmethod
    def register(cls, stamp: Stamp, key: str, *, terms: Terms) -> Self:
        _must_make_sense(terms)
        return cls.begin(cls.Registered, stamp, key, terms=terms)

    @classmethod
    def entrust(cls, stamp: Stamp, key: str, *, terms: Terms) -> Self:
        _must_make_sense(terms)
        return cls.begin(cls.EntrustedInHouse, stamp, key, terms=terms)

    def start(self, stamp: Stamp) -> None:
        if self.status is not Status.SIGNED:
            raise AgreementNotInForce(status=self.status)
        if stamp.at < start_of(self.agreed.starts_on):
            raise AgreementNotStarted(starts_on=self.agreed.starts_on)
        self.record(self.Began, stamp)

    def give_notice(self, stamp: Stamp, *, ends_on: date, reason: str) -> None:
        self._must_be_alive()
        if ends_on < local_date(stamp.at):
            raise EndsBeforeItStarts(ends_on=ends_on, at=stamp.at)
        self.decide(self.NoticeGiven, stamp, ends_on=ends_on, reason=reason)

    def extend(self, stamp: Stamp, *, ends_on: date, reason: str) -> None:
        self._must_be_alive()
        if self.ends_on is None or ends_on <= self.ends_on:
            raise NothingToExtend(ends_on=self.ends_on, wanted=ends_on)
        self.decide(
            self.Extended, stamp, before=self.ends_on, ends_on=ends_on, reason=reason
        )

    def change_licence(
        self, stamp: Stamp, *, licence: LicenceStatus, decided_on: date, source: str
    ) -> None:
        self.record(
            self.LicenceChanged,
            stamp,
            licence=licence,
            decided_on=decided_on,
            source=source,
        )

    def expire(self, stamp: Stamp) -> None:
        self._must_be_alive()
        if self.ends_on is None:
            raise AgreementNotOver(ends_on=None)
        if stamp.at < midnight_after(self.ends_on):
            raise AgreementNotOver(ends_on=self.ends_on)
        self.record(self.Expired, stamp, ended_on=self.ends_on)

    # -- Rules -------------------------------------------------------------

    @property
    def agreed(self) -> Terms:
        """The terms; every agreement that exists has them."""
        if self.terms is None:
            raise AgreementNotInForce(agreement=self.key)
        return self.terms

    def must_deliver(self, system: str, bundle: str) -> None:
        if (self.agreed.system, self.agreed.bundle) != (system, bundle):
            raise BundleNotDelivered(agreement=self.key, system=system, bundle=bundle)

    def must_answer_on(self, day: date) -> None:
        """Refuse responsibility outside the days of the agreement."""
        self._must_be_alive()
        if day < self.agreed.starts_on:
            raise AgreementNotStarted(starts_on=self.agreed.starts_on)
        if self.ends_on is not None and day > self.ends_on:
            raise AgreementNotInForce(agreement=self.key, ends_on=self.ends_on)

    def _must_be_alive(self) -> None:
        if self.status not in (Status.SIGNED, Status.IN_FORCE):
            raise AgreementNotInForce(status=self.status)

    def _must_serve(self, area: str) -> None:
        if area not in self.agreed.areas:
            raise AreaNotServed(
                agreement=self.key, area=area, areas=list(self.agreed.areas)
            )


def _begin_with(case: Contract, terms: Terms) -> None:
    case.terms = terms
    case.ends_on = terms.ends_on
    case.ceiling = dict(terms.places)


def _must_make_sense(terms: Terms) -> None:
    if terms.ends_on is not None and terms.ends_on < terms.starts_on:
        raise EndsBeforeItStarts(starts_on=terms.starts_on, ends_on=terms.ends_on)
    for area in terms.places:
        if area not in terms.areas:
            raise AreaNotServed(area=area, areas=list(terms.areas))
