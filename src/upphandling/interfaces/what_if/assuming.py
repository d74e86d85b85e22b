"""From what was asked to what is assumed: each change finds the commands it is about."""

from __future__ import annotations

from collections.abc import Sequence

from upphandling.domain.agreement import Agreement
from upphandling.domain.award import Award
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.rulebook import book
from upphandling.domain.tender import Tender
from upphandling.domain.transition import Transition
from upphandling.interfaces.what_if.adding import added
from upphandling.interfaces.what_if.assumed_law import with_length, with_wording
from upphandling.interfaces.what_if.assumption import Assumption, Told
from upphandling.interfaces.what_if.changes import (
    Added,
    Change,
    EventName,
    LeftOut,
    OtherDefault,
    OtherField,
    OtherLength,
    OtherShare,
    OtherWeight,
    OtherWording,
)
from upphandling.interfaces.what_if.fields import field_changed
from upphandling.interfaces.what_if.refusals import NotForThisKind
from upphandling.interfaces.what_if.steering import default_otherwise, share_otherwise
from upphandling.interfaces.what_if.timeline import Course
from upphandling.interfaces.what_if.weighing import weighed

Asked = Sequence[tuple[str, Change]]

OF_BIDS = (Tender.KIND, Award.KIND)
OF_CHOICES = (
    ChoiceSystem.KIND,
    Agreement.KIND,
    ChoiceRound.KIND,
    CustomerChoice.KIND,
    Transition.KIND,
)
KINDS: dict[type, Sequence[str]] = {
    OtherWeight: OF_BIDS,
    OtherShare: OF_CHOICES,
    OtherDefault: OF_CHOICES,
}
"""For which kinds of case a change means anything; one not named here does for all."""


def assumed(course: Course, case: str, asked: Asked) -> Assumption:
    """Everything that was asked, as acts; raises the refusal that stands in the way."""
    kind = case.partition(":")[0]
    for words, change in asked:
        kinds = KINDS.get(type(change), (kind,))
        if kind not in kinds:
            raise NotForThisKind(change=words, case=case, kinds=list(kinds))
    assumption = Assumption(course)
    for words, change in asked:
        if not isinstance(change, OtherWeight):
            _take(assumption, case, words, change)
    weighed(assumption, case, [(w, c) for w, c in asked if isinstance(c, OtherWeight)])
    return assumption


def _take(assumption: Assumption, case: str, words: str, change: Change) -> None:
    match change:
        case OtherWording() | OtherLength():
            _count_otherwise(assumption, case, words, change)
        case OtherShare():
            share_otherwise(assumption, words, change)
        case OtherDefault():
            default_otherwise(assumption, case, words, change)
        case OtherField():
            field_changed(assumption, words, change)
        case LeftOut():
            _leave_out(assumption, words, change.event)
        case Added():
            added(assumption, words, change)


def _count_otherwise(
    assumption: Assumption, case: str, words: str, change: OtherWording | OtherLength
) -> None:
    """From when the case began: what was counted before it stands as it was."""
    edition = assumption.edition or book()
    if isinstance(change, OtherWording):
        assumption.edition, was, now = with_wording(edition, change)
    else:
        assumption.edition, was, now = with_length(edition, change)
    assumption.from_place(assumption.course.place_of(assumption.course.opening(case)))
    assumption.told.append(
        Told(change=words, of=change.rule, recorded=was, assumed=now)
    )


def _leave_out(assumption: Assumption, words: str, event: EventName) -> None:
    deed = assumption.course.deed(event)
    assumption.leave_out(deed)
    brought_about = [
        f"{record.stream_id}@{record.version}"
        for record in assumption.course.records[(deed.first or 1) - 1 : deed.last]
    ]
    assumption.told.append(
        Told(change=words, of=str(event), recorded=brought_about, assumed=None)
    )
