"""Customer choice (kundval): one person's bundle, wishes and responsible provider.

Registered ──▶ Chosen ──▶ Placed ──▶ TakenOver ──▶ ... ──▶ CareEnded ──▶ Returned ──▶ ...
                              └─▶ PlacementWithdrawn   FellBack

Told in chapters: the registration, the care as it changes, the choosing, the places,
the responsibility, the end of care. A person is an opaque random reference. `TakenOver`
and `FellBack` end the former provider's responsibility and begin the next one's on the
same day, so that a customer who has a provider never has none or two.
"""

from upphandling.domain.customer_choice.ending import CustomerChoice
from upphandling.domain.customer_choice.terms import choice_key

__all__ = ["CustomerChoice", "choice_key"]
