"""Commands of the agreement: how it is made, how it goes, is changed, and ends."""

from __future__ import annotations

from upphandling.application.agreement import (
    capacity,
    changes,
    course,
    ending,
    making,
    queue,
    sanctions,
)

VERBS = {
    **making.VERBS,
    **course.VERBS,
    **capacity.VERBS,
    **queue.VERBS,
    **changes.VERBS,
    **sanctions.VERBS,
    **ending.VERBS,
}
