"""Commands of a court review, in the chapters of its life."""

from __future__ import annotations

from upphandling.application.review import filing, measures, rulings

VERBS = {**filing.VERBS, **measures.VERBS, **rulings.VERBS}
