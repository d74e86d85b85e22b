"""What a payment says no to."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class MonthNotOver(Refused):
    """Månaden är inte slut, ersättningen kan inte beräknas än."""


class MonthIsPaid(Refused):
    """Månadens ersättning är godkänd, öppna en rättelse innan dess besök ändras."""


class TariffOfAnotherSystem(Refused):
    """Taxan hör till ett annat valfrihetssystem."""


class PaymentApproved(Refused):
    """Månadens ersättning är godkänd, det som är fel rättas på nya rader."""


class PaymentNotApproved(Refused):
    """Månadens ersättning är inte godkänd."""


class CorrectionIsOpen(Refused):
    """En rättelse av månaden är redan öppnad."""


class CorrectionNotOpen(Refused):
    """Ingen rättelse av månaden är öppnad."""


class SameAsApproved(Refused):
    """En ny beräkning ger samma ersättning, det finns inget att rätta."""


class NoCorrectionPending(Refused):
    """Rättelsen är inte beräknad, det finns inget att godkänna."""


class CalculatorApproves(Refused):
    """Den som har tagit fram beräkningen kan inte själv godkänna den."""


class ControlsNotAcknowledged(Refused):
    """Kontrollerna har funnit något som inte är bedömt, ange skäl för varje slag."""


class NotWhatWasCalculated(Refused):
    """Beloppet är inte det som senast beräknades, läs underlaget på nytt."""


class DeductionsOutdated(Refused):
    """Avdragen är inte längre de som beräknades, räkna om månaden."""


class VisitsOutdated(Refused):
    """Besöken som räknas är inte längre de som beräkningen vilar på, räkna om månaden."""


class NoSuchPart(Refused):
    """Utbetalningen har ingen godkänd rättelse med det numret."""


class ExportedAlready(Refused):
    """Filen till ekonomisystemet är redan framtagen."""
