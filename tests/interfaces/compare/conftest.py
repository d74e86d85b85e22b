"""A file of alternatives as it is written, and the outcomes that it gives."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def file(tmp_path):
    """Writes a file of alternatives, and gives its path."""

    def written(text: str) -> str:
        path = tmp_path / "alternativ.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return written


@pytest.fixture
def outcomes(cli, file):
    """The outcomes of a file, by the name of the alternative."""

    def ask(text: str, *flags: str) -> dict[str, Any]:
        said = cli("plan", "compare", file(text), *flags, "--json")
        assert said.code in (0, 1), said
        return {row["alternative"]: row for row in said.json["data"]["alternatives"]}

    return ask
