"""Commands of the tender, in the chapters of its life."""

from __future__ import annotations

from upphandling.application.tender import (
    announcement,
    bidding,
    ending,
    examination,
    preparation,
)

VERBS = {
    **preparation.VERBS,
    **announcement.VERBS,
    **bidding.VERBS,
    **examination.VERBS,
    **ending.VERBS,
}
