"""Networks of millions of carriers: tables read in batches, checked column by column.

What is plain goes the short way: numbers within their ranges, one power a carrier, rows of an antenna that agree. Each
distinct pattern is read or computed through the door of :mod:`emfassess.readers.station_tables`, from one row that has it.
Stations with any row that is not plain go through that door whole, which makes their records or says what is wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from emfassess.assumptions import Assumption
from emfassess.field.network import Network, boundaries_of, first_of_each, keys_of, network_of
from emfassess.patterns import Pattern
from emfassess.readers.faults import Fault, InputError
from emfassess.readers.joined_networks import demand_places, joined
from emfassess.readers.station_files import read_stations, station_file_paths
from emfassess.readers.station_records import PatternShelf
from emfassess.readers.station_tables import COLUMNS, TABLE_ENDINGS, stations_of_rows
from emfassess.readers.table_batches import ANTENNA, STATION, batches, checked_numbers, rows_of
from emfassess.stations import COUNTRY, STATION_ID, Antenna, Carrier, Source
from emfassess.units import Floats, eirp_from_erp, ratio_from_decibel, watt_from_dbm

LARGE = 50_000
"""Tables of fewer rows are read station by station."""

PATTERN = ("pattern", "gain_dbi", "gain_dbd", "horizontal_beamwidth_deg", "vertical_beamwidth_deg", "front_to_back_db")

TEXT_COLUMNS = ("station_name", "operator", "support", "address", "district", "filing_number", "country")
"""Text columns of a station; all of its rows must say the same."""

_DEFAULTS = {
    **dict.fromkeys(("mechanical_tilt_deg", "electrical_tilt_deg", "east_m", "north_m", "feeder_loss_db"), 0.0),
    **dict.fromkeys(("duty_cycle", "power_reduction_factor"), 1.0),
}


def read_network(paths: Sequence[Path | str]) -> Network:
    """Read the network of TOML files, tables and folders of both.

    Raises
    ------
    InputError
        With every fault, as :func:`emfassess.readers.station_files.read_stations`.
    """
    faults: list[Fault] = []
    files = station_file_paths([Path(p) for p in paths], faults)
    if faults:
        raise InputError(faults)
    large = [path for path in files if path.suffix.lower() in TABLE_ENDINGS and rows_of(path) >= max(LARGE, 1)]
    small = [path for path in files if path not in large]
    row_batches = [_table_network(path) for path in large]
    if small or not large:
        row_batches.append(network_of(read_stations(small or paths)))
    network = joined(row_batches)
    demand_places(network)
    return network


@dataclass(frozen=True, eq=False)
class _Rows:
    """Plain rows as columns: numbers, keys of station and antenna, of the texts of the station, technology and pattern."""

    numbers: dict[str, Floats]
    station: NDArray[np.int64]
    text_codes: NDArray[np.int64]
    antenna: NDArray[np.int64]
    pattern: NDArray[np.int64]
    technology: NDArray[Any]


class _Table:
    """Columns gathered from the batches of a table."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as stream:
            self.source = Source(path.name, file_digest(stream, "sha256").hexdigest())
        self.path, self.shelf = path, PatternShelf()
        self.names: dict[int, str] = {}
        self.patterns: list[Pattern] = []
        self.kinds: dict[tuple[Any, ...], int] = {}
        self.assumptions: list[Assumption] = []
        self.odd: set[str] = set()
        self.countries: set[str] = set()
        self.row_batches: list[_Rows] = []

    def add(self, batch: pd.DataFrame) -> None:
        """Take the plain rows of a batch, and note the stations of the others."""
        if set(batch.columns) - set(COLUMNS) or "station_id" not in batch or "antenna_id" not in batch:
            stations_of_rows(self.path, batch.head(1), self.source, self.shelf)  # says which columns are wrong
        numbers, plain = checked_numbers(batch)
        text = {name: batch[name].fillna("").astype(str) for name in ("station_id", "antenna_id")}
        technology = batch.get("technology", pd.Series("", index=batch.index)).fillna("").astype(str)
        plain &= (technology != "").to_numpy()
        plain &= text["station_id"].str.fullmatch(STATION_ID.pattern).to_numpy() & (text["antenna_id"] != "").to_numpy()
        plain &= (text["antenna_id"].str.len() <= 200).to_numpy()
        country = batch["country"].fillna("").astype(str) if "country" in batch else pd.Series("", index=batch.index)
        plain &= country.str.fullmatch(f"(?:{COUNTRY.pattern})?").to_numpy()
        pattern = self._patterns(batch, plain)
        plain &= pattern >= 0
        self.odd.update(text["station_id"][~plain].unique())
        if not plain.any():
            return
        self.countries.update(country[plain].unique())
        station_codes, stations = pd.factorize(text["station_id"][plain])
        names = text["station_id"][plain] + "/" + text["antenna_id"][plain]
        codes, distinct = pd.factorize(names)
        keys = keys_of(distinct)
        self.names.update(zip(keys.tolist(), distinct, strict=True))
        self.row_batches.append(
            _Rows(
                {name: values[plain] for name, values in numbers.items()},
                keys_of(stations)[station_codes],
                _keys_of_cells(batch[plain], TEXT_COLUMNS),
                keys[codes],
                pattern[plain],
                technology[plain].to_numpy(dtype=np.dtypes.StringDType()),
            )
        )

    def _patterns(self, batch: pd.DataFrame, plain: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Which pattern each row has; -1 where the door refuses it."""
        columns = [name for name in PATTERN if name in batch]
        codes, distinct = pd.factorize(_cells_joined(batch, columns))
        found = np.full(len(distinct), -1, np.int64)
        for code, kind in enumerate(distinct):
            rows = np.flatnonzero((codes == code) & plain)
            key = (tuple(columns), kind)
            if key not in self.kinds and len(rows):
                self.kinds[key] = self._one(batch.iloc[[rows[0]]])
            found[code] = self.kinds.get(key, -1)
        return found[codes]

    def _by_frequency(self, pattern: Pattern) -> bool:
        return any(read.by_frequency and read.shape is pattern for read in self.shelf.files.values())

    def _one(self, row: pd.DataFrame) -> int:
        """Pattern of one row, through the door."""
        try:
            (station,) = stations_of_rows(self.path, row, self.source, self.shelf)
        except InputError:
            return -1
        (antenna,) = station.antennas
        if self._by_frequency(antenna.pattern):
            return -1  # rows with such a pattern go through the door one by one
        self.assumptions += [*station.assumptions, *antenna.pattern.assumptions]
        self.patterns.append(antenna.pattern)
        return len(self.patterns) - 1


def _cells_joined(batch: pd.DataFrame, columns: Sequence[str]) -> "pd.Series[str]":
    """The cells of some columns of each row as one text."""
    cells = batch[list(columns)].astype(object).where(batch[list(columns)].notna(), "").astype(str)
    together = cells[columns[0]] if columns else pd.Series("", index=batch.index)
    for name in columns[1:]:
        together = together + "\x1f" + cells[name]
    return together


def _keys_of_cells(batch: pd.DataFrame, columns: Sequence[str]) -> NDArray[np.int64]:
    codes, distinct = pd.factorize(_cells_joined(batch, [name for name in columns if name in batch]))
    return keys_of(distinct)[codes]


def _table_network(path: Path) -> Network:
    table = _Table(path)
    for batch in batches(path):
        table.add(batch)
    odd = table.odd | _disagreeing(table)
    row_batches = []
    if table.row_batches:
        columns = _columns(table, keys_of(sorted(odd)))
        if columns is not None:
            row_batches.append(columns)
    if odd:
        some = pd.concat([batch[batch["station_id"].fillna("").astype(str).isin(odd)] for batch in batches(path)])
        row_batches.append(network_of(stations_of_rows(path, some, table.source, table.shelf)))
    return joined(row_batches)


def _together(table: _Table) -> _Rows:
    """All rows of a table, put together once and column by column: millions of rows are not held twice."""
    if len(table.row_batches) > 1:
        names = list(table.row_batches[0].numbers)
        table.row_batches = [
            _Rows(
                {name: np.concatenate([part.numbers.pop(name) for part in table.row_batches]) for name in names},
                np.concatenate([part.station for part in table.row_batches]),
                np.concatenate([part.text_codes for part in table.row_batches]),
                np.concatenate([part.antenna for part in table.row_batches]),
                np.concatenate([part.pattern for part in table.row_batches]),
                np.concatenate([part.technology for part in table.row_batches]),
            )
        ]
    return table.row_batches[0]


def _disagreeing(table: _Table) -> set[str]:
    """Stations with rows that say different things of the station or of one of its antennas."""
    if not table.row_batches:
        return set()
    rows = _together(table)
    wrong = np.zeros(len(rows.station), np.bool_)
    for owner, names in ((rows.station, STATION), (rows.antenna, ANTENNA)):
        _, first, which = np.unique(owner, return_index=True, return_inverse=True)
        for name in names:
            values = rows.numbers[name]
            same = values == values[first][which]
            wrong |= ~(same | (np.isnan(values) & np.isnan(values[first][which])))
        words = rows.pattern if names is ANTENNA else rows.text_codes
        wrong |= words != words[first][which]
    return {table.names[key].split("/", 1)[0] for key in np.unique(rows.antenna[wrong]).tolist()}


def _columns(table: _Table, odd: NDArray[np.int64]) -> Network | None:
    """The network of the plain rows, those of odd stations left out."""
    rows = _together(table)
    kept = np.flatnonzero(~np.isin(rows.station, odd))
    if not len(kept):
        return None
    table.row_batches = []
    # carriers of an antenna in the order of the table
    kept = kept[np.argsort(rows.antenna[kept], kind="stable")]
    numbers = {name: rows.numbers.pop(name)[kept] for name in list(rows.numbers)}
    for name, value in _DEFAULTS.items():
        numbers[name] = np.where(np.isnan(numbers[name]), value, numbers[name])
    antenna, pattern = rows.antenna[kept], rows.pattern[kept]
    keys, first, which = np.unique(antenna, return_index=True, return_inverse=True)
    _, station = np.unique(rows.station[kept], return_inverse=True)
    kinds, kind = np.unique(
        np.column_stack([pattern[first], numbers["electrical_tilt_deg"][first]]), axis=0, return_inverse=True
    )
    boundary = np.zeros(len(keys))
    np.maximum.at(boundary, which, _boundaries(table, numbers, pattern))
    return Network(
        name=np.array([table.names[key] for key in keys.tolist()], dtype=np.dtypes.StringDType()),
        key=keys,
        longitude=numbers["longitude"][first],
        latitude=numbers["latitude"][first],
        east=numbers["east_m"][first],
        north=numbers["north_m"][first],
        height=numbers["height_m"][first],
        elevation=numbers["ground_elevation_m"][first],
        azimuth_deg=numbers["azimuth_deg"][first],
        tilt_deg=numbers["mechanical_tilt_deg"][first],
        pattern_index=kind.ravel().astype(np.int64),
        boundary=boundary,
        station_index=station[first].astype(np.int64),
        antenna_index=which.astype(np.int64),
        frequency=numbers["frequency_mhz"] * 1e6,
        eirp=_eirp(table, numbers, pattern),
        radiated_power=_radiated_power(table, numbers, pattern),
        duty_cycle=numbers["duty_cycle"],
        power_reduction_factor=numbers["power_reduction_factor"],
        technology=rows.technology[kept],
        patterns=tuple((table.patterns[int(index)], float(tilt)) for index, tilt in kinds),
        assumptions=first_of_each(table.assumptions),
        files=(table.source,),
        countries=tuple(sorted(table.countries)),
    )


def _eirp(table: _Table, numbers: dict[str, Floats], pattern: NDArray[np.int64]) -> Floats:
    """Peak EIRP of carriers, as their antennas' records have it. [W]"""
    gain = np.array([p.gain_dbi for p in table.patterns])[pattern]
    fed = numbers["power_w"] * ratio_from_decibel(gain - numbers["feeder_loss_db"])
    given = np.where(np.isfinite(numbers["eirp_w"]), numbers["eirp_w"], watt_from_dbm(numbers["eirp_dbm"]))
    given = np.where(np.isfinite(numbers["erp_w"]), eirp_from_erp(numbers["erp_w"]), given)
    return np.asarray(np.where(np.isfinite(numbers["power_w"]), fed, given))


def _radiated_power(table: _Table, numbers: dict[str, Floats], pattern: NDArray[np.int64]) -> Floats:
    """All power that carriers radiate, as their antennas' records have it. [W]"""
    fed = numbers["power_w"] * ratio_from_decibel(-numbers["feeder_loss_db"])
    from_eirp = ~np.isfinite(numbers["power_w"])
    gain = np.zeros(len(table.patterns))
    for index in np.unique(pattern[from_eirp]):
        gain[index] = table.patterns[index].radiated_gain_dbi
    return np.asarray(np.where(from_eirp, _eirp(table, numbers, pattern) / ratio_from_decibel(gain[pattern]), fed))


def _boundaries(table: _Table, numbers: dict[str, Floats], pattern: NDArray[np.int64]) -> Floats:
    """Far-field boundaries of carriers; each kind of antenna and frequency is computed once. [m]"""
    sizes = [np.nan_to_num(numbers[key]) for key in ("radiating_length_m", "radiating_width_m", "frequency_mhz")]
    kinds, which = np.unique(np.column_stack([pattern, *sizes]), axis=0, return_inverse=True)
    fed = []
    for index, length, width, frequency in kinds.tolist():
        carrier = Carrier("LTE", "any", frequency, power_w=0.0)
        size = {"radiating_length_m": length or None, "radiating_width_m": width or None}
        fed.append((Antenna("any", table.patterns[int(index)], 1.0, 0.0, (carrier,), **size), frequency * 1e6))  # type: ignore[arg-type]
    return boundaries_of(fed)[which.ravel()]
