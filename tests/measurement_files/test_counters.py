"""Counter files: what they say, and every fault of a bad one with its line."""

import contextlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from emfassess.measurement_files.counters import Counters, Gap, read_counters
from emfassess.measurements.power_reduction import monitored_power
from emfassess.readers.faults import InputError


def written(folder: Path, *lines: str) -> Path:
    file = folder / "counters.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def only(folder: Path, *lines: str, rated: float = 200.0) -> Counters:
    (found,) = read_counters(written(folder, *lines), rated_power_w=rated)
    return found


def faults(folder: Path, *lines: str, rated: float | dict[str, float] = 200.0) -> list[str]:
    """Faults of a file, without its name."""
    file = written(folder, *lines)
    with pytest.raises(InputError) as refused:
        read_counters(file, rated_power_w=rated)
    assert all(fault.file == str(file) for fault in refused.value.faults)
    return [str(fault).removeprefix(f"{file}: ") for fault in refused.value.faults]


def test_power_in_watt_becomes_a_share_of_the_rated_power(tmp_path: Path) -> None:
    found = only(tmp_path, "time,transmitted_power_w", "0,50", "60,100", "120,200")
    assert found.power_shares.tolist() == [0.25, 0.5, 1.0]
    assert found.times_s.tolist() == [0.0, 60.0, 120.0]
    assert (found.carrier, found.beams, found.beam_powers_w, found.gaps) == ("", (), (), ())
    assert found.source.name == "counters.csv"
    assert len(found.source.sha256) == 64


def test_shares_are_taken_as_they_are(tmp_path: Path) -> None:
    found = only(tmp_path, "transmitted_power_share,time", "0.25,0", "1,60")
    assert found.power_shares.tolist() == [0.25, 1.0]
    assert found.rated_power_w == 200.0


def test_instants_of_different_offsets_are_one_clock(tmp_path: Path) -> None:
    # 08:00 in Shanghai is midnight UTC; 2026-03-01 is 20513 days after 1970-01-01 (56 * 365 + 14 leap days + 59)
    found = only(
        tmp_path,
        "time,transmitted_power_w",
        "2026-03-01T08:00:00+08:00,1",
        "2026-03-01T00:15:00Z,1",
        "2026-03-01T08:30:00.500+0800,1",
    )
    assert found.times_s - 20513 * 86400 == pytest.approx([0.0, 900.0, 1800.5])
    assert found.first_time == "2026-03-01T08:00:00+08:00"
    assert found.last_time == "2026-03-01T08:30:00.500+0800"


def test_beams_are_summed_and_their_histogram_is_kept(tmp_path: Path) -> None:
    found = only(tmp_path, "time,beam_0_power_w,beam_7_power_w", "0,10,30", "60,20,0", "120,0,60")
    assert found.power_shares == pytest.approx([0.2, 0.1, 0.3])
    assert found.beams == (0, 7)
    # (10 + 20 + 0) / 3 and (30 + 0 + 60) / 3
    assert found.beam_powers_w == pytest.approx((10.0, 30.0))


def test_beams_that_sum_to_the_rated_power_but_for_round_off_are_taken(tmp_path: Path) -> None:
    # 0.1 + 0.2 is 0.30000000000000004 in a computer
    found = only(tmp_path, "time,beam_1_power_w,beam_2_power_w", "0,0.1,0.2", "60,0.1,0.2", rated=0.3)
    assert monitored_power(found.times_s, found.power_shares, window=60.0).maximum == pytest.approx(1.0)


def test_gaps_are_reported_and_no_fault(tmp_path: Path) -> None:
    found = only(tmp_path, "time,transmitted_power_w", "0,1", "60,1", "", "120,1", "480,1", "540,1")
    # the sample of line 5 holds for a minute; 300 s are missing until that of line 6
    assert found.gaps == (Gap(5, 300.0),)


def test_carriers_are_kept_apart_with_their_own_rated_power(tmp_path: Path) -> None:
    file = written(
        tmp_path, "time,carrier,transmitted_power_w", "0,NR 3500,100", "0,LTE,10", "60,NR 3500,50", "60,LTE,20"
    )
    nr, lte = read_counters(file, rated_power_w={"NR 3500": 200.0, "LTE": 40.0})
    assert (nr.carrier, lte.carrier) == ("NR 3500", "LTE")
    assert nr.power_shares.tolist() == [0.5, 0.25]
    assert lte.power_shares.tolist() == [0.25, 0.5]
    assert (nr.rated_power_w, lte.rated_power_w) == (200.0, 40.0)


