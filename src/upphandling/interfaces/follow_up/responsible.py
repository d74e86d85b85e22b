"""Responsible (ansvarig): which provider answers for a person, or for whom, on a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection

from upphandling.domain.errors import NoSuchCase
from upphandling.interfaces.follow_up.reading import Row, rows
from upphandling.projections import care_given, care_granted, responsibilities

GRANTED = ("decision", "service", "minutes", "time_of_day", "day_kind")


def the_responsible(connection: Connection, customer: str, on: date) -> list[Row]:
    """One row per granted service; one per bundle of which no services are told.

    `agreement` is null where nobody answers: there is no provider, or its agreement is
    not in force that day. `since` is when the provider took over. Raises `NoSuchCase`.
    """
    granted = defaultdict(list)
    for row in rows(connection, care_granted.services_on(on, customer=customer)):
        granted[row["bundle"]].append(row)
    periods = rows(connection, responsibilities.of_customer(customer))
    if not periods and not granted:
        raise NoSuchCase(case=f"customer:{customer}")
    held = {row["bundle"]: row for row in periods if _there(row, on)}
    return [
        {
            "customer": customer,
            "on": on,
            "bundle": bundle,
            **_answers(held.get(bundle), periods, on),
            **service,
        }
        for bundle in sorted(granted.keys() | held.keys())
        for service in (
            [{name: row[name] for name in GRANTED} for row in granted[bundle]]
            or [dict.fromkeys(GRANTED)]
        )
    ]


def the_customers_of(
    connection: Connection, agreement: str, on: date, *, limit: int, after: str
) -> list[Row]:
    """One page of those whom a provider answers for on a day, by `customer/bundle`.

    The page begins past `after`, the `key` of the last row of the page before.
    """
    page = rows(connection, responsibilities.of_agreement(agreement, on, after, limit))
    services = defaultdict(list)
    told = care_given.granted_to([row["customer"] for row in page], on)
    for row in rows(connection, told):
        services[row["customer"], row["bundle"]].append(row["service"])
    return [
        {**row, "services": services[row["customer"], row["bundle"]]} for row in page
    ]


def _there(period: Row, on: date) -> bool:
    return bool(
        period["from_day"] <= on and (period["until"] is None or on < period["until"])
    )


def _answers(period: Row | None, periods: list[Row], on: date) -> Row:
    """Who answers for the bundle that day, and since when without a break."""
    told = ("area", "agreement", "provider", "name")
    if period is None:
        return dict.fromkeys((*told, "since"))
    if period["starts_on"] is None or not (
        period["starts_on"] <= on and (period["ends_on"] or on) >= on
    ):
        return {**dict.fromkeys((*told, "since")), "area": period["area"]}
    since = period["from_day"]
    for earlier in reversed(periods):
        same = all(earlier[key] == period[key] for key in ("bundle", "agreement"))
        if same and earlier["until"] == since and not earlier["care_ended"]:
            since = earlier["from_day"]
    return {**{name: period[name] for name in told}, "since": since}
