"""The dossier as PDF/A-3b, with the events inside: the only file that knows Typst."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

from upphandling.extras import needing

STANDARD: Final = "a-3b"  # PDF/A-3 level B: may hold the events as a file of its own
TEMPLATE = "dossier.typ"


def pdf(dossier: Mapping[str, Any], events: bytes) -> bytes:
    """The document of a dossier's model, with `events.jsonl` attached.

    All that people have written goes in as data, never as markup, and neither the
    clock nor this machine's fonts are asked: the same model gives the same bytes.
    """
    with needing("pdf"):
        import typst  # noqa: PLC0415 -- slow to load, seldom needed

    compiled = typst.Compiler(
        input=(files(__package__) / TEMPLATE).read_bytes(),
        ignore_system_fonts=True,
        sys_inputs={"dossier": json.dumps(dossier), "events": events.decode()},
    ).compile(format="pdf", pdf_standards=[STANDARD], timestamp=0)
    assert isinstance(compiled, bytes)  # noqa: S101 -- one file is asked for
    return compiled
