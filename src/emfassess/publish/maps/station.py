"""The map of an assessment: one page that opens anywhere, with the same numbers as a table below it.

Names and other text of users are escaped before they reach the page; the texts of shapes are data, which the page's script
sets as text.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

import numpy as np
import shapely

from emfassess.assessment.place import ON_GROUND
from emfassess.assessment.result import Assessment
from emfassess.language import Language
from emfassess.language import language as language_of
from emfassess.language.messages.names import CLASS_NAME, SCENARIO_SENTENCE
from emfassess.publish.data.assessment_record import place_records
from emfassess.publish.data.buildings import building_rows
from emfassess.publish.data.responsibility import verdict_record
from emfassess.publish.figures.drawing import INK
from emfassess.publish.figures.svg import HATCHES
from emfassess.publish.maps.assets import SCRIPT, head_html, script_html
from emfassess.publish.maps.class_areas import class_areas
from emfassess.publish.maps.station_tables import tables_html
from emfassess.publish.reports.assessment_content import target_sentence
from emfassess.publish.text import numbers
from emfassess.publish.text.classes import CLASSES, ExposureClass, class_index
from emfassess.publish.text.verdicts import headline
from emfassess.surroundings import RINGS
from emfassess.units import Floats

DIGITS = 6
"""Decimals of a degree: ten centimetres."""

RANGE = 2000.0
"""Stations farther away are summed but not drawn. [m]"""

WEDGE_LENGTH = 45.0
WEDGE_HALF_ANGLE_DEG = 12.0


def map_html(assessment: Assessment, language: str, assets: str | None = None) -> str:
    """Page with the map of an assessment.

    Parameters
    ----------
    assessment : Assessment
        Its first subject is in the middle.
    language : str
        ``en`` or ``zh``.
    assets : str, optional
        Address of the folder of shared files as seen from the page, ``..`` in a run: see
        :func:`~emfassess.publish.maps.assets.write_assets`. Without it the page holds everything itself.

    Returns
    -------
    str
        HTML that loads nothing from another host.
    """
    text = language_of(language)
    places = place_records(assessment)
    title = escape(text.labelled(text("Exposure map"), assessment.subjects[0].name))
    missing = text("The map is drawn by the file {file}, which is missing here.", file=SCRIPT)
    return "\n".join(
        [
            f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            head_html(assets),
            f"<style>{_class_styles()}</style></head><body>",
            _head_html(assessment, text),
            f'<div id="map">{"" if assets is None else f"<p>{escape(missing)}</p>"}</div>',
            tables_html(assessment, places, text),
            f'<script type="application/json" id="content">{_content(assessment, places, text)}</script>',
            script_html(assets),
            "</body></html>\n",
        ]
    )


def _content(assessment: Assessment, places: Iterable[Mapping[str, Any]], text: Language) -> str:
    """Layers and bounds as JSON in which nothing ends its element."""
    content = {"bounds": _bounds(assessment), "layers": list(_layers(assessment, places, text))}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _layers(assessment: Assessment, places: Iterable[Mapping[str, Any]], text: Language) -> Iterator[Any]:
    for kind, area in class_areas(assessment):
        tip = text.labelled(text("Exposure ratio"), text(CLASS_NAME[kind.key]))
        yield _layer(assessment, [(area, tip)], _area_style(kind))
    yield from _buildings(assessment, text)
    yield _rings(assessment)
    yield _layer(
        assessment, _wedges(assessment, text), {"fillColor": INK, "fillOpacity": 0.75, "color": INK, "weight": 1}
    )
    stations = [
        (shapely.Point(east, north), text.listed([text.bracketed(station.name, station.id), station.operator]))
        for station, (east, north) in zip(assessment.stations, _station_places(assessment), strict=True)
        if np.hypot(east, north) <= RANGE
    ]
    yield _layer(assessment, stations, {"fillColor": INK, "fillOpacity": 1, "color": "#ffffff", "weight": 1.5})
    for kinds, colour in ((ON_GROUND, "#ffffff"), (("named",), "#ffd166")):
        points = [
            (shapely.Point(record["east_m"], record["north_m"]), _place_tip(record, assessment, text))
            for record in places
            if record["kind"] in kinds
        ]
        if points:
            yield _layer(assessment, points, {"fillColor": colour, "fillOpacity": 1, "color": INK, "weight": 2})


def _layer(assessment: Assessment, items: Iterable[tuple[Any, str]], style: Mapping[str, Any]) -> dict[str, Any]:
    """Layer of shapes in east and north, a text each."""

    def placed(coordinates: Floats) -> Floats:
        longitude, latitude = assessment.frame.longitude_latitude(coordinates[:, 0], coordinates[:, 1])
        return np.column_stack([longitude, latitude]).round(DIGITS)

    features = [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(shapely.transform(shape, placed)),
            "properties": {"tip": tip},
        }
        for shape, tip in items
    ]
    return {"shapes": {"type": "FeatureCollection", "features": features}, "style": dict(style)}


def _buildings(assessment: Assessment, text: Language) -> Iterator[Any]:
    """Outlines of the assessed buildings in the class of their worst facade, a layer a class."""
    found: dict[int, list[tuple[Any, str]]] = {}
    for row, index in zip(building_rows(assessment), _building_index(assessment), strict=True):
        floor = text("roof") if row["worst_floor"] == "roof" else row["worst_floor"]
        tip = "\n".join(
            [
                f"{row['building']} {row['name']}".strip(),
                text.labelled(text("Exposure ratio"), numbers.percent(row["exposure_ratio"])),
                text.labelled(text("Worst floor/floors"), f"{floor}/{row['floors']}"),
                numbers.field_strength(row["field_strength_v_m"]),
            ]
        )
        kind = int(class_index(row["exposure_ratio"]))
        found.setdefault(kind, []).append((assessment.scene.buildings[index].footprint, tip))
    for kind in sorted(found):
        yield _layer(assessment, found[kind], _area_style(CLASSES[kind]) | {"color": INK, "weight": 1.5})


def _building_index(assessment: Assessment) -> Iterable[int]:
    return () if assessment.buildings is None else (int(i) for i in assessment.buildings.buildings)


def _rings(assessment: Assessment) -> dict[str, Any]:
    """Circles of the ring table."""
    centre = shapely.Point(*assessment.grid.centres[0])
    radii = [radius for _, radius in RINGS]
    style = {"fill": False, "color": INK, "weight": 1, "dashArray": "4 4"}
    layer = _layer(assessment, [(centre, numbers.metres(radius)) for radius in radii], style)
    for feature, radius in zip(layer["shapes"]["features"], radii, strict=True):
        feature["properties"]["radius"] = radius
    return layer


def _wedges(assessment: Assessment, text: Language) -> list[tuple[Any, str]]:
    """Directions of the subject's antennas."""
    subject = assessment.subjects[0]
    centre = assessment.grid.centres[0]
    found = []
    for antenna in subject.antennas:
        start = centre + (antenna.east_m, antenna.north_m)
        angle = np.radians(antenna.azimuth_deg + np.array([-WEDGE_HALF_ANGLE_DEG, 0.0, WEDGE_HALF_ANGLE_DEG]))
        rim = start + WEDGE_LENGTH * np.column_stack([np.sin(angle), np.cos(angle)])
        operators = dict.fromkeys(carrier.operator for carrier in antenna.carriers)
        facts = [*operators, f"{antenna.azimuth_deg:g}°", numbers.metres(antenna.height_m)]
        tip = text.labelled(antenna.id, text.listed(facts))
        found.append((shapely.Polygon([start, *rim]), tip))
    return found


