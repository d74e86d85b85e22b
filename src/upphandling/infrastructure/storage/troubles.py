"""What can be wrong with the database, said so that operations can act on it."""

from __future__ import annotations

from typing import Any, ClassVar

from upphandling.infrastructure.trouble import Trouble


class DatabaseTrouble(Trouble):
    """Databasen kunde inte användas.

    The details say which file or server it was about; a password is never among them.
    """

    passing: ClassVar[bool] = False
    """Whether waiting and trying again may be all that is needed."""

    def __init__(self, **details: object) -> None:
        super().__init__(*details.values())
        self.details = details

    def __reduce__(self) -> tuple[Any, ...]:
        """Told in another process, it is the same trouble."""
        return _met, (type(self), self.details)


def _met(kind: type[DatabaseTrouble], details: dict[str, object]) -> DatabaseTrouble:
    return kind(**details)


class BadDatabaseUrl(DatabaseTrouble):
    """Databasadressen går inte att förstå."""

    hint = (
        "Skriv sqlite:///fil.db, sqlite:////hela/vägen/fil.db"
        " eller postgresql+psycopg://användare:lösenord@server/databas."
        " Tecknen @ och / i lösenordet skrivs %40 och %2F."
        " Efter ? står timeout=SEKUNDER eller mode=ro (SQLite), eller det som libpq"
        " tar."
    )


class DatabaseMissing(DatabaseTrouble):
    """Databasen finns inte."""

    hint = 'Rätta databasadressen. Ska den vara ny: kör "upphandling db upgrade".'


class DatabaseNotCreated(DatabaseMissing):
    """Databasen finns inte på servern."""

    hint = "Låt databasadministratören skapa den (createdb)."


class FolderMissing(DatabaseMissing):
    """Mappen där databasen ska ligga finns inte."""

    hint = "Skapa mappen eller rätta databasadressen."


class DatabaseLocked(DatabaseTrouble):
    """Databasen är låst av någon annan."""

    passing = True
    hint = "Försök igen; stäng program som håller databasen öppen."


class DatabaseReadOnly(DatabaseTrouble):
    """Databasen går bara att läsa."""

    hint = "Ge tjänsten skrivrätt till filen och till mappen som den ligger i."


class DatabaseUnreachable(DatabaseTrouble):
    """Databasservern svarar inte."""

    passing = True
    hint = "Kontrollera att servern är igång och att adressen stämmer."


class UnknownServer(DatabaseUnreachable):
    """Databasserverns namn finns inte."""

    passing = False
    hint = "Rätta databasadressen, eller namnet där namnen på nätet hålls (DNS, hosts)."


class ServerNotTrusted(DatabaseUnreachable):
    """Databasserverns certifikat godtas inte, eller så saknas det."""

    passing = False
    hint = "Kontrollera sslmode och sslrootcert i databasadressen, och serverns certifikat."


class DatabaseStandby(DatabaseUnreachable, DatabaseReadOnly):
    """Databasservern är en kopia och tar inte emot något."""

    hint = "Vänta tills en server leder, och låt adressen peka på den som leder."


class DatabaseCrowded(DatabaseUnreachable):
    """Databasservern tar inte emot fler anslutningar."""

    hint = "Höj gränsen (max_connections, eller kontots), eller stäng andra program."


class NotReplicated(DatabaseUnreachable):
    """Det skrivna finns på en enda databasserver, för någon bröt väntan på kopian."""

    hint = "Sänd samma kommando igen, med samma id."


class DatabaseDenied(DatabaseTrouble):
    """Databasen släppte inte in användaren."""

    hint = "Kontrollera användare och lösenord. Kontot ska äga databasen."


class FileDenied(DatabaseDenied):
    """Kontot som programmet körs som får inte använda databasens fil."""

    hint = "Ge kontot rätt att läsa och skriva i filen och i mappen som den ligger i."


class DatabaseBroken(DatabaseTrouble):
    """Filen är inte en hel databas."""

    hint = "Kontrollera sökvägen eller återställ från säkerhetskopia."


class DamagedRow(DatabaseTrouble):
    """En rad i databasen är skadad och kan inte läsas."""

    hint = 'Kör "upphandling verify" och återställ från säkerhetskopia.'


class DatabaseTooOld(DatabaseTrouble):
    """Databasens version är för gammal för programmet."""

    hint = "Uppgradera SQLite eller PostgreSQL."


class DatabaseNotUnicode(DatabaseTrouble):
    """Databasen på servern är inte i UTF-8, och kan inte hålla all text."""

    hint = "Gör en ny: createdb --encoding UTF8 --template template0."


class DatabaseOnNetwork(DatabaseTrouble):
    """SQLite-filen ligger på ett filsystem som delas över nätet, där den kan förstöras."""

    hint = "Lägg filen på en lokal disk, eller använd PostgreSQL."


class DatabaseFull(DatabaseTrouble):
    """Disken är full."""

    hint = "Frigör utrymme; inget av det begärda har sparats."


class DatabaseFailed(DatabaseTrouble):
    """Databasen kunde inte slutföra arbetet."""

    hint = "Se databasens egen logg."


class AppendOnly(DatabaseTrouble):
    """Det som är skrivet i loggen kan inte ändras eller tas bort."""


class DatabaseOfAnother(DatabaseTrouble):
    """Databasen har tabeller som inte är programmets."""

    hint = "Rätta databasadressen: programmet ska ha en egen databas."


class LogInAnotherSchema(DatabaseTrouble):
    """Programmets tabeller ligger i ett annat schema än kontots search_path pekar på."""

    hint = "Rätta search_path för kontot eller databasen; inget har skrivits."


class SearchPathEmpty(DatabaseTrouble):
    """Kontots search_path nämner inget schema som finns."""

    hint = "Rätta search_path för kontot eller databasen, eller skapa schemat."


class SchemaMissing(DatabaseTrouble):
    """Databasen är tom, tabellerna saknas."""

    hint = 'Kör "upphandling db upgrade".'


class LogMissing(DatabaseTrouble):
    """Databasen är tom, men filerna bredvid säger att det har funnits en logg."""

    hint = (
        "Rätta databasadressen, eller återställ en säkerhetskopia. Är det en ny"
        " början: flytta undan den filen, och det som ligger i samma mapp."
    )


class SchemaOutdated(DatabaseTrouble):
    """Databasens tabeller är äldre än programmet."""

    hint = 'Kör "upphandling db upgrade".'


class SchemaNewer(DatabaseTrouble):
    """Databasens tabeller är nyare än programmet."""

    hint = "Uppgradera programmet; databasen har inte rörts."
