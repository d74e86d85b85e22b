"""What a transition says no to."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class TransitionOver(Refused):
    """Övertagandet är redan avslutat eller övergivet."""


class CustomersLeftOut(Refused):
    """Varje kund som flyttar ska ingå i precis en våg."""


class OldAgreementEndsFirst(Refused):
    """Ett avtal som kunder lämnar upphör innan de tas över, det måste förlängas först."""


class WaveAlreadyTaken(Refused):
    """Vågen är redan övertagen."""


class WaveNotDue(Refused):
    """Vågens dag har inte kommit."""


class WaveNotOverdue(Refused):
    """Vågens dag har inte passerat."""


class WavesRemain(Refused):
    """Alla vågor är inte övertagna."""


class NotPostponed(Refused):
    """En våg skjuts upp till en senare dag, som inte har passerat."""


class ConditionAlreadyMet(Refused):
    """Villkoret är redan uppfyllt."""


class ConditionsUnmet(Refused):
    """Villkor för övertagandet är inte uppfyllda."""


class GoNotDecided(Refused):
    """Vågen har villkor, en person måste besluta att den får tas över."""


class WaveStopped(Refused):
    """En person har beslutat att vågen inte får tas över."""


class GapStillFar(Refused):
    """Dagen att varna för det gamla avtalets slut har inte kommit."""


class NotInTransition(Refused):
    """Kunden ingår inte i övertagandet."""


class AlreadyHandedOver(Refused):
    """Punkten är redan avprickad för kunden."""


class HandoverMissing(Refused):
    """Överlämningen är inte klar, övertagandet kräver då ett skäl."""


class CustomerAlreadyTaken(Refused):
    """Kunden är redan övertagen."""


class CustomerNotFailed(Refused):
    """Bara en kund vars övertagande misslyckats tas över för sig."""


class FailedCustomersRemain(Refused):
    """Kunder vars övertagande misslyckats är inte övertagna."""


class ReassignmentNotAdopted(Refused):
    """Förslaget till omfördelning är inte beslutat."""


class ReassignmentAlreadyAdopted(Refused):
    """Förslaget till omfördelning är redan beslutat."""


class ProposalOutdated(Refused):
    """Kunder har tillkommit eller valt sedan förslaget räknades fram, gör ett nytt."""


class NobodyToReassign(Refused):
    """Utföraren har inga kunder att omfördela."""


class NobodyHasAPlace(Refused):
    """Ingen i vågen har längre någon plats att flytta till, ge dem en ny först."""


class NobodyToTakeOver(Refused):
    """Ingen utförare är angiven, och ingen är utsedd att träda in."""


class ReassignmentIsASelection(Refused):
    """Att placera kunder bland LOV-utförare utan deras eget val är ett urval, då gäller LOU."""
