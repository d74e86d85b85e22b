"""`upphandling scenario` and `demo`: a municipality as files, run in virtual time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, Status, answer, failed, say
from upphandling.interfaces.cli.swedish import Verbs

if TYPE_CHECKING:
    from upphandling.infrastructure.vault.keyring import Keyring
    from upphandling.interfaces.scenarios.journal import BrokenScenario, Scenario

app = Verbs("Scenarier: kontrollera, kör.")

Folder = Annotated[
    Path, typer.Argument(metavar="MAPP", help="Med system.toml och journal.jsonl.")
]
DEMONSTRATED = (
    "orebro-planned",
    "orebro-actual",
    "botkyrka-planned",
    "botkyrka-actual",
    "soderhamn",
    "borlange",
)
KEY_MADE = (
    "Valvets nyckel till den här databasen: {file}."
    " Ange den som UPPHANDLING_VAULT_KEY för att arbeta vidare i databasen."
)


@app.command("check")
def check(folder: Folder, as_json: AsJson = False) -> None:
    """Kontrollera ett scenario; varje fel får fil och rad."""

    def work() -> Reply:
        from upphandling.interfaces.scenarios.journal import BrokenScenario, read

        try:
            scenario = read(folder)
        except BrokenScenario as broken:
            return _flawed(broken)
        return Reply(
            data={"scenario": scenario.name, "commands": len(scenario.acts)},
            text=say(f"{scenario.name}: {len(scenario.acts)} kommandon, inga fel."),
        )

    answer(work, as_json=as_json)


@app.command("run")
def run(
    folder: Folder,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="TIDPUNKT", help="Stanna då."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Kör ett scenario på virtuell klocka; frister faller vid sin rätta tid.

    Databasen är den i UPPHANDLING_DATABASE, annars en tillfällig.
    """

    def work() -> Reply:
        from upphandling.interfaces.cli import pages
        from upphandling.interfaces.scenarios.journal import BrokenScenario, read
        from upphandling.interfaces.scenarios.keys import keys_of
        from upphandling.settings import load

        try:
            scenario = read(folder)
        except BrokenScenario as broken:
            return _flawed(broken)
        settings = load()
        keys, made = keys_of(settings)
        with _database(settings.database) as url:
            found = _play(scenario, url, until, keys)
        surprises = [*_surprises(folder, found)]

        def tell() -> None:
            pages.scenario(found, surprises)
            if made is not None:
                print(KEY_MADE.format(file=made))

        return Reply(
            data=found,
            text=tell,
            status=Status.FOUND if surprises else Status.DONE,
            diagnostics=surprises,
        )

    answer(work, as_json=as_json)


def demo(as_json: AsJson = False) -> None:
    """Kör exemplen: sex förlopp i Örebro, Botkyrka, Söderhamn och Borlänge."""

    def work() -> Reply:
        from upphandling.interfaces.cli import pages
        from upphandling.interfaces.scenarios.journal import BrokenScenario, read

        found = []
        for name in DEMONSTRATED:
            try:
                scenario = read(_examples() / name)
            except BrokenScenario as broken:
                return _flawed(broken)
            with _database(None) as url:
                found.append(_play(scenario, url, None))

        def tell() -> None:
            for one in found:
                pages.scenario(one)

        return Reply(data=found, text=tell)

    answer(work, as_json=as_json)


def _play(
    scenario: Scenario, url: str, until: str | None, keys: Keyring | None = None
) -> dict[str, Any]:
    from upphandling.application.messages import Fault, Malformed
    from upphandling.bootstrap import upgrade
    from upphandling.infrastructure import logs
    from upphandling.interfaces.cli.show import progress
    from upphandling.interfaces.scenarios.journal import read_until
    from upphandling.interfaces.scenarios.report import report
    from upphandling.interfaces.scenarios.runner import ForeignDatabase, play

    logs.configure("error", "console")
    try:
        end = None if until is None else read_until(until)
    except ValueError as error:
        raise Malformed([Fault("--until", str(error))]) from None
    upgrade(url)
    with progress(scenario.name) as advance:
        try:
            house, run = play(scenario, url, end, advance, keys)
        except ForeignDatabase as foreign:
            fault = Fault("UPPHANDLING_DATABASE", str(foreign.__doc__))
            raise Malformed([fault]) from None
        with house:
            return report(house, scenario, run)


@contextmanager
def _database(url: str | None) -> Iterator[str]:
    """The database that was asked for, or a temporary one."""
    if url is not None:
        yield url
        return
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="upphandling-") as folder:
        yield f"sqlite:///{folder}/scenario.db"


def _surprises(folder: Path, found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What did not go as the journal expected, with file and line."""
    from upphandling.interfaces.scenarios.journal import JOURNAL, SYSTEM

    if found["withheld_surprises"]:
        message = "kommandon om anbud gick inte som väntat; sekretess gäller"
        yield {"file": str(folder / JOURNAL), "message": message}
    for refusal in found["refused"]:
        if not refusal["expected"]:
            told = {key: refusal[key] for key in ("rule", "message", "details")}
            file = str(folder / (JOURNAL if refusal["line"] else SYSTEM))
            yield {"file": file, "line": refusal["line"], **told}
    for missing in found["not_refused"]:
        message = f"väntade sig {missing['expected']}, men kommandot utfördes"
        file = str(folder / JOURNAL)
        yield {"file": file, "line": missing["line"], "message": message}


def _flawed(broken: BrokenScenario) -> Reply:
    return failed(
        Status.ERROR,
        *(
            {
                "file": flaw.file,
                "line": flaw.line or None,
                "field": flaw.fault.field,
                "message": flaw.fault.message,
            }
            for flaw in broken.flaws
        ),
    )


def _examples() -> Path:
    """The examples: beside the package when installed, else in the source tree."""
    import upphandling

    package = Path(upphandling.__file__).parent
    installed = package / "examples"
    return installed if installed.is_dir() else package.parents[1] / "examples"
