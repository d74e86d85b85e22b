"""A changed place, reason, number of people or rule of destruction is found."""

from __future__ import annotations

import pytest

from tests.infrastructure.ledger.tampering import tamper
from tests.infrastructure.verification.lived import (
    Mutant,
    changed,
    itself,
    streams_verified,
    told,
)
from upphandling.infrastructure.storage.database import Database

PLACED = "customer_choice.placed"
SORRY = "Utförare O kan inte längre ge dig dina insatser."
IN_HOUSE = "Du får Kommunens egen regi, som tar vid när en utförare faller bort."
AGAIN = "Du kan välja en annan utförare när du vill."
FULL = "hade inga lediga platser i område Norr; du står på plats 1 i kön."
WRONG = "Du ville."

MUTANTS: dict[str, Mutant] = {
    "how many of a wave moved": itself("transition.wave_taken_over", "customers", 3, 2),
    "how many were reassigned": itself(
        "transition.reassignment_adopted", "customers", 7, 6
    ),
    "by which rule is destroyed": itself(
        "destruction.decided",
        "rules",
        ["retention:identity@2"],
        ["retention:identity@1"],
    ),
    "the provider of a place that was decided on": itself(
        PLACED, "provider", "utforare-ny", "utforare-full"
    ),
    "the ground of a place that was decided on": itself(
        PLACED, "basis", "default", "choice"
    ),
    "why an offer gave a place": itself(
        PLACED,
        "reason",
        WRONG,
        "Du har tackat ja till platsen hos Utförare A.",
        nth=1,
    ),
    "why a second wish was met": itself(
        PLACED,
        "reason",
        WRONG,
        f"Du fick ditt andra val, Utförare O. Ditt första val, Utförare A, {FULL}",
        nth=2,
    ),
    "why a round gave a place": itself(
        PLACED, "reason", WRONG, "Du fick ditt första val, Utförare N.", nth=3
    ),
    "where a round gave a place": itself(PLACED, "agreement", "full", "ny", nth=3),
    "why somebody was moved": itself(
        PLACED, "reason", WRONG, "Utförare G upphör.", nth=6
    ),
    "what somebody who was moved keeps": itself(
        PLACED,
        "reason",
        "Utförare G upphör.",
        "Utförare G upphör. Du får plats hos Utförare A, som du själv har valt.",
        nth=7,
    ),
    "why a proposal gave a place": itself(
        PLACED, "reason", WRONG, f"{SORRY} {IN_HOUSE} {AGAIN}", nth=12
    ),
}


@pytest.mark.parametrize("what", MUTANTS)
def test_a_changed_row_is_told_with_both_values(moves: Database, what: str) -> None:
    topic, nth, change, expected = MUTANTS[what]

    with changed(moves, topic, change, nth):
        findings = streams_verified(moves)

    assert [one for one in told(moves, findings.differences) if one[0] == topic] == (
        expected
    )
    assert findings.underivable == 0


def test_what_nobody_changed_has_no_differences(moves: Database) -> None:
    assert streams_verified(moves).differences == []


def test_a_place_whose_command_is_damaged_is_never_guessed(moves: Database) -> None:
    broken = "UPDATE commands SET payload = '{}' || payload WHERE command = '{}'"
    mended = "UPDATE commands SET payload = substr(payload, 2) WHERE command = '{}'"
    tamper(moves, broken.format("!", "customer_choice.accept_offer"))
    try:
        (one,) = streams_verified(moves).differences
    finally:
        tamper(moves, mended.format("customer_choice.accept_offer"))

    assert not one.derivable
    assert one.field == "agreement, provider, basis, reason"
    assert one.why.endswith("finns inte eller kan inte läsas")


def test_a_reason_that_a_person_gave_is_the_one_of_the_command(moves: Database) -> None:
    with changed(moves, PLACED, lambda data: data.update(reason=WRONG)):
        (one,) = streams_verified(moves).differences

    assert (one.field, one.recorded) == ("reason", WRONG)
    assert one.recomputed.startswith("valv:")
