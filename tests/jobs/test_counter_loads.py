"""Counters as the traffic of expected levels: those that cover a campaign, and no others."""

import datetime
from pathlib import Path

import pytest

from emfassess.jobs.counter_loads import counters_by_technology, loads_during

NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)


def counters_file(folder: Path, names: tuple[str, ...] = ("LTE",), column: str = "carrier") -> Path:
    """Six hours from 9:00 on, a sample a minute: a fifth of the rated power, but two fifths in the last tenth."""
    lines = [f"time,transmitted_power_share{',' if column else ''}{column}"]
    for name in names:
        for minute in range(360):
            moment = NOON + datetime.timedelta(minutes=minute - 180)
            share = 0.4 if minute >= 324 else 0.2
            lines.append(f"{moment:%Y-%m-%dT%H:%M:%SZ},{share}{f',{name}' if column else ''}")
    path = folder / "counters.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_counters_that_cover_the_campaign_give_its_traffic(tmp_path: Path) -> None:
    found = loads_during(counters_by_technology(counters_file(tmp_path), 40.0), NOON, NOON)
    assert found.loads["LTE"].source == "counters"
    # Half of the averages stay at a fifth; 95 % at two fifths, 3.0103 dB more, over 1.6449 standard deviations.
    assert found.loads["LTE"].median == pytest.approx(0.2)
    assert found.loads["LTE"].spread_db == pytest.approx(3.0103 / 1.6449, abs=1e-3)
    assert [item.code for item in found.assumptions] == ["comparison-counters"]


def test_counters_of_another_time_are_left_out_and_stated(tmp_path: Path) -> None:
    read = counters_by_technology(counters_file(tmp_path, ("LTE", "NR")), 40.0)
    later = NOON + datetime.timedelta(hours=4)
    for start, end in ((later, later), (NOON, later)):
        found = loads_during(read, start, end)
        assert not found.loads
        assert [item.code for item in found.assumptions] == ["comparison-counters-other-period"] * 2
        assert dict(found.assumptions[1].values)["technology"] == "NR"


def test_a_campaign_without_a_date_takes_no_counters(tmp_path: Path) -> None:
    found = loads_during(counters_by_technology(counters_file(tmp_path), 40.0), None, None)
    assert not found.loads
    assert [item.code for item in found.assumptions] == ["comparison-counters-undated"]


def test_counters_without_a_technology_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a column carrier with the technology"):
        counters_by_technology(counters_file(tmp_path, column=""), 40.0)
