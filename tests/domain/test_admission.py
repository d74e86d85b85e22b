"""Admission: announced without end, in rounds that come every year."""

from __future__ import annotations

from typing import Any

import pytest

from tests.given import (
    day,
    emitted,
    event,
    given,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.admission import (
    Admission,
    AdmissionTerms,
    DayOfYear,
    RecurringWindow,
    Status,
    Window,
)
from upphandling.domain.admission.refusals import (
    AdmissionInWrongStage,
    FollowUpMissing,
    NotOpenForApplications,
    WindowInDisorder,
)
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.parts import UnknownPart
from upphandling.domain.requirements import FollowUp, Requirement

TERMS = AdmissionTerms(
    answer=Length(3, Unit.MONTHS),
    completion=Length(14, Unit.DAYS),
    rattelse=Length(3, Unit.WEEKS),
    exit_notice=Length(6, Unit.MONTHS),
)
SPRING = RecurringWindow(
    window="var",
    apply_by=DayOfYear(month=2, day=1),
    start_on=DayOfYear(month=5, day=1),
)
AUTUMN = RecurringWindow(
    window="host",
    apply_by=DayOfYear(month=9, day=1),
    start_on=DayOfYear(month=12, day=1),
)
HOST_2026 = Window(
    window="host-2026", apply_by=day("2026-09-01"), start_on=day("2026-12-01")
)
VAR_2027 = Window(
    window="var-2027", apply_by=day("2027-02-01"), start_on=day("2027-05-01")
)
EXTRA = Window(window="extra", apply_by=day("2026-06-15"), start_on=day("2026-08-01"))
LEADERSHIP = Requirement(
    requirement="ledning",
    text="Verksamheten har en namngiven ledning.",
    mandatory=True,
    follow_up=FollowUp(how="Besök", by_whom="Avtalsenheten", how_often="yearly"),
)


def prepared(**changed: Any) -> Admission:
    return Admission.prepare(
        person("2026-03-02T09:00"),
        "omvardnad",
        **{
            "system": "staden",
            "bundles": ("omvardnad",),
            "title": "Omvårdnad enligt LOV",
            "decision": "kf-7",
            "terms": TERMS,
            "recurring": (SPRING, AUTUMN),
            "windows": (),
            **changed,
        },
    )


def announced(**changed: Any) -> Admission:
    admission = prepared(**changed)
    admission.announce(
        person("2026-03-09T09:00"),
        notice="Välkommen att ansöka.",
        database="Hitta LOV-uppdrag",
        requirements=(LEADERSHIP,),
    )
    return admission


# -- Announcing ------------------------------------------------------------------


def test_an_announcement_has_no_last_day_and_pins_the_requirements():
    admission = given(prepared())

    admission.announce(
        person("2026-03-09T09:00"),
        notice="Välkommen att ansöka.",
        database="Hitta LOV-uppdrag",
        requirements=(LEADERSHIP,),
    )

    assert emitted(admission) == [
        event(
            Admission.Announced,
            notice="Välkommen att ansöka.",
            database="Hitta LOV-uppdrag",
            requirements=(LEADERSHIP,),
            windows=(VAR_2027, HOST_2026),
        )
    ]


def test_nothing_is_announced_while_a_requirement_lacks_its_follow_up():
    admission = given(prepared())
    bare = LEADERSHIP.model_copy(update={"follow_up": None})

    with refuses(admission, FollowUpMissing, requirements=["ledning"]):
        admission.announce(
            person("2026-03-09T09:00"),
            notice="Välkommen att ansöka.",
            database="Hitta LOV-uppdrag",
            requirements=(bare,),
        )


def test_an_admission_is_announced_once():
    admission = given(announced())

    with refuses(
        admission, AdmissionInWrongStage, status="announced", required="prepared"
    ):
        admission.announce(
            person("2026-03-10T09:00"), notice="Igen", database="x", requirements=()
        )


def test_a_round_that_is_over_before_the_announcement_cannot_be_announced():
    admission = given(prepared(recurring=(), windows=(EXTRA,)))

    with refuses(
        admission,
        WindowInDisorder,
        window="extra",
        apply_by=EXTRA.apply_by,
        start_on=EXTRA.start_on,
    ):
        admission.announce(
            person("2026-06-16T09:00"), notice="Sent", database="x", requirements=()
        )


def test_only_a_person_with_a_mandate_announces():
    for stamp, rule in (
        (scheduler("2026-03-09T09:00"), MachineCannotDecide),
        (without_mandate("2026-03-09T09:00"), NoMandate),
    ):
        admission = given(prepared())
        with refuses(admission, rule, event="admission.announced"):
            admission.announce(stamp, notice="N", database="D", requirements=())


# -- Terms, and the door ---------------------------------------------------------


def test_the_compensation_and_the_changes_are_the_same_for_all():
    admission = given(announced())
    when = {"valid_from": day("2027-01-01"), "reason": "Årlig uppräkning."}

    admission.set_compensation(
        person("2026-11-02T09:00"), compensation="410 kronor per timme", **when
    )
    admission.change(person("2026-11-02T09:00"), what="Nytt krav på språk.", **when)

    assert emitted(admission) == [
        event(Admission.CompensationSet, compensation="410 kronor per timme", **when),
        event(Admission.Changed, what="Nytt krav på språk.", **when),
    ]


def test_a_paused_system_welcomes_nobody_until_it_is_resumed():
    admission = announced()
    admission.must_welcome("omvardnad")
    admission.pause(person("2026-04-01T09:00"), reason="Kraven ses över.")
    given(admission)

    with refuses(
        admission,
        NotOpenForApplications,
        admission="omvardnad",
        status=Status.PAUSED,
    ):
        admission.must_welcome("omvardnad")
    admission.resume(person("2026-05-01T09:00"), reason="Kraven är klara.")
    admission.must_welcome("omvardnad")

    assert emitted(admission) == [event(Admission.Resumed, reason="Kraven är klara.")]


def test_a_provider_applies_for_what_is_announced():
    with pytest.raises(UnknownPart):
        announced().must_welcome("stad")


def test_an_admission_that_is_only_prepared_welcomes_nobody():
    with pytest.raises(NotOpenForApplications):
        prepared().must_welcome("omvardnad")


def test_a_withdrawn_system_is_closed_for_good():
    admission = given(announced())

    admission.withdraw(person("2026-10-01T09:00"), reason="Nytt beslut.")

    assert emitted(admission) == [
        event(
            Admission.Withdrawn,
            reason="Nytt beslut.",
            windows=("host-2026", "var-2027"),
        )
    ]
    with refuses(
        admission, AdmissionInWrongStage, status="withdrawn", required="paused"
    ):
        admission.resume(person("2026-10-02T09:00"), reason="Ångrat.")
    with refuses(admission, AdmissionInWrongStage, status="withdrawn"):
        admission.withdraw(person("2026-10-02T09:00"), reason="Igen.")
    with refuses(admission, AdmissionInWrongStage, status="withdrawn"):
        admission.set_compensation(
            person("2026-10-02T09:00"),
            compensation="400",
            valid_from=day("2026-10-02"),
            reason="För sent.",
        )


@pytest.mark.parametrize(
    "act",
    [
        lambda a: a.schedule_window(person("2026-04-01T09:00"), window=EXTRA),
        lambda a: a.change(
            person("2026-04-01T09:00"),
            what="Nytt krav.",
            valid_from=day("2027-01-01"),
            reason="Nytt beslut.",
        ),
        lambda a: a.pause(person("2026-04-01T09:00"), reason="Kraven ses över."),
    ],
)
def test_what_is_not_announced_is_neither_changed_nor_paused(act):
    admission = given(prepared())

    with pytest.raises(AdmissionInWrongStage):
        act(admission)

    assert emitted(admission) == []


def test_a_round_in_disorder_is_not_even_prepared():
    with pytest.raises(WindowInDisorder):
        prepared(windows=(EXTRA.model_copy(update={"start_on": EXTRA.apply_by}),))


def test_an_assessment_names_requirements_that_were_announced():
    announced().must_require(["ledning"])
    with pytest.raises(UnknownPart):
        announced().must_require(["ledning", "okant"])
