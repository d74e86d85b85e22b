"""Where settings come from: the environment, then the settings file, then systemd's credentials."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

PREFIX = "UPPHANDLING_"
CONFIG = f"{PREFIX}CONFIG"  # which file; the only variable that is no setting
DEFAULT_FILE = Path("/etc/upphandling/upphandling.toml")
CREDENTIAL = "upphandling-"  # and the setting's name with hyphens
NOT_A_TABLE = "Filen har inga avsnitt: varje inställning står för sig på en rad"

FromSystemd = Literal[
    "CREDENTIALS_DIRECTORY",  # where it puts what LoadCredential= names
    "NOTIFY_SOCKET",
    "WATCHDOG_USEC",
    "WATCHDOG_PID",
    "INVOCATION_ID",
    "STATE_DIRECTORY",  # the service's own, several with a colon between
]


class BadSetting(Exception):
    """En inställning går inte att använda."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a setting got its value: what kind of place, and which."""

    kind: Literal["environment", "file", "credential", "default"]
    place: str = ""


def from_systemd(name: FromSystemd) -> str | None:
    """What systemd told this process; None where it did not start it."""
    return os.environ.get(name) or None


def settings_file() -> Path | None:
    """The file that settings are read from: the one named, else the usual if there."""
    if named := os.environ.get(CONFIG):
        return Path(named)
    try:
        return DEFAULT_FILE if DEFAULT_FILE.exists() else None
    except PermissionError:  # a folder that is shut may have it
        return DEFAULT_FILE


def credential(name: str) -> Path | None:
    """The file of a credential that systemd handed over, by its whole name.

    Raises `BadSetting` where the folder of credentials is another account's.
    """
    folder = from_systemd("CREDENTIALS_DIRECTORY")
    if folder is None:
        return None
    handed = Path(folder, name)
    try:
        return handed if handed.is_file() else None
    except PermissionError:
        msg = f"Systemd-hemligheterna i {folder} får kontot inte läsa."
        raise BadSetting(msg) from None


def in_file() -> dict[str, Any]:
    """What stands in the settings file, by name; a list of texts counts as one text.

    Raises `BadSetting` where the file is missing, locked or no TOML.
    """
    path = settings_file()
    if path is None:
        return {}
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as trouble:
        why = _unreadable(trouble)
    except UnicodeDecodeError:
        why = "Den är inte UTF-8"
    except tomllib.TOMLDecodeError as fault:
        why = f"Den är inte TOML ({_place_only(fault)})"
    else:
        return {name: _one_text(value) for name, value in read.items()}
    msg = f"Inställningsfilen {path} går inte att läsa. {why}."
    raise BadSetting(msg)


def in_credentials(fields: Mapping[str, bool]) -> dict[str, str]:
    """What systemd handed over, by the names of settings.

    `fields` says for each setting whether it is a path: then the credential's file is
    what is meant, else what stands in it. Raises `BadSetting`.
    """
    handed = {name: credential(credential_name(name)) for name in fields}
    return {
        name: str(path) if fields[name] else _content(path)
        for name, path in handed.items()
        if path is not None
    }


def credential_name(field: str) -> str:
    """The credential that holds a setting."""
    return CREDENTIAL + field.replace("_", "-")


def variable(field: str) -> str:
    """The variable that holds a setting."""
    return PREFIX + field.upper()


def origins(fields: Mapping[str, bool]) -> dict[str, Origin]:
    """Where each setting got the value it has; raises `BadSetting`."""
    told, handed = in_file(), in_credentials(fields)
    set_here = {name.upper() for name, value in os.environ.items() if value}

    def origin(field: str) -> Origin:
        if variable(field) in set_here:
            return Origin("environment", variable(field))
        if field in told:
            return Origin("file", str(settings_file()))
        if field in handed:
            return Origin("credential", credential_name(field))
        return Origin("default")

    return {field: origin(field) for field in fields}


def unknown_in_file(fields: Collection[str]) -> Iterator[str]:
    """A line for each name in the settings file that is no setting; raises `BadSetting`."""
    for name, value in in_file().items():
        if isinstance(value, dict):
            yield f"[{name}] i {settings_file()} går inte att använda. {NOT_A_TABLE}."
        elif name not in fields:
            yield f"{name} i {settings_file()} är ingen inställning."


def unknown_in_environment(fields: Collection[str]) -> list[str]:
    """The variables with our prefix that no setting is read from."""
    known = {CONFIG, *map(variable, fields)}
    return sorted(
        name
        for name, value in os.environ.items()
        if value and name.upper().startswith(PREFIX) and name.upper() not in known
    )


def _one_text(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return " ".join(value)
    return value


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        pass
    msg = f"Systemd-hemligheten {path.name} går inte att läsa som text."
    raise BadSetting(msg)


def _unreadable(trouble: OSError) -> str:
    if isinstance(trouble, FileNotFoundError):
        return f"Den finns inte: skapa den, eller rätta {CONFIG}"
    if isinstance(trouble, PermissionError):
        return "Kontot som programmet körs som får inte läsa den"
    return "Den går inte att öppna som en fil"


def _place_only(fault: tomllib.TOMLDecodeError) -> str:
    """Where it went wrong; never the text there, which may be a password."""
    said = str(fault).rpartition("(at ")[2].rstrip(")")
    line = said.removeprefix("line ").partition(",")[0]
    return f"rad {line}" if line.isdigit() else "i slutet av filen"
