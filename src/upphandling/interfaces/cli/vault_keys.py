"""`upphandling vault init`, `rotate` and `officer-key`: the keys outside the database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.edge import (
    AsJson,
    Reply,
    answer,
    answer_from_house,
    say,
)
from upphandling.interfaces.cli.vault_options import (
    KeyFile,
    Part,
    compartment_of,
    keys_counted,
)

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.infrastructure.vault.key_files import MasterKey
    from upphandling.infrastructure.vault.keyring import Compartment

CREDENTIALS = Path("/etc/credstore")  # where systemd looks for what it hands over
OFTEN_SAID = "Förvara en kopia skild från databasens säkerhetskopior."


def init(
    municipality: Annotated[
        str, typer.Option("--municipality", help="Kommunens namn; binds till allt.")
    ],
    key: KeyFile = None,
    compartment: Part = "ordinary",
    as_json: AsJson = False,
) -> None:
    """Gör valvets nyckelfil; en fil som finns skrivs aldrig över."""

    def work() -> Reply:
        from upphandling.application.messages import Fault, Malformed
        from upphandling.infrastructure.vault.key_files import new_master, write_key
        from upphandling.infrastructure.vault.keyring import Compartment
        from upphandling.settings import load

        part = compartment_of(compartment)
        settings = load()
        protected = part is Compartment.PROTECTED
        path = key or (
            settings.vault_key_protected if protected else settings.vault_key
        )
        if path is None:
            message = f"saknas, ange den eller {part.setting}"
            raise Malformed([Fault("--key", message)])
        if not municipality.strip():
            raise Malformed([Fault("--municipality", "får inte vara tomt")])
        made = new_master(municipality)
        try:
            write_key(path, made)
        except FileExistsError:
            raise Malformed([Fault("--key", "filen finns redan")]) from None
        said = f"Nyckelfil gjord: {path}. {_then(path, part)} {OFTEN_SAID}"
        return Reply(data={"file": str(path), "id": made.key_id}, text=say(said))

    answer(work, as_json=as_json)


def rotate(
    to: Annotated[
        Path, typer.Option("--to", metavar="FIL", help="Den nya nyckelfilen.")
    ],
    compartment: Part = "ordinary",
    as_json: AsJson = False,
) -> None:
    """Byt huvudnyckel: alla nycklar låses om; den gamla behövs tills allt är klart.

    En nyckelfil som saknas görs. Kan avbrytas när som helst och köras igen.
    """

    def work(house: House) -> Reply:
        from upphandling.application.messages import Fault, Malformed
        from upphandling.infrastructure.read_side.withholding import is_sealed
        from upphandling.infrastructure.vault.rotation import OtherMunicipality
        from upphandling.infrastructure.vault.rotation import rotate as wrap_anew

        part = compartment_of(compartment)
        house.must_be_whole()
        old = house.vault.ring.master(part)
        new = _new_key(to, old.municipality)
        try:
            done = wrap_anew(house.vault, part, new)
        except OtherMunicipality as fault:
            raise Malformed([Fault("--to", str(fault.__doc__))]) from None
        with house.database.reading() as cursor:  # one of the keys may be to bids
            told = None if is_sealed(cursor, house.database) else done
        moved = "Nycklarna är låsta" if told is None else keys_counted(told, "låst")
        said = (
            f"{moved} med den nya nyckeln. Peka {part.setting} på {to},"
            " starta om tjänsten och förstör den gamla nyckeln när inga"
            " säkerhetskopior behöver den."
        )
        return Reply(data={"rewrapped": told, "file": str(to)}, text=say(said))

    answer_from_house(work, as_json=as_json, refresh=False)


def officer_key(
    file: Annotated[
        Path, typer.Argument(metavar="FIL", help="Var den privata nyckeln ska ligga.")
    ],
    as_json: AsJson = False,
) -> None:
    """Gör en öppnares nyckel; den publika delen anges i bid_safe.name_officer."""

    def work() -> Reply:
        from upphandling.application.messages import Fault, Malformed
        from upphandling.infrastructure.vault.officer_keys import new_officer_key

        try:
            public = new_officer_key(file)
        except FileExistsError:
            raise Malformed([Fault("FIL", "filen finns redan")]) from None
        data: dict[str, Any] = {"file": str(file), "public_key": public}
        return Reply(data=data, text=say(f"Publik nyckel: {public}"))

    answer(work, as_json=as_json)


def _then(path: Path, part: Compartment) -> str:
    """What makes the service find the key."""
    from upphandling.infrastructure.vault.keyring import Compartment
    from upphandling.setting_sources import credential_name

    protected = part is Compartment.PROTECTED
    handed = credential_name("vault_key_protected" if protected else "vault_key")
    if path == CREDENTIALS / handed:
        return "Systemd lämnar den till tjänsten, när den startas om."
    return f"Ange den som {part.setting}."


def _new_key(path: Path, municipality: str) -> MasterKey:
    """The key in the file, made where there is none."""
    from upphandling.application.messages import Fault, Malformed
    from upphandling.infrastructure.vault.key_files import (
        BadKeyFile,
        new_master,
        read_key,
        write_key,
    )

    if not path.exists():
        write_key(path, new_master(municipality))
    try:
        return read_key(path)
    except BadKeyFile as bad:
        raise Malformed([Fault("--to", str(bad))]) from None
