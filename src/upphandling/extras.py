"""What not all need comes as extras of the package; what is said where one is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from types import MappingProxyType
from typing import Final

from upphandling.setting_sources import BadSetting

PACKAGE: Final = "upphandling"
EXTRAS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "postgresql": "psycopg",
        "pdf": "typst",
        "timestamps": "rfc3161_client",
        "tracing": "opentelemetry.sdk",
    }
)
"""The extras as they are asked for, each with the module that shows it is there."""

NEEDED_FOR: Final[Mapping[str, str]] = MappingProxyType(
    {
        "postgresql": "en databas på PostgreSQL",
        "pdf": "en dossier som PDF",
        "timestamps": "tidsstämplar",
        "tracing": "spårning till en mottagare",
    }
)


class ExtraMissing(BadSetting):
    """Ett tillägg till programmet är inte installerat."""

    def __init__(self, extra: str) -> None:
        whole = f"{PACKAGE}[{extra}]"
        super().__init__(
            f"För {NEEDED_FOR[extra]} behövs tillägget ”{extra}”, som inte är"
            f" installerat. Installera om programmet som {whole}, ur samma fil som"
            f" förut: pipx install --force './{PACKAGE}-VERSION-py3-none-any.whl[{extra}]'"
        )
        self.extra = extra

    def __reduce__(self) -> tuple[type[ExtraMissing], tuple[str]]:
        """Told in another process, it is the same fault."""
        return ExtraMissing, (self.extra,)


def installed(extra: str) -> bool:
    """Whether an extra's packages are there; nothing is loaded."""
    try:
        return find_spec(EXTRAS[extra]) is not None
    except ModuleNotFoundError:  # the package that it would lie in
        return False


def must_have(extra: str) -> None:
    """Raise `ExtraMissing` where an extra is not installed."""
    if not installed(extra):
        raise ExtraMissing(extra)


@contextmanager
def needing(extra: str) -> Iterator[None]:
    """Import what belongs to an extra in the block; raises `ExtraMissing`."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if installed(extra):
            raise  # something else is missing, which is a bug
        raise ExtraMissing(extra) from missing
