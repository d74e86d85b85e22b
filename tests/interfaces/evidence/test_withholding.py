"""What is secret never leaves in a bundle, and nothing else is kept back."""

from __future__ import annotations

import json
from io import BytesIO

import pikepdf
import pytest

from tests.award_town import TENDER, compared
from tests.evidence import as_zip, exported, sealed, unpacked, verified
from tests.interfaces.evidence.conftest import CASE, keep_secret, procured
from tests.interfaces.inside import ask
from tests.town import Town
from upphandling.application.messages import Malformed
from upphandling.domain.errors import Refused
from upphandling.interfaces.evidence.export import export
from upphandling.interfaces.evidence.gathering import CaseAfterCheckpoint
from upphandling.interfaces.evidence.proving import LedgerDiffers
from upphandling.interfaces.evidence.readers import AboutPeople, BidsStillSecret
from upphandling.interfaces.evidence.withholding import SecrecyAfterCheckpoint

PRICE, POINTS = "200017", "4.25"


@pytest.fixture
def fresh(sqlite_url):
    with procured(sqlite_url) as town:
        yield town


def rows(bundle, name="events.jsonl"):
    return [json.loads(line) for line in bundle.files[name].decode().splitlines()]


def all_text(bundle) -> str:
    """Every file's text; of the PDF also what is packed in it."""
    told = [raw.decode("utf-8", "replace") for raw in bundle.files.values()]
    with pikepdf.open(BytesIO(bundle.files["dossier.pdf"])) as pdf:
        told += [
            bytes(one.get_file().read_bytes()).decode()
            for one in pdf.attachments.values()
        ]
    return "\n".join(told)


def test_no_file_of_a_public_bundle_tells_what_was_kept_secret(town):
    public, internal = (
        exported(town.house, CASE, role) for role in ("public", "auditor")
    )

    for secret in (
        f'price_ore\\":{PRICE}',
        "2000,17",
        "2000.17",
        f'points\\":{POINTS}',
    ):
        assert secret not in all_text(public)
    assert PRICE not in all_text(public)
    assert PRICE in all_text(internal)


def test_a_withheld_row_names_the_decision_and_shows_no_more_than_an_excerpt(town):
    public = exported(town.house, CASE, "public")
    hidden = [row for row in rows(public) if "withheld" in row]

    assert {row["not_provable"]["topic"] for row in hidden} == {
        "tender.bid_scored",
        "tender.price_read",
        "award.proposed",
        "award.evaluated",
    }
    (decided,) = [
        f"{row['stream_id']}@{row['version']}"
        for row in rows(public)
        if row.get("topic") == "tender.secrecy_decided"
    ]
    for row in hidden:
        assert set(row) == {"index", "leaf", "withheld", "not_provable"}
        assert row["withheld"]["decisions"] == [decided]
        assert row["withheld"]["grounds"] == ["Affärssekretess"]


def test_nothing_gives_away_the_command_of_a_withheld_row(town):
    internal = exported(town.house, CASE)
    public = exported(town.house, CASE, "public")
    hidden = {row["index"] for row in rows(public) if "withheld" in row}
    commands = {row["command_id"] for row in rows(internal) if row["index"] in hidden}

    assert len(commands) == 3  # the proposal and its evaluation are one command's
    assert not any(one in all_text(public) for one in commands)


def test_a_refusal_that_names_what_is_secret_is_withheld_too(fresh, tmp_path):
    keep_secret(fresh, "bidder")
    late = {"bid": "anbud-x", "bidder": "utforare-b", "name": "X", "lots": ["norr"]}
    with pytest.raises(Refused):
        fresh.do("tender.receive_bid", {**TENDER, **late, "content_hash": "f" * 64})
    public = exported(fresh.house, CASE, "public")

    assert "utforare-b" not in all_text(public)
    signed_early, came_late = rows(public, "refusals.jsonl")
    assert "withheld" not in signed_early
    assert set(came_late["not_provable"]) == {
        "number",
        "after_position",
        "command",
        "rule",
        "message",
    }
    assert verified(unpacked(as_zip(public), tmp_path)).code == 0


