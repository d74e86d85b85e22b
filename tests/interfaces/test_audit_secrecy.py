"""No verb of the ledger tells how much was recorded while a tender is sealed."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta

import pytest

from tests.infrastructure.ledger.stamping_office import open_office
from tests.infrastructure.ledger.standing import standing
from tests.interfaces.inside import ask_one
from tests.interfaces.ledger_at_work import LOG
from tests.interfaces.test_send import SYSTEM
from tests.interfaces.test_service import announce


@pytest.fixture
def sealed_tender(cli, send, sealed, store, tmp_path):
    """A checkpoint before the announcement of an open tender, another after it."""
    send("choice_system.establish", data={**SYSTEM, "system": "annat"})
    assert cli("audit", "checkpoint").code == 0
    announce(store, [datetime.now(UTC) + timedelta(days=20)])
    return tmp_path


def sizes(folder) -> set[int]:
    return {int(file.name) for file in (folder / "ledger" / "history").iterdir()}


def test_a_checkpoint_made_while_bids_are_sealed_is_kept_and_not_shown(
    cli, sealed_tender
):
    made = cli("audit", "checkpoint", "--json").json
    again = cli("audit", "checkpoint")

    assert made["data"] == {"checkpoint": None, "missing": []}
    assert again.out == (
        "Kontrollpunkten är sparad. Den visas inte medan anbud är hemliga.\n"
    )
    assert len(sizes(sealed_tender)) == 2


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_no_proof_is_given_against_a_checkpoint_that_counts_sealed_bids(
    cli, send, sealed_tender, form
):
    case = ask_one("SELECT stream_id FROM events WHERE position = 1")
    before = cli("audit", "proof", f"{case}@1", *form)
    for size in sizes(sealed_tender):
        (sealed_tender / "ledger" / "history" / str(size)).unlink()
    cli("audit", "checkpoint")
    after = cli("audit", "proof", f"{case}@1", *form)

    assert before.code == 0
    assert after.code == 1
    assert "BidsStillSecret" in after.out + after.err
    assert LOG in before.out
    assert LOG not in after.out + after.err


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_question_to_a_witness_is_not_shown_while_bids_are_sealed(
    cli, sealed_tender, form
):
    assert cli("audit", "request", *form).code == 0  # the one before the announcement
    cli("audit", "checkpoint")
    shown = cli("audit", "request", *form)
    file = sealed_tender / "asked"
    kept = cli("audit", "request", "--to", f"{file}", "--json")

    assert shown.code == 1
    assert "BidsStillSecret" in shown.out + shown.err
    assert kept.json["data"] == {"file": str(file)}
    assert file.read_text().startswith("old 0\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_witness_s_answer_does_not_show_a_checkpoint_that_counts_sealed_bids(
    cli, sealed_tender
):
    cli("audit", "checkpoint")
    kept = (sealed_tender / "ledger" / "checkpoint").read_text(encoding="utf-8")
    answer = sealed_tender / "answered"
    answer.write_text(
        "".join(f"{line}\n" for line in kept.splitlines() if "vittne" in line)
    )

    said = cli("audit", "cosign", f"{answer}", "--json")

    assert said.json["status"] == "done"
    assert said.json["data"] == {"checkpoint": None}


def test_a_timestamp_s_file_name_is_not_told_while_bids_are_sealed(
    cli, sealed_tender, monkeypatch
):
    with standing(open_office(sealed_tender)) as office:
        url = f"http://127.0.0.1:{office.server_address[1]}"
        monkeypatch.setenv("UPPHANDLING_TIMESTAMP_URL", url)
        before = cli("audit", "timestamp", "--json").json["data"]
        cli("audit", "checkpoint")
        after = cli("audit", "timestamp", "--json").json["data"]

    assert before["file"].endswith(".tsr")
    assert after["file"] is None
    assert after["stamped_at"] is not None


def test_the_size_of_the_log_is_not_told_while_a_tender_is_sealed(cli, store):
    announce(store, [datetime.now(UTC) + timedelta(days=20)])
    cli("projection", "rebuild", "tenders")

    said = cli("audit", "verify", "--json").json["data"]
    assert said["size"] is None
    assert said["root"] is None
    hidden = ask_one(
        "SELECT max(stream_id || '@' || version) FROM events"
        " WHERE topic = 'tender.announced'"
    )
    assert cli("audit", "proof", hidden).code in {1, 2}
