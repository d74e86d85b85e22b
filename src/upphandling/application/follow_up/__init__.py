"""Commands of the follow-up: planning, checking, and what the end of an agreement does."""

from collections.abc import Mapping

from upphandling.application.commands import Verb
from upphandling.application.follow_up import checking, planning

VERBS: Mapping[str, Verb] = {**planning.VERBS, **checking.VERBS}
