"""What the house rests on: listed, locked, looked up, and nothing loaded by a name in data."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "upphandling"
BIN = Path(sys.executable).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
REASONS = (ROOT / "docs/decisions/0030-dependencies-each-with-its-reason.md").read_text(
    encoding="utf-8"
)
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))

# -- No code out of data ---------------------------------------------------------------

FORBIDDEN_MODULES = {
    *("pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"),
    *("runpy", "imp", "code", "codeop", "pkgutil", "zipimport"),
    *("subprocess", "pty", "commands", "yaml"),
}
FORBIDDEN_NAMES = {"eval", "exec", "compile", "__import__", "breakpoint"}
FORBIDDEN_CALLS = {
    *("importlib.import_module", "importlib.reload", "importlib.util.module_from_spec"),
    *("os.system", "os.popen", "os.execv", "os.execvp", "os.spawnv"),
}
ALLOWED = {
    # the fan-out of `verify`: both ends are this program, on this machine
    ("infrastructure/verification/fan_out.py", "multiprocessing"),
}
PROCESSES = {"multiprocessing"}


def dotted(node: ast.AST) -> str:
    """`os.path.join` of the nodes that stand for it; else nothing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""


def finds(tree: ast.AST) -> Iterator[str]:
    """What in a file may load or run what somebody else has written."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                imported = [alias.name for alias in names]
            case ast.ImportFrom(module=str(module), names=names):
                imported = [module, *(f"{module}.{alias.name}" for alias in names)]
            case ast.Name(id=name) if name in FORBIDDEN_NAMES:
                yield name
                continue
            case ast.Attribute() if (called := dotted(node)) in FORBIDDEN_CALLS:
                yield called
                continue
            case ast.keyword(arg="shell", value=ast.Constant(value=True)):
                yield "shell=True"
                continue
            case _:
                continue
        for name in imported:
            root = name.partition(".")[0]
            if root in FORBIDDEN_MODULES | PROCESSES:
                yield root
            elif name in FORBIDDEN_CALLS:
                yield name


@pytest.mark.parametrize(
    "text",
    [
        *("import pickle", "from pickle import loads", "import shelve as s"),
        *("eval('1')", "run = exec", "__import__('os')", "compile('1', 'x', 'eval')"),
        *(
            "import importlib\nimportlib.import_module('x')",
            "import os\nos.system('x')",
        ),
        *("from importlib import import_module", "from os import system"),
        *("import subprocess", "run('x', shell=True)", "import multiprocessing.pool"),
    ],
)
def test_the_reader_of_code_finds_what_it_looks_for(text):
    assert list(finds(ast.parse(text)))


def test_nothing_loads_or_runs_what_is_not_in_the_program():
    found = {
        (str(path.relative_to(SOURCE)), what)
        for path in SOURCE.rglob("*.py")
        for what in finds(ast.parse(path.read_text(encoding="utf-8")))
    }

    assert found == ALLOWED


# -- Each with its reason, and its hash ----------------------------------------------------


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~! ]", one)[0] for one in requirements} - {"upphandling"}


ASKED_FOR = names(
    [
        *PROJECT["project"]["dependencies"],
        *PROJECT["build-system"]["requires"],
        *(one for group in PROJECT["dependency-groups"].values() for one in group),
        *(
            one
            for group in PROJECT["project"]["optional-dependencies"].values()
            for one in group
        ),
    ]
)


def test_every_dependency_has_its_reason_and_no_other_is_named():
    told = set()
    for row in re.findall(r"^\| (`.+?) \|", REASONS, re.MULTILINE):
        told |= set(re.findall(r"`([\w.-]+)`", row))

    assert told == ASKED_FOR


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_everything_that_is_locked_has_one_version_and_its_hashes(lock):
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and line[0] not in "# "]

    assert lines
    for line in lines:
        assert re.match(r"[\w.-]+(\[[\w,-]+\])?==[\w.+!]+ ", line), line
        assert "--hash=sha256:" in line, line


def test_what_a_house_needs_is_in_the_lock_of_a_house():
    locked = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    optional = PROJECT["project"]["optional-dependencies"]
    extras = [one for name in optional if name != "test" for one in optional[name]]

    for name in names([*PROJECT["project"]["dependencies"], *extras]):
        assert re.search(rf"^{name}(\[.+\])?==", locked, re.MULTILINE), name


def test_the_bill_of_materials_has_every_package_of_the_lock(tmp_path):
    lock = ROOT / "requirements" / "runtime.txt"
    made = tmp_path / "bom.json"
    subprocess.run(
        [
            *(BIN / "cyclonedx-py", "requirements", lock, "--no-validate"),
            *("--pyproject", ROOT / "pyproject.toml", "--output-file", made),
            *("--output-reproducible", "--output-format", "JSON"),
        ],
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        check=True,
        capture_output=True,
    )
    told = json.loads(made.read_text(encoding="utf-8"))

    locked = re.findall(
        r"^([\w.-]+)(?:\[.+?\])?==(\S+)", lock.read_text(), re.MULTILINE
    )
    assert {(one["name"], one["version"]) for one in told["components"]} == set(locked)
    assert all(one["externalReferences"][0]["hashes"] for one in told["components"])
    assert told["metadata"]["component"]["name"] == "upphandling"


# -- Looked up -------------------------------------------------------------------------

LOCK = f"certifi==2025.1.31 --hash=sha256:{'0' * 64}\n"


@contextmanager
def feed(holes: list[dict[str, object]]) -> Iterator[str]:
    """A feed of known holes, here on this machine."""

    class Feed(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.dumps({"vulns": holes} if holes else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Feed) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()


@pytest.fixture
def audit(tmp_path):
    """Runs the audit of a small lock against a feed."""
    lock = tmp_path / "lock.txt"
    lock.write_text(LOCK)

    def run(
        url: str, by: Path = BIN / "pip-audit", **more: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [ROOT / ".ci" / "audit", by, lock],
            env={
                "PATH": "/usr/bin:/bin",
                "HOME": str(tmp_path),
                "PIP_AUDIT_VULNERABILITY_SERVICE": "osv",
                "PIP_AUDIT_OSV_URL": url,
                **more,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_an_audit_that_finds_nothing_is_green(audit):
    with feed([]) as url:
        said = audit(url, CI_NETWORK="1")

    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("Audited, nothing known:")


def test_a_known_hole_is_red_and_told_with_the_version_that_mends_it(audit):
    package = {"name": "certifi", "ecosystem": "PyPI"}
    events = [{"introduced": "0"}, {"fixed": "2026.1.1"}]
    hole = {
        "id": "PYSEC-2026-1",
        "summary": "Påhittat hål",
        "affected": [
            {"package": package, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
        ],
    }
    with feed([hole]) as url:
        said = audit(url)

    assert said.returncode == 1
    assert "certifi 2025.1.31: PYSEC-2026-1 (mended in 2026.1.1)" in said.stdout


def test_an_audit_that_could_not_ask_says_so_and_is_red_where_a_network_is_expected(
    audit,
):
    nobody = "http://127.0.0.1:9/v1/query"

    here, there = audit(nobody), audit(nobody, CI_NETWORK="1")

    assert "NOT AUDITED (inte granskad)" in here.stdout
    assert "Audited, nothing known" not in here.stdout
    assert (here.returncode, there.returncode) == (0, 1)


def test_a_package_that_the_feed_does_not_know_is_not_audited(audit, tmp_path):
    passed_over = {"name": "certifi", "skip_reason": "could not be audited"}
    auditor = tmp_path / "auditor"
    auditor.write_text(
        "#!/bin/sh\nfor last; do :; done\n"
        f"echo '{json.dumps({'dependencies': [passed_over]})}' > \"$last\"\n"
    )
    auditor.chmod(0o755)

    here, there = audit("", auditor), audit("", auditor, CI_NETWORK="1")

    assert "NOT AUDITED (inte granskad)" in here.stdout
    assert "1 of 1 not looked up: could not be audited" in here.stdout
    assert "Audited, nothing known" not in here.stdout
    assert (here.returncode, there.returncode) == (0, 1)
