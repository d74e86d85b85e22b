"""What an agreement says no to."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class AgreementNotInForce(Refused):
    """Avtalet gäller inte."""


class AgreementNotStarted(Refused):
    """Avtalstiden har inte börjat."""


class AgreementNotOver(Refused):
    """Avtalstiden har inte gått ut."""


class EndsBeforeItStarts(Refused):
    """Avtalet kan inte upphöra före den dag då det börjar, eller i förfluten tid."""


class NothingToExtend(Refused):
    """Ett avtal kan bara förlängas till en senare dag än den då det upphör."""


class NoticeTooShort(Refused):
    """Uppsägningstiden är kortare än den avtalade, och parterna är inte överens."""


class NoticeProlongs(Refused):
    """Ett avtal blir inte längre av att det sägs upp eller hävs."""


class AreaNotServed(Refused):
    """Utföraren har inte uppdraget i området."""


class BundleNotDelivered(Refused):
    """Utföraren har inte uppdraget för de insatserna."""


class LicenceLost(Refused):
    """Utförarens tillstånd är återkallat, nya kunder kan inte tas emot."""


class NoRoom(Refused):
    """Utföraren har inga lediga platser i området."""


class AlreadyQueued(Refused):
    """Kunden står redan i kön."""


class NegativeCapacity(Refused):
    """Ett tak kan inte vara lägre än noll."""


class SameStepTwice(Refused):
    """Två tak för samma område, insats och enhet gäller från samma dag."""


class SameCustomerTwice(Refused):
    """Samma kund förekommer två gånger."""


class StepsOutOfOrder(Refused):
    """Andelarna ska anges i tidsordning, varje dag en gång för ett område."""


class ShareOutOfBounds(Refused):
    """En andel är 0 till 100 procent, och den lägsta är inte högre än taket."""


class HoldsPlaceAlready(Refused):
    """Kunden har redan plats hos utföraren i området."""


class NotQueued(Refused):
    """Kunden står inte i kön."""


class SeedMissing(Refused):
    """En kö som lottas ska ha ett frö som är känt i förväg, och bara då."""


class NotNextInQueue(Refused):
    """Någon annan står före i kön, ange skäl för att gå förbi."""


class AlreadyOffered(Refused):
    """Kunden har redan ett erbjudande om plats att svara på."""


class NotOffered(Refused):
    """Kunden har inget erbjudande om plats."""


class OfferRunOut(Refused):
    """Tiden att svara på erbjudandet har gått ut."""


class OfferStillOpen(Refused):
    """Tiden att svara på erbjudandet har inte gått ut."""


class NobodyStepsIn(Refused):
    """Ingen med ett gällande avtal är utsedd att träda in för insatserna."""


class NotWoundUp(Refused):
    """Avtalet är inte hävt, eller avvecklas fortfarande."""


class WoundUpAlready(Refused):
    """Avvecklingen av avtalet är redan avslutad."""


class OptionsTooLate(Refused):
    """Optioner hör till avtalet från början och kan inte föras in när det har börjat gälla."""


class OptionTooLate(Refused):
    """Optionen ska användas senast den dag som avtalet anger."""


class OptionUsed(Refused):
    """Optionen är redan använd."""


class ValueNotStated(Refused):
    """Avtalets ursprungliga värde är inte infört, ändringen kan inte prövas."""


class ValueSettled(Refused):
    """Det ursprungliga värdet ligger fast när avtalet har ändrats en gång."""


class ChangeWithoutClause(Refused):
    """En ändring enligt klausul ska hänvisa till klausulen (LOU 17 kap. 10 §)."""


class ChangeTooLarge(Refused):
    """Ändringen är större än vad grunden för den tillåter."""


class NoNoticeOwed(Refused):
    """Ändringen behöver inte annonseras, eller är redan annonserad (LOU 17 kap. 16 §)."""


class SanctionsSettled(Refused):
    """Avtalets påföljder är redan införda."""


class RungTwice(Refused):
    """Samma slag av påföljd förekommer två gånger."""


class RungLimitWrong(Refused):
    """Det som kostar pengar ska ha en gräns i rätt enhet, övriga påföljder ingen."""


class SanctionNotAgreed(Refused):
    """Påföljden finns inte i avtalet."""


class SanctionTooLarge(Refused):
    """Påföljden är större än vad avtalet tillåter."""


class AmountNotAgreed(Refused):
    """Avtalet anger inget högsta belopp, eller ingen högsta andel, i den enheten."""


class AmountInOneUnit(Refused):
    """Ange hur mycket som hålls inne antingen i procent eller i ören."""


class SanctionOver(Refused):
    """Påföljden är redan hävd."""


class StopIsLifted(Refused):
    """Ett stopp för nya kunder återtas inte, det hävs."""


class StoppedAlready(Refused):
    """Utföraren är redan stoppad från att ta emot nya kunder på den grunden."""


class NewCustomersRefused(Refused):
    """Utföraren tar inte emot nya kunder enligt beslut."""
