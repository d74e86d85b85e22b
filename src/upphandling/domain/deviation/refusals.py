"""What a deviation says no to."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class DeviationClosed(Refused):
    """Avvikelsen är avslutad."""


class SeverityUnchanged(Refused):
    """Avvikelsen har redan den allvarlighetsgraden."""


class AnswerAwaited(Refused):
    """Utföraren har tid kvar att yttra sig över avvikelsen."""


class NobodyAsked(Refused):
    """Utföraren har inte ombetts yttra sig, eller har redan svarat."""


class HeardBeforeAsked(Refused):
    """Ett yttrande kan inte ha kommit in innan utföraren ombads yttra sig."""


class HearingNotOver(Refused):
    """Tiden att yttra sig har inte gått ut."""


class ProviderNotHeard(Refused):
    """Utföraren har inte fått yttra sig över avvikelsen, ange att det är brådskande."""


class DeviationElsewhere(Refused):
    """Avvikelsen gäller ett annat avtal."""


class PlanDueInThePast(Refused):
    """En åtgärdsplan kan inte begäras in till en dag som har varit."""


class PlanAwaitsDecision(Refused):
    """Den inlämnade åtgärdsplanen är inte avgjord."""


class NoPlanToDecide(Refused):
    """Det finns ingen inlämnad åtgärdsplan att avgöra."""


class MeasureDueBeforePlan(Refused):
    """En åtgärd ska vara klar tidigast den dag då planen lämnades."""


class MeasureDoneBefore(Refused):
    """Åtgärden är redan genomförd."""


class MeasureNotDue(Refused):
    """Tiden att genomföra åtgärden har inte gått ut."""


class MeasureOverdueBefore(Refused):
    """Åtgärden är redan noterad som försenad."""


class MeasuresRemain(Refused):
    """Åtgärder i planen är inte genomförda."""


class NotRemedied(Refused):
    """Ingen återkontroll efter åtgärderna har visat att avvikelsen är åtgärdad."""


class SanctionHolds(Refused):
    """En påföljd med grund i avvikelsen gäller fortfarande."""


class SanctionTaken(Refused):
    """En avvikelse är inte ogrundad så länge en påföljd står kvar med grund i den."""


class NoSanctionTaken(Refused):
    """Ingen påföljd har beslutats med grund i avvikelsen."""


class AgreementGoesOn(Refused):
    """Avtalet har inte upphört."""


class RecheckedTooEarly(Refused):
    """En återkontroll kan inte ha gjorts innan avvikelsen upptäcktes."""
