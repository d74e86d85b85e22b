"""The clients as processes of their own, and what they were answered."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.ha.cluster import LONG, until
from tests.ha.programs import ROOT

OUR_PATHS = os.pathsep.join((str(ROOT / "src"), str(ROOT)))


@dataclass(frozen=True, slots=True)
class Answered:
    """One command that the client holds to be done."""

    command_id: str
    sent: float
    answered: float
    tries: int
    repeated: bool
    met: tuple[str, ...]


class Caller:
    """A client that goes on sending until it is stopped."""

    def __init__(self, folder: Path, name: str, url: str) -> None:
        self.name = name
        self.answers = folder / f"{name}.answers"
        self.log = folder / f"{name}.log"
        with self.answers.open("wb") as answers, self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.ha.caller", url, name],
                env={**os.environ, "PYTHONPATH": OUR_PATHS},
                stdin=subprocess.DEVNULL,
                stdout=answers,
                stderr=log,
            )

    def answered(self) -> list[Answered]:
        """All so far, in order."""
        lines = self.answers.read_text().split("\n")[:-1]
        return [read(line) for line in lines]

    def goes_on(self) -> bool:
        """Whether it is answered after this moment; waits for it."""
        so_far = len(self.answered())
        until(
            lambda: (
                len(self.answered()) > so_far + 2 or self.process.poll() is not None
            ),
            f"an answer to {self.name}",
        )
        return self.process.poll() is None

    def outage(self, begun: float) -> float:
        """The longest that it went without an answer since then, in seconds."""
        moments = [one.answered for one in self.answered()]
        before = [moment for moment in moments if moment < begun][-1:]
        since = [moment for moment in moments if moment >= begun]
        return max((b - a for a, b in pairwise(before + since)), default=0.0)

    def stop(self) -> None:
        """Let it end after the answer that it waits for."""
        self.process.terminate()
        self.process.wait(LONG)
        assert not self.process.returncode, self.log.read_text()


def read(line: str) -> Answered:
    name, sent, answered, tries, repeated, met = line.split(" ")
    told = tuple(met.split(",")) if met else ()
    return Answered(
        name, float(sent), float(answered), int(tries), repeated == "True", told
    )


def met_by(answered: list[Answered]) -> Counter[str]:
    """How often each trouble stood in the way."""
    return Counter(trouble for one in answered for trouble in one.met)


@contextmanager
def calling(folder: Path, urls: dict[str, str]) -> Iterator[list[Caller]]:
    """Until the block ends a client a URL sends, by the name given."""
    callers = [Caller(folder, name, url) for name, url in urls.items()]
    try:
        yield callers
    finally:
        for caller in callers:
            caller.process.kill()
            caller.process.wait()
