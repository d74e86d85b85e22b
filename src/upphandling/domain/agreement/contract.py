"""The contract: how an agreement came about, and what it says."""

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
)
from upphandling.domain.agreement.terms import Status, Terms
from upphandling.domain.allocation.refusals import SharesUnderLov
from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp
from upphandling.domain.configuration import Regime
from upphandling.domain.instants import midnight_after
from upphandling.domain.lengths import Length


class Contract(Aggregate):
    """A provider's undertaking, as it was made."""

    terms: Terms | None = None
    status: Status = Status.SIGNED
    ends_on: date | None = None
    ceiling: dict[str, int] = field(default_factory=dict)
    exit_notice: Length | None = None
    award: str | None = None
    direct_procurement: str | None = None

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
            case.award = self.award

    class SignedDirectly(Decision):
        """Avtal har ingåtts efter direktupphandling (LOU 19 a kap. 1 §)."""

        TOPIC = "agreement.signed_directly"
        direct_procurement: str
        terms: Terms

        def apply(self, case: Contract) -> None:
            _begin_with(case, self.terms)
            case.direct_procurement = self.direct_procurement

    class Admitted(Decision):
        """Skriftligt avtal har ingåtts med en godkänd sökande (LOV 2 kap. 2 §)."""

        TOPIC = "agreement.admitted"
        admission: str
        application: str
        signed_on: date
        exit_notice: Length
        terms: Terms

        def apply(self, case: Contract) -> None:
            _begin_with(case, self.terms)
            case.exit_notice = self.exit_notice

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
    def sign_directly(
        cls, stamp: Stamp, key: str, *, direct_procurement: str, terms: Terms
    ) -> Self:
        _must_make_sense(terms)
        return cls.begin(
            cls.SignedDirectly,
            stamp,
            key,
            direct_procurement=direct_procurement,
            terms=terms,
        )

    @classmethod
    def admit(
        cls,
        stamp: Stamp,
        key: str,
        *,
        admission: str,
        application: str,
        signed_on: date,
        exit_notice: Length,
        terms: Terms,
    ) -> Self:
        _must_make_sense(terms)
        return cls.begin(
            cls.Admitted,
            stamp,
            key,
            admission=admission,
            application=application,
            signed_on=signed_on,
            exit_notice=exit_notice,
            terms=terms,
        )

    @classmethod
    def register(cls, stamp: Stamp, key: str, *, terms: Terms) -> Self:
        _must_make_sense(terms)
        return cls.begin(cls.Registered, stamp, key, terms=terms)

    @classmethod
    def entrust(cls, stamp: Stamp, key: str, *, terms: Terms) -> Self:
        _must_make_sense(terms)
        return cls.begin(cls.EntrustedInHouse, stamp, key, terms=terms)

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

    def answers_on(self, day: date) -> bool:
        """Whether the provider may be responsible for customers on a day."""
        try:
            self.must_answer_on(day)
        except (AgreementNotInForce, AgreementNotStarted):
            return False
        return True

    def must_be_past(self, day: date) -> None:
        """Refuse a day on which the provider still answers for its customers."""
        if self.ends_on is None or day <= self.ends_on:
            raise AgreementNotOver(ends_on=self.ends_on)

    def _must_be_alive(self) -> None:
        if self.status not in (Status.SIGNED, Status.IN_FORCE):
            raise AgreementNotInForce(status=self.status)

    def _must_not_be_past(self, stamp: Stamp) -> None:
        """Refuse newcomers after the last day, whether or not the end is recorded."""
        self._must_be_alive()
        if self.ends_on is not None and stamp.at >= midnight_after(self.ends_on):
            raise AgreementNotInForce(agreement=self.key, ends_on=self.ends_on)

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
    if terms.regime is Regime.LOV and terms.share_percent:
        raise SharesUnderLov(provider=terms.provider)
    for area in terms.places:
        if area not in terms.areas:
            raise AreaNotServed(area=area, areas=list(terms.areas))
