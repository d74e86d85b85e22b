"""Bundles (insatspaket): the services of each, and whether who has them must choose."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Column, String, Table

from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import ChoiceDuty
from upphandling.projections.base import READ_MODELS, Change, Fact, Projection, put

choice_duties = Table(
    "choice_duties",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("bundle", String, primary_key=True),
    Column("service", String, primary_key=True),
    Column("duty", String, nullable=False),
)

first_services = Table(
    "first_services",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("bundle", String, primary_key=True),
    Column("service", String, nullable=False),
)

BUNDLES = Projection("bundles", "Insatspaket", (choice_duties, first_services))


@BUNDLES.on(ChoiceSystem.Established)
def established(fact: Fact) -> Iterable[Change]:
    for bundle in fact.data["configuration"]["bundles"]:
        asked = ChoiceDuty.MUST if bundle["must_choose"] else ChoiceDuty.MAY
        exempt = bundle.get("without_choice", ())
        for service in bundle["services"]:
            duty = ChoiceDuty.NEED_NOT if service in exempt else asked
            yield put(choice_duties, fact.key, bundle["key"], service, duty=duty.value)
        first = bundle["services"][0]
        yield put(first_services, fact.key, bundle["key"], service=first)
