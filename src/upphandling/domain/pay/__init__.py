"""Pay: what visits and granted care come to by a tariff, pure and exact."""

from upphandling.domain.pay.granted import GrantedCare, pay_granted
from upphandling.domain.pay.lines import Kind, Line, Quantities, total_of
from upphandling.domain.pay.performed import Visit, pay_performed

__all__ = [
    "GrantedCare",
    "Kind",
    "Line",
    "Quantities",
    "Visit",
    "pay_granted",
    "pay_performed",
    "total_of",
]
