"""What docs/granskning.md shows is what the commands answer, in the order it tells."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.interfaces.processes import free_port, listening, running
from tests.interfaces.test_service import wait_until
from tests.journeys import once

ROOT = Path(__file__).parents[2]
PAGE, README = (
    (ROOT / name).read_text(encoding="utf-8")
    for name in ("docs/granskning.md", "README.md")
)
GAP = "[...]"
WITNESS_AT = "127.0.0.1:8190"
ELSEWHERE = "I kopian"  # what is shown after these words was asked of a spoiled copy

# Folders, keys, signatures, hashes and instants of whoever walks: never twice the same.
PASSING = re.compile(
    r"\S+/(?=kontrollpunkter: )|\+[0-9a-f]{8}\+\S+|[0-9a-f]{64}|[\w+/]{43,}=*"
    r"|(?<=nyckel )[0-9a-f]{8}|(?<=, tid )\d+|20(?:2[6-9]|[3-9]\d)-\d\d-\d\d(?: \d\d:\d\d)?"
)


@dataclass(frozen=True)
class Step:
    """What is typed after a `$`, and the lines shown under it."""

    typed: str
    shown: tuple[str, ...]


def steps(page: str) -> Iterator[Step]:
    """All that a page has its reader type, except in a spoiled copy."""
    for said, block in re.findall(r"([^\n]*)\n+```console\n(.*?)```", page, re.DOTALL):
        if said.startswith(ELSEWHERE):
            continue
        for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            typed, *shown = step.splitlines()
            yield Step(typed.partition("  #")[0].strip(), tuple(shown))


def lasting(text: str) -> list[str]:
    return [PASSING.sub("*", line.rstrip()) for line in text.splitlines()]


def missing(shown: tuple[str, ...], printed: str) -> list[str]:
    """The first stretch of shown lines that was not printed, in its place."""
    left, stretch, anywhere = lasting(printed), [], False
    for line in [*lasting("\n".join(shown)), None]:
        if line is not None and line != GAP:
            stretch.append(line)
            continue
        places = range(len(left) - len(stretch) + 1) if anywhere else [0]
        if line is None and anywhere:
            places = [len(left) - len(stretch)]
        at = next((i for i in places if left[i : i + len(stretch)] == stretch), None)
        if at is None:
            return stretch
        left, stretch, anywhere = left[at + len(stretch) :], [], True
    return left if shown[-1] != GAP else []


@pytest.fixture
def walk(cli, capsys, tmp_path, tmp_path_factory, monkeypatch):
    """Types a line as a reader would, in a folder with the example's database."""
    database = once("orebro-planned", tmp_path_factory).copy(tmp_path / "granskning.db")
    capsys.readouterr()  # what the example said in its log
    monkeypatch.chdir(tmp_path)
    at = f"127.0.0.1:{free_port()}"
    for name, value in {
        "DATABASE": database,
        "LEDGER_DIR": f"{tmp_path}/kontrollpunkter",
        "VAULT_DESTROYED": f"{tmp_path}/forstort",
        "SIGNER_SOCKET": f"{tmp_path}/signer.sock",
        "WITNESSES": f"http://{at}",
    }.items():
        monkeypatch.setenv(f"UPPHANDLING_{name}", value)

    def typed(line: str) -> str:
        if line.startswith("unzip -p"):
            ZipFile("allmanheten.zip").extract("verify.py")
            return ""
        told, _, asked = line.rpartition(" | upphandling ")
        if told:
            _, stdin = shlex.split(told)
            return answer(shlex.split(asked), stdin)
        program, _, rest = line.partition(" | ")
        first, *call = shlex.split(program.replace("$(tail -1 signer.txt)", log_key()))
        said = alone(call) if first == "python3" else answer(call)
        if rest.startswith("tee "):
            Path(rest.removeprefix("tee ")).write_text(said, encoding="utf-8")
        return said.splitlines()[-1] if rest == "tail -1" else said

    def answer(call: list[str], stdin: str = "") -> str:
        said = cli(*call, stdin=stdin)
        return said.out + said.err

    return typed, at


def log_key() -> str:
    made = Path("signer.txt")
    return made.read_text(encoding="utf-8").split()[-1] if made.exists() else ""


def alone(call: list[str]) -> str:
    done = subprocess.run(
        [sys.executable, *call], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


@pytest.mark.timeout(400)
def test_every_answer_is_the_one_that_is_shown(walk, tmp_path, monkeypatch):
    typed, at = walk
    asked = [
        step
        for step in steps(PAGE)
        if re.match(r"upphandling |echo |printf |unzip -p |python3 -I", step.typed)
        and not re.search(r" (serve|scenario run|db upgrade) ?|--bevis", step.typed)
    ]
    made = [step for step in asked if " init " in step.typed]

    def held(step: Step) -> None:
        printed = typed(step.typed)
        if step.shown:
            lacking = "\n".join(missing(step.shown, printed))
            assert not lacking, f"{step.typed}\n{printed}\nlacks\n{lacking}"

    for step in made:
        held(step)
    monkeypatch.setenv("UPPHANDLING_LOG_KEY", log_key())
    witness_key = Path("vittne.txt").read_text(encoding="utf-8").split()[-1]
    monkeypatch.setenv("UPPHANDLING_WITNESS_KEYS", witness_key)
    signs = "signer serve --key logg-nyckel --state signer-minne --socket signer.sock"
    witnesses = f"witness serve --dir vittne --listen {at}"
    with running(tmp_path, *signs.split()), running(tmp_path, *witnesses.split()):
        wait_until(Path("signer.sock").exists)
        wait_until(lambda: listening(int(at.rpartition(":")[2])))
        for step in asked:
            if step not in made:
                held(step)


def test_what_is_typed_to_serve_is_what_the_page_says():
    assert "signer serve --key logg-nyckel --state signer-minne" in PAGE
    assert f"witness serve --dir vittne --listen {WITNESS_AT}" in PAGE


def test_the_readme_shows_the_same_bundle():
    told = {step.typed: step.shown for step in steps(PAGE)}
    bundle = [step for step in steps(README) if "allmanheten.zip" in step.typed]

    assert len(bundle) == 2
    for step in bundle:
        assert step.shown == told[step.typed]
