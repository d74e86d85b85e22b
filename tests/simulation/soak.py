"""Lives one municipality after another until the time is up, or something goes wrong.

    python -m tests.simulation.soak [--minutes 10 | --lives 4] [--seed 1] [--years 10]
        [--favour Wages Rolls]

Each has a seed of its own, one higher than the last; the first is drawn if none is
given. What goes wrong is told with its seed, and the end is 1.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory

import structlog

from tests.databases import Factory, quick
from tests.simulation.life import live
from tests.vault_key import provided, removed

FOR_EVER = 10**9
HIGHEST = 2**31


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--minutes", type=float, default=10.0)
    asked.add_argument("--lives", type=int, default=FOR_EVER)
    asked.add_argument("--seed", type=int)
    asked.add_argument("--years", type=float, default=10.0)
    asked.add_argument("--favour", nargs="+", default=(), help="what is done most")
    options = asked.parse_args()

    provided()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL)
    )
    seed = options.seed or SystemRandom().randrange(HIGHEST)
    until = time.monotonic() + 60 * options.minutes
    try:
        with TemporaryDirectory(dir=quick()) as room, Factory(Path(room)) as factory:
            for number in range(options.lives):
                if time.monotonic() > until:
                    break
                _live(factory, seed + number, options.years, options.favour)
    except Exception:  # noqa: BLE001 -- told, whatever it is
        traceback.print_exc()
        return 1
    finally:
        removed()
    return 0


def _live(factory: Factory, seed: int, years: float, favoured: Sequence[str]) -> None:
    url, begun = factory.migrated(), time.process_time()
    lived = live(url, seed, years, favoured=favoured)
    took = time.process_time() - begun
    print(
        f"seed {seed}: {years:g} years, {lived.events} events, {lived.fallen} fell,"
        f" {lived.met}, {took:.1f} s of CPU, root {lived.root[:16]}",
        flush=True,
    )
    for file in factory.folder.glob(f"{url.rpartition('/')[2]}*"):
        file.unlink()


if __name__ == "__main__":
    sys.exit(main())
