"""How a command gives the ceiling of an agreement's places."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.domain.configuration import Key

Places = Annotated[
    dict[Key, Annotated[int, Field(ge=0, le=1_000_000)]],
    Field(description="Tak för antalet kunder per område; tomt betyder inget tak"),
]
