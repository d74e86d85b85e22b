"""How this house is set up: the only reader of the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "UPPHANDLING_"
CREDENTIALS = "CREDENTIALS_DIRECTORY"  # where systemd puts what LoadCredential= names


class BadSetting(Exception):
    """En inställning i miljön går inte att använda."""


class Settings(BaseSettings):
    """What the operator decides, each from `UPPHANDLING_` and the field's name.

    A field's description is what the operator reads when the value is wrong:
    what is allowed, in Swedish. An empty variable counts as unset.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    database: str | None = Field(
        default=None,
        pattern=r"^(sqlite:///|postgresql\+psycopg://)",
        repr=False,  # may hold a password
        description="en adress som börjar med sqlite:/// eller postgresql+psycopg://",
    )
    heartbeat_seconds: float = Field(
        default=5.0,
        gt=0,
        le=60,
        description="ett antal sekunder större än 0 och högst 60",
    )
    watchdog_seconds: float = Field(
        default=30.0,
        gt=0,
        allow_inf_nan=False,
        description="ett antal sekunder större än 0",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info",
        description="debug, info, warning eller error",
    )
    log_format: Literal["json", "console"] = Field(
        default="json",
        description="json eller console",
    )

    ledger_dir: Path | None = Field(
        default=None,
        description="sökvägen till mappen för loggens kontrollpunkter",
    )
    log_key: str = Field(
        default="",
        description="loggens publika nyckel så som signer init skrev ut den",
    )
    signer_socket: Path | None = Field(
        default=None,
        description="sökvägen till signerarens socket",
    )
    witness_keys: str = Field(
        default="",
        description="vittnenas publika nycklar med blanktecken emellan",
    )
    witnesses: str = Field(
        default="",
        pattern=r"^(\s*https?://\S+)*\s*$",
        description="adresser med blanktecken emellan, http:// eller https://",
    )
    timestamp_url: str | None = Field(
        default=None,
        pattern=r"^https?://\S+$",
        description="en adress som börjar med http:// eller https://",
    )
    reader: str | None = Field(
        default=None,
        pattern=r"^[a-z_]+:[a-z0-9][a-z0-9._-]{0,79}$",
        description="en roll och en person, som auditor:revisor-1",
    )
    vault_key: Path | None = Field(
        default=None,
        description="sökvägen till valvets nyckelfil",
    )
    vault_key_protected: Path | None = Field(
        default=None,
        description="sökvägen till nyckelfilen för skyddade personuppgifter",
    )
    vault_destroyed: Path | None = Field(
        default=None,
        description="sökvägen till listan över gallrade uppgifter",
    )

    @property
    def log_name(self) -> str | None:
        """The log's name: that of its key."""
        return self.log_key.partition("+")[0] or None

    @property
    def vault_key_files(self) -> tuple[Path | None, Path | None]:
        """The key file of the vault, and that of its protected compartment.

        Each as set, else as systemd hands it over (`LoadCredential=`), else none.
        """
        return (
            self.vault_key or self._credential("upphandling-vault-key"),
            self.vault_key_protected
            or self._credential("upphandling-vault-key-protected"),
        )

    @property
    def vault_destroyed_file(self) -> Path | None:
        """The list of what has been destroyed; unset, beside the key."""
        if self.vault_destroyed or self.vault_key is None:
            return self.vault_destroyed
        return self.vault_key.with_name("upphandling-vault-destroyed")

    def _credential(self, name: str) -> Path | None:
        folder = os.environ.get(CREDENTIALS)
        handed = Path(folder, name) if folder else None
        return handed if handed is not None and handed.is_file() else None

    @property
    def database_url(self) -> str:
        """The address as SQLAlchemy takes it; unset, a file where we stand."""
        return self.database or "sqlite:///upphandling.db"

    @model_validator(mode="after")
    def _the_watchdog_outwaits_the_heart(self) -> Self:
        if self.watchdog_seconds <= self.heartbeat_seconds:
            msg = "the watchdog would bark between two heartbeats"
            raise ValueError(msg)
        return self


def load() -> Settings:
    """The settings of this process.

    Raises `BadSetting` with one line in Swedish for each variable that cannot
    be used. Values are never repeated: one of them may hold a password.
    """
    try:
        return Settings()
    except ValidationError as error:
        lines = [_said(problem["loc"]) for problem in error.errors()]
    raise BadSetting("\n".join(lines))


def _said(place: tuple[int | str, ...]) -> str:
    if not place:
        return (
            f"{PREFIX}WATCHDOG_SECONDS måste vara större än "
            f"{PREFIX}HEARTBEAT_SECONDS, annars larmar vakten mellan två varv."
        )
    name = str(place[0])
    allowed = Settings.model_fields[name].description
    return f"{PREFIX}{name.upper()} går inte att använda. Tillåtet: {allowed}."