def test_quotes_spaces_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    file = tmp_path / "counters.csv"
    file.write_bytes('\ufeff"time", "carrier","transmitted_power_w"\r\n"0","B, 1"," 50"\r\n60,"B, 1",100\r\n'.encode())
    (found,) = read_counters(file, rated_power_w=100.0)
    assert found.carrier == "B, 1"
    assert found.power_shares.tolist() == [0.5, 1.0]


def test_all_faults_of_a_file_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        "time,transmitted_power_w",
        "0,10",
        "60,-1",
        "120,250",
        "90,10",
        "",
        "180,much",
        "x,10",
        "240,inf",
        "240,",
    )
    assert sorted(found) == sorted(
        [
            "line 3, transmitted_power_w: '-1': a number not below 0",
            "line 4, transmitted_power_w: '250': at most the rated power, 200 W",
            "line 5, time: '90': later than the line before it (of the same carrier); sort, and drop repetitions",
            "line 7, transmitted_power_w: 'much': a number not below 0",
            "line 8, time: 'x': a number of seconds, as in the other lines",
            "line 9, transmitted_power_w: 'inf': a number not below 0",
            "line 10, time: '240': later than the line before it (of the same carrier); sort, and drop repetitions",
            "line 10, transmitted_power_w: a number not below 0",
        ]
    )


@pytest.mark.parametrize("instant", ["2026-03-01T08:00:00", "2026-03-01", "01/03/2026 08:00Z", "2026-13-01T08:00:00Z"])
def test_an_instant_without_an_offset_is_refused(tmp_path: Path, instant: str) -> None:
    found = faults(tmp_path, "time,transmitted_power_w", f"{instant},1", "2026-03-01T08:00:00+08:00,1")
    assert any(f"line 2, time: '{instant}': seconds, or an instant with its offset" in fault for fault in found)


def test_the_sum_of_the_beams_must_not_exceed_the_rated_power(tmp_path: Path) -> None:
    found = faults(tmp_path, "time,beam_0_power_w,beam_1_power_w", "0,100,100", "60,150,100")
    assert found == ["line 3, sum of the beams: '250': at most the rated power, 200 W"]


def test_a_share_above_one_is_refused(tmp_path: Path) -> None:
    found = faults(tmp_path, "time,transmitted_power_share", "0,0.5", "60,50")
    assert found == ["line 3, transmitted_power_share: '50': a share of the rated power, 0 to 1"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("time,transmited_power_w", "'transmited_power_w': unknown column; nearest known: transmitted_power_w"),
        ("time,transmitted_power_dbm", "'transmitted_power_dbm': unknown unit dbm; nearest known: transmitted_power_w"),
        ("time,beam_3_power_mw", "'beam_3_power_mw': unknown unit mw; nearest known: beam_<n>_power_w"),
        ("tme,transmitted_power_w", "'tme': unknown column; nearest known: time"),
        ("carrier,transmitted_power_w", "a column time"),
        ("time,carrier", "one of transmitted_power_w, transmitted_power_share or beam_<n>_power_w for each beam"),
        ("transmitted_power_w,transmitted_power_share,time", "one of transmitted_power_w, transmitted_power_share or"),
        ("time,time,transmitted_power_w", "'time': each column only once"),
        ("time,beam_1_power_w,beam_01_power_w", "each beam only once"),
        ("time;transmitted_power_w", "commas between the columns"),
    ],
)
def test_columns_that_are_unknown_missing_or_doubled_are_named(tmp_path: Path, header: str, expected: str) -> None:
    row = ",".join("1" for _ in header.split(","))
    found = faults(tmp_path, header, row, row)
    assert any(fault.startswith("line 1: ") and expected in fault for fault in found)


def test_lines_with_too_many_or_too_few_cells_are_all_named(tmp_path: Path) -> None:
    found = faults(tmp_path, "time,transmitted_power_w", "0,1", "60", "120,1,2", '180,"1')
    assert [fault.split(":")[0] for fault in found] == ["line 3", "line 4", "line 5"]
    assert all("2 cells with commas between" in fault for fault in found)


