"""The command line: `upphandling`."""

from __future__ import annotations


def main() -> None:
    """Run the command line; the only place that ends the process."""
    from upphandling.interfaces.cli.app import run

    run()
