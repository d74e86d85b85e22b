"""Another law than the one that was counted by is told, or never guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace

import pytest

from tests.infrastructure.ledger.tampering import tamper
from tests.infrastructure.verification.lived import (
    Found,
    changed,
    itself,
    of,
    says,
    streams_verified,
    told,
)
from upphandling.application.verification import deadlines
from upphandling.domain import legal_time
from upphandling.domain.calendar import swedish_calendar
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.rulebook import Rulebook, assuming, book
from upphandling.infrastructure.storage.database import Database


def longer(rule: str) -> Rulebook:
    """Today's rulebook with a day more in every wording of a rule."""
    wordings = dict(book().wordings)
    wordings[rule] = tuple(
        replace(
            entry,
            lengths={
                channel: Length(length.amount + 1, Unit.DAYS)
                for channel, length in entry.lengths.items()
            },
        )
        for entry in wordings[rule]
    )
    return Rulebook(book().version, wordings)


def without(rule: str, *, version: str | None = None) -> Rulebook:
    wordings = {key: entries for key, entries in book().wordings.items() if key != rule}
    return Rulebook(version or book().version, wordings)


@contextmanager
def working_on(day_off: str) -> Iterator[None]:
    """A calendar that has lost a holiday."""
    kept = tuple(e for e in swedish_calendar().entries if e.name != day_off)
    assert kept != swedish_calendar().entries
    other = replace(swedish_calendar(), entries=kept)
    with pytest.MonkeyPatch.context() as patch:
        for module in (legal_time, deadlines):
            patch.setattr(module, "swedish_calendar", lambda: other)
        yield


LAW: dict[str, tuple[Callable[[], AbstractContextManager[None]], list[Found]]] = {
    "the standstill a day longer": (
        lambda: assuming(longer("standstill")),
        of(
            "award.notified",
            ("standstill.length", "10 dagar", "11 dagar"),
            ("standstill.nominal", "2026-05-15", "2026-05-16"),
            ("standstill.last_day", "2026-05-15", "2026-05-18"),
            ("standstill.rolled_because", None, "lördag"),
        ),
    ),
    "a Saturday is a working day": (
        lambda: working_on("lördag"),
        of(
            "award.windows_opened",
            ("validity.last_day", "2027-02-22", "2027-02-20"),
            ("validity.rolled_because", "lördag", None),
        ),
    ),
    "no other law": (nullcontext, []),
}


@pytest.mark.parametrize("what", LAW)
def test_another_law_is_told_with_both_values(log: Database, what: str) -> None:
    law, expected = LAW[what]

    with law():
        findings = streams_verified(log)

    assert told(log, findings.differences) == expected
    assert all("regelboken" in one.why for one in findings.differences)
    assert all("kap." in one.why for one in findings.differences)


def test_a_rule_that_is_not_there_any_more_is_never_guessed(log: Database) -> None:
    with assuming(without("standstill")):
        findings = streams_verified(log)

    (one,) = findings.differences
    assert (one.field, one.recorded, one.recomputed) == (
        "standstill",
        "2026-05-15",
        None,
    )
    assert one.why == (
        "kan inte räknas om: regeln standstill (SFS 2021:1110) finns inte i regelboken"
    )
    assert not one.derivable
    assert (findings.total, findings.underivable) == (1, 1)


def test_a_rulebook_newer_than_ours_is_never_guessed(log: Database) -> None:
    with changed(log, "award.notified", says("standstill", "rulebook", to="2099.1")):
        (one,) = streams_verified(log).differences

    assert not one.derivable
    assert one.why == (
        f"kan inte räknas om: regelboken 2099.1 är nyare än {book().version}"
    )


EARLIER, OURS = book().editions[-2:]


def named(edition: str, *, instead_of: str) -> str:
    """SQL after which every deadline names another edition."""
    names = [f'"rulebook":"{one}"' for one in (instead_of, edition)]
    return "UPDATE events SET data = replace(data, '{}', '{}')".format(*names)


def test_an_older_rulebook_with_the_same_wording_gives_the_same(log: Database) -> None:
    tamper(log, named(EARLIER, instead_of=OURS))
    try:
        assert streams_verified(log).differences == []
    finally:
        tamper(log, named(OURS, instead_of=EARLIER))


@pytest.mark.parametrize("edition", [EARLIER, "2024.9"])
def test_an_older_rulebook_after_a_newer_is_told(log: Database, edition: str) -> None:
    _, nth, change, expected = itself(
        "award.notified", "standstill.rulebook", edition, OURS
    )

    with changed(log, "award.notified", change, nth):
        findings = streams_verified(log)

    assert told(log, findings.differences) == expected
    assert findings.underivable == 0


def test_a_rulebook_that_was_never_printed_is_told(log: Database) -> None:
    """Also where it is the first that anything was counted by."""
    tamper(log, named("2024.9", instead_of=OURS))
    try:
        findings = streams_verified(log)
    finally:
        tamper(log, named(OURS, instead_of="2024.9"))

    told = {(one.recorded, one.recomputed) for one in findings.differences}
    assert told == {("2024.9", OURS)}
    assert findings.underivable == 0


def test_a_calendar_that_we_do_not_have_is_never_guessed(log: Database) -> None:
    with changed(log, "award.notified", says("standstill", "calendar", to="se-1999")):
        (one,) = streams_verified(log).differences

    assert one.why == "kan inte räknas om: kalendern se-1999 finns inte, bara se-2005"
