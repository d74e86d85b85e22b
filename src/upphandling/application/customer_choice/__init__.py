"""Commands of the customer's choice, chapter by chapter as the case itself."""

from collections.abc import Mapping

from upphandling.application.commands import Verb
from upphandling.application.customer_choice import (
    care,
    choosing,
    placing,
    queueing,
    registration,
    responsibility,
)

VERBS: Mapping[str, Verb] = {
    **registration.VERBS,
    **choosing.VERBS,
    **placing.VERBS,
    **queueing.VERBS,
    **responsibility.VERBS,
    **care.VERBS,
}
