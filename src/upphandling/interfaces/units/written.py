"""The files for systemd, filled in for this machine and laid where systemd looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Final

from upphandling.setting_sources import DEFAULT_FILE, credential_name

PLACES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "upphandling.service": "systemd/system/upphandling.service",
        "upphandling-signer.service": "systemd/system/upphandling-signer.service",
        "upphandling-backup.service": "systemd/system/upphandling-backup.service",
        "upphandling-backup.timer": "systemd/system/upphandling-backup.timer",
        "sysusers.conf": "sysusers.d/upphandling.conf",
        "tmpfiles.conf": "tmpfiles.d/upphandling.conf",
        "upphandling.toml": "upphandling/upphandling.toml",
    }
)
"""Each template, and where it goes below the folder, which is `/etc`."""

THE_OPERATORS: Final = "upphandling.toml"  # never written over
SECRETS: Final = (
    *("database", "vault_key", "vault_key_protected"),
    "smtp",  # the mail server's password, named in the file of subscriptions
)
GENERATED: Final = (
    '# Skriven av "upphandling service units", som skriver över den.'
    " Ändra med systemctl edit."
)
HIDDEN: Final = tuple(map(Path, ("/home", "/root", "/run/user", "/tmp", "/var/tmp")))  # noqa: S108
EVERYBODY, GROUP = 0o644, 0o640  # the settings may come to hold a password


@dataclass(slots=True)
class Written:
    """Which files were laid out, and which were there and belong to the operator."""

    files: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)


def texts(program: Path) -> dict[str, str]:
    """Each file by its place below `/etc`, for a program at a whole path."""
    filled = {
        "@PROGRAM@": str(program),
        "@CONFIG@": str(DEFAULT_FILE),
        "@GENERATED@": GENERATED,
        "@CREDENTIALS@": "\n".join(
            f"LoadCredential={credential_name(name)}" for name in SECRETS
        ),
        "@HARDENING@": _template("hardening.conf").rstrip(),
    }
    return {place: _filled(_template(name), filled) for name, place in PLACES.items()}


def write(folder: Path, program: Path) -> Written:
    """Lay the files out below a folder; the operator's own settings are left as they are."""
    written = Written()
    for place, text in texts(program).items():
        path = folder / place
        if path.name == THE_OPERATORS and path.exists():
            written.kept.append(path)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        _lay(path, text, GROUP if path.name == THE_OPERATORS else EVERYBODY)
        written.files.append(path)
    return written


def _lay(path: Path, text: str, mode: int) -> None:
    """The whole file under its name, or what was there before."""
    begun = path.with_name(f".{path.name}.begun")
    try:
        begun.write_text(text, encoding="utf-8")
        begun.chmod(mode)
        begun.replace(path)
    except BaseException:
        begun.unlink(missing_ok=True)
        raise


def hidden_from_services(program: Path) -> bool:
    """Whether the units, as they are hardened, do not see where the program lies."""
    whole = program.resolve()
    return any(
        path.is_relative_to(place) for path in (program, whole) for place in HIDDEN
    )


def _template(name: str) -> str:
    return (files(__package__) / "templates" / name).read_text(encoding="utf-8")


def _filled(text: str, filled: Mapping[str, str]) -> str:
    for mark, value in filled.items():
        text = text.replace(mark, value)
    return text
