"""All that a service reads at its start: preloaded, then forked."""

from __future__ import annotations

import upphandling.bootstrap
import upphandling.infrastructure.storage.postgresql
import upphandling.interfaces.cli.app
import upphandling.interfaces.cli.service_beats
import upphandling.interfaces.cli.service_parts
import upphandling.schedules.service
import upphandling.schedules.timetable  # noqa: F401
