"""The master keys of this process: one a compartment, read when first needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Self

from upphandling.application.vault import SETTING, VaultLocked
from upphandling.infrastructure.vault.key_files import (
    BadKeyFile,
    MasterKey,
    new_master,
    read_key,
)

NOWHERE = "ingen nyckel är angiven"
OTHER_KEY = "nyckeln är en annan än den som uppgifterna är låsta med"


class Compartment(StrEnum):
    """A part of the vault with a master key of its own."""

    ORDINARY = "ordinary"
    PROTECTED = "protected"  # persons with protected identity

    @property
    def setting(self) -> str:
        """Where the operator says which file holds the key."""
        return SETTING if self is Compartment.ORDINARY else f"{SETTING}_PROTECTED"


@dataclass(slots=True)
class Keyring:
    """Gives the master key of a compartment, or says why it cannot.

    An unreadable key hinders only those who ask for it. `also` are keys that are on
    their way in, or out, during a rotation.
    """

    files: Mapping[Compartment, Path] = field(default_factory=dict)
    masters: dict[Compartment, MasterKey] = field(default_factory=dict)
    also: dict[str, MasterKey] = field(default_factory=dict)

    @classmethod
    def of(cls, ordinary: Path | None, protected: Path | None = None) -> Self:
        """Keys in files; nothing is read until somebody needs one."""
        told = {Compartment.ORDINARY: ordinary, Compartment.PROTECTED: protected}
        return cls({part: path for part, path in told.items() if path is not None})

    @classmethod
    def ephemeral(cls, municipality: str = "prov") -> Self:
        """Keys that live as long as this process."""
        return cls(masters={part: new_master(municipality) for part in Compartment})

    def master(self, compartment: Compartment) -> MasterKey:
        """The key that new boxes are wrapped by; raises `VaultLocked`."""
        if compartment not in self.masters:
            path = self.files.get(compartment)
            if path is None:
                raise VaultLocked(setting=compartment.setting, why=NOWHERE)
            try:
                self.masters[compartment] = read_key(path)
            except BadKeyFile as bad:
                raise VaultLocked(
                    setting=compartment.setting, file=str(path), why=str(bad)
                ) from None
        return self.masters[compartment]

    def named(self, compartment: Compartment, key_id: str) -> MasterKey:
        """The key of that name; raises `VaultLocked` where it is another one."""
        if key_id in self.also:
            return self.also[key_id]
        master = self.master(compartment)
        if master.key_id != key_id:
            raise VaultLocked(setting=compartment.setting, why=OTHER_KEY)
        return master

    def at_hand(self, compartment: Compartment) -> MasterKey | None:
        """The key of a compartment, or None where it is out of reach."""
        try:
            return self.master(compartment)
        except VaultLocked:
            return None
