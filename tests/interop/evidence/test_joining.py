"""`verify.py` is joined by dull rules, and needs nothing but an old Python."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.evidence import run
from upphandling.interop.evidence import joining
from upphandling.interop.evidence.joining import ORDER, PARTS, code, joined

OLDEST = (3, 9)
NETWORK = {"asyncio", "ftplib", "http", "smtplib", "socket", "ssl", "urllib"}
SINCE_THEN = (ast.Match, ast.TryStar) if sys.version_info >= (3, 11) else ()
OF_PARTS = f"{joining.__package__}.{PARTS.name}."
IMPORTS = (ast.Import, ast.ImportFrom)
PROJECT = Path(__file__).parents[3]


def tree() -> ast.Module:
    return ast.parse(joined(), feature_version=OLDEST)


def part(name: str) -> ast.Module:
    return ast.parse((PARTS / f"{name}.py").read_text("utf-8"))


def imports(module: ast.Module) -> list[ast.Import | ast.ImportFrom]:
    return [node for node in ast.walk(module) if isinstance(node, IMPORTS)]


def modules_of(node: ast.Import | ast.ImportFrom) -> set[str]:
    if isinstance(node, ast.ImportFrom):
        return {node.module or ""}
    return {one.name for one in node.names}


def defined(module: ast.Module) -> set[str]:
    """Every name that stands outside functions and classes, but imports."""
    found: set[str] = set()
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            found |= {one.id for one in ast.walk(node) if is_set(one)}
    return found


def is_set(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


# -- The parts -------------------------------------------------------------------------


def test_every_part_is_joined_once():
    there = {file.stem for file in PARTS.glob("*.py")} - {"__init__"}

    assert sorted(ORDER) == sorted(there)


@pytest.mark.parametrize("name", ORDER)
def test_a_part_is_a_docstring_then_imports_then_code(name):
    module = part(name)
    first, *rest = module.body
    found = imports(module)

    assert ast.get_docstring(module)
    assert isinstance(first, ast.Expr)
    assert rest[: len(found)] == found
    assert [one.name for one in found[0].names] == ["annotations"]


@pytest.mark.parametrize("name", ORDER)
def test_a_part_takes_names_of_earlier_parts_and_of_python_as_they_are(name):
    earlier = {OF_PARTS + one for one in ORDER[: ORDER.index(name)]}
    for node in imports(part(name)):
        assert not any(one.asname for one in node.names)
        if isinstance(node, ast.ImportFrom) and node.module in earlier:
            taken = {one.name for one in node.names}
            assert taken <= defined(part(node.module.removeprefix(OF_PARTS)))
        else:
            roots = {one.partition(".")[0] for one in modules_of(node)}
            assert roots <= sys.stdlib_module_names


def test_no_name_means_two_things_in_the_joined_file():
    of_parts = [name for one in ORDER for name in defined(part(one))]
    imported = {one.name for node in imports(tree()) for one in node.names}

    assert len(of_parts) == len(set(of_parts))
    assert not imported & set(of_parts)
    assert defined(tree()) == set(of_parts)


# -- The file --------------------------------------------------------------------------


def test_the_code_of_every_part_stands_in_it_as_it_is_and_in_order():
    rest = joined().decode()
    for name in ORDER:
        source = (PARTS / f"{name}.py").read_text("utf-8")
        whole = code(source, ast.parse(source))
        assert f"# -- {name}.py: " in rest
        assert source.endswith(whole)
        assert whole in rest
        rest = rest[rest.index(whole) + len(whole) :]
    assert rest == ""


def test_it_is_the_same_each_time_also_when_made_with_nothing_but_python():
    alone = subprocess.run(
        [sys.executable, "-I", "-S", joining.__file__], capture_output=True, check=True
    )

    assert joined() == joined() == alone.stdout


def test_it_imports_only_what_comes_with_python_and_nothing_that_calls_out():
    imported = {
        one.partition(".")[0] for node in imports(tree()) for one in modules_of(node)
    }

    assert imported <= sys.stdlib_module_names
    assert not imported & NETWORK


def test_it_uses_no_form_that_came_after_the_oldest_python():
    assert not [node for node in ast.walk(tree()) if isinstance(node, SINCE_THEN)]
    assert joined().count(b"from __future__ import annotations\n") == 1
    strict = [
        node
        for node in ast.walk(tree())
        if isinstance(node, ast.keyword) and node.arg == "strict"
    ]
    assert not strict  # `zip(strict=)` came with 3.10


@pytest.mark.parametrize("asked", [("format", "--check"), ("check",)])
def test_it_is_written_as_the_rest_of_the_house_is(tmp_path, asked):
    (tmp_path / "verify.py").write_bytes(joined())
    config = ("--config", str(PROJECT / "pyproject.toml"), "--no-cache")
    ruff = [sys.executable, "-m", "ruff", *asked, *config, "verify.py"]

    done = subprocess.run(ruff, cwd=tmp_path, capture_output=True, check=False)

    assert done.returncode == 0, done.stdout


def test_it_says_first_of_all_how_it_is_used_and_where_it_is_from(tmp_path):
    (tmp_path / "verify.py").write_bytes(joined())
    told = ast.get_docstring(tree())

    assert run(tmp_path / "verify.py", "--help").said == f"{told}\n"
    assert told.startswith("Kontrollera bevispaket: python3 verify.py")
    assert OF_PARTS.replace(".", "/").rstrip("/") in told
