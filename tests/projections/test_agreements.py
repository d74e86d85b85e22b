"""Agreements: who delivers what, where, until when, with which share."""

from __future__ import annotations

from tests.given import day, person, scheduler
from upphandling.domain.agreement import Agreement, LicenceStatus, Terms
from upphandling.domain.configuration import Regime
from upphandling.projections.agreements import (
    AGREEMENTS,
    agreements,
    guarantees,
    in_force,
)

WHO = (
    "avtal",
    "staden",
    "omsorg",
    "Omsorg AB",
    "lou",
    "omvardnad",
    '["norr", "soder"]',
)
FROM = ("2026-06-01T10:00", "2026-09-01")


def signed() -> Agreement:
    terms = Terms(
        system="staden",
        provider="omsorg",
        name="Omsorg AB",
        regime=Regime.LOU,
        bundle="omvardnad",
        areas=("norr", "soder"),
        starts_on=day("2026-09-01"),
        ends_on=day("2030-08-31"),
        places={"norr": 20},
        share_percent=12.5,
    )
    at = person("2026-06-01T10:00")
    return Agreement.sign(at, "avtal", award="a", lot="norr", bid="a-1", terms=terms)


def test_an_agreement_with_its_guaranteed_share(rows_after):
    agreement = signed()

    assert rows_after(AGREEMENTS, agreements, agreement) == [
        (*WHO, *FROM, "2030-08-31", "signed", "in_force", None)
    ]
    assert rows_after(AGREEMENTS, guarantees) == [("avtal", "2026-09-01", 12.5)]


def test_it_begins_is_given_notice_and_expires(rows_after):
    agreement = signed()
    agreement.start(scheduler("2026-09-01T00:00"))
    agreement.give_notice(
        person("2027-01-11T10:00"), ends_on=day("2027-06-30"), reason="Egen begäran."
    )
    assert rows_after(AGREEMENTS, agreements, agreement) == [
        (*WHO, *FROM, "2027-06-30", "in_force", "in_force", "Egen begäran.")
    ]

    agreement.expire(scheduler("2027-07-01T00:00"))

    assert rows_after(AGREEMENTS, agreements, agreement) == [
        (*WHO, *FROM, "2027-06-30", "expired", "in_force", "Egen begäran.")
    ]


def test_a_licence_is_revoked_and_the_agreement_rescinded(rows_after):
    agreement = signed()
    agreement.change_licence(
        person("2026-10-05T10:00"),
        licence=LicenceStatus.REVOKED,
        decided_on=day("2026-10-02"),
        source="IVO",
    )
    agreement.rescind(
        person("2026-10-06T10:00"),
        grounds="Tillståndet återkallat.",
        wind_up_until=day("2026-10-31"),
    )

    assert rows_after(AGREEMENTS, agreements, agreement) == [
        (*WHO, *FROM, "2026-10-31", "rescinded", "revoked", "Tillståndet återkallat.")
    ]


def test_a_new_share_is_added(rows_after):
    agreement = signed()
    agreement.change_places(
        person("2026-12-31T23:30"),
        places={"norr": 30, "soder": 5},
        share_percent=15.0,
        reason="Utökning.",
    )

    # Half past eleven in Sweden is still the same day there, not the next in UTC.
    assert rows_after(AGREEMENTS, guarantees, agreement) == [
        ("avtal", "2026-09-01", 12.5),
        ("avtal", "2026-12-31", 15.0),
    ]


def test_an_agreement_is_in_force_from_its_first_to_its_last_day(rows_after, database):
    rows_after(AGREEMENTS, agreements, signed())
    with database.engine.connect() as connection:
        found = {
            on: len(connection.execute(in_force("staden", day(on))).all())
            for on in ("2026-08-31", "2026-09-01", "2030-08-31", "2030-09-01")
        }
    assert list(found.values()) == [0, 1, 1, 0]
