"""Antennas of rows: height of the centre above ground, tilts, and an id for each set of figures."""

import numpy as np
import pandas as pd

from emfassess.language import N_
from emfassess.station_imports.profile import Profile
from emfassess.station_imports.rows import Note, Objects, TableRows
from emfassess.units import Floats

LOWER_EDGE = "height-of-lower-edge"
"""Code of the assumption that the lower edge of an antenna counts as its centre."""

_TILTS_AGREE_DEG = 0.11


def heights(rows: TableRows, profile: Profile, elevation: Floats) -> tuple[Floats, Objects, list[Note]]:
    """Height of each antenna's centre above ground, and the code of an assumption in it. [m]

    An edge becomes the centre by half the antenna's length. Without a length the lower edge counts as the centre: nearer to
    the ground, with more on it; the upper edge cannot be used so.
    """
    height, length = rows.values("height"), rows.values("antenna_length")
    codes = np.full(len(rows), "", dtype=object)
    notes = []
    if profile.height.above == "sea level":
        lost = np.isfinite(height) & np.isnan(elevation)
        expected = "height above sea level; the ground's elevation is needed: a column, or --terrain FILE"
        rows.report_where(lost, "height", height, expected)
        height = height - elevation
        rows.report_where(
            height <= 0, "height", rows.texts("height"), "height above sea level that is not above the ground"
        )
        notes.append(Note(N_("height: above sea level, less the ground's elevation")))
    elif profile.height.above == "roof":
        building = rows.values("building_height")
        lost = np.isfinite(height) & np.isnan(building)
        rows.report_where(lost, "height", height, "height above the roof; the building's height is needed")
        height = height + building
        notes.append(Note(N_("height: above the roof, plus the building's height")))
    if profile.height.of == "lower edge":
        unknown = np.isfinite(height) & np.isnan(length)
        codes[unknown] = LOWER_EDGE
        height = height + np.where(np.isnan(length), 0.0, length / 2)
        notes.append(
            Note(
                N_(
                    "height: of the lower edge, plus half the length (rows without a length, which keep the edge: {count})"
                ),
                (("count", int(unknown.sum())),),
            )
        )
    elif profile.height.of == "upper edge":
        lost = np.isfinite(height) & np.isnan(length)
        rows.report_where(lost, "height", height, "height of the upper edge; the antenna's length is needed")
        height = height - length / 2
        notes.append(Note(N_("height: of the upper edge, less half the length")))
    return height, codes, notes


def row_tilts(rows: TableRows, profile: Profile, has_file: bool) -> tuple[Floats, Floats, list[Note]]:
    """Mechanical and electrical tilt of each row. [deg]"""
    mechanical, electrical, total = (rows.values(f"{kind}_tilt") for kind in ("mechanical", "electrical", "total"))
    notes: list[Note] = []
    if "total_tilt" in rows:
        both = mechanical + electrical
        wrong = np.abs(both - total) > _TILTS_AGREE_DEG
        rows.report_where(wrong, "total_tilt", total, "mechanical and electrical tilt do not add up to the total tilt")
        alone = np.isfinite(total) & np.isnan(mechanical) & np.isnan(electrical)
        if has_file and alone.any():
            expected = "a total tilt beside a pattern file; state mechanical and electrical tilt apart"
            rows.report_where(alone, "total_tilt", total, expected)
        if alone.any():
            message = N_("total tilt without its parts: taken as electrical (rows: {count})")
            notes.append(Note(message, (("count", int(alone.sum())),)))
        electrical = np.where(np.isnan(electrical), total - np.where(np.isnan(mechanical), 0.0, mechanical), electrical)
        mechanical = np.where(np.isnan(mechanical), total - electrical, mechanical)
    upward = (mechanical < 0) | (electrical < 0)
    if upward.any():
        message = N_("please check: tilts below 0 point up (rows: {count})")
        notes.append(Note(message, (("count", int(upward.sum())),)))
    if has_file and np.nansum(np.abs(electrical)) > 0:
        electrical, more = _beside_files(rows, profile, electrical)
        notes.extend(more)
    return mechanical, electrical, notes


def _beside_files(rows: TableRows, profile: Profile, electrical: Floats) -> tuple[Floats, list[Note]]:
    contained = profile.patterns.contain_electrical_tilt
    if contained is None:
        expected = "state in [patterns] whether contain_electrical_tilt is true or false; added twice it would be wrong"
        rows.report(int(np.flatnonzero(electrical)[0]), "electrical_tilt", "", expected)
        return electrical, []
    if not contained:
        return electrical, []
    return np.zeros(len(rows)), [Note(N_("electrical tilt: contained in the pattern files, not added again"))]


def antenna_ids(station: Objects, base: Objects, figures: pd.DataFrame) -> tuple[Objects, int]:
    """Id of the antenna of each row, and how many names had to be numbered.

    Rows of a station with one name and the same figures are one antenna; of different figures they are several, which get
    numbers. Without a name they are A1, A2, ...
    """
    names = pd.Series(base)
    empty = (names == "").to_numpy()
    keys = pd.DataFrame({"station": station, "base": base})
    kinds = pd.concat([keys, figures.reset_index(drop=True)], axis=1).groupby(
        [*keys.columns, *figures.columns], sort=False, dropna=False
    )
    frame = keys.assign(kind=kinds.ngroup().to_numpy())
    groups = frame.groupby(["station", "base"], sort=False)["kind"]
    number = groups.transform(lambda kind: pd.factorize(kind)[0] + 1).to_numpy(dtype=np.int64)
    several = groups.transform("nunique").to_numpy() > 1
    ids = np.where(empty, "A" + pd.Series(number).astype(str), names)
    numbered = several & ~empty
    ids = np.where(numbered, names + "/" + pd.Series(number).astype(str), ids)
    return np.asarray(ids, dtype=object), int(frame[numbered].drop_duplicates(["station", "base"]).shape[0])
