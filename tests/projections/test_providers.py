"""Providers and licences, as they stand and as they were put right."""

from __future__ import annotations

from tests.domain.test_provider import REVOKED, changed, registered
from tests.given import day, person
from upphandling.projections.providers import PROVIDERS, licences, providers


def test_a_provider_is_shown_by_name(rows_after):
    assert rows_after(PROVIDERS, providers, registered()) == [
        ("utforare-a", "Utförare A")
    ]


def test_a_licence_keeps_both_its_days_and_the_day_we_knew(rows_after):
    provider = registered()
    provider.record_licence(person("2026-06-12T09:00"), ruling=REVOKED)
    assert rows_after(PROVIDERS, licences, provider) == [
        (
            "utforare-a",
            "ivo-1",
            "revoked",
            "2026-06-10",
            "2026-06-17",
            "IVO:s beslut",
            "2026-06-12T09:00",
            False,
        )
    ]

    provider.correct_licence(
        person("2026-06-15T09:00"),
        ruling=changed(in_force_from=day("2026-07-01")),
        reason="Fel dag avskriven.",
    )

    assert rows_after(PROVIDERS, licences, provider) == [
        (
            "utforare-a",
            "ivo-1",
            "revoked",
            "2026-06-10",
            "2026-07-01",
            "IVO:s beslut",
            "2026-06-15T09:00",
            True,
        )
    ]
