"""A run as lines for a terminal and as plain values: verdicts, hot spots, the greatest level."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from emfassess.exposure.compliance import Verdict
from emfassess.language import Language
from emfassess.language.messages.names import POPULATION
from emfassess.limits.limit_set import LimitSet
from emfassess.publish.data.row_types import SummaryRow
from emfassess.publish.text.rounding import rounded_metres, rounded_percent
from emfassess.publish.text.verdicts import VERDICT_WORD

MOST_HOT_SPOTS = 10

SCHEMA = "emfassess-run-summary/1"


def verdict_counts(rows: Sequence[SummaryRow]) -> dict[str, int]:
    """How many stations have each verdict, the least severe first."""
    return {str(verdict): sum(row["verdict"] == verdict for row in rows) for verdict in Verdict}


def run_lines(
    rows: Sequence[SummaryRow], hot_spots: Sequence[Mapping[str, Any]], limits: LimitSet, out: Path, text: Language
) -> list[str]:
    """Verdicts counted, the greatest level, hot spots with cause and size, and where the files are.

    Parameters
    ----------
    rows : sequence of SummaryRow
        One a station.
    hot_spots : sequence of mapping
        Hot spots of the run's index, each once.
    limits : LimitSet
    out : Path
        The run's folder.
    text : Language
    """
    worst = max(rows, key=lambda row: row["max_exposure_ratio"])
    counted = {name: count for name, count in verdict_counts(rows).items() if count}
    lines = [
        text.plural(
            "{count} station under {standard} ({population}): {verdicts}",
            "{count} stations under {standard} ({population}): {verdicts}",
            count=len(rows),
            standard=limits.standard,
            population=text(POPULATION[limits.population]),
            verdicts=text.joined(text.labelled(text(VERDICT_WORD[name]), count) for name, count in counted.items()),
        ),
        text(
            "greatest: {percent} % of the limit at {station} ({place}, {density} W/m², {strength} V/m)",
            percent=f"{100 * worst['max_exposure_ratio']:.3g}",
            station=worst["station_id"],
            place=worst["place"],
            density=f"{worst['power_density_w_m2']:.3g}",
            strength=f"{worst['field_strength_v_m']:.3g}",
        ),
        *_hot_spots(hot_spots, text),
    ]
    high = sum(row["buildings_above_limit"] for row in rows)
    if high:
        lines.append(
            text.plural(
                "ABOVE THE LIMIT at {count} building: see buildings.csv and the report of each station",
                "ABOVE THE LIMIT at {count} buildings: see buildings.csv and the report of each station",
                count=high,
            )
        )
    lines.append(
        text("written to {folder}/: a folder for each station, index.json, stations.geojson, summary.csv", folder=out)
    )
    return lines


def _hot_spots(hot_spots: Sequence[Mapping[str, Any]], text: Language) -> list[str]:
    if not hot_spots:
        return []
    lines = [text.plural("{count} hot spot above the limit", "{count} hot spots above the limit", count=len(hot_spots))]
    lines += [f"  {_hot_spot(hot_spot, text)}" for hot_spot in hot_spots[:MOST_HOT_SPOTS]]
    left = len(hot_spots) - MOST_HOT_SPOTS
    return [*lines, *(["  " + text("{count} more: see {place}", count=left, place="index.json")] if left > 0 else [])]


def _hot_spot(hot_spot: Mapping[str, Any], text: Language) -> str:
    values = {
        "name": hot_spot["id"],
        "percent": rounded_percent(hot_spot["exposure_ratio"], text),
        "farthest": rounded_metres(hot_spot["farthest_m"]),
        "antenna": hot_spot["cause"]["antenna_id"],
        "station": hot_spot["cause"]["station_id"],
        "operator": hot_spot["cause"]["operator"],
    }
    if hot_spot["area_m2"] > 0:
        return text(
            "{name}: {percent} of the limit on {area} m² of the ground, at most {farthest} from the station, because of "
            "antenna {antenna} of {station} ({operator})",
            area=round(hot_spot["area_m2"]),
            **values,
        )
    return text(
        "{name}: {percent} of the limit {height} above the ground, {farthest} from the station, because of "
        "antenna {antenna} of {station} ({operator})",
        height=rounded_metres(hot_spot["height_m"]),
        **values,
    )


def run_summary(
    rows: Sequence[SummaryRow],
    hot_spots: Sequence[Mapping[str, Any]],
    limits: LimitSet,
    out: Path,
    notices: Sequence[Mapping[str, Any]],
    failures: Mapping[str, str],
) -> dict[str, Any]:
    """The same as plain values, with keys that no language changes."""
    return {
        "schema": SCHEMA,
        "folder": str(out),
        "limit": limits.id,
        "population": limits.population,
        "verdicts": verdict_counts(rows),
        "complete": not failures,
        "failed": [{"id": name, "reason": reason} for name, reason in failures.items()],
        "stations": list(rows),
        "hot_spots": list(hot_spots),
        "warnings": list(notices),
    }
