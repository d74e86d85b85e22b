"""What only the service may read: the secrets of receivers and the mail server's password."""

from __future__ import annotations

import stat
from pathlib import Path

from upphandling.infrastructure.outbox.signature import BadSecret, secrets_in
from upphandling.setting_sources import BadSetting, credential

OTHERS = stat.S_IRWXO
SYSTEMD = Path("/run/credentials")  # systemd itself lets nobody else in there


def webhook_secrets(file: Path, beside: Path) -> tuple[bytes, ...]:
    """The secrets of a receiver, today's first; raises `BadSetting`."""
    found = _found(file, beside)
    try:
        return secrets_in(_text(found))
    except BadSecret as bad:
        msg = f"{found}: {bad.__doc__}"
        raise BadSetting(msg) from None


def password(file: Path, beside: Path) -> str:
    """The password of the mail server; raises `BadSetting`."""
    return _text(_found(file, beside)).strip()


def _found(file: Path, beside: Path) -> Path:
    """A path that is not whole is a credential of systemd's, else beside the settings."""
    if file.is_absolute():
        return file
    return credential(str(file)) or beside.parent / file


def _text(file: Path) -> str:
    try:
        if file.stat().st_mode & OTHERS and not file.is_relative_to(SYSTEMD):
            msg = f"{file}: andra än tjänsten kan läsa filen (chmod 640)."
            raise BadSetting(msg)
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        msg = f"{file}: hemligheten går inte att läsa."
        raise BadSetting(msg) from None
