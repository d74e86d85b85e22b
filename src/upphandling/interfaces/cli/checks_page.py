"""Checks as people read them: the gravest first, each with what to do."""

from __future__ import annotations

from collections.abc import Sequence

from upphandling.infrastructure.vitals.check import Check, Status

SIGNS = {Status.OK: "bra", Status.WARN: "SE TILL", Status.FAIL: "FEL"}
WIDTH = max(map(len, SIGNS.values()))


def page(checks: Sequence[Check]) -> None:
    """Print the checks, and how many of them are to be seen to."""
    for one in sorted(checks, key=lambda check: -check.status.grade):
        print(f"{SIGNS[one.status]:<{WIDTH}}  {one.said}")
        if one.do:
            print(f"{'':<{WIDTH}}  -> {one.do}")
    print(f"\n{summary(checks)}")


def summary(checks: Sequence[Check]) -> str:
    """All of it in one sentence."""
    failed = sum(one.status is Status.FAIL for one in checks)
    warned = sum(one.status is Status.WARN for one in checks)
    if failed:
        return f"{failed} fel och {warned} saker att se till."
    if warned:
        return f"Inga fel, {warned} saker att se till."
    return "Allt är bra."
