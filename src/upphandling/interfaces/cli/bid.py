"""`upphandling bid`: seal the contents of bids, and open them when two officers may."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, answer_from_house, say
from upphandling.interfaces.cli.swedish import Verbs
from upphandling.interfaces.cli.vault_options import As

if TYPE_CHECKING:
    from upphandling.bootstrap import House

app = Verbs("Anbudens innehåll: försegla, öppna.")

NO_CONTENT = "inget innehåll i valvet; förseglades det där är det borttaget"
Tender = Annotated[str, typer.Argument(metavar="UPPHANDLING")]


@app.command("seal")
def seal(
    tender: Tender,
    bid: Annotated[str, typer.Argument(metavar="ANBUD")],
    file: Annotated[
        Path, typer.Argument(metavar="FIL", help="Innehållet, vars hash är mottagen.")
    ],
    as_: As = None,
    as_json: AsJson = False,
) -> None:
    """Försegla ett mottaget anbuds innehåll, så att bara två öppnare tillsammans öppnar."""

    def work(house: House) -> Reply:
        from upphandling.application.messages import Fault, Malformed
        from upphandling.infrastructure.vault.bids import BidTooLarge
        from upphandling.interfaces.bid_contents import sealed
        from upphandling.interfaces.vault_reading import must_be_allowed

        must_be_allowed(house, as_, view="bid.seal", subject=f"tender:{tender}")
        try:
            sealed(house, tender, bid, file.read_bytes())
        except BidTooLarge as fault:
            raise Malformed([Fault("FIL", str(fault.__doc__))]) from None
        return Reply(data={"tender": tender}, text=say("Anbudet är förseglat."))

    answer_from_house(work, as_json=as_json, refresh=False)


@app.command("open")
def open_bids(
    tender: Tender,
    officer_key: Annotated[
        list[Path],
        typer.Option("--officer-key", metavar="FIL", help="En öppnares nyckel; två."),
    ],
    to: Annotated[
        Path, typer.Option("--to", metavar="MAPP", help="Dit innehållet skrivs.")
    ],
    as_: As = None,
    as_json: AsJson = False,
) -> None:
    """Öppna anbudens innehåll när loggen säger att de är öppnade, med två nycklar."""

    def work(house: House) -> Reply:
        from upphandling.application.messages import Fault, Malformed
        from upphandling.infrastructure.ledger.durable import write_new
        from upphandling.infrastructure.vault.key_files import BadKeyFile
        from upphandling.infrastructure.vault.officer_keys import read_officer_key
        from upphandling.interfaces.access import record_reading
        from upphandling.interfaces.bid_contents import opened
        from upphandling.interfaces.vault_reading import must_be_allowed

        try:
            officers = [read_officer_key(path) for path in officer_key]
        except BadKeyFile as bad:
            raise Malformed([Fault("--officer-key", str(bad))]) from None
        view, subject = "bid.open", f"tender:{tender}"
        reader = must_be_allowed(house, as_, view=view, subject=subject)
        contents, missing = opened(house, tender, officers, by=reader.person)
        if any((to / bid).exists() for bid in contents):
            raise Malformed([Fault("--to", "filerna finns redan; välj en annan mapp")])
        record_reading(house, reader, view=view, subject=subject, fields=["content"])
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        for bid, content in contents.items():
            write_new(to / bid, content)
        written = [str(to / bid) for bid in contents]
        lacking = [f"{bid}: {NO_CONTENT}" for bid in missing]
        return Reply(
            data={"tender": tender, "files": written, "missing": missing},
            text=say("\n".join([*written, *lacking])),
        )

    answer_from_house(work, as_json=as_json, refresh=False)
