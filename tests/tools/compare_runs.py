"""Whether two runs of the same stations have the same numbers: field by field, exact, with a table of renamed keys.

    python tests/tools/compare_runs.py before after

prints what differs, station by station, and exits 1 if a number does.
"""

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

RENAMED = {
    "axis_reach": "compliance_distance",
    "decided_by": "governing_quantity",
    "deciding_place": "governing_point",
    "near_field_share_of_ground": "near_field_fraction_of_ground",
    "theoretical_decided_by": "theoretical_governing_quantity",
    "actual_decided_by": "actual_governing_quantity",
    "told_by": "source",
}
"""Keys of the first run by those of the second."""

ADDED = {"id", "kind", "place_id"}
"""Keys that only the second run has: ids of evaluation points, kinds of input files."""

REFERENCES = {"governing_point", "ground_maximum"}
"""Labels in the first run, ids in the second: compared by the place that they mean."""

Leaf = tuple[str, Any]


def leaves(value: Any, where: str = "") -> Iterator[Leaf]:
    """Values with where they are, keys by their present names."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{where}.{RENAMED.get(key, key)}".lstrip("."))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, f"{where}[{index}]")
    else:
        yield where, value


def with_labels(record: dict[str, Any]) -> dict[str, Any]:
    """The record with the label of a place in the stead of its id."""
    places = [*record.get("rings", ()), *record.get("named_points", ()), *record.get("facades", ())]
    labels = {place["id"]: place["label"] for place in places if "id" in place}
    changed = {key: labels.get(record[key], record[key]) for key in REFERENCES if key in record}
    return {key: value for key, value in {**record, **changed}.items() if key != "schema"}


def contents(path: Path) -> dict[str, Any]:
    """Values of a file by where they are."""
    if path.suffix in (".json", ".geojson"):
        return dict(leaves(with_labels(json.loads(path.read_text(encoding="utf-8")))))
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as stream:
            return dict(leaves(list(csv.DictReader(stream))))
    with xr.open_dataset(path, engine="h5netcdf") as data:
        return {str(name): values.to_numpy() for name, values in data.variables.items()}


def same(first: Any, second: Any) -> bool:
    """Whether two values are exactly the same."""
    if isinstance(first, np.ndarray):
        return np.array_equal(first, second, equal_nan=first.dtype.kind == "f")
    return type(first) is type(second) and bool(first == second)


def differences(before: Path, after: Path) -> Iterator[str]:
    """What differs between two files; keys that were added on purpose are left out."""
    first, second = contents(before), contents(after)
    for where in sorted(first.keys() | second.keys()):
        key = where.rpartition(".")[2]
        if where not in first:
            if key not in ADDED and not where.startswith("provenance."):
                yield f"{where}: added, {second[where]!r:.60}"
        elif where not in second:
            yield f"{where}: missing, was {first[where]!r:.60}"
        elif not same(first[where], second[where]) and where != "provenance.command":
            yield f"{where}: was {first[where]!r:.60}, is {second[where]!r:.60}"


def main(before: Path, after: Path) -> int:
    """Compare all files that both runs have of the stations of the second."""
    count = files = 0
    for path in sorted(after.rglob("*")):
        old = before / path.relative_to(after)
        if path.suffix in (".json", ".csv", ".nc", ".geojson") and old.is_file() and path.parent != after:
            files += 1
            for line in differences(old, path):
                count += 1
                sys.stdout.write(f"{path.relative_to(after)}: {line}\n")
    sys.stdout.write(f"{files} files compared, {count} differences\n")
    return 1 if count or not files else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
