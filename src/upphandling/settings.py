"""How this house is set up: one model, read once, frozen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from upphandling.setting_sources import (
    PREFIX,
    BadSetting,
    Origin,
    credential,
    in_credentials,
    in_file,
    origins,
    unknown_in_file,
    variable,
)

__all__ = ["PREFIX", "BadSetting", "Settings", "load"]

LAST_PORT: Final = 65535


def _with_parts(told: str | None) -> str | None:
    """Addresses that can be taken apart; raises `ValueError`."""
    for address in (told or "").split():
        parts = urlsplit(address)
        if not parts.hostname or parts.port == 0:  # asking raises for most faults
            raise ValueError
    return told


def _with_a_port(told: str) -> str:
    """An address whose port there is; raises `ValueError`."""
    port = told.rpartition(":")[2]
    if port.isdecimal() and int(port) > LAST_PORT:
        raise ValueError
    return told


def _a_number(told: object) -> object:
    """What is not `true` or `false`, which count as 1 and 0; raises `ValueError`."""
    if isinstance(told, bool):
        raise ValueError  # noqa: TRY004  (the library hears no other)
    return told


Seconds = Annotated[float, BeforeValidator(_a_number)]
WebAddress = Annotated[
    str | None,
    Field(
        pattern=r"^https?://\S+$",
        description="en adress som börjar med http:// eller https://",
    ),
    AfterValidator(_with_parts),
]


class Settings(BaseSettings):
    """What the operator decides, each by a variable, in the settings file, or by systemd.

    A field's description is what the operator reads when the value is wrong:
    what is allowed, in Swedish. What is about several fields is a validator that
    raises `ValueError` with the whole sentence. An empty variable counts as unset.
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
    heartbeat_seconds: Seconds = Field(
        default=5.0,
        gt=0,
        le=60,
        description="ett antal sekunder större än 0 och högst 60",
    )
    watchdog_seconds: Seconds = Field(
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
    witnesses: Annotated[
        str,
        Field(
            pattern=r"^(\s*https?://\S+)*\s*$",
            description="adresser med blanktecken emellan, http:// eller https://",
        ),
        AfterValidator(_with_parts),
    ] = ""
    timestamp_url: WebAddress = None
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
    outbox: Path | None = Field(
        default=None,
        description="sökvägen till filen med prenumerationer",
    )

    http_listen: Annotated[
        str,
        Field(
            pattern=r"^(none|\S+:\d{1,5})$",
            description="en adress och en port, som 127.0.0.1:8480, eller none",
        ),
        AfterValidator(_with_a_port),
    ] = "127.0.0.1:8480"
    tracing_endpoint: WebAddress = None

    @property
    def vault_key_files(self) -> tuple[Path | None, Path | None]:
        """The key file of the vault, and that of its protected compartment."""
        return (self.vault_key, self.vault_key_protected)

    @property
    def vault_destroyed_file(self) -> Path | None:
        """The list of what has been destroyed; unset, beside the key.

        Not beside a key that systemd handed over: nothing can be written there.
        """
        if self.vault_destroyed or self.vault_key is None:
            return self.vault_destroyed
        if self.vault_key == credential(self.vault_key.name):
            return None
        return self.vault_key.parent / "upphandling-vault-destroyed"

    @property
    def database_url(self) -> str:
        """The address as SQLAlchemy takes it; unset, a file where we stand."""
        return self.database or "sqlite:///upphandling.db"

    @model_validator(mode="after")
    def _the_watchdog_outwaits_the_heart(self) -> Self:
        if self.watchdog_seconds <= self.heartbeat_seconds:
            msg = (
                f"{PREFIX}WATCHDOG_SECONDS måste vara större än "
                f"{PREFIX}HEARTBEAT_SECONDS, annars larmar vakten mellan två varv."
            )
            raise ValueError(msg)
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  (the library's shape)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  (the library's shape)
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment before the file before what systemd hands over."""
        return (
            init_settings,
            env_settings,
            InitSettingsSource(settings_cls, in_file()),
            InitSettingsSource(settings_cls, in_credentials(fields())),
        )


def load() -> Settings:
    """The settings of this process.

    Raises `BadSetting` with one line in Swedish for each that cannot be used.
    Values are never repeated: one of them may hold a password.
    """
    lines = list(unknown_in_file(Settings.model_fields))
    try:
        settings = Settings()
    except ValidationError as error:
        told = origins(fields())
        for problem in error.errors():
            place = problem["loc"]
            lines.append(
                _said(str(place[0]), told)
                if place
                else problem["msg"].removeprefix("Value error, ")
            )
    else:
        lines += [_said(name, origins(fields())) for name in _no_text(settings)]
        if not lines:
            return settings
    raise BadSetting("\n".join(lines))


def fields() -> dict[str, bool]:
    """Every setting, and whether it is a path."""
    return {
        name: field.annotation in (Path, Path | None)
        for name, field in Settings.model_fields.items()
    }


def _no_text(settings: Settings) -> Iterator[str]:
    """The settings that hold bytes that are no UTF-8: they can be neither told nor kept."""
    for name in Settings.model_fields:
        try:
            str(getattr(settings, name)).encode()
        except UnicodeEncodeError:
            yield name


def _said(name: str, told: dict[str, Origin]) -> str:
    origin = told[name]
    which = (
        f"{name} i {origin.place}"
        if origin.kind == "file"
        else origin.place or variable(name)
    )
    allowed = Settings.model_fields[name].description
    return f"{which} går inte att använda. Tillåtet: {allowed}."
