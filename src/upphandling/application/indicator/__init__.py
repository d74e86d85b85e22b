"""Commands of indicators: define, record, import, correct and compute their values."""

from __future__ import annotations

from upphandling.application.indicator import computing, importing, recording

VERBS = {**recording.VERBS, **importing.VERBS, **computing.VERBS}
