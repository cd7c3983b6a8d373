"""What tests of the register put into it: people, a measurement file, a judgement, a limit edition."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from emfassess.measurements import Calibration, Campaign, Instrument, MeasuredPoint, RawFile, checked_readings
from emfassess.register import Actor
from emfassess.register.assessments import Judgement

ENGINEER = Actor("Li", frozenset({"engineer"}))
COLLEAGUE = Actor("Wang", frozenset({"engineer"}))
REGULATOR = Actor("Chen", frozenset({"regulator"}))
LIMITS = {
    "id": "test-2020",
    "standard": "TEST",
    "edition": "2020",
    "clause": "1",
    "title": {"en": "Test"},
    "valid_from": datetime.date(2020, 1, 1),
    "quantities": ["power_density"],
    "summation": "strictest-sum",
    "confirmed": True,
    "public": [{"from": 0.1, "to": 300_000, "unit": "MHz", "s_w_m2": [0.4, 0]}],
}
PROBE = Instrument(
    "SMP2",
    "17SN0123",
    probe_model="WPF6",
    probe_serial="9",
    calibrations=(Calibration(datetime.date(2025, 5, 1), datetime.date(2027, 5, 1), uncertainty_db=1.2),),
)


@dataclass(frozen=True)
class MeasurementFile:
    """What an importer gives, from a table in memory; chunks of so many rows."""

    path: Path
    sha256: str
    content_sha256: str
    rows: int
    campaigns: tuple[Campaign, ...]
    readings: tuple[tuple[str, pd.DataFrame], ...]
    chunk: int = 1000

    def chunks(self) -> Iterator[tuple[str, pd.DataFrame]]:
        for campaign_id, table in self.readings:
            for start in range(0, len(table), self.chunk):
                yield campaign_id, table.iloc[start : start + self.chunk]


def route(rows: int, start: str = "2026-02-10T09:00:00", longitude: float = 120.0, seed: int = 1) -> pd.DataFrame:
    """Readings every second along a road to the east."""
    random = np.random.default_rng(seed)
    return checked_readings(
        pd.DataFrame(
            {
                "line": np.arange(2, rows + 2),
                "time": pd.date_range(start, periods=rows, freq="s", tz="UTC"),
                "longitude": longitude + 1e-6 * np.arange(rows),
                "latitude": 30.0,
                "field_strength_v_m": random.lognormal(-0.5, 0.6, rows),
                "censored": random.random(rows) < 0.1,
                "averaging_s": 1.0,
            }
        )
    )


def points(levels: dict[str, float], start: str = "2026-02-10T09:00:00") -> pd.DataFrame:
    """One total value at each named point."""
    table = {
        "line": np.arange(1, len(levels) + 1),
        "time": pd.Timestamp(start, tz="UTC"),
        "point_id": list(levels),
        "field_strength_v_m": list(levels.values()),
        "statistic": "rms",
        "averaging_s": 360.0,
    }
    return checked_readings(pd.DataFrame(table))


def measurement_file(
    folder: Path, readings: pd.DataFrame, campaign_id: str = "C1", name: str = "drive.csv", **more: Any
) -> MeasurementFile:
    """A file of one campaign, written to a folder."""
    content = readings.to_csv(index=False).encode()
    path = folder / name
    path.write_bytes(content)
    digest = sha256(content).hexdigest()
    campaign = Campaign(campaign_id, RawFile(name, digest, "template"), more.pop("instrument", PROBE), **more)
    of_content = sha256(content.replace(b"\n", b"")).hexdigest()
    return MeasurementFile(path, digest, of_content, len(readings), (campaign,), ((campaign_id, readings),))


def described(point_id: str, longitude: float = 120.0, latitude: float = 30.0, **more: Any) -> MeasuredPoint:
    return MeasuredPoint(point_id, f"at {point_id}", longitude, latitude, 1.7, **more)


def judgement(
    verdict: str = "compliant", ratio: float = 0.3, day: str = "2026-02-10", station_id: str = "S1", **more: Any
) -> Judgement:
    """A computed judgement, or a measured one where a campaign is named."""
    basis = "measured" if more.get("campaign_id") else "computed"
    scenario = more.pop("scenario", "as measured" if basis == "measured" else "theoretical")
    return Judgement(
        station_id=station_id,
        basis=basis,  # type: ignore[arg-type]
        day=datetime.date.fromisoformat(day),
        population="public",
        scenario=scenario,
        verdict=verdict,
        max_exposure_ratio=ratio,
        **more,
    )
