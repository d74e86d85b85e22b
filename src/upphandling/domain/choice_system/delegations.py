"""The delegation register: who may decide what, up to which value and until when."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from upphandling.domain.base import Decision, Role, Stamp
from upphandling.domain.choice_system.programme import Programme
from upphandling.domain.choice_system.refusals import (
    CannotBeDelegated,
    DelegatedToMachine,
    DelegationInDisorder,
    DelegationWithdrawnBefore,
    NoDelegate,
    OutsideDelegation,
)
from upphandling.domain.choice_system.terms import Body, Delegation
from upphandling.domain.instants import local_date
from upphandling.domain.parts import must_be_known, must_be_new

# Goals, direction and extent are the body's own (KL 6 kap. 38 §, first paragraph 1):
# that there is a choice system, of which services, and how much of it is external.
UNDELEGABLE = frozenset({"choice_system.established", "choice_system.shares_decided"})

POLITICAL = "beslut:"
"""A mandate that begins so names a political decision of the system, not a delegation."""


class Delegations(Programme):
    """A choice system in which a body has let others decide on its behalf."""

    delegations: dict[str, Delegation] = field(default_factory=dict)
    withdrawn: dict[str, date] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class DecisionRightDelegated(Decision):
        """Beslutanderätt har delegerats (KL 6 kap. 37 §)."""

        TOPIC = "choice_system.decision_right_delegated"
        delegation: str
        decisions: tuple[str, ...]
        roles: tuple[Role, ...]
        to: str
        max_amount_sek: int | None
        valid_from: date
        valid_to: date | None
        source: str
        reported_to: Body | None

        def apply(self, case: Delegations) -> None:
            case.delegations[self.delegation] = Delegation(
                delegation=self.delegation,
                decisions=self.decisions,
                roles=self.roles,
                to=self.to,
                max_amount_sek=self.max_amount_sek,
                valid_from=self.valid_from,
                valid_to=self.valid_to,
                source=self.source,
                reported_to=self.reported_to,
            )

    class DelegationWithdrawn(Decision):
        """En delegering av beslutanderätt har återkallats (lokal ordning)."""

        TOPIC = "choice_system.delegation_withdrawn"
        delegation: str
        withdrawn_on: date
        reason: str

        def apply(self, case: Delegations) -> None:
            case.withdrawn[self.delegation] = self.withdrawn_on

    # -- Commands: refuse, or bring about one event ------------------------

    def delegate(self, stamp: Stamp, *, delegation: Delegation) -> None:
        must_be_new(delegation.delegation, self.delegations)
        if Role.SCHEDULER in delegation.roles:
            raise DelegatedToMachine(delegation=delegation.delegation)
        if Role.CUSTOMER in delegation.roles:
            raise NoDelegate(delegation=delegation.delegation, role=Role.CUSTOMER)
        if forbidden := sorted(UNDELEGABLE & set(delegation.decisions)):
            raise CannotBeDelegated(
                delegation=delegation.delegation, decisions=forbidden
            )
        last = delegation.valid_to
        if last is not None and last < delegation.valid_from:
            raise DelegationInDisorder(
                delegation=delegation.delegation,
                valid_from=delegation.valid_from,
                valid_to=last,
            )
        self.decide(self.DecisionRightDelegated, stamp, **dict(delegation))

    def withdraw_delegation(
        self, stamp: Stamp, *, delegation: str, reason: str
    ) -> None:
        must_be_known(delegation, self.delegations)
        if delegation in self.withdrawn:
            raise DelegationWithdrawnBefore(
                delegation=delegation, withdrawn_on=self.withdrawn[delegation]
            )
        self.decide(
            self.DelegationWithdrawn,
            stamp,
            delegation=delegation,
            withdrawn_on=local_date(stamp.at),
            reason=reason,
        )

    # -- Rules -------------------------------------------------------------

    def must_have_delegated(
        self, topic: str, stamp: Stamp, worth_sek: int | None
    ) -> None:
        """Refuse a decision that neither the register nor a political decision covers.

        `topic` is the decision's event, `worth_sek` the case's value in kronor. A
        system that keeps no register leaves mandates to the municipality's own scheme.
        """
        if not self.delegations:
            return
        mandate = stamp.mandate or ""
        if mandate.startswith(POLITICAL):
            self.must_have_decided(mandate.removeprefix(POLITICAL))
            return
        delegation = self.delegations.get(mandate)
        if delegation is None or not self._covers(delegation, topic, stamp, worth_sek):
            raise OutsideDelegation(
                decision=topic,
                mandate=mandate,
                role=stamp.role,
                on=local_date(stamp.at),
                worth_sek=worth_sek,
                delegation=delegation and delegation.model_dump(mode="json"),
                withdrawn_on=self.withdrawn.get(mandate),
            )

    def _covers(
        self, delegation: Delegation, topic: str, stamp: Stamp, worth_sek: int | None
    ) -> bool:
        on = local_date(stamp.at)
        last_day = delegation.valid_to
        withdrawn_on = self.withdrawn.get(delegation.delegation)
        limit = delegation.max_amount_sek
        return (
            _names(delegation, topic)
            and stamp.role in delegation.roles
            and delegation.valid_from <= on
            and (last_day is None or on <= last_day)
            and (withdrawn_on is None or on < withdrawn_on)
            and (limit is None or worth_sek is None or worth_sek <= limit)
        )


def _names(delegation: Delegation, topic: str) -> bool:
    """Whether it names the event, or its kind and the law lets that be delegated."""
    kind = topic.partition(".")[0]
    return topic in delegation.decisions or (
        kind in delegation.decisions and topic not in UNDELEGABLE
    )
