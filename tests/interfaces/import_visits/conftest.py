"""A town in April with two customers, and a file of visits that is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interfaces.import_visits.matters import CUSTOMERS, HEADER
from tests.interfaces.test_importing import WHO
from tests.town import SYSTEM, Town


@pytest.fixture
def town(store: str, cli, tmp_path: Path, capsys) -> Iterator[Town]:
    """April; `k-1` has had care since February, `k-2` until the 15th of March."""
    with Town(store, "2025-04-02T09:00") as town:
        town.do("choice_system.establish", SYSTEM)
        town.with_agreement("avtal-a", starts_on="2025-01-01")
        town.with_agreement("avtal-b", starts_on="2025-03-15")
        customers = tmp_path / "kunder.csv"
        customers.write_text(
            f"{CUSTOMERS}\n"
            "k-1;b-1;norr;personal_care;5;2025-02-01;;avtal-a\n"
            "k-2;b-1;norr;personal_care;5;2025-02-01;2025-03-15;\n",
            encoding="utf-8",
        )
        said = cli("import", "customers", str(customers), "--system", "staden", *WHO)
        assert said.code == 0, said.err
        capsys.readouterr()
        yield town


@pytest.fixture
def load(cli, town, tmp_path: Path):
    def call(*rows: str, header: str = HEADER, month: str = "2025-03", more=()):
        file = tmp_path / "besok.csv"
        file.write_text("\n".join([header, *rows]), encoding="utf-8")
        where = ("--system", "staden", "--month", month)
        return cli("import", "visits", str(file), *where, *WHO, *more, "--json")

    return call
