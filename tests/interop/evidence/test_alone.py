"""`verify.py` needs nothing but an old Python: no package of ours, no other, no network."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from upphandling.interop.evidence import verify

OLDEST = (3, 9)
NETWORK = {"asyncio", "ftplib", "http", "smtplib", "socket", "ssl", "urllib"}
SINCE_THEN = (ast.Match, ast.TryStar) if sys.version_info >= (3, 11) else ()


def tree() -> ast.Module:
    source = Path(verify.__file__).read_text("utf-8")
    return ast.parse(source, feature_version=OLDEST)


def test_it_imports_only_what_comes_with_python_and_nothing_that_calls_out():
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree())
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [one.name for one in node.names]
        )
    }

    assert imported <= sys.stdlib_module_names
    assert not imported & NETWORK


def test_it_uses_no_form_that_came_after_the_oldest_python():
    assert not [node for node in ast.walk(tree()) if isinstance(node, SINCE_THEN)]
    assert "from __future__ import annotations" in Path(verify.__file__).read_text(
        "utf-8"
    )
    strict = [
        node
        for node in ast.walk(tree())
        if isinstance(node, ast.keyword) and node.arg == "strict"
    ]
    assert not strict  # `zip(strict=)` came with 3.10
