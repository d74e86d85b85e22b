"""Commands of the choice round, chapter by chapter as the case itself."""

from collections.abc import Mapping

from upphandling.application.choice_round import (
    allocation,
    information,
    reminders,
    window,
)
from upphandling.application.commands import Verb

VERBS: Mapping[str, Verb] = {
    **window.VERBS,
    **information.VERBS,
    **reminders.VERBS,
    **allocation.VERBS,
}
