"""Limit sets for people and programs: the rows of a set, and its values at a frequency."""

from typing import Literal, NotRequired, TypedDict

from emfassess.language import Language
from emfassess.language.messages.names import POPULATION, QUANTITY, SUMMATION
from emfassess.limits.limit_set import QUANTITIES, Band, LimitSet, Term
from emfassess.publish.data.records import LimitRecord
from emfassess.publish.data.shared_records import limit_record
from emfassess.publish.text.clauses import clause_in
from emfassess.publish.text.numbers import significant

LevelKey = Literal[
    "electric_field_strength_v_m", "magnetic_field_strength_a_m", "magnetic_flux_density_ut", "power_density_w_m2"
]

_UNITS: dict[str, tuple[str, str, LevelKey, float]] = {
    "electric_field_strength": ("E", "V/m", "electric_field_strength_v_m", 1.0),
    "magnetic_field_strength": ("H", "A/m", "magnetic_field_strength_a_m", 1.0),
    "magnetic_flux_density": ("B", "µT", "magnetic_flux_density_ut", 1e6),
    "power_density": ("S", "W/m²", "power_density_w_m2", 1.0),
}
_SECONDS_PER_MINUTE = 60.0


class LimitTermRecord(TypedDict):
    """A level as a power of the frequency, counted in a unit of so many hertz."""

    coefficient: float
    exponent: float
    frequency_unit_hz: float


class BandRecord(TypedDict):
    """Levels of a set between two frequencies."""

    from_mhz: float
    to_mhz: float
    electric_field_strength_v_m: NotRequired[LimitTermRecord]
    magnetic_field_strength_a_m: NotRequired[LimitTermRecord]
    magnetic_flux_density_ut: NotRequired[LimitTermRecord]
    power_density_w_m2: NotRequired[LimitTermRecord]


class LimitTargetRecord(TypedDict):
    """Management target of a set: the fraction of its limits, and the standard that states it."""

    standard: str
    fraction: float


class SetHead(LimitRecord):
    """A limit set without its rows."""

    title: dict[str, str]
    lowest_frequency_mhz: float
    highest_frequency_mhz: float
    quantities: list[str]
    confirmed: bool


class SetRecord(SetHead):
    """A whole limit set: rows, target of a single project, and notes by language."""

    bands: list[BandRecord]
    management_target: LimitTargetRecord | None
    notes: list[dict[str, str]]


class ValueRecord(TypedDict):
    """Values of a limit set at a frequency; None where it has no such level."""

    id: str
    population: str
    frequency_mhz: float
    electric_field_strength_v_m: NotRequired[float | None]
    magnetic_field_strength_a_m: NotRequired[float | None]
    magnetic_flux_density_ut: NotRequired[float | None]
    power_density_w_m2: NotRequired[float | None]
    averaging_time_min: NotRequired[float | None]


def set_record(limits: LimitSet, *, whole: bool) -> SetHead | SetRecord:
    """A limit set as plain values; with its rows if `whole`."""
    head: SetHead = {
        **limit_record(limits),
        "title": dict(limits.title),
        "lowest_frequency_mhz": limits.lowest_frequency_hz / 1e6,
        "highest_frequency_mhz": limits.highest_frequency_hz / 1e6,
        "quantities": list(limits.quantities),
        "confirmed": limits.confirmed,
    }
    if not whole:
        return head
    target = limits.management_target
    return {
        **head,
        "bands": [_band_record(band) for band in limits.bands],
        "management_target": {"standard": target.standard, "fraction": target.fraction} if target else None,
        "notes": [{language: note} for language, note in limits.notes],
    }


def set_lines(limits: LimitSet, text: Language, *, whole: bool) -> list[str]:
    """A limit set in lines of text."""
    titles = dict(limits.title)
    place = text("{standard}, {clause}", standard=limits.standard, clause=clause_in(limits.clause, text))
    about = text.joined([place, text(POPULATION[limits.population]), titles.get(text.code, titles["en"])])
    head = f"{limits.id:16} {about}"
    if not whole:
        return [head]
    rows = [_band_line(band) for band in limits.bands]
    notes = [note for language, note in limits.notes if language == text.code]
    labels = text.listed(text(QUANTITY.get(label, label)) for label in limits.sum_labels)
    sums = text(
        "sums: {quantities} ({rule})", quantities=labels, rule=text(SUMMATION.get(limits.summation, limits.summation))
    )
    return [head, sums, *rows, *notes]


def value_record(limits: LimitSet, frequency_hz: float) -> ValueRecord:
    """Values of a limit set at a frequency; null where it has no such level.

    Raises
    ------
    ValueError
        If the frequency lies outside the set.
    """
    record: ValueRecord = {"id": limits.id, "population": limits.population, "frequency_mhz": frequency_hz / 1e6}
    for quantity in QUANTITIES:
        value = float(limits.level_or_nan(quantity, frequency_hz))
        _, _, key, scale = _UNITS[quantity]
        record[key] = None if value != value else float(f"{scale * value:.12g}")
    record["averaging_time_min"] = averaging_minutes(limits, frequency_hz)
    return record


def value_lines(limits: LimitSet, frequency_hz: float, text: Language) -> list[str]:
    """Values of a limit set at a frequency, in one line."""
    record = value_record(limits, frequency_hz)
    parts = [
        f"{symbol} {significant(value, 4)} {unit}"
        for symbol, unit, key, _ in _UNITS.values()
        if (value := record.get(key)) is not None
    ]
    return [f"{limits.id:16} {text(POPULATION[limits.population]):12} {frequency_hz / 1e6:g} MHz: {', '.join(parts)}"]


def averaging_minutes(limits: LimitSet, frequency_hz: float) -> float | None:
    """Averaging time in minutes; None where the set names none."""
    try:
        return float(f"{float(limits.averaging_time(frequency_hz)) / _SECONDS_PER_MINUTE:.12g}")
    except ValueError:
        return None


def _band_record(band: Band) -> BandRecord:
    record: BandRecord = {"from_mhz": band.low_hz / 1e6, "to_mhz": band.high_hz / 1e6}
    for quantity, term in band.levels:
        _, _, key, scale = _UNITS[quantity]
        record[key] = {
            "coefficient": float(f"{scale * term.coefficient:.12g}"),
            "exponent": term.exponent,
            "frequency_unit_hz": term.unit_hz,
        }
    return record


def _band_line(band: Band) -> str:
    levels = ", ".join(_formula(quantity, term) for quantity, term in band.levels)
    return f"  {band.low_hz / 1e6:>12.9g} – {band.high_hz / 1e6:<9.9g} MHz  {levels}"


def _formula(quantity: str, term: Term) -> str:
    symbol, unit, _, scale = _UNITS[quantity]
    prefix = {1.0: "Hz", 1e3: "kHz", 1e6: "MHz", 1e9: "GHz"}[term.unit_hz]
    value = f"{scale * term.coefficient:.6g}"
    if term.exponent:
        value += f"·(f/{prefix})^{term.exponent:g}"
    return f"{symbol} {value} {unit}"
