"""`upphandling audit`: is the log what it was, and how outsiders can tell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, answer_from_house, say
from upphandling.interfaces.cli.swedish import Verbs

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.infrastructure.ledger.note import SignedNote

LONGEST_NUMBER = 19  # digits that every database can still compare

app = Verbs("Granskning: loggens kontroll, kontrollpunkter och bevis.")


@app.command("verify")
def verify(
    witness: Annotated[
        list[Path] | None,
        typer.Option("--witness", help="Ett vittnes kontrollpunkt, eller dess mapp."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Räkna om hela loggen och jämför med alla kontrollpunkter som finns."""

    def work(house: House) -> Reply:
        from upphandling.infrastructure.ledger.reading import size
        from upphandling.interfaces.cli.audit_pages import found
        from upphandling.interfaces.cli.audit_places import most_told
        from upphandling.interfaces.cli.show import progress
        from upphandling.interfaces.leaves import may_tell_size

        total = size(house.database)
        with progress("Räknar om") as advance:
            findings = house.ledger.audit(
                witness or (), progress=lambda done: advance(done, total)
            )
        ours = not findings.faults and not findings.unjudged  # to read on in
        if ours and house.engine.read_only is None:
            house.refresh()  # whether a tender is sealed, the read models tell
        return found(
            findings,
            most=most_told(house),
            tells_size=not findings.unjudged and may_tell_size(house),
            marked=house.engine.read_only is not None,
        )

    answer_from_house(work, as_json=as_json, refresh=False)


@app.command("checkpoint")
def checkpoint(as_json: AsJson = False) -> None:
    """Gör en kontrollpunkt nu: signerad, medunderskriven och tidsstämplad."""

    def work(house: House) -> Reply:
        from upphandling.infrastructure.ledger.sealing import seal
        from upphandling.interfaces.cli.audit_pages import made
        from upphandling.interfaces.cli.audit_places import place_kept

        must_be_whole(house)
        files = house.ledger.seals.files
        new = files.folder if files and not files.folder.exists() else None
        with place_kept(house):
            sealed = seal(house.database, house.ledger.seals)
        return made(sealed, tells_size=tells(house, sealed.note), new_folder=new)

    answer_from_house(work, as_json=as_json, refresh=False)


@app.command("timestamp")
def timestamp(as_json: AsJson = False) -> None:
    """Tidsstämpla den senaste kontrollpunkten, eller visa stämpeln den har."""

    def work(house: House) -> Reply:
        from upphandling.infrastructure.ledger.stamping import stamp_last
        from upphandling.interfaces.local_time import spoken

        file, at = stamp_last(house.ledger.seals)
        said = f"Kontrollpunkten fanns {spoken(at)}."
        if not tells(house, house.ledger.seals.kept.last()):  # the name is the size
            return Reply(data={"file": None, "stamped_at": at}, text=say(said))
        return Reply(
            data={"file": str(file), "stamped_at": at},
            text=say(f"{said} Stämpel: {file}"),
        )

    answer_from_house(work, as_json=as_json, refresh=False)


@app.command("proof")
def proof(
    event: Annotated[
        str,
        typer.Argument(metavar="HÄNDELSE", help="Ärende och version: tender:prov@3."),
    ],
    refusal: Annotated[
        bool, typer.Option("--refusal", help="Numret på ett avslag i stället.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Visa beviset för att en händelse finns i loggen."""

    def work(house: House) -> Reply:
        from upphandling.infrastructure.ledger.proving import first_size, inclusion
        from upphandling.interfaces.cli.audit_pages import proved
        from upphandling.interfaces.cli.audit_places import place_kept
        from upphandling.interfaces.leaves import (
            leaf_of_event,
            leaf_of_refusal,
            must_count_no_bids,
        )

        index = (
            leaf_of_refusal(house, number_in(event))
            if refusal
            else leaf_of_event(house, event)
        )
        files = house.ledger.seals.kept
        must_count_no_bids(house, first_size(files, index), event=event)
        with place_kept(house):
            proof = inclusion(house.database, files, index)
        must_count_no_bids(house, proof.note.checkpoint.size, event=event)
        return proved(proof)

    answer_from_house(work, as_json=as_json)


@app.command("request")
def request(
    old: Annotated[
        int,
        typer.Option("--old", min=0, help="Så många poster har vittnet signerat."),
    ] = 0,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FIL", help="Skriv frågan i en fil, ovisad."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Skriv frågan till ett vittne utan nät: bevis och senaste kontrollpunkt."""

    def work(house: House) -> Reply:
        from upphandling.infrastructure.ledger.durable import write_whole
        from upphandling.infrastructure.ledger.proving import question
        from upphandling.interfaces.cli.audit_places import place_kept
        from upphandling.interfaces.evidence.readers import BidsStillSecret

        files = house.ledger.seals.kept
        if to is None and not tells(house, files.last()):
            raise BidsStillSecret
        with place_kept(house):
            asked = str(question(house.database, files, old))
        if to is None:
            return Reply(data={"request": asked}, text=lambda: print(asked, end=""))
        write_whole(to, asked)
        return Reply(data={"file": str(to)}, text=say(f"Frågan står i {to}."))

    answer_from_house(work, as_json=as_json, refresh=False)


@app.command("cosign")
def cosign(
    file: Annotated[Path, typer.Argument(metavar="FIL", help="Vittnets svar.")],
    as_json: AsJson = False,
) -> None:
    """Lägg ett vittnes underskrift till den senaste kontrollpunkten."""

    def work(house: House) -> Reply:
        from upphandling.infrastructure.ledger.proving import with_cosignature
        from upphandling.interfaces.cli.audit_pages import cosigned

        answer = file.read_text(encoding="utf-8", errors="replace")
        note = with_cosignature(house.ledger.seals, answer)
        return cosigned(note, tells_size=tells(house, note))

    answer_from_house(work, as_json=as_json, refresh=False)


def tells(house: House, note: SignedNote | None) -> bool:
    """Whether a checkpoint may be shown: its size counts bids too."""
    from upphandling.interfaces.leaves import may_tell

    if note is None:
        return True
    if house.engine.read_only is None:
        house.refresh()  # whether a tender is sealed, the read models tell
    return may_tell(house, note.checkpoint.size)


def number_in(typed: str) -> int:
    """The number of a refusal as it was typed; raises `Malformed`."""
    from upphandling.application.messages import Fault, Malformed

    if not (typed.isascii() and typed.isdecimal() and len(typed) < LONGEST_NUMBER):
        said = f"”{typed}” är inget nummer på ett avslag"
        raise Malformed([Fault("--refusal", said)])
    return int(typed)


def must_be_whole(house: House) -> None:
    """Nothing is sealed of a log that is marked as broken; raises `LedgerBroken`."""
    from upphandling.application.refusals import LedgerBroken

    if house.engine.read_only is not None:
        raise LedgerBroken(found=house.engine.read_only)
