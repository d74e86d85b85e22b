"""`upphandling backup`: all of the house in one file, tried, and restored from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, answer, answer_from_house
from upphandling.interfaces.cli.swedish import Verbs

if TYPE_CHECKING:
    from upphandling.bootstrap import House

app = Verbs("Säkerhetskopior: gör, pröva, återställ.")

PIPE = Path("-")
File = Annotated[Path, typer.Argument(metavar="FIL", help="Säkerhetskopian.")]


@app.command("create")
def create(
    to: Annotated[
        Path,
        typer.Argument(
            metavar="FIL", help="En ny fil, eller en mapp där kopian får ett namn."
        ),
    ],
    keep: Annotated[
        int | None,
        typer.Option(
            "--keep", min=1, help="I en mapp: behåll så många, ta bort de äldsta."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Gör en säkerhetskopia i en fil, medan tjänsten är igång."""

    def work(house: House) -> Reply:
        from upphandling.infrastructure.moving.creating import Beside
        from upphandling.infrastructure.moving.creating import create as written
        from upphandling.infrastructure.moving.keeping import name_of, rotate
        from upphandling.infrastructure.read_side.withholding import is_sealed
        from upphandling.infrastructure.vitals.last_done import BACKUP, note
        from upphandling.interfaces.cli.backup_pages import made
        from upphandling.interfaces.cli.show import progress

        _must_be_a_place(to, keep)
        path = to / name_of(house.clock()) if to.is_dir() else to
        files, broken = house.ledger.seals.files, house.engine.read_only is not None
        beside = Beside(
            checkpoints=files.folder if files else None,
            destroyed=house.destroyer.listed,
            broken=broken,
        )
        with progress("Säkerhetskopierar") as advance:
            manifest = written(house.database, path, beside, progress=advance)
        with house.database.reading() as cursor:
            tells = not is_sealed(cursor, house.database)
        if broken:  # the good ones stay, and nothing is written in the database
            return made(path, manifest, [], tells_sum=tells)
        told = {"file": str(path), "position": manifest.log.events}
        note(house.database, BACKUP, told)
        gone = rotate(to, keep) if keep else []
        return made(path, manifest, gone, tells_sum=tells)

    answer_from_house(work, as_json=as_json, refresh=False)


@app.command("verify")
def verify(
    file: File,
    full: Annotated[
        bool,
        typer.Option("--full", help="Spela upp allt och räkna om allt, som verify."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Pröva en säkerhetskopia: läs in den i en egen databas och räkna om loggen där."""

    def work() -> Reply:
        from upphandling.bootstrap import seals_as_set
        from upphandling.infrastructure.moving.troubles import Damaged
        from upphandling.infrastructure.moving.verifying import verify as tried
        from upphandling.interfaces.cli.backup_pages import damaged, found
        from upphandling.interfaces.cli.show import progress
        from upphandling.settings import load

        seals = seals_as_set(load())
        with progress("Prövar") as advance:
            try:
                return found(
                    tried(
                        file,
                        seals,
                        full=full,
                        progress=lambda _, done, total: advance(done, total),
                    )
                )
            except Damaged as trouble:
                return damaged(trouble)

    answer(work, as_json=as_json)


@app.command("restore")
def restore(
    file: File,
    older: Annotated[
        bool,
        typer.Option(
            "--older-than-checkpoint",
            help="Också en kopia som saknar det som har förseglats sedan den gjordes.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Återställ en säkerhetskopia i den angivna databasen, som måste vara tom."""

    def work() -> Reply:
        from upphandling.bootstrap import open_as_set, seals_as_set
        from upphandling.infrastructure.moving.restoring import restore as put_back
        from upphandling.infrastructure.vault.destroyed_list import DestroyedList
        from upphandling.interfaces.cli.backup_pages import restored
        from upphandling.interfaces.cli.show import progress
        from upphandling.settings import load

        settings = load()
        destroyed = settings.vault_destroyed_file
        with progress("Återställer") as advance:
            done = put_back(
                file,
                settings.database_url,
                seals_as_set(settings),
                DestroyedList(destroyed) if destroyed else None,
                older=older,
                progress=advance,
            )
        with open_as_set(settings) as house:
            house.refresh()
            return restored(done, house)

    answer(work, as_json=as_json)


def _must_be_a_place(to: Path, keep: int | None) -> None:
    """A backup is a file; older ones are found by the names given to those in a folder."""
    from upphandling.application.messages import Fault, Malformed

    if to == PIPE:
        message = "en säkerhetskopia kan inte skrivas till utmatningen, ange en fil"
        raise Malformed([Fault("FIL", message)])
    if keep is not None and not to.is_dir():
        raise Malformed([Fault("--keep", "gäller bara när FIL är en mapp som finns")])
