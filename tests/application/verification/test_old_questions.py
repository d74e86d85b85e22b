"""A question from before stops were asked about is recounted without them."""

from __future__ import annotations

import pytest

from tests.domain.allocation.questions import asked, offers, wants
from upphandling.application.verification.recounts.rounds import as_far_as_asked


def question(*, stopped: bool | None):
    return asked([wants("k", "a")], [offers("a", 0, stopped=stopped), offers("b")])


@pytest.mark.parametrize("now", [True, False])
def test_what_was_not_asked_then_is_not_compared(now):
    recorded = question(stopped=None)

    assert as_far_as_asked(question(stopped=now), recorded) == recorded


@pytest.mark.parametrize("recorded", [True, False])
def test_what_was_asked_is_compared(recorded):
    ought = question(stopped=not recorded)

    assert as_far_as_asked(ought, question(stopped=recorded)) == ought
