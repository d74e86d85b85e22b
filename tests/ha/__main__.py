"""`make test-ha`: gets ready, runs the trial of the cluster, and says how it went.

Ends with 0 when it went well, 1 when it did not, and 77 when this machine cannot run
it; 0 also then where `UPPHANDLING_TEST_HA=if-possible`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.ha.packages import NotHere, ready, tell
from tests.ha.programs import ROOT, WANTED

IF_POSSIBLE = "if-possible"
NOT_RUN = 77


def main() -> int:
    try:
        ready()
    except NotHere as lacking:
        tell(f"THE HIGH AVAILABILITY TRIAL WAS NOT RUN: {lacking}")
        return 0 if os.environ.get(WANTED) == IF_POSSIBLE else NOT_RUN
    trial = Path(__file__).parent
    told = [sys.executable, "-m", "pytest", "-q", "-s", "-rs", "-p", "no:xdist", trial]
    return subprocess.run(
        told, cwd=ROOT, env={**os.environ, WANTED: "1"}, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
