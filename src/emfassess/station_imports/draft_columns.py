"""Columns of a drafted profile: which quantity a header means, its unit, and what cannot be known from headers."""

import re
from collections import Counter
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import Any

from emfassess.station_imports.bands import in_a_band
from emfassess.station_imports.cell_values import cell_text, number_and_unit
from emfassess.station_imports.quantities import Quantity, header_quantity, quantities, stated_unit, unit_of

SAMPLE = 200
"""Rows that are looked at."""

_BLOCK = re.compile(
    r"(?:扇区|小区|cell|sector|sec)\s*[-_#]?\s*([1-9A-Fa-f一二三四五六])(?![0-9a-z])|\((\d)\)$", re.IGNORECASE
)
_PER = (
    ("resource element", ("参考信号", "rs功率", "rs power", "rspower", "导频", "reference", "/re", "per re", "每re")),
    ("carrier", ("载频", "载波", "per carrier", "trx")),
    ("port", ("端口", "通道", "port", "branch", "per path", "每路", "单路", "径")),
    ("total", ("总", "total", "小区", "cell", "合计", "全部")),
)
_SEVERAL = re.compile(r"[+-]?[\d.]+\w*\s*([/、;|])\s*[+-]?[\d.]+\w*(?:\s*\1\s*[+-]?[\d.]+\w*)*")
"""Several numbers in a cell, with the same mark between them."""

_POWERS = ("power", "eirp", "erp")
_WIDEST_CARRIER_MHZ = 400.0
STATION_TEXTS = ("station_id", "station_name", "longitude", "latitude", "easting", "northing", "operator")
"""Quantities of a station that people write in its first row only."""


@dataclass(frozen=True)
class DraftColumn:
    """One column of a draft; an empty unit or an empty `per` must be stated by a person, `remark` says why."""

    header: str
    quantity: str
    unit: str | None = None
    per: str | None = None
    block: str | None = None
    split: str | None = None
    fill_down: bool = False
    remark: str = ""


def draft_columns(headers: Sequence[str], columns: Sequence[Sequence[Any]], decimal: str) -> list[DraftColumn]:
    """Columns whose headers are understood, from headers and a sample of the cells below each."""
    named = [(header, _quantity(header), cells) for header, cells in zip(headers, columns, strict=True) if header]
    known = [(header, quantity, cells) for header, quantity, cells in named if quantity is not None]
    blocks = _blocks([(header, quantity.name) for header, quantity, _ in known])
    counted = {quantity.name for _, quantity, _ in known if quantity.name in ("ports", "carriers")}
    drafts: dict[tuple[str, str | None], DraftColumn] = {}
    for header, quantity, cells in known:
        block = blocks.get(header)
        split = _split_mark(cells) if quantity.units else None
        single = [part for cell in cells for part in cell_text(cell).split(split)] if split else cells
        unit, remark = _unit(header, quantity, single, decimal)
        per, why = _per(header, counted) if quantity.name == "power" else (None, "")
        gaps = quantity.name in STATION_TEXTS and _has_gaps(cells)
        more = "cells below the first row of a station are empty" if gaps else ""
        remarks = "; ".join(part for part in (remark, why, more) if part)
        draft = DraftColumn(header, quantity.name, unit, per, block, split, gaps, remarks)
        drafts.setdefault((quantity.name, block), draft)
    return list(drafts.values())


def _quantity(header: str) -> Quantity | None:
    """Quantity of a header, the sector that it is of left aside."""
    return header_quantity(_BLOCK.sub("", header).strip() or header)


def _blocks(named: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Block of each header that names a sector and whose quantity occurs in several of them."""
    marks = {}
    for header, name in named:
        match = _BLOCK.search(header)
        marks[header] = (name, (match.group(1) or match.group(2)) if match else "")
    repeated = {name for name, count in Counter(name for name, _ in marks.values()).items() if count > 1}
    numbered = {name for name, mark in marks.values() if mark and name in repeated}
    return {header: mark or "1" for header, (name, mark) in marks.items() if name in numbered}


def _unit(header: str, quantity: Quantity, cells: Sequence[Any], decimal: str) -> tuple[str | None, str]:
    """Unit of a column, and a remark where its header does not state it."""
    if not quantity.units:
        return None, ""
    unit = stated_unit(header, quantity)
    if unit:
        return unit, ""
    numbers = [pair for cell in cells if (pair := _number(cell, decimal)) is not None]
    behind = Counter(known for _, text in numbers if text and (known := unit_of(quantity, text)))
    if numbers and sum(behind.values()) == len(numbers):
        return behind.most_common(1)[0][0], "unit behind each number"
    if len(quantity.units) == 1:
        return quantity.units[0], ""
    if quantity.name in _POWERS:
        return "", f"unit not stated: {', '.join(quantity.units)}?"
    choose = _BY_VALUES.get(quantity.name)
    unit = choose([number for number, _ in numbers]) if choose else quantity.units[0]
    return unit, "unit not stated in the header" if unit else f"unit not stated: {', '.join(quantity.units)}?"


_BY_VALUES: dict[str, Callable[[Sequence[float]], str]] = {
    **dict.fromkeys(
        ("frequency", "frequency_low", "frequency_high"), lambda numbers: "MHz" if all(map(in_a_band, numbers)) else ""
    ),
    "bandwidth": lambda numbers: "MHz" if all(number <= _WIDEST_CARRIER_MHZ for number in numbers) else "",
    **dict.fromkeys(
        ("duty_cycle", "power_reduction_factor"), lambda numbers: "1" if all(n <= 1 for n in numbers) else "%"
    ),
}


def _per(header: str, counted: Container[str]) -> tuple[str, str]:
    """The thing that a power is of, and a remark where its header does not state it."""
    plain = header.lower()
    for per, words in _PER:
        if any(word in plain for word in words):
            alone = per == "carrier" and "carriers" not in counted
            return ("total", "one carrier a row, all ports together") if alone else (per, "")
    if "ports" not in counted and "carriers" not in counted:
        return "total", "no column of ports or carriers: taken as that of all ports together"
    return "", 'of all ports and carriers together ("total"), or of one ("port", "carrier")?'


def _number(cell: Any, decimal: str) -> tuple[float, str] | None:
    try:
        return number_and_unit(cell, decimal) if cell_text(cell) else None
    except ValueError:
        return None


def _split_mark(cells: Sequence[Any]) -> str | None:
    """Mark between several numbers in a cell; None where cells hold one."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    several = [match.group(1) for text in texts if (match := _SEVERAL.fullmatch(text.strip()))]
    return Counter(several).most_common(1)[0][0] if several else None


def _has_gaps(cells: Sequence[Any]) -> bool:
    filled = [bool(cell_text(cell)) for cell in cells]
    return bool(filled) and filled[0] and not all(filled)


def understood(headers: Sequence[str]) -> int:
    """Number of distinct quantities that headers mean."""
    return len({quantity.name for header in headers if header and (quantity := _quantity(header))})


def explanation(name: str, language: str) -> str:
    """Explanation of a quantity in a language."""
    return dict(quantities()[name].labels)[language]
