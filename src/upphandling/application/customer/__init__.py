"""Commands of the customer's care decisions, chapter by chapter as the case itself."""

from collections.abc import Mapping

from upphandling.application.commands import Verb
from upphandling.application.customer import (
    ending,
    execution,
    granting,
    importing,
    importing_choices,
)

VERBS: Mapping[str, Verb] = {
    **granting.VERBS,
    **ending.VERBS,
    **execution.VERBS,
    **importing.VERBS,
    **importing_choices.VERBS,
}
