"""Red flags (röda flaggor): what somebody should look into, and what it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from upphandling.domain.flag_policy import ASSUMED, FlagKind, FlagPolicy
from upphandling.domain.provider import Provider
from upphandling.interfaces.follow_up.flags import (
    changed,
    ending,
    licence,
    only_default,
    overpaid,
    prolonged,
    single_bids,
    value_changed,
)
from upphandling.interfaces.follow_up.flags.telling import Flagged, Told
from upphandling.interfaces.follow_up.reading import Row, rows, without
from upphandling.projections.flagged import QUERIES, Limits, paged
from upphandling.projections.flagged.ending import without_successor
from upphandling.projections.flags import behind, policies

TELLERS: Mapping[FlagKind, Callable[[Flagged], Told]] = {
    FlagKind.SINGLE_BID: single_bids.told,
    FlagKind.PROLONGED: prolonged.told,
    FlagKind.CHANGED: changed.told,
    FlagKind.ENDING: ending.told,
    FlagKind.LICENCE: licence.told,
    FlagKind.VALUE_CHANGED: value_changed.told,
    FlagKind.OVERPAID: overpaid.told,
    FlagKind.ONLY_DEFAULT: only_default.told,
}


def the_flags(
    connection: Connection,
    system: str | None,
    kind: FlagKind | None,
    on: date,
    *,
    limit: int,
    offset: int,
) -> list[Row]:
    """A page of red flags by kind and case, as it stands on a day.

    `what` are the numbers, `limit` what they are held against, `source` where that was
    decided (`assumed` where it was not), `events` what `why` can be asked of. A flag is
    a question to somebody, not a judgement.
    """
    limits = limits_on(connection, on)
    asked = QUERIES.values() if kind is None else [QUERIES[kind]]
    queries = [query(limits) for query in asked]
    page = rows(connection, paged(queries, system, limit, offset))
    facts, areas = _facts(connection, page, on), _areas(connection, page)
    return [
        _told(
            Flagged(
                row=row,
                policy=limits.for_system(row["system"]),
                facts=[fact for case in _cases(row) for fact in facts[case]],
                areas=areas[row["subject"]],
                on=on,
            ),
            assumed=row["system"] not in limits.of,
        )
        for row in page
    ]


def limits_on(connection: Connection, on: date) -> Limits:
    """What every system has decided by a day; the latest holds."""
    decided = {
        row["system"]: FlagPolicy(**without(row, "system", "reference"))
        for row in rows(connection, policies(on))
    }
    return Limits(on, decided, ASSUMED)


def _told(flag: Flagged, *, assumed: bool) -> Row:
    row = flag.row
    told = TELLERS[row["kind"]](flag)
    return {
        **{name: row[name] for name in ("kind", "system", "subject")},
        **{name: row[name] for name in ("provider", "name")},
        "since": told.since or row["since"],
        "what": told.what,
        "limit": told.limit,
        "source": flag.policy.source if told.limit is not None else None,
        "assumed": assumed and told.limit is not None,
        "why": told.why,
        "events": told.events,
    }


def _cases(row: Row) -> Iterable[str]:
    """The cases whose facts are behind a flag: its own, its award's, its provider's."""
    yield row["subject"]
    if row["kind"] == FlagKind.SINGLE_BID:
        yield row["word"]
    if row["kind"] == FlagKind.LICENCE:
        yield Provider.case_id(row["provider"])


def _facts(
    connection: Connection, page: Sequence[Row], on: date
) -> Mapping[str, list[Row]]:
    cases = sorted({case for row in page for case in _cases(row)})
    found: dict[str, list[Row]] = defaultdict(list)
    for fact in rows(connection, behind(cases, on)):
        found[fact["subject"]].append(fact)
    return found


def _areas(connection: Connection, page: Sequence[Row]) -> Mapping[str, list[str]]:
    """The areas that nobody follows in, of each agreement on the page that ends."""
    cases = {
        row["subject"].partition(":")[2]: row["subject"]
        for row in page
        if row["kind"] == FlagKind.ENDING
    }
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows(connection, without_successor(sorted(cases))):
        found[cases[row["agreement"]]].append(row["area"])
    return found
