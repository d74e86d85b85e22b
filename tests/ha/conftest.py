"""The trial of the cluster is gathered by `make test-ha` alone: it takes its minutes."""

from __future__ import annotations

import os

from tests.ha.programs import WANTED

collect_ignore_glob = [] if os.environ.get(WANTED) else ["test_*.py"]
