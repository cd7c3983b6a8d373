"""The map of an assessment: one page that opens anywhere, with the same numbers as a table below it.

Names and other text of users are escaped before they reach the page; tooltips are set through GeoJSON properties only.
"""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import folium
import numpy as np
import shapely
from branca.element import Element, Figure

from emfassess.assessment.place import ON_GROUND
from emfassess.assessment.result import Assessment
from emfassess.language import Language
from emfassess.language import language as language_of
from emfassess.language.messages.names import CLASS_NAME, SCENARIO_SENTENCE
from emfassess.publish.data.assessment_record import place_records
from emfassess.publish.data.buildings import building_rows
from emfassess.publish.data.responsibility import verdict_record
from emfassess.publish.maps.class_areas import class_areas
from emfassess.publish.maps.leaflet import LocalMap, leaflet_head
from emfassess.publish.maps.station_tables import tables_html
from emfassess.publish.reports.assessment_content import target_sentence
from emfassess.publish.text import numbers
from emfassess.publish.text.classes import CLASSES, ExposureClass, class_index
from emfassess.publish.text.verdicts import headline
from emfassess.surroundings import RINGS
from emfassess.units import Floats

DIGITS = 7
"""Decimals of a degree: one centimetre."""

INK = "#1f2933"
WEDGE_LENGTH = 45.0
WEDGE_HALF_ANGLE_DEG = 12.0


def map_html(assessment: Assessment, language: str) -> str:
    """Page with the map of an assessment.

    Parameters
    ----------
    assessment : Assessment
        Its first subject is in the middle.
    language : str
        ``en`` or ``zh``.

    Returns
    -------
    str
        HTML that loads nothing from elsewhere.
    """
    text = language_of(language)
    subject = assessment.subjects[0]
    figure = Figure(title=escaped(text.labelled(text("Exposure map"), subject.name)))
    page = LocalMap(
        location=[subject.latitude, subject.longitude],
        tiles=None,
        zoom_start=16,
        max_zoom=20,
        control_scale=True,
        zoom_snap=0.25,
        height=520,
        prefer_canvas=False,
        attributionControl=False,
    )
    for layer in _layers(assessment, text):
        layer.add_to(page)
    page.fit_bounds(_bounds(assessment))
    figure.header.add_child(leaflet_head(), name="leaflet")
    figure.header.add_child(Element(f"<style>{_STYLE}{_class_styles()}</style>"), name="style")
    figure.html.add_child(Element(_no_template(_head_html(assessment, text))), name="top")
    figure.html.add_child(Element(_no_template(tables_html(assessment, text))), name="tables")
    page.add_to(figure)
    return str(figure.render()).replace("<html>", f'<html lang="{language}">', 1)


def escaped(text: str) -> str:
    """Text of users as HTML; braces too are escaped, because folium reads its pages as templates once more."""
    return _no_template(escape(text))


def _no_template(html: str) -> str:
    return html.replace("{", "&#123;").replace("}", "&#125;")


def _layers(assessment: Assessment, text: Language) -> Iterable[Any]:
    for kind, area in class_areas(assessment):
        tip = text.labelled(text("Exposure ratio"), text(CLASS_NAME[kind.key]))
        yield _geojson(assessment, [(area, tip)], _area_style(kind))
    yield from _buildings(assessment, text)
    yield _geojson(assessment, _rings(assessment), {"fill": False, "color": INK, "weight": 1, "dashArray": "4 4"})
    yield _geojson(
        assessment, _wedges(assessment, text), {"fillColor": INK, "fillOpacity": 0.75, "color": INK, "weight": 1}
    )
    stations = [
        (shapely.Point(east, north), text.listed([text.bracketed(station.name, station.id), station.operator]))
        for station, (east, north) in zip(assessment.stations, _station_places(assessment), strict=True)
    ]
    yield _geojson(assessment, stations, {"fillColor": INK, "fillOpacity": 1, "color": "#ffffff", "weight": 1.5})
    for kinds, colour in ((ON_GROUND, "#ffffff"), (("named",), "#ffd166")):
        points = [
            (shapely.Point(record["east_m"], record["north_m"]), _place_tip(record, assessment, text))
            for record in place_records(assessment)
            if record["kind"] in kinds
        ]
        if points:
            yield _geojson(assessment, points, {"fillColor": colour, "fillOpacity": 1, "color": INK, "weight": 2})


