"""Chance that is the same for a seed, also where the program throws its own dice."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from upphandling.application import identity

VAULT = "upphandling.infrastructure.vault."
THROWN = "token_bytes"


@contextmanager
def loaded(seed: int) -> Iterator[None]:
    """Meanwhile the vault's references and nonces, and all names, follow from the seed."""
    chance = Random(seed)
    throwers: list[tuple[Any, str, Callable[[int], object]]] = [
        (module, THROWN, chance.randbytes)
        for name, module in sorted(sys.modules.items())
        if name.startswith(VAULT) and hasattr(module, THROWN)
    ]
    throwers.append((identity, "randbits", chance.getrandbits))
    before = [getattr(module, name) for module, name, _ in throwers]
    for module, name, throw in throwers:
        setattr(module, name, throw)
    try:
        yield
    finally:
        for (module, name, _), thrown in zip(throwers, before, strict=True):
            setattr(module, name, thrown)
