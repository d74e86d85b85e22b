"""The file that the ledger system reads: a row a line, VAT, deductions, the sum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from upphandling.domain.pay.deductions import Deduction, Withheld, deducted
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
OF_DEDUCTIONS = ("påföljd", "beslut", "klausul")
KINDS = {Withheld.WITHHOLDING: "innehållet", Withheld.FINE: "vite"}
GIVEN_BACK = "återfört"
DECIMALS = 10**4  # of quantities, which are exact in the log


def ledger_file(
    about: Mapping[str, str],
    lines: Sequence[Line],
    vat_ore: int,
    deductions: Sequence[Deduction] = (),
) -> bytes:
    """CSV in UTF-8: semicolons, kronor with a decimal comma and two decimals.

    `about` is what every row begins with: utbetalning, rättelse, avtal, utförare,
    månad. The same payment gives the same bytes. Only one with deductions has the
    columns that tell which sanction they follow, by which decision and clause.
    """
    total = total_of(lines) + vat_ore + deducted(deductions)
    rows = [
        *({**_told(line), "slag": "rad", "belopp": kronor(line.ore)} for line in lines),
        {"slag": "moms", "belopp": kronor(vat_ore)},
        *(_withheld(line) for line in deductions),
        {"slag": "summa", "belopp": kronor(total)},
    ]
    columns = (*COLUMNS, *OF_DEDUCTIONS) if deductions else COLUMNS
    cells = [columns, *(_cells({**about, **row}, columns) for row in rows)]
    return "".join(f"{';'.join(row)}\n" for row in cells).encode()


def _cells(said: Mapping[str, str], columns: Sequence[str]) -> Iterator[str]:
    return (said.get(column, "") for column in columns)


def _withheld(line: Deduction) -> Mapping[str, str]:
    return {
        "slag": GIVEN_BACK if line.ore > 0 else KINDS[line.kind],
        "belopp": kronor(line.ore),
        "påföljd": line.sanction,
        "beslut": line.decision,
        "klausul": _quoted(line.clause),
    }


def _quoted(text: str) -> str:
    """Free text as one cell on one row, whatever signs there are in it."""
    doubled = " ".join(text.split()).replace('"', '""')
    return f'"{doubled}"'


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
