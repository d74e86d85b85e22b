"""The command that carries in people with their care decisions, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Person, verbs
from upphandling.application.customer.bundles import BundleNotSaid
from upphandling.application.customer.granting import Grant, granted
from upphandling.application.customer.in_step import keep_in_step
from upphandling.application.customer.rows import (
    AgreementUnknown,
    OtherProviderAlready,
    ProviderTwice,
    RefusedRows,
)
from upphandling.domain.agreement import Agreement
from upphandling.domain.agreement.refusals import AreaNotServed
from upphandling.domain.base import Stamp, require_mandate
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key
from upphandling.domain.customer import CareDecision, Customer, GrantedService
from upphandling.domain.customer.refusals import (
    CustomerInAnotherArea,
    CustomerOfAnotherSystem,
    DecisionInDisorder,
    MoreThanAWeek,
    NoTimeGranted,
)
from upphandling.domain.customer_choice import CustomerChoice, choice_key
from upphandling.domain.errors import Refused
from upphandling.domain.instants import local_date, must_have_come
from upphandling.domain.intervals import Day
from upphandling.domain.parts import UnknownPart

COLUMN: Mapping[type[Refused], str] = {
    BundleNotSaid: "paket",
    CustomerInAnotherArea: "område",
    CustomerOfAnotherSystem: "kund",
    DecisionInDisorder: "till",
    MoreThanAWeek: "timmar per vecka",
    NoTimeGranted: "timmar per vecka",
}
"""Where in the file a refusal belongs; the decision itself where nothing is said."""


class ImportedService(Grant):
    """En rad: en beviljad insats i ett beslut; agreement är nuvarande avtal, om något."""

    row: Annotated[int, Field(ge=1)]
    customer: Person
    decision: Key
    area: Key
    granted_on: Day | None = None
    valid_from: Day
    valid_to: Day | None = None
    assessed: bool = True
    agreement: Key | None = None


class ImportCustomers(Command):
    """För in kunder med biståndsbeslut och nuvarande utförare; allt eller inget."""

    NAME = "customer.import"
    system: Key
    rows: Annotated[list[ImportedService], Field(min_length=1)]


def import_customers(command: ImportCustomers, cases: Cases, stamp: Stamp) -> None:
    require_mandate(Customer.Granted, stamp)
    people = sorted({row.customer for row in command.rows})
    load = _Load(
        cases,
        stamp,
        cases.fetch(ChoiceSystem, command.system),
        cases.find_many(Customer, people),
    )
    rows = sorted(command.rows, key=lambda row: (row.customer, row.decision, row.row))
    for _, decision in groupby(rows, key=lambda row: (row.customer, row.decision)):
        load.take(list(decision))
    load.must_keep_providers()
    load.refused.must_be_none()
    load.keep(people)


@dataclass(slots=True)
class _Load:
    """What a file comes to: people with decisions, and who serves them today."""

    cases: Cases
    stamp: Stamp
    system: ChoiceSystem
    customers: dict[str, Customer]
    refused: RefusedRows = field(default_factory=RefusedRows)
    new: list[Customer] = field(default_factory=list)
    present: dict[str, ImportedService] = field(default_factory=dict)

    def take(self, rows: Sequence[ImportedService]) -> None:
        """One decision of one person, or the reasons why not."""
        services = [self._service(row) for row in rows]
        whole = tuple(service for service in services if service is not None)
        if len(whole) < len(rows):
            return
        try:
            self._grant(rows[0], whole)
        except Refused as refused:
            column = COLUMN.get(type(refused), "beslut")
            self.refused.add(rows[0].row, column, refused)

    def must_keep_providers(self) -> None:
        """Nobody changes provider because of a file."""
        choices = self.cases.find_many(CustomerChoice, sorted(self.present))
        for key, choice in choices.items():
            row = self.present[key]
            if choice.ended_on is None and choice.agreement != row.agreement:
                other = OtherProviderAlready(agreement=row.agreement)
                self.refused.add(row.row, "avtal", other)

    def keep(self, people: Sequence[str]) -> None:
        """Save all of it, with places within the agreements' ceilings."""
        self.cases.add(*self.new)
        present = {key: str(row.agreement) for key, row in self.present.items()}
        customers = [self.customers[person] for person in people]
        try:
            keep_in_step(
                self.cases,
                self.stamp,
                customers,
                reason="Infört ur fil.",
                present=present,
            )
        except Refused as refused:
            full = refused.details.get("agreement")
            rows = [one.row for one in self.present.values() if one.agreement == full]
            if not rows:
                raise
            self.refused.add(min(rows), "avtal", refused)
            self.refused.must_be_none()

    def _service(self, row: ImportedService) -> GrantedService | None:
        """A service in its bundle; None where something in the row is wrong."""
        try:
            self.system.must_have_areas([row.area])
        except UnknownPart as refused:
            self.refused.add(row.row, "område", refused)
            return None
        try:
            service = granted(self.system, row)
            service.must_take_time()
        except UnknownPart as refused:
            self.refused.add(row.row, "paket", refused)
            return None
        except Refused as refused:
            self.refused.add(row.row, COLUMN.get(type(refused), "insats"), refused)
            return None
        try:
            self._serve(row, service.bundle)
        except Refused as refused:
            self.refused.add(row.row, "avtal", refused)
            return None
        return service

    def _serve(self, row: ImportedService, bundle: str) -> None:
        """Remember who serves the bundle today."""
        if row.agreement is None:
            return
        agreement = self.cases.find(Agreement, row.agreement)
        if agreement is None:
            raise AgreementUnknown(agreement=row.agreement)
        agreement.must_deliver(self.system.key, bundle)
        if row.area not in agreement.agreed.areas:
            raise AreaNotServed(
                agreement=row.agreement,
                area=row.area,
                areas=list(agreement.agreed.areas),
            )
        must_have_come(row.valid_from, self.stamp.at)
        agreement.must_answer_on(local_date(self.stamp.at))
        said = self.present.setdefault(choice_key(row.customer, bundle), row)
        if said.agreement != row.agreement:
            raise ProviderTwice(agreements=[said.agreement, row.agreement])

    def _grant(
        self, told: ImportedService, services: tuple[GrantedService, ...]
    ) -> None:
        decision = CareDecision(
            decision=told.decision,
            granted_on=told.granted_on
            or min(told.valid_from, local_date(self.stamp.at)),
            valid_from=told.valid_from,
            valid_to=told.valid_to,
            assessed=told.assessed,
            services=services,
        )
        where = {"system": self.system.key, "area": told.area}
        known = self.customers.get(told.customer)
        if known is not None:
            known.grant(self.stamp, decision=decision, **where)
            return
        customer = Customer.grant_first(
            self.stamp, told.customer, decision=decision, **where
        )
        self.customers[told.customer] = customer
        self.new.append(customer)


VERBS = verbs((ImportCustomers, import_customers))
