"""A house whose log is broken reads on, writes nothing, and lets nothing fall."""

from __future__ import annotations

import stat

import pytest
from structlog.testing import capture_logs

from tests.infrastructure.ledger.growing import KEY, WITNESS
from tests.infrastructure.ledger.tampering import tamper
from tests.town import Town
from upphandling.application.refusals import LedgerBroken
from upphandling.bootstrap import open_house
from upphandling.domain.access import NotAllowed
from upphandling.domain.base import Role
from upphandling.infrastructure.ledger.checkpoint_files import CheckpointFiles
from upphandling.infrastructure.ledger.seals import Seals
from upphandling.interfaces.access import Reader, must_be_allowed_to_see

AGREEMENT = {
    "agreement": "avtal-1",
    "system": "staden",
    "provider": "utforare-a",
    "name": "Utförare A",
    "regime": "lov",
    "bundle": "omvardnad",
    "areas": ["norr"],
    "starts_on": "2027-01-01",
}


@pytest.fixture
def town(database_url):
    with Town(database_url, "2026-02-02T09:00") as town:
        yield town.founded().announced("hemtjanst", "2026-03-16")


def spoil(town: Town) -> None:
    """Somebody changes what was decided."""
    tamper(town.house.database, "UPDATE events SET data = '{}' WHERE position = 2")


