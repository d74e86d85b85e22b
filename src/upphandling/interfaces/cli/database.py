"""`upphandling db`: bring the database up to date, and see whether it is."""

from __future__ import annotations

from upphandling.interfaces.cli.edge import AsJson, Reply, answer, answer_from_house
from upphandling.interfaces.cli.swedish import Verbs

app = Verbs("Databasen: uppgradera, kontrollera.")


@app.command("upgrade")
def upgrade(as_json: AsJson = False) -> None:
    """Skapa databasens tabeller, eller för dem till programmets version."""

    def work() -> Reply:
        from upphandling.bootstrap import upgrade as bring_up_to_date
        from upphandling.interfaces.cli.show import progress
        from upphandling.settings import load

        with progress("Bygger läsmodeller") as advance:
            steps, made = bring_up_to_date(load().database_url, advance)
        said = (
            f"Databasen är uppgraderad: steg {', '.join(steps) or 'inga'}, "
            f"läsmodeller {', '.join(made) or 'inga'}."
        )
        return Reply(
            data={"steps": steps, "read_models": made}, text=lambda: print(said)
        )

    answer(work, as_json=as_json)


@app.command("check")
def check(as_json: AsJson = False) -> None:
    """Kontrollera att databasen finns och har programmets version."""
    from upphandling.bootstrap import House

    def work(house: House) -> Reply:
        from upphandling.infrastructure.storage import schema
        from upphandling.infrastructure.storage.address import shown

        found = schema.state(house.database)
        address = shown(house.database.url)
        return Reply(
            data={"database": address, "schema": found.current, "head": found.head},
            text=lambda: print(f"{address}: tabellerna är aktuella ({found.current})."),
        )

    answer_from_house(work, as_json=as_json, refresh=False)
