"""Commands of the tender, in the chapters of its life."""

from __future__ import annotations

from upphandling.application.tender import (
    announcement,
    bidding,
    conditions,
    dialogue,
    ending,
    examination,
    exclusion,
    groundwork,
    opening,
    preparation,
    supplements,
    validity,
)

VERBS = {
    **preparation.VERBS,
    **groundwork.VERBS,
    **conditions.VERBS,
    **announcement.VERBS,
    **supplements.VERBS,
    **bidding.VERBS,
    **opening.VERBS,
    **validity.VERBS,
    **dialogue.VERBS,
    **exclusion.VERBS,
    **examination.VERBS,
    **ending.VERBS,
}
