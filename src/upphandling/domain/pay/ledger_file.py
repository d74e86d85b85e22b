"""The file that the ledger system reads: a row for each line, then VAT and the sum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from upphandling.domain.pay.lines import Line, total_of
from upphandling.domain.pricing.money import kronor
from upphandling.domain.pricing.rounding import whole_ore

COLUMNS = (
    "utbetalning",
    "rättelse",
    "avtal",
    "utförare",
    "månad",
    "slag",
    "insats",
    "ersätts per",
    "tidsband",
    "område",
    "taxa från",
    "à-pris",
    "faktor",
    "mängd",
    "belopp",
)
DECIMALS = 10**4  # of quantities, which are exact in the log


def ledger_file(about: Mapping[str, str], lines: Sequence[Line], vat_ore: int) -> bytes:
    """CSV in UTF-8: semicolons, kronor with a decimal comma and two decimals.

    `about` is what every row begins with: utbetalning, rättelse, avtal, utförare,
    månad. The same payment gives the same bytes.
    """
    rows = [
        COLUMNS,
        *(_row(about, "rad", kronor(line.ore), _told(line)) for line in lines),
        _row(about, "moms", kronor(vat_ore)),
        _row(about, "summa", kronor(total_of(lines) + vat_ore)),
    ]
    return "".join(f"{';'.join(row)}\n" for row in rows).encode()


def _row(
    about: Mapping[str, str],
    kind: str,
    amount: str,
    told: Mapping[str, str] | None = None,
) -> Iterator[str]:
    said = {**about, **(told or {}), "slag": kind, "belopp": amount}
    return (said.get(column, "") for column in COLUMNS)


def _told(line: Line) -> Mapping[str, str]:
    return {
        "insats": line.service,
        "ersätts per": line.paid_by,
        "tidsband": line.band,
        "område": line.area,
        "taxa från": line.version.isoformat(),
        "à-pris": kronor(0 if line.unpaid else line.ore_per_unit),
        "faktor": _decimal(Fraction(line.factor)),
        "mängd": _decimal(Fraction(line.quantity)),
    }


def _decimal(exact: Fraction) -> str:
    """At most four decimals, the last rounded, after a comma."""
    number = whole_ore(exact * DECIMALS)
    whole, rest = divmod(abs(number), DECIMALS)
    text = f"{whole},{rest:04}".rstrip("0").rstrip(",")
    return f"-{text}" if number < 0 else text