def _station_places(assessment: Assessment) -> Floats:
    longitude = [station.longitude for station in assessment.stations]
    latitude = [station.latitude for station in assessment.stations]
    return np.column_stack(assessment.frame.east_north(longitude, latitude))


def _place_tip(record: Mapping[str, Any], assessment: Assessment, text: Language) -> str:
    level = record[assessment.scenario]
    return "\n".join(
        [
            record["label"],
            text.labelled(text("Exposure ratio"), numbers.percent(level["exposure_ratio"])),
            numbers.power_density_quantity(level["power_density_w_m2"]),
            numbers.field_strength(level["field_strength_v_m"]),
            text.labelled(text("Main contributor"), level["main_contributor"]),
        ]
    )


def _bounds(assessment: Assessment) -> list[list[float]]:
    reach = RINGS[-1][1]
    east, north = assessment.grid.centres[0]
    longitude, latitude = assessment.frame.longitude_latitude(
        [east - reach, east + reach], [north - reach, north + reach]
    )
    return [[float(latitude[0]), float(longitude[0])], [float(latitude[1]), float(longitude[1])]]


def _area_style(kind: ExposureClass) -> dict[str, str | float]:
    return {
        "className": f"area-{kind.key}",
        "fillColor": kind.colour,
        "fillOpacity": 0.85,
        "color": kind.colour,
        "weight": 0.5,
    }


def _head_html(assessment: Assessment, text: Language) -> str:
    """Headline, verdict and the patterns that the areas are filled with."""
    subject, limits = assessment.subjects[0], assessment.limits
    target, limit = target_sentence(assessment, text), text.bracketed(limits.standard, limits.edition)
    return (
        f"<header><h1>{escape(subject.name)}</h1>"
        f"<p>{escape(subject.id)} · {escape(subject.operator)}</p>"
        f'<p class="verdict {assessment.verdict}">{escape(headline(verdict_record(assessment), text))}</p>'
        + (f"<p>{escape(target)}</p>" if target else "")
        + f"<p>{escape(text.joined([limit, text(SCENARIO_SENTENCE[assessment.scenario])]))}</p></header>"
        f'<svg width="0" height="0" aria-hidden="true" style="position:absolute"><defs>{_patterns()}</defs></svg>'
    )


def _patterns() -> str:
    return "".join(
        f'<pattern id="fill-{kind.key}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{kind.colour}"/>{HATCHES.get(kind.hatch, "")}</pattern>'
        for kind in CLASSES
    )


def _class_styles() -> str:
    return "".join(f".area-{kind.key}{{fill:url(#fill-{kind.key})}}" for kind in CLASSES)
