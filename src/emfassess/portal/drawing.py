"""A station's zone for drawing: from the side in a small picture, from above as an outline on its map."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import shapely

from emfassess.portal.mercator import DIGITS
from emfassess.portal.sentences import PERSON, public_zones

SIMPLER_DEG = 2e-6
"""Outlines are drawn to 0.2 m. [deg]"""

WIDTH, HEIGHT = 640.0, 240.0
MARGIN = 24.0


def zone_drawing(record: Mapping[str, Any]) -> dict[str, Any] | None:
    """The picture from the side: ground, a person, and the outline of the station's zone; None where there is none. [px]

    The scale is the same up and across, so that the picture is true.
    """
    zones = [zone for zone in public_zones(record, "station") if not zone["empty"]]
    if not zones:
        return None
    zone = zones[0]
    rings = zone["side"]["outline_m"]
    across = [point[0] for ring in rings for point in ring]
    first, last = min(*across, 0.0), max(*across, 0.0)
    antenna = record["station"]["highest_antenna_m"]
    top, bottom = max(zone["cylinder_top_m"], antenna), zone["lowest_height_m"]
    scale = min((HEIGHT - 2 * MARGIN) / top, (WIDTH - 4 * MARGIN) / (last - first))
    ground, middle = HEIGHT - MARGIN, WIDTH / 2 - 0.5 * (first + last) * scale
    sizes = {
        "ground": ground,
        "middle": middle,
        "left": middle + first * scale,
        "right": middle + last * scale,
        "top": ground - zone["cylinder_top_m"] * scale,
        "bottom": ground - bottom * scale,
        "mast": antenna * scale,
        "person": PERSON * scale,
    }
    lengths = {"lowest": bottom, "highest": zone["cylinder_top_m"], "radius": max(last, -first), "antenna": antenna}
    paths = [" ".join(f"{middle + d * scale:.1f},{ground - h * scale:.1f}" for d, h in ring) for ring in rings]
    return (
        {name: round(size, 1) for name, size in sizes.items()}
        | {f"{name}_m": size for name, size in lengths.items()}
        | {"outline": "".join(f"M{path}Z" for path in paths), "azimuth": zone["side"]["azimuth_deg"]}
    )


def zone_outlines(folder: Path) -> list[dict[str, Any]]:
    """Outlines of the station's zones from above, seen from ``zones.geojson``; none where the file is missing."""
    path = folder / "zones.geojson"
    if not path.exists():
        return []
    found = []
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        properties = feature["properties"]
        if properties["kind"] == "station" and feature["geometry"] is not None:
            shape = shapely.simplify(shapely.geometry.shape(feature["geometry"]), SIMPLER_DEG)
            outline = shapely.geometry.mapping(shapely.set_precision(shape, 10.0**-DIGITS))
            found.append({"population": properties["population"], "geometry": outline})
    return found
