"""What cannot be asked of a counterfactual, each by name."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class SealedFromWhatIf(Refused):
    """Anbuden är under absolut sekretess, ingen kontrafaktisk fråga besvaras (OSL 19 kap. 3 §)."""


class CaseHasNoSuchEvent(Refused):
    """Ärendet har ingen händelse med det numret."""


class FellByItself(Refused):
    """Händelsen föll av sig själv, ändra det som satte fristen."""


class NoCommandBehind(Refused):
    """Händelsen har inget kommando i loggen och kan inte köras om."""


class NoSuchField(Refused):
    """Kommandot bakom händelsen har inget sådant fält, resten räknas fram."""


class ChangesNothing(Refused):
    """Ändringen är det som redan gäller."""


class NotForThisKind(Refused):
    """Den ändringen betyder ingenting för det slagets ärende."""


class DateBeforeCase(Refused):
    """Dagen ligger före ärendets början."""


class DateAhead(Refused):
    """Dagen ligger efter det sista som loggen känner."""


class UnknownCriterion(Refused):
    """Upphandlingen har inget sådant tilldelningskriterium."""


class WeightsDoNotAddUp(Refused):
    """Vikterna ska tillsammans bli 100, eller samma summa som i dokumenten."""


class NoShareAgreed(Refused):
    """Ingen andel är överenskommen för avtalet."""


class LengthNotInLaw(Refused):
    """Regelns längd står inte i lagen, ändra den där dokumenten eller kommunen anger den."""


class EventOfAnotherKind(Refused):
    """Händelsen hör till ett annat slags ärende."""


class OldCommandUnreadable(Refused):
    """Ett kommando i loggen har en form som inte längre kan köras om."""


class ChangeImpossible(Refused):
    """Så kunde det inte ha börjat, ändringen nekas av en annan regel."""
