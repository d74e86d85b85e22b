"""`upphandling vault forget` and `reconcile`: carry out destruction, and keep it so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, answer_from_house
from upphandling.interfaces.cli.vault_options import As, keys_counted

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.infrastructure.vault.destroyed_list import DestroyedList
    from upphandling.infrastructure.vault.destroying import Reconciled


def forget(
    destruction: Annotated[
        str, typer.Argument(metavar="BESLUT", help="Gallringsbeslutets nyckel.")
    ],
    as_: As = None,
    as_json: AsJson = False,
) -> None:
    """Verkställ ett gallringsbeslut: nycklarna förstörs och går aldrig att få tillbaka."""

    def work(house: House) -> Reply:
        from upphandling.application.destruction import ExecuteDestruction
        from upphandling.domain.destruction import Destruction
        from upphandling.interfaces.vault_reading import reader_told

        who = reader_told(as_, "vault.forget")
        house.must_be_whole()
        house.destroyer.must_have_list()
        found = house.engine.session().fetch(Destruction, destruction)
        keys = house.destroyer.keys_of(found.subjects, found.document_classes)
        house.engine.handle(
            ExecuteDestruction(destruction=destruction, keys=list(keys)),
            by=who.person,
            role=who.role,
        )
        return _told(house.destroyer.reconcile())

    answer_from_house(work, as_json=as_json, refresh=False)


def reconcile(as_json: AsJson = False) -> None:
    """Gallra om det som redan är gallrat, efter återläsning av en säkerhetskopia."""

    def work(house: House) -> Reply:
        from dataclasses import replace

        house.vault.must_be_readable()
        done = replace(house.reconciled, scrubbed=house.destroyer.scrub())
        return _told(done, listed=house.destroyer.listed)

    answer_from_house(work, as_json=as_json, refresh=False)


def _told(done: Reconciled, listed: DestroyedList | None = None) -> Reply:
    """What was done, and in what state the list was; of a new list nothing is told."""
    data: dict[str, Any] = {
        "destroyed": [
            {"key": key.key_id, "subject": key.subject, "class": key.document_class}
            for key in done.destroyed
        ],
        "unknown_decisions": done.unknown_decisions,
        "relisted": [key.key_id for key in done.relisted],
        "list_empty": done.list_empty,
        "list_cut_off": done.list_cut_off,
        "scrubbed": done.scrubbed,
    }

    def tell() -> None:
        print(f"{keys_counted(len(done.destroyed), 'förstörd')}.")
        if listed is not None and done.list_empty:
            print(
                f"Listan över förstörda nycklar är tom eller saknas: {listed.path}. Har"
                " något gallrats, lägg tillbaka den ur säkerhetskopian."
            )
        if done.relisted:
            count = keys_counted(len(done.relisted), "införd")
            print(f"Listan var inte hel: {count} på nytt ur loggen.")
        if done.list_cut_off:
            print("Listans sista rad är avbruten; den räknas inte, loggen gäller.")
        if done.unknown_decisions:
            lost = ", ".join(done.unknown_decisions)
            print(f"Besluten saknas i loggen, för in dem på nytt: {lost}.")
        if not done.scrubbed:
            print(
                "Databasen används av andra: kör vault reconcile igen när den är fri."
            )

    return Reply(data=data, text=tell)
