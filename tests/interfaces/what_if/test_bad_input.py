"""What cannot be asked: each thing by name, and nothing is answered instead."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.interfaces.what_if.courses import ask, awarded, written
from tests.test_journey_allocation import closed
from tests.town import Town
from upphandling.application.messages import Malformed
from upphandling.domain.errors import NoSuchCase
from upphandling.domain.rulebook import RuleNotInForce, UnknownRule
from upphandling.interfaces.what_if import refusals
from upphandling.interfaces.what_if.forms import FORMS, read_changes

TENDER, AWARD = "tender:hemtjanst", "award:tilldelning"
SYSTEM = "choice_system:staden"
AFTER = '{{"after": "tender:hemtjanst@{}", "command": "tender.close",'


@pytest.fixture(scope="module")
def town(sqlite_databases) -> Iterator[Town]:
    with Town(sqlite_databases.migrated(), "2026-02-02T09:00") as town:
        awarded(town)
        yield town


@pytest.mark.parametrize(
    ("case", "change", "refusal"),
    [
        ("tender:okand", "rule.standstill.length=15", NoSuchCase),
        (TENDER, "date.tender:okand@1=2026-03-05", NoSuchCase),
        (TENDER, "without=tender:hemtjanst@999", refusals.CaseHasNoSuchEvent),
        (TENDER, "without=tender:hemtjanst@8", refusals.FellByItself),
        (TENDER, "date.tender:hemtjanst@8=2026-04-05", refusals.FellByItself),
        (TENDER, "date.tender:hemtjanst@2=2026-01-31", refusals.DateBeforeCase),
        (TENDER, "date.tender:hemtjanst@2=2027-01-31", refusals.DateAhead),
        (TENDER, "date.tender:hemtjanst@2=2026-03-01", refusals.ChangesNothing),
        (TENDER, "set.tender:hemtjanst@2.okant=1", refusals.NoSuchField),
        (TENDER, "set.tender:hemtjanst@2.requirements=1", refusals.NoSuchField),
        (TENDER, "set.tender:hemtjanst@1.lots.7.title=A", refusals.NoSuchField),
        (TENDER, "set.tender:hemtjanst@2.notice=Annons 1", refusals.ChangesNothing),
        (TENDER, "set.tender:hemtjanst@2.last_day=i morgon", Malformed),
        (TENDER, "weight.okant=50", refusals.UnknownCriterion),
        (TENDER, "weight.kvalitet=60", refusals.WeightsDoNotAddUp),
        (TENDER, "weight.kvalitet=70", refusals.ChangesNothing),
        (SYSTEM, "weight.kvalitet=60", refusals.NotForThisKind),
        (TENDER, "share.avtal-b=30", refusals.NotForThisKind),
        (AWARD, "default=in_house", refusals.NotForThisKind),
        (SYSTEM, "share.avtal-b=30", NoSuchCase),
        (SYSTEM, "default=in_house", refusals.ChangesNothing),
        (AWARD, "rule.okand.length=15", UnknownRule),
        (AWARD, "rule=okand@2022-02-01", UnknownRule),
        (AWARD, "rule=standstill@1990-01-01", RuleNotInForce),
        (AWARD, "rule.lov-answer.length=15", refusals.LengthNotInLaw),
        (AWARD, "rule.validity-review.length.other=15", Malformed),
        (AWARD, "rule.standstill.length=0", Malformed),
        (AWARD, "rule.standstill.length=femton", Malformed),
    ],
)
def test_what_means_nothing_is_refused_by_name(town, case, change, refusal):
    with pytest.raises(refusal):
        ask(town, case, change)


def test_an_agreement_without_a_share_has_none_to_change(sqlite_url):
    with Town(sqlite_url, "2027-01-04T09:00") as town:
        closed(town)
        with pytest.raises(refusals.NoShareAgreed):
            ask(town, SYSTEM, "share.avtal-a=30")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "är ingen ändring"),
        ("standstill", "är ingen ändring"),
        ("okant=1", "är ingen ändring"),
        ("weight=60", "är ingen ändring"),
        ("without.tender:x@1=2", "är ingen ändring"),
        ("rule.standstill.length=", "är ingen ändring"),
        ("rule.standstill.title=15", "kan bara length ändras"),
        ("rule.standstill.length.brev=15", "är inget sätt att sända"),
        ("rule=standstill", "skriv regeln, @ och en dag"),
        ("rule=standstill@2022", "är ingen dag"),
        ("weight.kvalitet=mycket", "är inget tal"),
        ("weight.kvalitet=0", "ska vara större än 0"),
        ("share.avtal-b=101", "mellan 0 och 100"),
        ("share.avtal-b=-1", "mellan 0 och 100"),
        ("default=slumpen", "är ingen regel för den som inte väljer"),
        ("date.tender:x=2026-01-01", "är ingen händelse"),
        ("date.tender:x@0=2026-01-01", "är ingen händelse"),
        ("without=x@1", "är ingen händelse"),
        ("set.tender:x@1=5", "händelsens nummer, punkt och fältet"),
    ],
)
def test_what_is_no_change_is_told_with_how_it_is_written(text, said):
    with pytest.raises(Malformed) as malformed:
        read_changes([text])

    assert said in str(malformed.value)


def test_the_same_thing_is_changed_once_and_every_fault_is_told():
    with pytest.raises(Malformed) as malformed:
        read_changes(["weight.a=1", "weight.a=2", "okant=3", "default=in_house"])

    assert len(malformed.value.faults) == 2
    assert "anges två gånger" in str(malformed.value)


def test_every_form_that_is_told_of_is_known():
    values = {"DAG": "2022-02-01", "REGEL": "in_house", "VÄRDE": "1"}
    for form in FORMS:
        text = form.replace("ÄRENDE@NUMMER", "tender:x@5")
        for word, value in values.items():
            text = text.replace(word, value)
        assert len(read_changes([text])) == 1


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("{", Malformed),
        ('{"after": "tender:hemtjanst@2"}', Malformed),
        ('{"after": "tender:hemtjanst@2", "data": {}}', Malformed),
        ('{"after": "hemtjanst", "topic": "tender.closed", "data": {}}', Malformed),
        (
            '{"after": "tender:hemtjanst@2", "topic": "okand", "data": {}}',
            Malformed,
        ),
        (
            '{"after": "tender:hemtjanst@2", "topic": "tender.announced", "data": {}}',
            Malformed,
        ),
        (
            '{"after": "tender:hemtjanst@2", "topic": "award.decided", "data": {}}',
            refusals.EventOfAnotherKind,
        ),
        (
            '{"after": "tender:hemtjanst@2", "command": "tender.okand", "data": {}}',
            Malformed,
        ),
        (
            AFTER.format(99) + ' "data": {"tender": "hemtjanst"}}',
            refusals.CaseHasNoSuchEvent,
        ),
        (
            AFTER.format(2) + ' "at": "2030-01-01T09:00", "data": {"tender": "a"}}',
            refusals.DateAhead,
        ),
    ],
)
def test_a_file_that_adds_nothing_lawful_is_refused(town, tmp_path, text, error):
    with pytest.raises(error):
        ask(town, TENDER, written(tmp_path, text))


def test_a_file_that_is_not_there_is_told_by_its_name(town, tmp_path):
    with pytest.raises(FileNotFoundError):
        ask(town, TENDER, f"add={tmp_path / 'ingen.json'}")
