"""A station's zone for drawing: from the side in a small picture, from above as an outline on its map."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import shapely

from emfassess.portal.mercator import DIGITS
from emfassess.portal.sentences import public_zones

SIMPLER_DEG = 2e-6
"""Outlines are drawn to 0.2 m. [deg]"""

WIDTH, HEIGHT = 640.0, 240.0
MARGIN = 24.0

PERSON = 1.7
"""Height of the person in the picture. [m]"""


def zone_drawing(record: Mapping[str, Any]) -> dict[str, float] | None:
    """Sizes of the picture from the side: ground, a person, and the box around all zones; None where there is none. [px]

    The scale is the same up and across, so that the picture is true.
    """
    zones = [zone for zone in public_zones(record, "station") if not zone["empty"]]
    if not zones:
        return None
    zone = zones[0]
    top, bottom, radius = zone["cylinder_top_m"], zone["lowest_height_m"], zone["cylinder_radius_m"]
    scale = min((HEIGHT - 2 * MARGIN) / top, (WIDTH - 2 * MARGIN) / (2 * radius * 1.3))
    ground, middle = HEIGHT - MARGIN, WIDTH / 2
    sizes = {
        "ground": ground,
        "middle": middle,
        "left": middle - radius * scale,
        "width": 2 * radius * scale,
        "top": ground - top * scale,
        "height": (top - bottom) * scale,
        "bottom": ground - bottom * scale,
        "mast": record["station"]["highest_antenna_m"] * scale,
        "person": PERSON * scale,
    }
    lengths = {"lowest": bottom, "highest": top, "radius": radius, "antenna": record["station"]["highest_antenna_m"]}
    return {name: round(size, 1) for name, size in sizes.items()} | {
        f"{name}_m": size for name, size in lengths.items()
    }


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
