"""Customer choice (kundval): one person's bundle, wishes and responsible provider.

Registered ──▶ Chosen ──▶ Placed ──▶ TakenOver ──▶ ... ──▶ CareEnded

A person is an opaque random reference. `TakenOver` ends the former provider's
responsibility and begins the next one's on the same day, so that a customer who
has a provider never has none or two.
"""

from upphandling.domain.customer_choice.responsibility import CustomerChoice
from upphandling.domain.customer_choice.terms import choice_key

__all__ = ["CustomerChoice", "choice_key"]
