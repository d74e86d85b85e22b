"""What the trial measured, as a table for whoever reads the run."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field


@dataclass(slots=True)
class Figures:
    """A row a fault: for how long each could not do its work, in seconds."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, fault: str, outage: float, remark: str = "") -> None:
        self.rows.append((fault, f"{outage:6.1f} s", remark))

    def __str__(self) -> str:
        widths = [max(len(row[at]) for row in self.rows) for at in range(3)]
        return "\n".join(
            "  ".join(
                part.ljust(w) for part, w in zip(row, widths, strict=True)
            ).rstrip()
            for row in self.rows
        )

    def tell(self, *more: str) -> None:
        """Past pytest, to the run's own output."""
        sys.__stdout__.write("\n".join(["", str(self), *more, ""]))
        sys.__stdout__.flush()
