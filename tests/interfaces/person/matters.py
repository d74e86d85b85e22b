"""A customer, and the person's page as it is and as it is read."""

from __future__ import annotations

from typing import Any

import pytest

from tests.town import Town
from upphandling.interfaces.cli.person_page import person
from upphandling.interfaces.person import the_person

K1 = {"customer": "k-1", "bundle": "omvardnad"}


def page(town: Town, text: str = "k-1") -> dict[str, Any]:
    town.house.refresh()
    return the_person(town.house, text)


def only(town: Town) -> dict[str, Any]:
    """What is said of the one bundle of the one customer."""
    (bundle,) = page(town)["bundles"]
    return bundle


def told(town: Town, capsys: pytest.CaptureFixture[str]) -> str:
    """The page as it is read, on one line."""
    capsys.readouterr()
    person(page(town))
    return " ".join(capsys.readouterr().out.split())
