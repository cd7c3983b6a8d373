"""Existing and proposed state of a station, side by side: one table of rings, as Australian reports have it."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from emfassess.language import N_, Language
from emfassess.language import language as language_of
from emfassess.language.messages.names import POPULATION, SCENARIO_NAME
from emfassess.publish.reports.sections import Box, ReportSection, Table, table_of
from emfassess.publish.reports.sheets import Sheet, sheet_of
from emfassess.publish.reports.typesetting import Document, page_pattern, typeset_document
from emfassess.publish.text import numbers
from emfassess.publish.text.verdicts import VERDICT_WORD

PROPOSAL_COLUMN_LABEL = {"existing": N_("Existing: {quantity}"), "proposed": N_("Proposed: {quantity}")}

PROPOSAL_LABEL = {
    "existing": N_("Existing"),
    "proposed": N_("Proposed"),
    "strength": N_("E"),
    "density": N_("S"),
    "share": N_("exposure ratio"),
}

Record = Mapping[str, Any]

SAME = ("station", "limit", "scenario")
"""Fields in which both records must agree, or their numbers cannot be compared."""


def proposal_report(
    existing: Record | None, proposed: Record, language: str, *, day: datetime.date | None = None
) -> bytes:
    """Set the table of rings of both, the named places of both, and both verdicts: PDF/A-2a and PDF/UA-1.

    Parameters
    ----------
    existing : mapping, optional
        ``assessment.json`` of the existing station; None where there is none yet.
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
    text = language_of(language)
    station = proposed["station"]
    content = {
        "language": language,
        "title": text("Electromagnetic fields before and after the change"),
        "subtitle": [station["name"], f"{station['id']} · {station['operator']}"],
        "running": station["id"],
        "page": page_pattern(text),
        "boxes": [_box(key, record, text) for key, record in (("existing", existing), ("proposed", proposed))],
        "sections": _sections(existing, proposed, day, text),
        "closing": text(
            "Every figure is a field of the two assessments' records; their own reports list their assumptions."
        ),
    }
    return typeset_document(Document("document.typ", content, {}, day))


def proposal_sheets(existing: Record | None, proposed: Record, language: str) -> tuple[Sheet, ...]:
    """The table of rings and of named places as a sheet."""
    check_comparable(existing, proposed)
    text = language_of(language)
    rings, named = (side_by_side(existing, proposed, key, text) for key in ("rings", "named_points"))
    return (sheet_of("compared", Table(columns=rings["columns"], rows=[*rings["rows"], *named["rows"]]), text),)


def check_comparable(existing: Record | None, proposed: Record) -> None:
    """Refuse records whose numbers do not mean the same."""
    for key in SAME if existing is not None else ():
        identities = [_identity(record, key) for record in (existing, proposed) if record is not None]
        if identities[0] != identities[1]:
            raise ValueError(
                f"the existing and the proposed assessment differ in their {key}: {identities[0]} and "
                f"{identities[1]}; assess both alike"
            )


def _identity(record: Record, key: str) -> str:
    found = record[key]
    if key == "station":
        return str(found["id"])
    return f"{found['id']} ({found['population']})" if key == "limit" else str(found)


def side_by_side(existing: Record | None, proposed: Record, key: str, text: Language) -> Table:
    """One row a place, existing and proposed: V/m, mW/m² and exposure ratio."""
    scenario = proposed["scenario"]
    before = {} if existing is None else _by_name(existing[key], scenario)
    after = _by_name(proposed[key], scenario)
    names = list(dict.fromkeys([*after, *before]))
    rows = [[name[0], *_level(before.get(name), text), *_level(after.get(name), text)] for name in names]
    header = [text(N_("Distance") if key == "rings" else N_("Place"))]
    for when in ("existing", "proposed"):
        header += [
            text(PROPOSAL_COLUMN_LABEL[when], quantity=text(PROPOSAL_LABEL[q]))
            for q in ("strength", "density", "share")
        ]
    units: list[tuple[str, ...]] = [(), *[(unit,) for unit in ("V/m", "mW/m²", "%")] * 2]
    return table_of(header, [1.4, *[1] * 6], rows, units)


def _by_name(places: Sequence[Record], scenario: str) -> dict[tuple[str, int], Record]:
    """Levels by label, and by number among those of one label: two named points may have the same."""
    labels = [place["label"] for place in places]
    return {(place["label"], labels[:i].count(place["label"])): place[scenario] for i, place in enumerate(places)}


def _level(level: Record | None, text: Language) -> list[str]:
    if level is None:
        return [text("not assessed"), "–", "–"]
    return [
        numbers.field_strength(level["field_strength_v_m"]),
        numbers.milliwatts(level["power_density_w_m2"]),
        numbers.percent(level["exposure_ratio"]),
    ]


def _box(key: str, record: Record | None, text: Language) -> Box:
    heading = text(PROPOSAL_LABEL[key])
    if record is None:
        return {
            "kind": "withheld",
            "heading": heading,
            "lines": [text("No station exists there yet, or none was assessed.")],
        }
    percent = numbers.percent(record["max_exposure_ratio"])
    verdict = text(VERDICT_WORD[record["verdict"]])
    line = text(
        "At most {percent} of the limit of {standard}: {verdict}.",
        percent=percent,
        standard=record["limit"]["standard"],
        verdict=verdict,
    )
    return {"kind": record["verdict"], "heading": heading, "lines": [line, *_sizes(record, text)]}


def _sizes(record: Record, text: Language) -> list[str]:
    station = record["station"]
    return [
        text("{antennas} antennas, {carriers} carriers", antennas=station["antennas"], carriers=station["carriers"])
    ]


def _sections(
    existing: Record | None, proposed: Record, day: datetime.date | None, text: Language
) -> list[ReportSection]:
    limit = proposed["limit"]
    sections: list[ReportSection] = [
        {
            "heading": text("Greatest levels on the ground by distance"),
            "table": side_by_side(existing, proposed, "rings", text),
            "after": text(
                "Greatest level within each ring, all carriers of all stations in range together, "
                "1.7 m above ground. Limit: {standard}, {population}; scenario: {scenario}.",
                standard=limit["standard"],
                population=text(POPULATION[limit["population"]]),
                scenario=text(SCENARIO_NAME[proposed["scenario"]]),
            ),
        }
    ]
    named = side_by_side(existing, proposed, "named_points", text)
    if named["rows"]:
        sections.append({"heading": text("Named places"), "table": named})
    pairs = [[text("Date"), day.isoformat()]] if day else []
    for key, record in (("existing", existing), ("proposed", proposed)):
        pairs += _sources(text(PROPOSAL_LABEL[key]), record, text)
    return [*sections, {"heading": text("Where this result comes from"), "pairs": pairs}]


def _sources(heading: str, record: Record | None, text: Language) -> Sequence[list[str]]:
    if record is None:
        return []
    provenance = record["provenance"]
    inputs = [f"{source['name']} · SHA-256 {source['sha256']}" for source in provenance["inputs"][:4]]
    more = [text("and {count} more", count=len(provenance["inputs"]) - 4)] if len(provenance["inputs"]) > 4 else []
    return [
        [heading, line]
        for line in [
            *inputs,
            *more,
            text(
                "emfassess {version}; source elements near antennas, far field beyond",
                version=provenance["package_version"],
            ),
        ]
    ]
