"""The choosing: a customer's wishes, and the place that somebody decides on."""

from __future__ import annotations

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.configuration import Basis
from upphandling.domain.customer_choice.refusals import NoWish, SameWishTwice
from upphandling.domain.customer_choice.registration import Registration


class Choosing(Registration):
    """A customer who wishes, is placed and is told."""

    round: str | None = None
    wishes: tuple[str, ...] = ()
    chosen_at: str = ""
    placed_at: str | None = None

    # -- Events, in the order they happen ----------------------------------

    class Chosen(DomainEvent):
        """Kunden har valt utförare (lokal ordning)."""

        TOPIC = "customer_choice.chosen"
        round: str | None
        wishes: tuple[str, ...]

        def apply(self, case: Choosing) -> None:
            case.wishes = self.wishes
            case.round = self.round
            case.chosen_at = self.effective_at.isoformat()

    class Placed(Decision):
        """Kunden har fått plats hos en utförare (lokal ordning)."""

        TOPIC = "customer_choice.placed"
        agreement: str
        provider: str
        basis: Basis
        reason: str

        def apply(self, case: Choosing) -> None:
            case.placed_at = self.agreement

    class Informed(DomainEvent):
        """Kunden har fått besked (lokal ordning)."""

        TOPIC = "customer_choice.informed"
        about: str
        channel: str

    # -- Commands: refuse, or bring about one event ------------------------

    def choose(
        self,
        stamp: Stamp,
        *,
        round: str | None,
        wishes: tuple[str, ...],
    ) -> None:
        self._must_have_care()
        if not wishes:
            raise NoWish(customer=self.customer)
        if len(set(wishes)) < len(wishes):
            raise SameWishTwice(wishes=list(wishes))
        self.record(self.Chosen, stamp, round=round, wishes=wishes)

    def place(
        self,
        stamp: Stamp,
        *,
        agreement: str,
        provider: str,
        basis: Basis,
        reason: str,
    ) -> None:
        self._must_have_care()
        self.decide(
            self.Placed,
            stamp,
            agreement=agreement,
            provider=provider,
            basis=basis,
            reason=reason,
        )

    def inform(self, stamp: Stamp, *, about: str, channel: str) -> None:
        self.record(self.Informed, stamp, about=about, channel=channel)
