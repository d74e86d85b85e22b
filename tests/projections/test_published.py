"""Published: what every supplier may read of a tender, and nothing else."""

from __future__ import annotations

from tests.domain.tender.cases import ask, documented, issue
from tests.domain.tender.stages import bid, prepared
from tests.given import day, person
from upphandling.projections.published import PUBLISHED, published

# tender, kind, part, version, published_at, title, text, answer, content_hash, position
SHOWN = slice(1, 9)


def test_drafts_are_not_published(rows_after):
    tender = prepared()
    issue(tender, "a")

    assert rows_after(PUBLISHED, published, tender) == []


def test_documents_are_published_with_the_announcement_and_with_each_change(rows_after):
    tender = documented()
    tender.change_document(
        person("2026-03-16T10:00"),
        document="villkor",
        content_hash="c" * 64,
        description="Punkt 4 förtydligas.",
        material=False,
        new_last_day=None,
    )
    tender.add_document(
        person("2026-03-17T10:00"),
        document="ritning",
        title="Ritning",
        content_hash="d" * 64,
        material=False,
        new_last_day=None,
    )
    changed = "Punkt 4 förtydligas."

    assert [row[SHOWN] for row in rows_after(PUBLISHED, published, tender)] == [
        ("document", "ritning", 1, "2026-03-17T10:00", "Ritning", None, None, "d" * 64),
        ("document", "villkor", 2, "2026-03-02T09:00", "Villkor", None, None, "b" * 64),
        (
            "document",
            "villkor",
            3,
            "2026-03-16T10:00",
            "Villkor",
            changed,
            None,
            "c" * 64,
        ),
    ]


def test_a_question_is_published_with_its_answer(rows_after):
    tender = documented()
    ask(tender)
    asked = "Gäller kravet på ledning även underleverantörer?"

    _, question = rows_after(PUBLISHED, published, tender)
    assert question[SHOWN] == ("question", "fraga-1", 1, None, None, asked, None, None)

    tender.answer_question(
        person("2026-03-24T10:00"), question="fraga-1", text="Ja.", new_last_day=None
    )

    _, question = rows_after(PUBLISHED, published, tender)
    assert question[SHOWN] == (
        "question",
        "fraga-1",
        1,
        "2026-03-24T10:00",
        None,
        asked,
        "Ja.",
        None,
    )


def test_information_and_more_time_are_published(rows_after):
    tender = prepared()
    tender.announce(
        person("2026-03-02T09:00"),
        last_day=day("2026-04-01"),
        closes_at=None,
        notice="Annons",
        requirements=(),
    )
    tender.publish_information(
        person("2026-03-30T10:00"),
        information="visning",
        text="Lokalerna visas.",
        new_last_day=day("2026-04-15"),
    )

    extension, information = rows_after(PUBLISHED, published, tender)

    assert extension[1:4] == ("extension", "2026-04-15", 1)
    assert (
        extension[6] == "Upplysningar lämnas efter tiden för svar (LOU 19 kap. 14 § 1)."
    )
    assert information[1:4] == ("information", "visning", 1)
    assert information[6] == "Lokalerna visas."


def test_nothing_that_is_published_tells_of_bids(rows_after):
    tender = documented()
    before = rows_after(PUBLISHED, published, tender)

    tender.receive_bid(person("2026-03-20T09:00"), bid=bid("anbud-1"))

    assert rows_after(PUBLISHED, published, tender) == before
