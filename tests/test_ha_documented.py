"""What the page about high availability tells to set is what the trial sets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.ha.balancer import CONFIGURATION
from tests.ha.node import KEPT_IN_ETCD
from tests.ha.programs import ROOT

PAGE = (ROOT / "docs/ha.md").read_text(encoding="utf-8")
OWN = ("wal_keep_size", "shared_buffers")  # as large as the machine has room for


def settings(kept: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in kept.items():
        if isinstance(value, dict):
            yield from settings(value)
        elif name not in OWN:
            text = str(value)
            yield name, text.lower() if isinstance(value, bool) else text


@pytest.mark.parametrize(("name", "value"), list(settings(KEPT_IN_ETCD)))
def test_patroni_is_set_as_it_was_tried(name, value):
    lines = [line.strip().partition(" #")[0].strip() for line in PAGE.splitlines()]

    assert {f"{name}: {value}", f'{name}: "{value}"'} & set(lines)


def test_haproxy_is_set_as_it_was_tried():
    told = {line.strip() for line in PAGE.splitlines()}
    tried = CONFIGURATION.format(port=5000, servers="").splitlines()

    assert {line.strip() for line in tried} - told == set()
