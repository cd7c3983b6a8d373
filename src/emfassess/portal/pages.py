"""The portal's pages: templates filled with fields of the records, once for each language."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypedDict

from jinja2 import Environment, PackageLoader, StrictUndefined

from emfassess.language import Language
from emfassess.language.messages.names import CLASS_NAME, INPUT_KIND, POPULATION, SCENARIO_SENTENCE
from emfassess.portal import sentences
from emfassess.portal.data_dictionary import columns, tables
from emfassess.portal.data_scripts import script_json
from emfassess.portal.drawing import zone_drawing, zone_outlines
from emfassess.portal.edition import Edition
from emfassess.portal.map_settings import map_settings
from emfassess.portal.search_index import LINES
from emfassess.publish.data.evaluation_points import governing_point
from emfassess.publish.text import numbers
from emfassess.publish.text.bound_and_expected import bound_cell, expected_cell
from emfassess.publish.text.classes import CLASSES, class_index
from emfassess.publish.text.clauses import clause_in
from emfassess.publish.text.experience import experience_sentences
from emfassess.publish.text.verdicts import VERDICT_WORD, hot_spot_sentence, verdict_sentences

ROWS_OF_LIST = 200
"""Stations of one page of the list."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
)
"""What a page may load: files of its own site, whatever text should get into it."""

PLAIN_PAGES = ("index", "questions", "data", "check")


def write_pages(edition: Edition, folder: Path) -> None:
    """Write every page in every language, and the door that leads to them."""
    for language in edition.languages:
        place = folder / language.code
        (place / "stations").mkdir(parents=True)
        for name, html in _pages(edition, language, folder):
            (place / name).write_text(html, encoding="utf-8")
    door = _environment(edition.languages[0]).get_template("door.html")
    html = door.render(languages=edition.languages)
    (folder / "index.html").write_text(html, encoding="utf-8")


def _pages(edition: Edition, language: Language, folder: Path) -> Iterator[tuple[str, str]]:
    """Name and content of each page of a language."""
    environment = _environment(language)

    def page(template: str, name: str, **values: Any) -> tuple[str, str]:
        root = "../" * (name.count("/") + 1)
        shared = {"edition": edition, "language": language, "name": name, "root": root, "policy": POLICY}
        return name, environment.get_template(f"{template}.html").render(**shared, **values)

    for name in PLAIN_PAGES:
        yield page(name, f"{name}.html", settings=map_settings(edition, language), **_of_page(name, language, folder))
    pages = -(-len(edition.run.rows) // ROWS_OF_LIST)
    for number in range(pages):
        rows = edition.run.rows[number * ROWS_OF_LIST : (number + 1) * ROWS_OF_LIST]
        yield page("list", list_name(number), rows=rows, number=number, pages=pages, list_name=list_name)
    for row in edition.run.rows:
        yield page("station", f"stations/{row['station_id']}.html", **_of_station(edition, row["station_id"], language))


def list_name(number: int) -> str:
    """Name of a page of the list."""
    return "list.html" if number == 0 else f"list-{number + 1}.html"


def _of_page(name: str, language: Language, folder: Path) -> dict[str, Any]:
    if name != "data":
        return {}
    rasters = sorted(path.name for path in (folder / "data" / "rasters").iterdir())
    return {"tables": tables(), "columns": lambda table: columns(table, language), "raster_files": rasters}


def _of_station(edition: Edition, station_id: str, language: Language) -> dict[str, Any]:
    """Values of the page of a station."""
    record, notice = edition.run.record(station_id), edition.published.notice(station_id)
    deciding = governing_point(record)
    return {
        "record": record,
        "notice": notice,
        "contact": edition.published.contact_of(station_id),
        "deciding": deciding,
        "level": deciding[record["scenario"]],
        "verdict": verdict_sentences(record, language),
        "target": sentences.recorded_target_sentence(record, language),
        "zones": sentences.zone_sentences(record, language),
        "reach": sentences.reach_sentence(record, language),
        "drawing": zone_drawing(record),
        "questions": sentences.questions(record, notice, language),
        "assumptions": sentences.assumption_sentences(record, "assumptions", language),
        "warnings": sentences.assumption_sentences(record, "warnings", language),
        "files": [path.name for path in edition.run.files(station_id)],
        "settings": map_settings(edition, language, record, zone_outlines(edition.run.folder / station_id)),
    }


def _environment(language: Language) -> Environment:
    """Templates in a language; whatever is filled in is escaped."""
    environment = Environment(
        loader=PackageLoader("emfassess.portal"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(language.translations, newstyle=True)  # type: ignore[attr-defined]
    environment.filters |= {
        "percent": numbers.percent,
        "power_density": numbers.power_density_quantity,
        "field_strength": numbers.field_strength,
        "metres": numbers.metres,
        "significant": numbers.significant,
        "script_json": script_json,
    }
    environment.globals |= {"text": language, "classes": CLASSES, "class_of": class_of, "lines_of_file": LINES}
    environment.globals |= {"bound_cell": bound_cell, "expected_cell": expected_cell}
    environment.globals |= {"VERDICT_WORD": VERDICT_WORD, "CLASS_NAME": CLASS_NAME, "POPULATION": POPULATION}
    environment.globals |= {"SCENARIO_SENTENCE": SCENARIO_SENTENCE, "INPUT_KIND": INPUT_KIND, "clause_in": clause_in}
    environment.globals |= {"hot_spot_sentence": hot_spot_sentence, "experience": experience_sentences(language)}
    return environment


def class_of(ratio: float) -> str:
    """Key of the class of an exposure ratio."""
    return CLASSES[int(class_index(ratio))].key


class MeasuredLine(TypedDict):
    """The last measurement of a station: by whom and when."""

    by: str
    on: str


# a class of exposure is called `class` in the files, which no name in Python can be
StationLine = TypedDict(
    "StationLine",
    {
        "id": str,
        "name": str,
        "operator": str,
        "place": str,
        "longitude": float,
        "latitude": float,
        "exposure_ratio": float,
        "class": str,
        "verdict": str,
        "measured": MeasuredLine | None,
        "due": str | None,
        "ask": str | None,
    },
)


def station_line(row: Mapping[str, Any], edition: Edition) -> StationLine:
    """Line on a station in the search and in "my place"."""
    notice, contact = edition.published.notice(row["station_id"]), edition.published.contact_of(row["station_id"])
    last = notice.last_measured
    return {
        "id": row["station_id"],
        "name": row["station_name"],
        "operator": row["operator"],
        "place": " ".join(filter(None, (notice.address, notice.district))),
        "longitude": row["longitude"],
        "latitude": row["latitude"],
        "exposure_ratio": row["max_exposure_ratio"],
        "class": class_of(row["max_exposure_ratio"]),
        "verdict": row["verdict"],
        "measured": None if last is None else {"by": last.body, "on": last.date.isoformat()},
        "due": notice.due.isoformat() if notice.due else None,
        "ask": None if contact is None else " ".join(filter(None, (contact.name, contact.email, contact.telephone))),
    }


def search_text(row: Mapping[str, Any], edition: Edition) -> str:
    """Text by which a station is searched."""
    notice = edition.published.notice(row["station_id"])
    return " ".join((row["station_id"], row["station_name"], row["operator"], notice.address, notice.district))
