"""A station as it stands and as it is proposed, side by side: one table of rings, as Australian reports have it."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from emfassess.publish.reports.sections import Box, Section, Table, table_of
from emfassess.publish.reports.sheets import Sheet, sheet_of
from emfassess.publish.reports.typesetting import Document, typeset_document
from emfassess.publish.text import numbers
from emfassess.publish.text.words import Words, words

Record = Mapping[str, Any]


SAME = ("station", "limit", "scenario")
"""What both records must agree in, or their numbers cannot stand side by side."""


def proposal_report(
    existing: Record | None, proposed: Record, language: str, *, day: datetime.date | None = None
) -> bytes:
    """Set the table of rings of both, the named places of both, and both verdicts: PDF/A-2a and PDF/UA-1.

    Parameters
    ----------
    existing : mapping, optional
        ``assessment.json`` of the station as it stands; None where nothing stands there yet.
    proposed : mapping
        ``assessment.json`` of the station as it is proposed.
    language : str
        ``en`` or ``zh``.
    day : date, optional
        Printed, and of the file's properties.

    Raises
    ------
    ValueError
        If the records are of two stations, limits, populations or scenarios.
    """
    check_comparable(existing, proposed)
    text = words(language)
    station = proposed["station"]
    content = {
        "language": language,
        "title": text("proposal.title"),
        "subtitle": [station["name"], f"{station['id']} · {station['operator']}"],
        "running": station["id"],
        "page": text("report.page"),
        "boxes": [_box(key, record, text) for key, record in (("existing", existing), ("proposed", proposed))],
        "sections": _sections(existing, proposed, day, text),
        "closing": text("proposal.closing"),
    }
    return typeset_document(Document("document.typ", content, {}, day))


def proposal_sheets(existing: Record | None, proposed: Record, language: str) -> tuple[Sheet, ...]:
    """The table of rings and of named places as a sheet."""
    check_comparable(existing, proposed)
    text = words(language)
    rings, named = (side_by_side(existing, proposed, key, text) for key in ("rings", "named_points"))
    return (sheet_of("compared", Table(columns=rings["columns"], rows=[*rings["rows"], *named["rows"]]), text),)


def check_comparable(existing: Record | None, proposed: Record) -> None:
    """Refuse records whose numbers do not mean the same."""
    for key in SAME if existing is not None else ():
        told = [_identity(record, key) for record in (existing, proposed) if record is not None]
        if told[0] != told[1]:
            raise ValueError(
                f"the existing and the proposed assessment differ in their {key}: {told[0]} and {told[1]}; assess both alike"
            )


def _identity(record: Record, key: str) -> str:
    found = record[key]
    if key == "station":
        return str(found["id"])
    return f"{found['id']} ({found['population']})" if key == "limit" else str(found)


def side_by_side(existing: Record | None, proposed: Record, key: str, text: Words) -> Table:
    """One row a place, as it stands and as proposed: V/m, mW/m² and share of the limit."""
    scenario = proposed["scenario"]
    before = {} if existing is None else _by_name(existing[key], scenario)
    after = _by_name(proposed[key], scenario)
    names = list(dict.fromkeys([*after, *before]))
    rows = [[name[0], *_level(before.get(name), text), *_level(after.get(name), text)] for name in names]
    header = [text("report.ring" if key == "rings" else "report.place")]
    for when in ("existing", "proposed"):
        header += [
            text(f"proposal.{when}-column", quantity=text(f"proposal.{q}")) for q in ("strength", "density", "share")
        ]
    units: list[tuple[str, ...]] = [(), *[(unit,) for unit in ("V/m", "mW/m²", "%")] * 2]
    return table_of(header, [1.4, *[1] * 6], rows, units)


def _by_name(places: Sequence[Record], scenario: str) -> dict[tuple[str, int], Record]:
    """Levels by label, and by number among those of one label: two named points may have the same."""
    labels = [place["label"] for place in places]
    return {(place["label"], labels[:i].count(place["label"])): place[scenario] for i, place in enumerate(places)}


def _level(level: Record | None, text: Words) -> list[str]:
    if level is None:
        return [text("proposal.not-assessed"), "–", "–"]
    return [
        numbers.field_strength(level["field_strength_v_m"]),
        numbers.milliwatts(level["power_density_w_m2"]),
        numbers.percent(level["exposure_ratio"]),
    ]


def _box(key: str, record: Record | None, text: Words) -> Box:
    heading = text(f"proposal.{key}")
    if record is None:
        return {"kind": "withheld", "heading": heading, "lines": [text("proposal.nothing")]}
    percent = numbers.percent(record["max_exposure_ratio"])
    verdict = text(f"verdict-word.{record['verdict']}")
    line = text("proposal.verdict", percent=percent, standard=record["limit"]["standard"], verdict=verdict)
    return {"kind": record["verdict"], "heading": heading, "lines": [line, *_sizes(record, text)]}


def _sizes(record: Record, text: Words) -> list[str]:
    station = record["station"]
    return [text("proposal.size", antennas=station["antennas"], carriers=station["carriers"])]


def _sections(existing: Record | None, proposed: Record, day: datetime.date | None, text: Words) -> list[Section]:
    limit = proposed["limit"]
    sections: list[Section] = [
        {
            "heading": text("proposal.rings"),
            "table": side_by_side(existing, proposed, "rings", text),
            "after": text(
                "proposal.note",
                standard=limit["standard"],
                population=text(f"population.{limit['population']}"),
                scenario=text(f"report.column.{proposed['scenario']}"),
            ),
        }
    ]
    named = side_by_side(existing, proposed, "named_points", text)
    if named["rows"]:
        sections.append({"heading": text("report.named"), "table": named})
    pairs = [[text("report.date"), day.isoformat()]] if day else []
    for key, record in (("existing", existing), ("proposed", proposed)):
        pairs += _sources(text(f"proposal.{key}"), record, text)
    return [*sections, {"heading": text("report.provenance"), "pairs": pairs}]


def _sources(heading: str, record: Record | None, text: Words) -> Sequence[list[str]]:
    if record is None:
        return []
    told = record["provenance"]
    inputs = [f"{source['name']} · SHA-256 {source['sha256']}" for source in told["inputs"][:4]]
    more = [text("report.more", count=len(told["inputs"]) - 4)] if len(told["inputs"]) > 4 else []
    return [[heading, line] for line in [*inputs, *more, text("report.version-text", version=told["package_version"])]]
