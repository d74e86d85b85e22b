"""The Containerfile, line by line: what it names is there. Built and run: `make test-image`."""

from __future__ import annotations

import ast
import json
import re
import shlex
from fnmatch import fnmatch
from pathlib import Path

import pytest
import typer

from upphandling.interfaces.cli.app import app
from upphandling.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "Containerfile").read_text(encoding="utf-8")
LINES = re.sub(
    r"\\\n\s*", " ", re.sub(r"^#.*\n", "", TEXT, flags=re.MULTILINE)
).splitlines()
STEPS = [tuple(line.split(maxsplit=1)) for line in LINES if line]


def of(kind: str) -> list[str]:
    return [rest for step, rest in STEPS if step == kind]


def test_every_line_is_an_instruction_that_there_is():
    known = "ARG FROM COPY RUN ENV USER WORKDIR VOLUME EXPOSE STOPSIGNAL HEALTHCHECK"

    assert {step for step, _ in STEPS} == {*known.split(), "ENTRYPOINT", "CMD"}
    assert [step for step, _ in STEPS[:2]] == ["ARG", "FROM"]


def test_the_base_is_one_and_can_be_another():
    (base,) = of("ARG")

    assert base.startswith("BASE=python:3.")
    assert of("FROM") == ["${BASE} AS made", "${BASE}"]  # the same Python in both


def test_it_is_told_to_be_built_in_the_form_that_has_a_health_check():
    pages = ("docs/operations.md", "Containerfile")
    told = [
        line
        for page in pages
        for line in (ROOT / page).read_text(encoding="utf-8").splitlines()
        if "podman build" in line and "--tag upphandling" in line
    ]

    assert len(told) == len(pages)
    assert all("--format docker" in line for line in told)


def test_what_is_copied_is_there_or_made_by_make_wheel_and_not_ignored():
    (line,) = [line for line in of("COPY") if not line.startswith("--from")]
    *sources, _ = line.split()
    ignored = (ROOT / ".containerignore").read_text(encoding="utf-8").split()

    assert sources == ["requirements/runtime.txt", "dist/upphandling-*.whl"]
    assert (ROOT / sources[0]).exists()
    assert "--wheel-dir dist" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert ignored == ["*", *(f"!{source}" for source in sources)]
    assert fnmatch("dist/upphandling-0.1.0-py3-none-any.whl", sources[1])


def test_what_one_stage_takes_from_another_is_what_that_one_made():
    (line,) = [line for line in of("COPY") if line.startswith("--from")]

    assert line.split() == ["--from=made", "/opt/upphandling", "/opt/upphandling"]
    assert "python -m venv /opt/upphandling" in of("RUN")[0]


def test_every_setting_that_it_makes_can_be_used():
    (line,) = of("ENV")
    told = dict(pair.split("=", 1) for pair in shlex.split(line))
    ours = {name: value for name, value in told.items() if name.startswith(PREFIX)}

    assert len(ours) >= 4
    Settings(**{name.removeprefix(PREFIX).lower(): ours[name] for name in ours})
    folders = of("RUN")[1].split()
    for name in ("UPPHANDLING_LEDGER_DIR", "UPPHANDLING_VAULT_DESTROYED"):
        assert str(Path(ours[name]).parent) in folders


def test_it_does_not_run_as_root_and_keeps_what_it_writes():
    made = of("RUN")[1]

    assert of("USER") == ["10001:10001"]
    assert "groupadd --gid 10001" in made
    assert "useradd --uid 10001 --gid 10001" in made
    assert json.loads(of("VOLUME")[0]) == made.split()[-3:]


def test_it_runs_verbs_that_there_are():
    assert json.loads(of("ENTRYPOINT")[0]) == ["upphandling"]
    (verb,) = json.loads(of("CMD")[0])
    assert verb in typer.main.get_command(app).commands


@pytest.mark.parametrize("line", of("HEALTHCHECK"))
def test_the_health_that_is_asked_for_is_where_the_service_answers(line):
    program, flag, code = json.loads(line.partition("CMD ")[2])
    port = of("EXPOSE")[0]

    assert (program, flag) == ("python", "-c")
    ast.parse(code)
    assert f"http://127.0.0.1:{port}/healthz" in code
    assert f"UPPHANDLING_HTTP_LISTEN=0.0.0.0:{port}" in of("ENV")[0]
    assert "--retries=3 " in line  # none said: podman heeds the first failure
