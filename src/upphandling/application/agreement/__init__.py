"""Commands of the agreement: how it is made, how it goes, how it is changed."""

from __future__ import annotations

from upphandling.application.agreement import changes, course, making

VERBS = {**making.VERBS, **course.VERBS, **changes.VERBS}
