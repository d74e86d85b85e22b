"""Why a follow-up says no."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class NothingToCheck(Refused):
    """Inget kontrollschema för kravet gäller den dagen."""


class CheckSettled(Refused):
    """Kontrollen är redan gjord, inställd eller bortfallen."""


class CheckAlreadyMissed(Refused):
    """Sista dagen för kontrollen har passerat, och den kan inte flyttas."""


class MovedIntoThePast(Refused):
    """En kontroll flyttas till en dag som inte har passerat."""


class KeyOfScheduledCheck(Refused):
    """Nyckeln slutar som schemats kontroller, med punkt och en dag, välj en annan."""


class DueInThePast(Refused):
    """En kontroll läggs in på en dag som inte har passerat."""


class DueAfterEnd(Refused):
    """Avtalet har upphört den dag då kontrollen skulle göras."""


class CheckNotMissed(Refused):
    """Kontrollen är inte försenad, eller försenad sedan tidigare."""


class CheckTimeRunning(Refused):
    """Tiden för kontrollen eller för nästa steg har inte gått ut."""


class CheckRemindedBefore(Refused):
    """Kontrollen har det redan påmints om."""


class CheckedBeforeAgreement(Refused):
    """Kontrollen kan inte ha gjorts innan avtalet började gälla."""


class RequirementNotTried(Refused):
    """Kontrollen säger inget om det krav som den gäller."""


class FoundTwice(Refused):
    """Samma krav har fått två iakttagelser i samma kontroll."""


class OutcomeContradictsFindings(Refused):
    """Kontrollens utfall stämmer inte med iakttagelserna."""


class CheckNotDone(Refused):
    """Kontrollen är inte gjord, det finns inget att rätta."""


class NothingCorrected(Refused):
    """Rättelsen säger detsamma som det som redan är infört."""
