"""Empty databases of each kind, for what is measured on both."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.databases import Factory, postgresql


@contextmanager
def both_kinds() -> Iterator[Mapping[str, Factory]]:
    """Where each kind makes its databases, on disk; all of them are gone afterwards."""
    with tempfile.TemporaryDirectory() as name, postgresql(durable=True) as server:
        folder = Path(name)
        yield {"SQLite": Factory(folder), "PostgreSQL": Factory(folder, server)}
