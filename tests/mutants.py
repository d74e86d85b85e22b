"""Take away one guard of the domain at a time and see that a test goes red.

    python -m tests.mutants [--jobs 2] [--only tender] [--list]

A guard is a `raise` of a refusal, or a call of a rule (`must_...`) whose answer is not
used. Each one is replaced by `pass` in a copy of the project, where the tests of the
domain are run. What no test misses is a survivor: it is printed, and the end is 1.
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

PROJECT = Path(__file__).resolve().parent.parent
DOMAIN = Path("src/upphandling/domain")
COPIED = ("src", "tests", "examples", "docs", "README.md", "pyproject.toml")
TESTS = ("tests/domain", "tests/application", "tests/test_house_rules.py")
COURSES = "tests/generated"  # which run through these:
ON_COURSE = ("tender", "award", "review")
SECONDS = 300


@dataclass(frozen=True)
class Guard:
    """One statement that refuses, by its file and its lines (from 1, both included)."""

    file: Path
    first: int
    last: int
    column: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.first}: {self.text}"


def guards(file: Path) -> Iterator[Guard]:
    """The guards of one file, save those of properties: the type checker asks for them."""
    source = (PROJECT / file).read_text(encoding="utf-8")
    tree = ast.parse(source)
    in_properties = {
        id(node)
        for answer in ast.walk(tree)
        if isinstance(answer, ast.FunctionDef) and _is_property(answer)
        for node in ast.walk(answer)
    }
    for node in ast.walk(tree):
        if _refuses(node) and id(node) not in in_properties:
            text = ast.get_source_segment(source, node) or ""
            yield Guard(
                file, node.lineno, node.end_lineno, node.col_offset, text.split("\n")[0]
            )


def _is_property(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(one, ast.Name) and one.id == "property"
        for one in function.decorator_list
    )


def _refuses(node: ast.AST) -> bool:
    if isinstance(node, ast.Raise):
        return isinstance(node.exc, ast.Call)
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        return False
    called = node.value.func
    name = (
        called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    )
    return name.lstrip("_").startswith(("must_", "require_"))


@contextmanager
def without(guard: Guard, project: Path) -> Iterator[None]:
    """The copy of the project with that one guard taken away."""
    path = project / guard.file
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines(keepends=True)
    lines[guard.first - 1 : guard.last] = [" " * guard.column + "pass\n"]
    _write(path, "".join(lines))
    try:
        yield
    finally:
        _write(path, source)


def _write(path: Path, source: str) -> None:
    """Write, and be newer than any compiled file, whose clock counts whole seconds."""
    newer = path.stat().st_mtime + 2
    path.write_text(source, encoding="utf-8")
    os.utime(path, (newer, newer))


def survives(guard: Guard, project: Path) -> bool:
    """Whether every test still passes without the guard."""
    with without(guard, project):
        return all(_passes(project, test) for test in _nearest_first(guard, project))


def _nearest_first(guard: Guard, project: Path) -> list[list[str]]:
    """The tests that bear the file's name, then all of the domain's."""
    own = guard.file.relative_to(DOMAIN)
    names = {own.stem, own.parts[0]}
    near = [
        str(path.relative_to(project))
        for path in sorted((project / "tests/domain").rglob("test_*.py"))
        if names & {path.stem.removeprefix("test_"), path.parent.name}
    ]
    far = [*TESTS, *([COURSES] if own.parts[0] in ON_COURSE else [])]
    return [near, far] if near else [far]


def _passes(project: Path, tests: list[str]) -> bool:
    python = PROJECT / ".venv/bin/python"
    try:
        ended = subprocess.run(
            [python, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests],
            cwd=project,
            env={
                **os.environ,
                "PYTHONDONTWRITEBYTECODE": "",  # hundreds of runs, one file apart
                "PYTHONPYCACHEPREFIX": str(project / "compiled"),
            },
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return ended.returncode == 0


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--only", default="", help="part of a file's path")
    asked.add_argument("--list", action="store_true", help="name the guards and end")
    options = asked.parse_args()

    files = sorted((PROJECT / DOMAIN).rglob("*.py"))
    found = [
        guard
        for file in files
        if options.only in str(file.relative_to(PROJECT))
        for guard in guards(file.relative_to(PROJECT))
    ]
    if options.list:
        print(*found, sep="\n")
        return 0

    copies: SimpleQueue[Path] = SimpleQueue()
    with tempfile.TemporaryDirectory() as room:
        for number in range(options.jobs):
            copy = Path(room) / str(number)
            for name in COPIED:
                at = PROJECT / name
                put = shutil.copytree if at.is_dir() else shutil.copy
                copy.mkdir(exist_ok=True)
                put(at, copy / name)
            copies.put(copy)

        def tried(guard: Guard) -> bool:
            copy = copies.get()
            try:
                return survives(guard, copy)
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(options.jobs) as workers:
            outcomes = workers.map(tried, found)
            survivors = []
            for number, (guard, survived) in enumerate(
                zip(found, outcomes, strict=True), start=1
            ):
                if survived:
                    survivors.append(guard)
                    print(f"SURVIVES {guard}", flush=True)
                elif sys.stderr.isatty():
                    print(f"\r{number}/{len(found)}", end="", file=sys.stderr)

    print(f"{len(found)} guards, {len(survivors)} survivors")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
