"""The walk from readings to verdicts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from emfassess.limits.editions import Editions
from emfassess.limits.limit_set import LimitSet
from emfassess.measured_levels.assumption_list import judging_assumptions
from emfassess.measured_levels.averaging import GREATEST, band_levels
from emfassess.measured_levels.band_compliance import Components, judged
from emfassess.measured_levels.budget import measured_budget
from emfassess.measured_levels.components import band_spans, extrapolated_levels, parts_table
from emfassess.measured_levels.result import MeasuredLevels
from emfassess.measured_levels.settings import DEFAULTS, JudgingSettings
from emfassess.measurements import Campaign
from emfassess.measurements.days import local_days
from emfassess.measurements.extrapolation import Extrapolation
from emfassess.units import Floats, power_density_from_field_strength


def measured_levels(
    campaign: Campaign,
    readings: pd.DataFrame,
    editions: Editions,
    today: date,
    *,
    extrapolations: Mapping[str, Extrapolation] | None = None,
    settings: JudgingSettings = DEFAULTS,
) -> MeasuredLevels:
    """Judge a campaign by the limits of its days, and beside it by those of today.

    Parameters
    ----------
    campaign : Campaign
    readings : DataFrame
        As :func:`emfassess.measurements.checked_readings` gives them.
    editions : Editions
        The editions of one standard.
    today : date
        Whose edition is used beside that of the measuring day.
    extrapolations : mapping of band to Extrapolation, optional
        For bands whose readings are of the signal that the extrapolation starts from.
    settings : JudgingSettings

    Returns
    -------
    MeasuredLevels

    Raises
    ------
    ValueError
        If there is no valid measured reading, an extrapolation names a band that was not read, a band lies outside the
        limits, or no edition is in force today.
    """
    extrapolations = extrapolations or {}
    usable = _usable(campaign, readings, extrapolations)
    ids, usable, given = _placed(usable, readings[readings["valid"] & (readings["kind"] == "extrapolated")])
    levels = band_levels(usable, settings)
    laboratory = band_levels(given, settings) if len(given) else levels.iloc[:0]
    extrapolated = extrapolated_levels(levels, laboratory, extrapolations)
    table = parts_table(levels, laboratory, extrapolations, len(ids))
    with_extrapolation = np.isin(np.arange(len(ids)), extrapolated["place"])
    components = _components(campaign, readings, table, with_extrapolation, settings)
    days = _days(campaign, levels, len(ids))
    budget, assumed = measured_budget(campaign.instrument, days, *_spread(table, len(ids), settings), settings)
    current = editions.current(today)
    on_the_day, share = judged(components, _editions_of(days, editions), budget.expanded_db, settings)
    now, share_now = judged(components, [current] * len(ids), budget.expanded_db, settings)
    return MeasuredLevels(
        campaign_id=campaign.id,
        point_ids=tuple(ids),
        days=days,
        **_where(campaign, usable, ids),
        **_fields(table, len(ids)),
        budget=budget,
        on_the_day=on_the_day,
        today=now,
        bands=_bands(components, ids, share, share_now),
        extrapolated=extrapolated.assign(point_id=_named(ids, extrapolated["place"])),
        extrapolations=tuple(sorted(extrapolations.items())),
        without_level=_without_level(campaign, ids),
        assumptions=(*judging_assumptions(campaign, readings, levels, components, ids, current, settings), *assumed),
    )


def _usable(campaign: Campaign, readings: pd.DataFrame, extrapolated: Collection[str]) -> pd.DataFrame:
    """Valid measured readings, among them those of every band to extrapolate.

    Raises
    ------
    ValueError
        If there is none, or none of one of these bands.
    """
    valid = readings[readings["valid"] & (readings["kind"] == "measured")]
    usable = _without_zeros(valid, campaign.instrument.sensitivity_v_m)
    if usable.empty:
        raise ValueError(f"campaign {campaign.id} has no valid measured reading: there is nothing to judge")
    unread = set(extrapolated) - set(usable["band"].astype(str).unique())
    if unread:
        raise ValueError(f"campaign {campaign.id} has no reading of band {sorted(unread)[0]!r} to extrapolate")
    return usable


class _Fields(TypedDict):
    """Levels of the result, one a place."""

    field_strength: Floats
    power_density: Floats
    detected_field_strength: Floats
    censored: NDArray[np.bool_]
    upper_bound: NDArray[np.bool_]


def _fields(table: pd.DataFrame, places: int) -> _Fields:
    """Levels of the places from their parts: what was detected, and the upper bound of what may be there."""
    detected = _sums(table, "detected", places)
    upper = np.maximum(_sums(table, "upper_bound", places), detected)
    return {
        "field_strength": np.sqrt(upper),
        "power_density": power_density_from_field_strength(np.sqrt(upper)),
        "detected_field_strength": np.sqrt(detected),
        "censored": (detected == 0) & (upper > 0),
        "upper_bound": upper > detected,
    }


def _components(
    campaign: Campaign,
    readings: pd.DataFrame,
    table: pd.DataFrame,
    with_extrapolation: NDArray[np.bool_],
    settings: JudgingSettings,
) -> Components:
    """Parts of the levels with the bands and the instrument that they were measured in; one flag a place."""
    meter = campaign.instrument
    span = (meter.frequency_low_hz, meter.frequency_high_hz)
    places = len(with_extrapolation)
    return Components(table, places, band_spans(readings), with_extrapolation, span, settings.plausible_hz)


def _without_zeros(measured: pd.DataFrame, sensitivity_v_m: float | None) -> pd.DataFrame:
    """Readings with zeros as what they are: below the sensitivity, or nothing known where there is none."""
    zero = measured["field_strength_v_m"] == 0
    if sensitivity_v_m is None:
        return measured[~zero]
    field = measured["field_strength_v_m"].where(~zero, sensitivity_v_m)
    return measured.assign(field_strength_v_m=field, censored=measured["censored"] | zero)


def _placed(measured: pd.DataFrame, given: pd.DataFrame) -> tuple[list[str], pd.DataFrame, pd.DataFrame]:
    """Ids of the places in the order of their first reading, and the readings with the number of their place.

    A described point is one place; of a route every line of the file is. What was only extrapolated has no place.
    """
    keys = []
    for table in (measured, given):
        points = table["point_id"].astype(str).to_numpy(dtype=object)
        keys.append(np.where(points == "", "line " + table["line"].astype(str).to_numpy(dtype=object), points))
    codes, found = pd.factorize(pd.Index(keys[0]))
    place = found.get_indexer(pd.Index(keys[1]))
    return list(found), measured.assign(place=codes), given.assign(place=place)[place >= 0]


def _days(campaign: Campaign, levels: pd.DataFrame, places: int) -> tuple[date | None, ...]:
    """Day of each place: the first on which one of its bands had its deciding value."""
    local = local_days(campaign, levels["time"].dt.tz_localize("UTC"))
    first = local.groupby(levels["place"]).min().reindex(range(places))
    known: dict[Any, date | None] = {day: day.date() for day in first.dropna().unique()}
    return tuple(known.get(day) for day in first)


def _editions_of(days: Sequence[date | None], editions: Editions) -> list[LimitSet | None]:
    found = {day: editions.on(day) if day is not None else None for day in set(days)}
    return [found[day] for day in days]


def _sums(table: pd.DataFrame, column: str, places: int) -> Floats:
    weights = table[column].to_numpy(dtype=float)
    return np.asarray(np.bincount(table["place"].to_numpy(), weights=weights, minlength=places))


def _spread(table: pd.DataFrame, places: int, settings: JudgingSettings) -> tuple[Floats, bool]:
    """Repeatability of each place's level: its parts' by their share, all of them counted as off in one direction. [dB]"""
    own = table["spread_db"].to_numpy(dtype=float)
    part = table["upper_bound"].to_numpy(dtype=float)
    weighted = np.where(np.isnan(own), settings.repeatability_db, own) * part
    whole = np.bincount(table["place"].to_numpy(), weights=weighted, minlength=places)
    share = _sums(table, "upper_bound", places)
    spread = np.where(share > 0, whole / np.where(share > 0, share, 1.0), settings.repeatability_db)
    return np.asarray(spread), bool(not np.isnan(own[part > 0]).any() and np.all(share > 0))


def _where(campaign: Campaign, usable: pd.DataFrame, ids: Sequence[str]) -> dict[str, Floats]:
    """Position and height of each place: as described, else the middle of its readings."""
    described = {point.id: point for point in campaign.points}
    found = {}
    for key in ("longitude", "latitude", "height_m"):
        read = usable.groupby("place")[key].median()
        own = [getattr(described[name], key) if name in described else None for name in ids]
        stated = np.array([np.nan if value is None else value for value in own], dtype=float)
        found[key] = np.where(np.isnan(stated), read.to_numpy(dtype=float), stated)
    surfaces = [described[name].surface_height_m if name in described else 0.0 for name in ids]
    return {**found, "surface_height_m": np.array(surfaces, dtype=float)}


def _without_level(campaign: Campaign, ids: Sequence[str]) -> tuple[str, ...]:
    known = frozenset(ids)
    return tuple(point.id for point in campaign.points if point.id not in known)


def _named(ids: Sequence[str], place: "pd.Series[Any]") -> "NDArray[np.object_]":
    return np.asarray(np.array(ids, dtype=object)[place.to_numpy(dtype=np.intp)])


def _bands(components: Components, ids: Sequence[str], share: Floats, share_now: Floats) -> pd.DataFrame:
    """The table of bands as the result shows it."""
    table = components.table
    ends = np.array([components.spans[name] or (np.nan, np.nan) for name in table["band"]], dtype=float).reshape(-1, 2)
    field = np.sqrt(np.maximum(table["upper_bound"].to_numpy(dtype=float), table["detected"].to_numpy(dtype=float)))
    shown = pd.DataFrame(
        {
            "place": table["place"],
            "point_id": _named(ids, table["place"]),
            "band": table["band"],
            "frequency_low_hz": ends[:, 0],
            "frequency_high_hz": ends[:, 1],
            "field_strength_v_m": field,
            "power_density_w_m2": power_density_from_field_strength(field),
            "censored": (table["detected"] == 0) & (table["upper_bound"] > 0),
            "values": table["values"].astype(int),
            "way": table["way"].replace("", GREATEST),
            "filled": table["filled"].astype(bool),
            "exposure_ratio": share,
            "exposure_ratio_today": share_now,
        }
    )
    return shown[table["measured"].astype(bool) & (shown["field_strength_v_m"] >= 0)].reset_index(drop=True)