def test_an_award_alone_brings_the_decision_it_is_withheld_under(town, tmp_path):
    public = exported(town.house, "award:tilldelning", "public")
    folder = unpacked(as_zip(public), tmp_path)

    assert {one["stream_id"]: one["whole"] for one in public.label.streams} == {
        "award:tilldelning": True,
        "choice_system:staden": False,
        "tender:hemtjanst": False,
    }
    assert verified(folder).code == 0


def test_while_bids_are_sealed_no_bundle_counts_them(sqlite_url):
    with Town(sqlite_url, "2026-02-02T09:00") as town:
        compared(town.founded(), {"a": 5.0, "b": 4.0})
        for role in ("auditor", "public"):
            for case in (CASE, "choice_system:staden"):
                with pytest.raises(BidsStillSecret) as refusal:
                    exported(town.house, case, role)
                assert refusal.value.details == {"case": case}

        before = exported(town.house, CASE, "public", size=6)

    assert before.events == 4  # the system, and the tender up to its announcement
    assert "anbud" not in before.files["events.jsonl"].decode()
    assert before.label.size == 6


def test_a_checkpoint_one_leaf_past_the_announcement_is_one_too_many(sqlite_url):
    with Town(sqlite_url, "2026-02-02T09:00") as town:
        compared(town.founded(), {"a": 5.0, "b": 4.0})
        announced = [topic for topic, _ in town.log()].index("tender.announced") + 1

        assert exported(town.house, CASE, size=announced).label.size == announced
        with pytest.raises(BidsStillSecret):
            exported(town.house, CASE, size=announced + 1)


def test_what_was_decided_secret_after_the_checkpoint_asks_for_a_newer_one(fresh):
    whole = exported(fresh.house, CASE, "public").label.size
    keep_secret(fresh, "price")

    with pytest.raises(SecrecyAfterCheckpoint):
        exported(fresh.house, CASE, "public", size=whole)
    assert exported(fresh.house, CASE, "auditor", size=whole).withheld == 0


@pytest.mark.parametrize(
    "case",
    [
        "customer_choice:kund-1/omvardnad",
        "deviation:avvikelse-1",
        "indicator:kontinuitet",
        "payment:avtal-a.2026-01",
        "visit_month:staden.2026-01",
    ],
)
def test_the_public_gets_no_bundle_about_customers_or_a_few_of_them(town, case):
    with pytest.raises(AboutPeople):
        exported(town.house, case, "public")


def test_a_case_the_checkpoint_does_not_reach_is_not_in_it(town):
    with pytest.raises(CaseAfterCheckpoint):
        exported(town.house, "award:tilldelning", size=6)


def test_a_role_that_gets_no_bundles_is_a_fault_in_the_call(town):
    with pytest.raises(Malformed):
        exported(town.house, CASE, "customer")


def test_a_log_that_the_checkpoint_does_not_know_gives_no_bundle(fresh, sqlite_url):
    fresh.house.refresh()
    true = sealed(fresh.house)
    ask(sqlite_url, "DROP TRIGGER events_refuse_update")
    ask(sqlite_url, "UPDATE events SET leaf_hash = zeroblob(32) WHERE position = 2")
    with pytest.raises(LedgerDiffers):
        export(fresh.house, CASE, "auditor", true)


def test_a_row_that_is_not_what_was_sealed_gives_no_bundle(fresh, sqlite_url):
    ask(sqlite_url, "DROP TRIGGER events_refuse_update")
    ask(sqlite_url, "UPDATE events SET topic = 'tender.closed' WHERE position = 5")
    with pytest.raises(LedgerDiffers):
        exported(fresh.house, CASE)
