"""Whatever happens, nothing late and nothing material comes without more time."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given as any_of
from hypothesis import settings
from hypothesis import strategies as st

from tests.domain.tender.cases import documented
from tests.given import emitted, given, local
from upphandling.domain.base import Role, Stamp
from upphandling.domain.errors import Refused
from upphandling.domain.instants import local_date
from upphandling.domain.tender import Tender

STEPS = st.tuples(
    st.sampled_from(["ask", "answer", "inform", "change", "add", "limit", "close"]),
    st.integers(0, 6),  # days since the step before
    st.integers(1, 3),  # which question, which content
    st.booleans(),  # in good time, or material
    st.none() | st.integers(1, 40),  # days to the new last day
)


def attempt(tender: Tender, step: tuple, stamp: Stamp) -> None:
    what, _, number, yes, ahead = step
    new_last_day = None if ahead is None else local_date(stamp.at + timedelta(ahead))
    key, told = f"del-{number}", {"new_last_day": new_last_day}
    content = {"content_hash": f"{number}" * 64, "material": yes}
    match what:
        case "ask":
            tender.receive_question(
                stamp,
                question=key,
                text="Varför?",
                received_on=local_date(stamp.at),
                in_good_time=yes,
            )
        case "answer":
            tender.answer_question(stamp, question=key, text="Därför.", **told)
        case "inform":
            tender.publish_information(stamp, information=key, text="Nytt.", **told)
        case "change":
            tender.change_document(
                stamp, document="villkor", description="Nytt.", **content, **told
            )
        case "add":
            tender.add_document(stamp, document=key, title="Nytt", **content, **told)
        case "limit":
            tender.pass_answer_limit(stamp)
        case _:
            tender.close(stamp)


@settings(deadline=None, max_examples=300)
@any_of(st.lists(STEPS, max_size=12))
def test_nothing_is_told_too_late_or_changed_too_much_without_more_time(steps):
    tender = given(documented())
    at = local("2026-03-10T09:00")
    for step in steps:
        at += timedelta(days=step[1])
        late = tender.answer_limit.expires_at <= at
        in_good_time = {
            key for key, asked in tender.questions.items() if asked.in_good_time
        }
        before = tender.last_day
        stamp = Stamp(
            by="handlaggare-1",
            role=Role.PROCUREMENT_OFFICER,
            at=at,
            mandate="delegationsordning 4.2",
        )
        try:
            attempt(tender, step, stamp)
        except Refused:
            assert emitted(tender) == []
            continue
        said = emitted(tender)
        for topic, facts in said:
            owed = facts.get("material") or (
                late
                and (
                    topic == "tender.information_published"
                    or (
                        topic == "tender.question_answered"
                        and facts["question"] in in_good_time
                    )
                )
            )
            if owed:
                assert said[0][0] == "tender.extended"
                assert tender.last_day > before
                assert tender.closes_at > at
            if topic == "tender.closed":
                assert in_good_time <= tender.answers.keys()
