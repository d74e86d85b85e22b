"""`verify.py` of the bundles, joined out of the modules of `checker/` into one file.

Whoever doubts a sender makes the file out of our source instead, with only Python:
`python3 -I -S src/upphandling/interop/evidence/joining.py > verify.py`.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

PARTS = Path(__file__).with_name("checker")
ORDER = (
    *("faults", "ed25519", "files", "manifest", "note"),
    *("leaves", "tree", "verdict", "program"),
)
OURS = "upphandling"
WIDTH = 88  # columns


def joined() -> bytes:
    """The program: how it is used, every import once, then part by part as it stands.

    A part is a docstring, imports, and code. The last part's docstring says how the
    program is used; those of the others become headings.
    """
    sources = [(PARTS / f"{name}.py").read_text("utf-8") for name in ORDER]
    trees = [ast.parse(source) for source in sources]
    *subjects, usage = map(ast.get_docstring, trees)
    headings = [*map(str, subjects), "What is asked, and what is answered."]
    parts = zip(ORDER, headings, sources, trees)  # noqa: B905 -- `strict` is newer
    sections = [
        f"{heading(name, subject)}\n{code(source, tree)}"
        for name, subject, source, tree in parts
    ]
    top = f'"""{usage}\n"""\n\n{imports(trees)}\n'
    return (top + "\n\n".join(sections)).encode()


def heading(name: str, subject: str) -> str:
    """A line between two parts."""
    return f"# -- {name}.py: {subject.rstrip('.')} ".ljust(WIDTH, "-")


def code(source: str, tree: ast.Module) -> str:
    """All that follows the last import, character by character."""
    last = max(one.end_lineno or 0 for one in tree.body if is_import(one))
    return "".join(source.splitlines(keepends=True)[last:])


def imports(trees: list[ast.Module]) -> str:
    """What the parts need of the standard library, in the order that ruff wants."""
    whole: set[str] = set()
    named: dict[str, set[str]] = {}
    for one in (one for tree in trees for one in tree.body):
        if isinstance(one, ast.Import):
            whole.update(alias.name for alias in one.names)
        elif isinstance(one, ast.ImportFrom) and not is_ours(one):
            taken = named.setdefault(str(one.module), set())
            taken.update(alias.name for alias in one.names)
    future = ", ".join(sorted(named.pop("__future__")))
    lines = [f"from __future__ import {future}", ""]
    lines += [f"import {name}" for name in sorted(whole)]
    lines += [
        f"from {one} import {', '.join(sorted(named[one]))}" for one in sorted(named)
    ]
    return "\n".join(lines) + "\n"


def is_import(one: ast.stmt) -> bool:
    return isinstance(one, (ast.Import, ast.ImportFrom))


def is_ours(one: ast.ImportFrom) -> bool:
    return str(one.module).partition(".")[0] == OURS


if __name__ == "__main__":
    sys.stdout.buffer.write(joined())