def counted(town: Town) -> list[int]:
    """How many rows there are of each kind."""
    with town.house.database.reading() as cursor:
        numbers = []
        for table in ("events", "commands", "refusals"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            numbers.append(cursor.fetchone()[0])
        return numbers


def test_the_watch_turns_the_house_read_only(town):
    spoil(town)
    town.house.ledger.keep(lambda: False)
    town.house.heed_ledger()

    assert town.house.engine.read_only == "en rad stämmer inte med sin lövhash"


def test_nothing_is_written_to_a_broken_log_not_even_the_refusal(town):
    spoil(town)
    town.house.ledger.audit()
    town.house.heed_ledger()
    before = counted(town)

    with pytest.raises(LedgerBroken) as refusal:
        town.do("agreement.register", AGREEMENT)

    assert refusal.value.details == {"found": town.house.engine.read_only}
    assert "inte ens avslag" in refusal.value.message()
    assert counted(town) == before


def test_a_denied_view_is_denied_in_a_broken_log_and_not_written(town):
    spoil(town)
    town.house.ledger.audit()
    town.house.heed_ledger()
    before = counted(town)

    with pytest.raises(NotAllowed) as denied:
        must_be_allowed_to_see(
            town.house, "case.list", Reader(Role.SYSTEM_ADMINISTRATOR, "drift-1")
        )

    assert denied.value.details["lacks"] == "role"
    assert denied.value.details["kept"] == "nej, loggen är bruten och skrivs inte"
    assert counted(town) == before


def test_no_deadline_falls_in_a_broken_log(town):
    spoil(town)
    town.house.ledger.audit()
    before = counted(town)

    assert town.at("2026-03-17T09:00") == []
    town.house.tick()
    assert counted(town) == before


def a_folder_in_the_history(folder):
    (folder / "history" / "77").mkdir(parents=True)


def a_file_instead_of_the_folder(folder):
    folder.write_text("nonsens\n", encoding="utf-8")


def a_folder_as_the_last(folder):
    (folder / "checkpoint").mkdir(parents=True)


def a_file_instead_of_the_history(folder):
    folder.mkdir()
    (folder / "history").write_text("nonsens\n", encoding="utf-8")


ODD = [
    a_folder_in_the_history,
    a_file_instead_of_the_folder,
    a_folder_as_the_last,
    a_file_instead_of_the_history,
]


@pytest.mark.parametrize("odd", ODD)
def test_whatever_is_in_the_folder_a_changed_row_is_found_and_heeded(
    town, tmp_path, odd
):
    odd(tmp_path / "ledger")
    files = CheckpointFiles(tmp_path / "ledger")
    seals = Seals(files=files, keys=(KEY.verifier,))
    spoil(town)

    with open_house(town.url, clock=town.clock, seals=seals) as house:
        findings = house.ledger.audit()
        house.heed_ledger()

        assert findings.lines[0].startswith("händelse 2 (choice_system:staden): ")
        assert [doubt.kind for doubt in findings.doubts][:1] == ["unreadable"]
        assert house.engine.read_only == findings.faults[0].in_general


@pytest.mark.parametrize("odd", ODD)
def test_what_cannot_be_read_is_told_and_stops_nothing(town, tmp_path, odd):
    odd(tmp_path / "ledger")
    files = CheckpointFiles(tmp_path / "ledger")
    seals = Seals(files=files, keys=(KEY.verifier,))

    with open_house(town.url, clock=town.clock, seals=seals) as house:
        findings = house.ledger.audit()
        house.heed_ledger()

        assert findings.lines[0].endswith(": kan inte läsas.")
        assert house.engine.read_only is None


def test_a_mark_that_cannot_be_written_is_told_and_heeded_here(town, tmp_path):
    a_file_instead_of_the_folder(tmp_path / "ledger")
    seals = Seals(files=CheckpointFiles(tmp_path / "ledger"))
    spoil(town)

    with open_house(town.url, clock=town.clock, seals=seals) as house:
        findings = house.ledger.audit()
        house.heed_ledger()

        (said,) = findings.unheard
        assert said.startswith(f"{tmp_path}/ledger/broken: kunde inte skrivas.")
        assert house.engine.read_only == findings.faults[0].in_general


def test_the_mark_says_where_to_who_may_read_the_file(town, tmp_path):
    seals = Seals(files=CheckpointFiles(tmp_path / "ledger"))
    spoil(town)

    with open_house(town.url, clock=town.clock, seals=seals) as house:
        findings = house.ledger.audit()
        house.heed_ledger()

        file = tmp_path / "ledger" / "broken"
        first, *others = file.read_text(encoding="utf-8").splitlines()
        assert first == house.engine.read_only
        assert others == findings.lines
        assert others[0].startswith("händelse 2 (choice_system:staden): ")
        modes = [stat.S_IMODE(path.stat().st_mode) for path in (file, file.parent)]
        assert modes == [0o600, 0o700]


def test_a_mark_that_cannot_be_read_is_heeded(town, tmp_path):
    (tmp_path / "ledger" / "broken").mkdir(parents=True)
    seals = Seals(files=CheckpointFiles(tmp_path / "ledger"))

    with open_house(town.url, clock=town.clock, seals=seals) as house:
        assert house.engine.read_only == f"{tmp_path}/ledger/broken: kan inte läsas"


def test_a_given_file_that_is_not_there_hides_no_changed_row(town, tmp_path):
    seals = Seals(keys=(KEY.verifier,), witness_keys=(WITNESS.verifier,))
    spoil(town)

    with open_house(town.url, clock=town.clock, seals=seals) as house:
        findings = house.ledger.audit([tmp_path / "borta"])

    assert findings.faults
    assert [doubt.said for doubt in findings.doubts] == ["kan inte läsas"]


def test_a_whole_log_goes_on(town):
    town.house.ledger.keep(lambda: False)

    assert town.house.engine.read_only is None
    assert "tender.closed" in town.at("2026-03-17T09:00")


def test_the_mark_stays_for_every_process_until_a_person_takes_it_away(town, tmp_path):
    seals = Seals(files=CheckpointFiles(tmp_path / "ledger"))
    with open_house(town.url, clock=town.clock, seals=seals) as finder:
        spoil(town)
        finder.ledger.audit()

    with open_house(town.url, clock=town.clock, seals=seals) as other:
        assert other.engine.read_only is not None
        assert other.fall_due(town.clock.now) == []
    (tmp_path / "ledger" / "broken").unlink()
    with open_house(town.url, clock=town.clock, seals=seals) as mended:
        assert mended.engine.read_only is None


def test_a_house_that_closes_does_not_wait_for_the_recount(town):
    spoil(town)

    town.house.ledger.keep(lambda: True)

    assert town.house.ledger.mark.said() is None


def test_a_doubtful_file_does_not_stop_the_house(town, tmp_path):
    file = tmp_path / "given"
    file.write_text("nonsens\n", encoding="utf-8")
    seals = Seals(keys=(KEY.verifier,), witness_keys=(WITNESS.verifier,))

    with open_house(town.url, clock=town.clock, seals=seals) as house:
        assert house.ledger.audit([file]).lines
        house.heed_ledger()
        assert house.engine.read_only is None


def test_the_mark_is_told_every_hour_also_by_who_finds_nothing(town):
    town.house.ledger.mark.set(["vittnet intygar andra poster."])

    with capture_logs() as log:
        town.house.ledger.keep(lambda: False)

    (line,) = [one for one in log if one["event"] == "ledger_broken"]
    assert line["said"] == "vittnet intygar andra poster."
