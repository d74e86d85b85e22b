"""Which cases a command was about, exactly."""

from __future__ import annotations

import json

import pytest

from upphandling.application.addressing import NAMED, cases_of, sought
from upphandling.application.catalogue import VERBS
from upphandling.domain.catalogue import KINDS

TOLD = [
    ("tender.close", {"tender": "t-1"}, ["tender:t-1"]),
    ("choice_round.close", {"round": "r"}, ["choice_round:r"]),
    (
        "agreement.sign",
        {"agreement": "a", "award": "w", "lot": "norr"},
        ["agreement:a", "award:w"],
    ),
    (
        "review.file",
        {"court": "fr-stad", "case_number": "1234-26", "subject": "w", "award": None},
        ["review:fr-stad.1234-26"],
    ),
    (
        "review.file",
        {"court": "fr-stad", "case_number": "1-26", "against": "award", "subject": "w"},
        ["review:fr-stad.1-26", "award:w"],
    ),
    ("review.close", {"review": "fr-stad.1234-26"}, ["review:fr-stad.1234-26"]),
    (
        "customer_choice.place",
        {"customer": "k", "bundle": "b", "agreement": "a"},
        ["customer_choice:k/b", "customer:k", "agreement:a"],
    ),
    (
        "customer_choice.register",
        {"system": "s", "bundle": "b", "customers": [{"customer": "k", "agreement": "a"}]},
        ["customer_choice:k/b", "choice_system:s", "customer:k", "agreement:a"],
    ),
    (
        "customer_choice.import_choices",
        {"round": "r", "choices": [{"customer": "k", "wishes": ["a", "b"]}]},
        ["choice_round:r", "customer:k", "agreement:a", "agreement:b"],
    ),
    (
        "customer.import",
        {"system": "s", "rows": [{"customer": "k"}]},
        ["choice_system:s", "customer:k"],
    ),
    ("retention.adopt", {"document_class": "tender_documents"}, ["retention:tender_documents"]),
    (
        "destruction.decide",
        {"destruction": "g-1", "subjects": ["person:k", "tender:t", "sagobok:s"]},
        ["destruction:g-1", "customer:k", "tender:t"],
    ),
    (
        "visit_month.import",
        {"system": "s", "month": "2026-01", "batch": 2, "against": [1]},
        ["visit_month:s.2026-01", "choice_system:s"],
    ),
    ("visit_month.withdraw", {"visit_month": "s.2026-01"}, ["visit_month:s.2026-01"]),
    (
        "payment.calculate",
        {"agreement": "a", "month": "2026-01", "tariff": "t"},
        ["payment:a.2026-01", "agreement:a", "tariff:t"],
    ),
    (
        "pause.begin",
        {"subject": "tender:t", "reason": "x"},
        ["pause:tender:t", "tender:t"],
    ),
    ("view:case.show", {"view": "case.show", "subject": "tender:t"}, ["tender:t"]),
    ("view:person.show", {"view": "person.show", "subject": "person:k"}, ["customer:k"]),
    ("view:case.list", {"view": "case.list", "subject": None}, []),
    ("roster.grant_role", {"person": "p", "role": "auditor"}, ["roster:kommunen"]),
]  # fmt: skip

OF_PARTS = {
    *("customer", "customer_choice", "indicator", "payment", "review", "roster"),
    *("retention", "visit_month", "pause"),
}


@pytest.mark.parametrize(("command", "data", "cases"), TOLD)
def test_a_command_is_about_the_cases_it_names(command, data, cases):
    assert cases_of(command, json.dumps(data)) == cases


@pytest.mark.parametrize(("command", "data", "cases"), TOLD)
def test_what_is_looked_for_stands_in_every_command_about_the_case(
    command, data, cases
):
    for case_id in cases:
        assert sought(case_id) in json.dumps(data)


def test_no_command_is_without_a_case():
    for command, verb in VERBS.items():
        kind = command.partition(".")[0]
        by_field = {NAMED.get(field) for field in verb.command.model_fields}

        assert kind in KINDS
        assert kind in by_field | OF_PARTS, command