def test_carriers_must_be_named_and_have_a_rated_power(tmp_path: Path) -> None:
    rows = ("time,carrier,transmitted_power_w", "0,A,1", "60,A,1", "0,B,1", "60,,1")
    found = faults(tmp_path, *rows, rated={"A": 10.0})
    assert "line 4, carrier: 'B': a carrier with a rated power: A" in found
    assert "line 5, carrier: the name of the carrier" in found
    assert "line 4, time: '0': two samples of a carrier at least" in found
    without = faults(tmp_path, "time,transmitted_power_w", "0,1", "60,1", rated={"A": 10.0})
    assert without == ["line 1: a column carrier, since carriers have rated powers"]


def test_of_very_many_faults_a_thousand_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    found = faults(tmp_path, "time,transmitted_power_w", *(f"{60 * n},250" for n in range(1500)))
    assert len(found) == 1001
    assert found[-1] == "500 more lines with the fault above"


def test_files_that_are_no_counters_are_refused(tmp_path: Path) -> None:
    assert faults(tmp_path, "time,transmitted_power_w") == [
        "a file without a sample; expected a header and one line a sample"
    ]
    binary = tmp_path / "binary.csv"
    binary.write_bytes(b"\xff\xfe\x00")
    for path, message in ((binary, "not UTF-8"), (tmp_path, "no such file"), (tmp_path / "none.csv", "no such file")):
        with pytest.raises(InputError, match=message):
            read_counters(path, rated_power_w=1.0)


@pytest.mark.parametrize("wrong", [0.0, -1.0, float("nan"), float("inf"), {}, {"A": 0.0}])
def test_a_rated_power_that_is_none_is_refused(tmp_path: Path, wrong: float | dict[str, float]) -> None:
    file = written(tmp_path, "time,transmitted_power_w", "0,1", "60,1")
    with pytest.raises(ValueError, match="rated_power_w"):
        read_counters(file, rated_power_w=wrong)


@given(shares=st.lists(st.floats(0, 1), min_size=2, max_size=20))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_shares_come_back_as_they_were_written(tmp_path: Path, shares: list[float]) -> None:
    rows = (f"{60 * n},{share!r}" for n, share in enumerate(shares))
    assert only(tmp_path, "time,transmitted_power_share", *rows).power_shares == pytest.approx(np.array(shares))


@example(text='"\r"', rows=False)
@given(
    text=st.text(alphabet=st.sampled_from('time,_powershandb019.-"+:TZ \n\r\t\x00é'), max_size=120), rows=st.booleans()
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_read_or_refused_as_a_bad_file(tmp_path: Path, text: str, rows: bool) -> None:
    file = tmp_path / "any.csv"
    file.write_text("time,transmitted_power_w\n0,1\n60,1\n" * rows + text, encoding="utf-8")
    with contextlib.suppress(InputError):
        found = read_counters(file, rated_power_w=1.0)
        assert all(np.all((counters.power_shares >= 0) & (counters.power_shares <= 1)) for counters in found)


@pytest.mark.parametrize(("clock", "unit"), [("time_min", ""), ("time", "min")])
def test_times_in_minutes_say_so(tmp_path: Path, clock: str, unit: str) -> None:
    file = written(tmp_path, f"{clock},transmitted_power_w", "0,50", "15,100", "30,200")
    (found,) = read_counters(file, rated_power_w=200.0, time_unit=unit)
    assert found.times_s.tolist() == [0.0, 900.0, 1800.0]


def test_numbers_that_may_be_minutes_need_a_unit(tmp_path: Path) -> None:
    (told,) = faults(tmp_path, "time,transmitted_power_w", "0,50", "15,100", "30,200")
    assert (
        told
        == "line 1, time: 'numbers 15 apart': their unit, as a column time_s, time_min or time_h, or as --time-unit"
    )
    assert faults(tmp_path, "time,time_s,transmitted_power_w", "0,0,50", "60,60,100")[0].endswith("one column of times")
    with pytest.raises(ValueError, match="unit of time"):
        read_counters(written(tmp_path, "time,transmitted_power_w", "0,1"), rated_power_w=1.0, time_unit="d")
