"""Commands of the follow-up: planning, checking, and what the end of an agreement does."""

from collections.abc import Mapping

from upphandling.application.commands import Verb
from upphandling.application.follow_up import checking, ordering, planning

VERBS: Mapping[str, Verb] = {
    **planning.VERBS,
    **ordering.VERBS,
    **checking.VERBS,
}
