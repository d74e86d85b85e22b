"""Customer (kund): one person's care decisions, and whether they are carried out.

Granted ──▶ DecisionBegan ──▶ Executed ──▶ DecisionEnded / DecisionExpired
        └─▶ ReportDue ──▶ Reported ──▶ ReportDue ──▶ ...   until Executed or ended
            Interrupted ──▶ ReportDue   Moved   Died

Told in chapters: the granting, the ending, the execution. A person is an opaque random
reference. Several decisions may run at once; what a bundle of services comes to is the
sum of those that hold on the day.
"""

from upphandling.domain.customer.execution import Customer
from upphandling.domain.customer.terms import CareDecision, GrantedCare, GrantedService

__all__ = ["CareDecision", "Customer", "GrantedCare", "GrantedService"]