def _geojson(assessment: Assessment, items: Iterable[tuple[Any, str]], style: Mapping[str, Any]) -> Any:
    """Layer of shapes in east and north with a tooltip each; the tooltip's text is escaped here and nowhere else."""

    def placed(coordinates: Floats) -> Floats:
        longitude, latitude = assessment.frame.longitude_latitude(coordinates[:, 0], coordinates[:, 1])
        return np.column_stack([longitude, latitude]).round(DIGITS)

    features = [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(shapely.transform(shape, placed)),
            "properties": {"tip": escaped(tip).replace("\n", "<br>")},
        }
        for shape, tip in items
    ]
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=lambda _: dict(style),
        tooltip=folium.GeoJsonTooltip(["tip"], labels=False, sticky=True),
        marker=folium.CircleMarker(radius=6, fill=True),
    )


def _buildings(assessment: Assessment, text: Language) -> Iterable[Any]:
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
        yield _geojson(assessment, found[kind], _area_style(CLASSES[kind]) | {"color": INK, "weight": 1.5})


def _building_index(assessment: Assessment) -> Iterable[int]:
    return () if assessment.buildings is None else (int(i) for i in assessment.buildings.buildings)


def _rings(assessment: Assessment) -> list[tuple[Any, str]]:
    centre = shapely.Point(*assessment.grid.centres[0])
    return [
        (shapely.LineString(centre.buffer(radius, quad_segs=32).exterior), numbers.metres(radius))
        for _, radius in RINGS
    ]


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


_STROKES = {
    "under-1": "",
    "1-10": '<circle cx="4" cy="4" r="0.9" fill="#fff"/>',
    "10-50": '<path d="M0 8L8 0" stroke="#fff" stroke-width="0.9"/>',
    "50-100": '<path d="M0 8L8 0M0 0L8 8" stroke="#fff" stroke-width="0.9"/>',
    "over-100": '<path d="M4 0V8M0 4H8" stroke="#fff" stroke-width="1.2"/>',
}


def _patterns() -> str:
    return "".join(
        f'<pattern id="fill-{kind.key}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{kind.colour}"/>{_STROKES[kind.key]}</pattern>'
        for kind in CLASSES
    )


def _class_styles() -> str:
    return "".join(f".area-{kind.key}{{fill:url(#fill-{kind.key})}}" for kind in CLASSES)


_STYLE = """
body{margin:0;display:flex;flex-direction:column;color:#1f2933;background:#fff;overflow-wrap:anywhere;
font:16px/1.5 system-ui,"Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif}
header,section{padding:0 1rem;max-width:70rem}
header{order:0}.folium-map{order:1;flex:none;background:#f3f6f8}.legend{order:2}.levels{order:3}
h1{font-size:1.3rem;margin:.8rem 0 .2rem}h2{font-size:1.05rem;margin:.8rem 0 .2rem}p{margin:.2rem 0}
.verdict{font-weight:700;padding:.5rem .8rem;border-left:4px solid;background:#f3f6f8}
.verdict{color:#7a4d00}.verdict.compliant{color:#1b3f73}.verdict.exceeds,.verdict.conditionally_exceeds{color:#b00d1a}
.legend ul{list-style:none;padding:0;margin:0;display:flex;flex-wrap:wrap;gap:.3rem 1.2rem}
.legend svg{vertical-align:-4px;border:1px solid #8794a0}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem}
th,td{text-align:left;min-width:5rem;padding:.25rem .7rem .25rem 0;border-bottom:1px solid #c5ced6;vertical-align:top}
th[scope=row]{min-width:6.5rem}
.leaflet-tooltip{white-space:normal;max-width:18rem;width:max-content}
"""
