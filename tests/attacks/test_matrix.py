"""Ten attacks by three attackers: a witness finds all, and who else finds which."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.attacks.attackers import ATTACKERS
from tests.attacks.attacks import ATTACKS
from tests.attacks.audited import audited
from tests.attacks.rows import Rows
from tests.attacks.table import FOUND, finders, table
from upphandling.infrastructure.ledger.auditing import Findings
from upphandling.infrastructure.storage.database import Database

attack_by = pytest.mark.parametrize("attacker", ATTACKERS)
every_attack = pytest.mark.parametrize("attack", ATTACKS)


@every_attack
@attack_by
def test_a_witness_finds_every_attack_and_without_one_so_much_is_found(
    scene, attack, attacker
):
    ATTACKERS[attacker](scene, attack)

    with audited(scene, with_witness=True) as findings:
        assert by_whom(findings) == FOUND[attack, attacker]
        assert "witness" in by_whom(findings)
        assert findings.doubts == ()
    with audited(scene, with_witness=False) as findings:
        assert by_whom(findings) == FOUND[attack, attacker] - {"witness"}


def by_whom(findings: Findings) -> frozenset[str]:
    return finders(frozenset(fault.kind for fault in findings.faults))


def test_a_log_that_nobody_touched_is_whole(scene):
    with audited(scene, with_witness=True) as findings:
        assert findings.lines == []
        assert findings.compared == {"own_checkpoint": 2, "signer": 1, "witness": 2}


def test_the_attackers_tools_leave_no_trace_of_their_own(scene):
    with Database(scene.url) as database:
        rows = Rows.read(database)
        rows.renumber()
        rows.seal(database)
        rows.write(database)

    with audited(scene, with_witness=True) as findings:
        assert findings.lines == []


def test_each_fault_is_one_line_that_says_where(scene):
    ATTACKERS["also owns the signing key"](scene, "change data")

    with audited(scene, with_witness=True) as findings:
        (line,) = findings.lines
    assert line.startswith(f"vittnets {scene.witness}")
    assert line.endswith(
        ": intygar andra poster än loggens, något är ändrat, struket eller inskjutet"
        " efter post 0 men inte efter post 5."
    )


def test_the_table_says_that_only_a_witness_stops_who_owns_the_key():
    rows = table().splitlines()

    assert len(rows) == 2 + len(ATTACKS)
    assert all(row.endswith("| vittnet |") for row in rows[2:])


def test_the_documentation_shows_this_table():
    page = Path(__file__).parents[2] / "docs" / "ledger.md"

    assert table() in page.read_text(encoding="utf-8")
