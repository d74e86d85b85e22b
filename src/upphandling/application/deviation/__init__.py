"""Commands of a deviation: report it, hear the provider, follow the plan, close it."""

from __future__ import annotations

from collections.abc import Mapping

from upphandling.application.commands import Verb
from upphandling.application.deviation import closing, hearing, measures, report

VERBS: Mapping[str, Verb] = {
    **report.VERBS,
    **hearing.VERBS,
    **measures.VERBS,
    **closing.VERBS,
}
