"""Make docs/hot-spots.md: hot spots and zones of the shipped network beside a count on whole metres: ``make hot-spots``.

Station ids as arguments check those alone; the page then says how many of all were checked.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from builders.brute_force import RADIUS, Spot, brute_force_spots, level_at, section_points, unequal  # noqa: E402
from emfassess.assessment.assess import assess  # noqa: E402
from emfassess.assessment.hot_spots import HotSpot  # noqa: E402
from emfassess.jobs.plan import Plan, read_plan  # noqa: E402
from emfassess.stations import Station  # noqa: E402
from emfassess.zones.station_zones import station_zones  # noqa: E402

PAGE = ROOT / "docs" / "hot-spots.md"
LIMIT = "gb-8702-2014"

INTRODUCTION = f"""# Hot spots and zones, counted one by one

This page is written by `docs/make_hot_spots.py` (`make hot-spots`). The shipped network is judged with `--limit {LIMIT}`,
all of its stations summed. *Stated* is what the result of a station says of the hot spots that it causes, and of its own
keep-out zone; *counted* is what `emfassess points` computes on a grid of whole metres from the station, within {RADIUS} m
of it, 1.7 m above the ground.

* Cells: places of the grid above the limit, connected and with the same main antenna. The foot of a mast (0.5 m around its
  axis) is no place.
* Farthest: horizontal distance of the farthest of them from the station.
* Lowest: lowest height above the ground at which the limit is exceeded at these places.
* Maximum: the statement is looked for between the cells; beside it stand the level that `points` computes at the stated
  place, and the greatest level on a cell, which is never above it.
* Sections: the station alone. The stated reach is that of the outline, so that no counted place lies beyond it; where the
  limit is exceeded straight below an antenna alone, the square metre around that place is the section.

"""


def page(chosen: list[str]) -> str:
    """The whole page, for some stations or for all."""
    plan = read_plan([ROOT / "stations" / "natal-tirol.csv"], folder=ROOT, limit=LIMIT)
    stations = [station for station in plan.stations if not chosen or station.id in chosen]
    spots, sections, wrong = [], [], []
    for station in stations:
        stated = _stated(plan, station)
        counted = brute_force_spots(plan, station)
        wrong += unequal(plan, station, stated, counted)
        spots += _spot_rows(plan, stated, counted)
        rows, short = _section_rows(plan, station)
        sections += rows
        wrong += short
    told = f"{len(stations)} of the {len(plan.stations)} stations were checked; {len(spots)} hot spots are caused by them; "
    told += "all statements are equal to the count.\n" if not wrong else "not equal: " + "; ".join(wrong) + ".\n"
    head = "| Hot spot | cells stated | counted | farthest stated | counted | lowest stated | counted "
    head += "| maximum stated | `points` there | greatest cell |\n" + "|---" * 10 + "|"
    below = (
        "| Station alone | height | area stated | cells counted | reach stated | farthest counted |\n"
        + "|---" * 6
        + "|"
    )
    return "\n".join([INTRODUCTION + told, head, *spots, "\n## Sections of the zones\n", below, *sections]) + "\n"


def _stated(plan: Plan, station: Station) -> list[HotSpot]:
    others = [other for other in plan.stations if other.id != station.id]
    found = assess([station, *others], plan.limits, subjects=[station], draws=0).hot_spots
    return [spot for spot in found if spot.station_id == station.id]


def _spot_rows(plan: Plan, stated: list[HotSpot], counted: list[Spot]) -> list[str]:
    counted = sorted(counted, key=lambda spot: (spot.antenna, -spot.count, spot.farthest))
    ordered = sorted(stated, key=lambda spot: (f"{spot.station_id}/{spot.antenna_id}", -spot.area, spot.farthest))
    rows = []
    for spot, other in zip(ordered, counted, strict=False):
        there, _ = level_at(plan, spot.longitude, spot.latitude, spot.height)
        rows.append(
            f"| {other.antenna} | {spot.area:.0f} | {other.count} | {spot.farthest:.1f} m | {other.farthest:.1f} m "
            f"| {spot.lowest_height:.1f} m | {other.lowest:.1f} m | {100 * spot.exposure_ratio:.1f} % "
            f"| {100 * there:.1f} % | {100 * other.maximum:.1f} % |"
        )
    return rows


def _section_rows(plan: Plan, station: Station) -> tuple[list[str], list[str]]:
    """Rows of the sections of a station's zone, and those beyond which a counted place lies."""
    whole = station_zones(station, [plan.limits])[-1]
    rows, short = [], []
    for section in whole.sections:
        count, farthest = section_points(plan, station, section.height)
        if farthest is not None and (section.empty or farthest > section.reach):
            short.append(f"{station.id} at {section.height:g} m: counted beyond the section")
        reach = "none" if section.empty else f"{section.reach:.2f} m"
        reached = "none" if farthest is None else f"{farthest:.2f} m"
        if count or not section.empty:
            rows.append(
                f"| {station.id} | {section.height:g} m | {section.area:.1f} m² | {count} | {reach} | {reached} |"
            )
    return rows, short


if __name__ == "__main__":
    PAGE.write_text(page(sys.argv[1:]), encoding="utf-8")
