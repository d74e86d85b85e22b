"""What can be wrong with keys, checkpoints, signer and witness, told in Swedish."""

from __future__ import annotations

from upphandling.infrastructure.trouble import Trouble


class LedgerTrouble(Trouble):
    """Loggens förseglingar kunde inte användas."""


class BadKey(LedgerTrouble):
    """Nyckeln går inte att läsa."""

    hint = "En nyckel är en rad: namn+nummer+text, så som ”init” skrev ut den."


class KeyExists(LedgerTrouble):
    """Det finns redan en nyckel, och den skrivs aldrig över."""


class BadKeyName(LedgerTrouble):
    """Ett namn på en nyckel får inte vara tomt eller ha blanktecken eller plustecken."""


class KeyMissing(LedgerTrouble):
    """Nyckeln finns inte."""

    hint = "Gör en med ”init”, eller rätta sökvägen."


class KeyExposed(LedgerTrouble):
    """Den hemliga nyckeln kan läsas av andra än sin ägare."""

    hint = "Ta bort rättigheterna (chmod 600), och fundera på vem som har läst den."


class WrongKey(LedgerTrouble):
    """Nyckeln är gjord för något annat: en logg och ett vittne har var sin sort."""


class ForgedCheckpoint(LedgerTrouble):
    """Kontrollpunkten går inte att lita på."""


class BrokenState(LedgerTrouble):
    """Filen som säger vad som senast signerades är skadad, så inget signeras."""

    hint = (
        "Återställ den från signerarens egen säkerhetskopia, eller jämför med ett"
        " vittnes senaste kontrollpunkt innan den tas bort."
    )


class FileOutOfReach(LedgerTrouble):
    """Filen kan inte öppnas."""

    hint = "Kontrollera sökvägen, och vad kontot får läsa och skriva."


class CannotListen(LedgerTrouble):
    """Det går inte att lyssna där."""

    hint = "Kontrollera att platsen finns, och att ingen annan redan lyssnar där."


class StateInUse(LedgerTrouble):
    """En annan signerare eller ett annat vittne använder redan filen."""


class SignerUnreachable(LedgerTrouble):
    """Signeraren svarar inte."""

    hint = "Kontrollera att ”upphandling signer serve” är igång, och vad den loggar."


class UnknownSigner(LedgerTrouble):
    """Signeraren har en nyckel som inte är inställd, så underskriften sparas inte."""

    hint = "UPPHANDLING_LOG_KEY ska ha alla loggens nycklar, den nyaste först."


class SignerRefused(LedgerTrouble):
    """Signeraren vägrade signera."""


class NoWitnessKeys(LedgerTrouble):
    """Nycklarna att pröva ett vittnes kontrollpunkt mot är inte inställda."""

    hint = "Sätt UPPHANDLING_LOG_KEY och UPPHANDLING_WITNESS_KEYS."


class WitnessUnreachable(LedgerTrouble):
    """Vittnet svarar inte som det ska."""


class UnknownLog(LedgerTrouble):
    """Kontrollpunkten hör till en annan logg."""


class NoCheckpoint(LedgerTrouble):
    """Det finns ingen kontrollpunkt som omfattar posten än."""

    hint = "Gör en med ”upphandling audit checkpoint”."


class NotKept(LedgerTrouble):
    """Mappen med kontrollpunkter kan inte skrivas."""

    hint = "Se till att disken har plats, och att kontot får skriva i mappen."


class NotGrown(LedgerTrouble):
    """Vittnet har en större logg än den här."""


class TimestampFailed(LedgerTrouble):
    """Tidsstämpeln kunde inte hämtas."""


class UnreadableStamp(TimestampFailed):
    """Svaret från tidsstämplingstjänsten går inte att läsa."""


class NoTimestamps(LedgerTrouble):
    """Kontrollpunkten har ingen tidsstämpel, och ingen tjänst är inställd."""

    hint = "Sätt UPPHANDLING_TIMESTAMP_URL."


class LogOfLaterVersion(LedgerTrouble):
    """Loggen har händelser av en typ som den här versionen inte känner."""

    hint = (
        "Den går inte att granska här: uppgradera programmet och granska igen. Finns"
        " ingen nyare version, se docs/ledger.md."
    )


class LedgerOff(LedgerTrouble):
    """Förseglingen är inte inställd."""

    hint = "Sätt UPPHANDLING_LEDGER_DIR och UPPHANDLING_LOG_KEY, se docs/operations.md."
