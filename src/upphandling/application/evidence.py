"""Evidence as commands tell it: where a document is filed, and what it is known by."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Part
from upphandling.domain.configuration import Text
from upphandling.domain.evidence import Evidence


class KeptEvidence(Part):
    """Underlag: var det finns, och kontrollsumman av dess innehåll."""

    reference: Text
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

    def kept(self) -> Evidence:
        """The same, as events keep it."""
        return Evidence(reference=self.reference, sha256=self.sha256)
