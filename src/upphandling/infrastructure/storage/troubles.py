"""What can be wrong with the database, said so that operations can act on it."""

from __future__ import annotations

from typing import Any, ClassVar

from upphandling.domain.errors import first_line


class DatabaseTrouble(Exception):
    """Databasen kunde inte användas.

    The subclass is the kind of trouble, the first line of its docstring is the
    message in Swedish, `hint` says what to do, and the details say which file
    or server it was about. A password is never among them.
    """

    hint: ClassVar[str] = ""

    def __init__(self, **details: object) -> None:
        super().__init__(self.message())
        self.details = details

    def __str__(self) -> str:
        told = ", ".join(str(detail) for detail in self.details.values())
        text = f"{self.message()[:-1]}: {told}." if told else self.message()
        return f"{text} {self.hint}".strip()

    def __reduce__(self) -> tuple[Any, ...]:
        """Told in another process, it is the same trouble."""
        return _met, (type(self), self.details)

    @classmethod
    def message(cls) -> str:
        """What the user reads: the first line of the docstring."""
        return first_line(cls)


def _met(kind: type[DatabaseTrouble], details: dict[str, object]) -> DatabaseTrouble:
    return kind(**details)


class BadDatabaseUrl(DatabaseTrouble):
    """Databasadressen går inte att förstå."""

    hint = (
        "Skriv sqlite:///fil.db, sqlite:////hela/vägen/fil.db"
        " eller postgresql+psycopg://användare:lösenord@server/databas."
    )


class DatabaseMissing(DatabaseTrouble):
    """Databasen finns inte."""

    hint = 'Kör "upphandling db upgrade".'


class DatabaseNotCreated(DatabaseMissing):
    """Databasen finns inte på servern."""

    hint = "Låt databasadministratören skapa den (createdb)."


class FolderMissing(DatabaseMissing):
    """Mappen där databasen ska ligga finns inte."""

    hint = "Skapa mappen eller rätta databasadressen."


class DatabaseLocked(DatabaseTrouble):
    """Databasen är låst av någon annan."""

    hint = "Försök igen; stäng program som håller databasen öppen."


class DatabaseReadOnly(DatabaseTrouble):
    """Databasen går bara att läsa."""

    hint = "Ge tjänsten skrivrätt till filen och till mappen som den ligger i."


class DatabaseUnreachable(DatabaseTrouble):
    """Databasservern svarar inte."""

    hint = "Kontrollera att servern är igång och att adressen stämmer."


class DatabaseDenied(DatabaseTrouble):
    """Databasen släppte inte in användaren."""

    hint = "Kontrollera användare, lösenord och rättigheter."


class DatabaseBroken(DatabaseTrouble):
    """Filen är inte en hel databas."""

    hint = "Kontrollera sökvägen eller återställ från säkerhetskopia."


class DamagedRow(DatabaseTrouble):
    """En rad i databasen är skadad och kan inte läsas."""

    hint = 'Kör "upphandling verify" och återställ från säkerhetskopia.'


class DatabaseFull(DatabaseTrouble):
    """Disken är full."""

    hint = "Frigör utrymme; inget av det begärda har sparats."


class DatabaseFailed(DatabaseTrouble):
    """Databasen kunde inte slutföra arbetet."""

    hint = "Se databasens egen logg."


class AppendOnly(DatabaseTrouble):
    """Det som är skrivet i loggen kan inte ändras eller tas bort."""


class SchemaMissing(DatabaseTrouble):
    """Databasen är tom, tabellerna saknas."""

    hint = 'Kör "upphandling db upgrade".'


class SchemaOutdated(DatabaseTrouble):
    """Databasens tabeller är äldre än programmet."""

    hint = 'Kör "upphandling db upgrade".'


class SchemaNewer(DatabaseTrouble):
    """Databasens tabeller är nyare än programmet."""

    hint = "Uppgradera programmet; databasen har inte rörts."
