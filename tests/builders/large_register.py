"""A register of very many stations, put straight into its tables."""

import datetime
from typing import Any

from sqlalchemy import insert

from builders.register_entries import ENGINEER
from emfassess.register import Register
from emfassess.register.tables import AssessmentRow, LimitRow, StationRow

FIRST, SECOND = datetime.date(2024, 1, 10), datetime.date(2025, 1, 1)


def many_stations(register: Register, count: int) -> None:
    """Stations of two versions each, and in 2025 a measurement of all but every tenth."""
    when = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    record: dict[str, Any] = {"record": "{}", "sha256": "0", "reason": "", "recorded_at": when}
    place = {"operator": "A", "longitude": 1.0, "latitude": 2.0, "support": "mast", "gone": False}
    verdict = {"basis": "measured", "verdict": "compliant", "max_exposure_ratio": 0.1, "complete": True, "place": ""}
    rule = {"limit_id": "t", "limit_sha256": "0", "population": "public", "scenario": "m", "recorded_by": "Li"}
    limit = {"sha256": "0", "limit_id": "t", "standard": "", "edition": "", "record": "{}", "recorded_at": when}
    with register.writing(ENGINEER) as writing:
        for start in (FIRST, SECOND):
            version = record | place | {"valid_from": start}
            rows = [version | {"station_id": f"S{n}", "name": f"S{n}"} for n in range(count)]
            writing.session.execute(insert(StationRow), rows)
        writing.session.execute(insert(LimitRow), [limit])
        days = [SECOND + datetime.timedelta(days=n % 365) for n in range(count)]
        judged = record | verdict | rule
        rows = [judged | {"station_id": f"S{n}", "day": days[n]} for n in range(count) if n % 10]
        writing.session.execute(insert(AssessmentRow), rows)
        writing.note("fill", count)
