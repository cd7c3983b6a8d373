"""Every sentence of a verdict, for a grid of cases, in one reviewed file; and rules by which no two contradict each other."""

import itertools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from emfassess.exposure.compliance import Verdict, uncertainty_range, verdict
from emfassess.language import language
from emfassess.limits.decision_rule import DecisionRule, RuleName
from emfassess.publish.text.rounding import rounded_percent
from emfassess.publish.text.verdicts import headline, height_sentence, verdict_sentences

REVIEWED = Path(__file__).with_name("verdict_sentences.txt")
SURFACES = {"ground": ("ground",), "all": ("ground", "named_points", "facades", "roofs")}
CAUSES = ("own", "neighbour", "not relevant")
UNCERTAINTY_DB = 4.13
ZONE = {
    "kind": "station", "population": "public", "empty": False, "lowest_height_m": 8.6, "cylinder_radius_m": 89.7,
}  # fmt: skip


def spot(station: str, ratio: float) -> dict[str, Any]:
    return {
        "id": f"{station}/A1",
        "cause": {"station_id": station, "antenna_id": "A1", "operator": "Operator B" if station == "N" else "Operator A"},
        "exposure_ratio": ratio, "longitude": 0.0, "latitude": 0.0, "height_m": 1.7, "distance_m": 4.7, "bearing_deg": 0.0,
        "area_m2": 86.0, "farthest_m": 16.1, "lowest_height_m": 0.0, "sources": [],
    }  # fmt: skip


def case(ratio: float, rule: DecisionRule, surfaces: tuple[str, ...], cause: str) -> dict[str, Any]:
    """The part of a record that its sentences are made from."""
    judged = str(verdict(ratio, UNCERTAINTY_DB, rule=rule))
    relevant, causing = cause != "not relevant", "N" if cause == "neighbour" else "S"
    own = {"own": ratio, "neighbour": 0.2 * ratio, "not relevant": 0.012}[cause]
    area = 2.13 if cause == "not relevant" else ratio
    place = {"id": "ring-1", "kind": "ring", "label": "0-50 m", "distance_m": 38.2, "relevant_source": relevant}
    far = {"id": "ring-5", "kind": "ring", "label": "300-500 m", "distance_m": 412.0, "relevant_source": False}
    found = {"assessed": True, "verdict": judged, "max_exposure_ratio": ratio, "place": "ring-1"}
    absent = {"assessed": False, "verdict": None, "max_exposure_ratio": None, "place": None}
    sources = [{"station_id": "S", "operator": "Operator A", "exposure_ratio": own}] if relevant else []
    if cause == "neighbour":
        sources.insert(0, {"station_id": "N", "operator": "Operator B", "exposure_ratio": 0.8 * ratio})
    return {
        "station": {"id": "S"},
        "limit": {"standard": "GB 8702-2014", "population": "public"},
        "verdict": judged,
        "max_exposure_ratio": ratio,
        "uncertainty_range": list(uncertainty_range(ratio, UNCERTAINTY_DB)),
        "own_exposure_ratio": own,
        "relevant_source": relevant,
        "relevant_ratio": 0.05,
        "cause": {"station_id": causing, "antenna_id": "A1", "operator": f"Operator {'B' if causing == 'N' else 'A'}"},
        "relevant_sources": sources,
        "area_maximum": {
            "place": "ring-1" if relevant else "ring-5", "exposure_ratio": area, "cause": spot("N", area)["cause"],
        },
        "governing_point": "ring-1",
        "rings": [place, far], "named_points": [], "facades": [],
        "surfaces": {name: found if name in surfaces else absent for name in ("ground", "named_points", "facades", "roofs")},
        "hot_spots": [spot(causing, ratio)] if ratio > 1 and relevant else [],
        "zones": [ZONE],
        "decision_rule": {
            "name": str(rule.name), "target_uncertainty_db": None, "source": "HJ 972-2018", "confirmed": False,
        },
    }  # fmt: skip


def cases() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for ratio, name, (looked_at, surfaces), cause in itertools.product(
        (0.4, 1.07, 2.13), RuleName, SURFACES.items(), CAUSES
    ):
        if cause == "not relevant" and ratio > 1:
            continue  # where a station is no relevant source, its value is not above the limit
        yield f"{ratio:g} / {name} / {looked_at} / {cause}", case(ratio, DecisionRule(name), surfaces, cause)


def rendered() -> str:
    blocks = []
    for title, record in cases():
        lines = [f"== {title}: {record['verdict']}"]
        lines += [f"{code}: {s}" for code in ("en", "zh") for s in verdict_sentences(record, language(code))]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def test_every_sentence_is_in_the_reviewed_file() -> None:
    assert REVIEWED.read_text(encoding="utf-8") == rendered(), "review the sentences, then write the file anew"


@pytest.mark.parametrize("code", ["en", "zh"])
def test_a_sentence_never_contradicts_a_number_beside_it(code: str) -> None:
    text = language(code)
    for title, record in cases():
        sentences = verdict_sentences(record, text)
        first = headline(record, text)
        value = float(re.findall(r"([\d.]+) ?%", first)[0])
        assert (value > 100) == Verdict(record["verdict"]).is_exceedance, title
        whole = " ".join(sentences)
        assert ("exceeded on" in whole or "超过限值，距基站" in whole) == bool(
            [s for s in record["hot_spots"] if s["cause"]["station_id"] == "S"]
        ), title
        assert "façades" not in whole.split("Not assessed")[0] or "facades" in str(record["surfaces"]), title
        assert len(set(sentences)) == len(sentences), title


@pytest.mark.parametrize("code", ["en", "zh"])
def test_a_complying_station_at_40_percent_frightens_nobody(code: str) -> None:
    record = case(0.4, DecisionRule(), SURFACES["all"], "own")
    whole = " ".join(verdict_sentences(record, language(code)))
    frightening = {
        "en": ("exceed", "danger", "cannot be told", "indeterminate", "at most", "nobody may"),
        "zh": ("超过限值", "危险", "无法区分", "无法判定"),
    }[code]
    assert not [word for word in frightening if word in whole.lower()]


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [
        (0.402, "40 %"),
        (1.004, "100.4 %"),
        (0.9996, "100 %"),
        (0.05, "5 %"),
        (1.0, "100 %"),
        (0.000123, "0.012 %"),
        (2.129, "213 %"),
    ],
)
def test_a_rounded_share_stays_on_its_side_of_the_limit(ratio: float, expected: str) -> None:
    assert rounded_percent(ratio, language("en")) == expected


@pytest.mark.parametrize(
    ("lowest_m", "says"), [(8.6, "Above 8.6 m within 94 m"), (0.4, "up to 94 m from the antennas")]
)
def test_a_zone_that_reaches_the_ground_does_not_say_that_the_ground_is_above_so_far(
    lowest_m: float, says: str
) -> None:
    zone = {
        "kind": "station",
        "population": "public",
        "empty": False,
        "lowest_height_m": lowest_m,
        "cylinder_radius_m": 93.9,
    }
    found = height_sentence({"limit": {"population": "public"}, "zones": [zone]}, language("en"))
    assert says in found
    assert ("1.7 m" in found) is False
