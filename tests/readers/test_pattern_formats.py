"""Patterns in the layouts that people have: one panel, 65 by 7 degrees, tilted by 4, written in each of them."""

import io
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from builders.msi_files import loss
from builders.pattern_texts import across, atoll_cell, msi_text, nsma_text, upright
from emfassess.patterns import Pattern, describe
from emfassess.readers.faults import InputError
from emfassess.readers.pattern_files import PatternFile, read_pattern, read_patterns
from emfassess.readers.pattern_request import PatternRequest


def read(folder: Path, content: str | bytes, file: str = "p.txt", **request: object) -> PatternFile:
    path = folder / file
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return read_pattern(path, request=PatternRequest(**request))  # type: ignore[arg-type]


def is_the_panel(pattern: Pattern | None, tilt: float = 4.0, within: float = 0.5) -> None:
    assert pattern is not None
    figures = describe(pattern)
    assert figures.horizontal_beamwidth_deg == pytest.approx(65, abs=within)
    assert figures.vertical_beamwidth_deg == pytest.approx(7, abs=within)
    assert figures.tilt_deg == pytest.approx(tilt, abs=0.1)
    assert pattern.attenuation(0, -tilt) == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_wide_characters_are_read(tmp_path: Path, encoding: str) -> None:
    is_the_panel(read(tmp_path, msi_text().encode(encoding)).pattern)


@pytest.mark.parametrize("gain", ["17.5 (dBi)", "17.5 [dBi]", "17,5 ( dBi )", "17.5(dBi)", "15.35 (dBd)"])
def test_a_unit_in_brackets_is_a_unit(tmp_path: Path, gain: str) -> None:
    assert read(tmp_path, msi_text(GAIN=gain)).gain_dbi == pytest.approx(17.5)


def test_a_unit_beside_the_keyword_is_a_unit(tmp_path: Path) -> None:
    text = msi_text().replace("GAIN 17 dBi", "GAIN (dBd)\t14.85")
    assert read(tmp_path, text).gain_dbi == pytest.approx(17.0)


def test_rows_may_begin_behind(tmp_path: Path) -> None:
    rows = [f"{a} {across(a):.2f}" for a in range(-180, 181)], [f"{a} {upright(a):.2f}" for a in range(-180, 181)]
    text = "GAIN 17 dBi\nHORIZONTAL 361\n" + "\n".join(rows[0]) + "\nVERTICAL 361\n" + "\n".join(rows[1])
    is_the_panel(read(tmp_path, text).pattern)


@pytest.mark.parametrize(("separator", "comma"), [(",", False), (";", True), ("\t", True), ("\t", False)])
def test_a_planning_tool_writes_an_antenna_in_a_cell(tmp_path: Path, separator: str, comma: bool) -> None:
    cell, gain = atoll_cell(), "17.4"
    if comma:
        cell, gain = cell.replace(".", ","), "17,4"
    names = [
        "Name",
        "Gain (dBi)",
        "Manufacturer",
        "Comments",
        "Pattern",
        "Electrical Tilt (°)",
        "FMin",
        "FMax",
        "Frequency",
    ]
    values = ["panel_04T", gain, "nobody", "", cell, "4", "1710", "1880", "1800"]
    found = read(tmp_path, separator.join(names) + "\n" + separator.join(values) + "\n")
    is_the_panel(found.pattern)
    assert (found.gain_dbi, found.stated_tilt_deg, found.frequency_mhz) == (17.4, 4.0, 1800.0)


def beam_table(count: int = 5) -> str:
    rows = ["Pattern\tName\tGain (dBi)\tFrequency"]
    for number in range(count):
        azimuth = -30 + 15 * number

        def aside(angle: float, azimuth: int = azimuth) -> float:
            return loss(angle, 15, 30, azimuth)

        rows.append(f"{atoll_cell(aside)}\tPanel64_SSB_beam{number}\t{23 + number / 10}\t3500")
    return "\n".join(rows)


def test_beams_of_an_array_become_their_envelope_and_stay_alone(tmp_path: Path) -> None:
    envelope = read(tmp_path, beam_table()).pattern
    assert envelope is not None
    assert envelope.kind == "envelope"
    assert envelope.gain_dbi == pytest.approx(23.4)
    listed = read_patterns(tmp_path / "p.txt")
    assert [found.gain_dbi for found in listed] == pytest.approx([23.4, 23.0, 23.1, 23.2, 23.3, 23.4])
    azimuth, elevation = (grid.ravel() for grid in np.meshgrid(np.arange(0, 360, 7.3), np.arange(-88, 89, 5.7)))
    sent = envelope.gain_dbi - envelope.attenuation(azimuth, elevation)
    for beam in listed[1:]:
        assert beam.pattern is not None
        assert np.all(sent >= beam.pattern.gain_dbi - beam.pattern.attenuation(azimuth, elevation) - 1e-6)
    alone = read_pattern(tmp_path / "p.txt", request=PatternRequest(name="Panel64_SSB_beam2"))
    assert alone.gain_dbi == 23.2


def test_a_library_of_antennas_is_refused_until_one_is_named(tmp_path: Path) -> None:
    text = f"Name,Gain (dBi),Pattern\nA_1800,17,{atoll_cell()}\nB_2600,18,{atoll_cell()}\n"
    with pytest.raises(InputError, match="A_1800, B_2600"):
        read(tmp_path, text)
    assert read(tmp_path, text, name="B_2600").gain_dbi == 18


def test_a_cell_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    text = f"Name,Gain (dBi),Pattern\nA,17,{atoll_cell()[:3000]}\n"
    with pytest.raises(InputError, match="line 2"):
        read(tmp_path, text)


def column_text(sign: int = -1, words: tuple[str, str] = ("Azimut", "Elevation")) -> str:
    lines = ["Panel"]
    for band, width in (("690 MHz, 960 MHz", 70), ("1695 MHz, 2690 MHz", 60)):
        cuts = [[loss(a, width, 25) for a in range(360)], [upright(a, 0) for a in range(360)]]
        for which, values in zip(words, cuts, strict=True):
            lines += [band] if which == words[0] else []
            lines += [which, *(f"{sign * value:.3f}".replace(".", ",") for value in values)]
    return "\r\n".join(lines)


@pytest.mark.parametrize("sign", [-1, 1])
@pytest.mark.parametrize("words", [("Azimut", "Elevation"), ("Horizontal", "Vertical")])
def test_columns_by_band_are_read_and_the_carrier_chooses(tmp_path: Path, sign: int, words: tuple[str, str]) -> None:
    found = read(tmp_path, column_text(sign, words), gain_dbi=16, frequencies_mhz=(1800.0, 2600.0))
    assert found.band_mhz == (1695.0, 2690.0)
    assert found.pattern is not None
    assert describe(found.pattern).horizontal_beamwidth_deg == pytest.approx(60, abs=0.5)
    with pytest.raises(InputError, match="690-960 MHz"):
        read(tmp_path, column_text(), frequencies_mhz=(800.0, 1800.0))
    assert [one.gain_dbi for one in read_patterns(tmp_path / "p.txt")] == [None, None]


def test_edx_counts_from_its_largest_value_in_field_or_decibel(tmp_path: Path) -> None:
    turn, half = range(360), range(-90, 91)
    decibel = ["'panel', 17.0, 2", *(f"{a}, {17 - across(a):.3f}" for a in turn), "999", "1, 181", "0"]
    decibel += [f"{a} {17 - upright(a, 0):.3f}" for a in half]
    is_the_panel(read(tmp_path, "\n".join(decibel), "p.pat").pattern, tilt=0)
    field = ["'panel' 17.0 1", *(f"{a} {10 ** (-across(a) / 20):.5f}" for a in turn), "999", "1 181", "0.0"]
    field += [f"{a} {10 ** (-upright(a, 0) / 20):.5f}" for a in half]
    is_the_panel(read(tmp_path, "\n".join(field), "p.pat").pattern, tilt=0)
    with pytest.raises(InputError, match="truncated"):
        read(tmp_path, "\n".join(field[:-20]), "p.pat")


def test_both_files_of_a_til_tek_pattern_are_read(tmp_path: Path) -> None:
    head = "TA-1\n{} Pattern\n\nAngle Relative Gain (dB)\n"
    turn = range(-180, 181)
    # azimuth to the left, elevation from straight up: 94 is four degrees below the front
    (tmp_path / "TA-1.el.txt").write_text(
        head.format("Elevation") + "\n".join(f"{a:.1f} {-upright(a - 90):.2f}" for a in turn)
    )
    azimuth = head.format("Azimuth") + "\n".join(f"{a:.1f} {-loss(-a, 65, 25, 10):.2f}" for a in turn)
    found = read(tmp_path, azimuth, "TA-1.az.txt", gain_dbi=17)
    assert found.pattern is not None
    assert describe(found.pattern).tilt_deg == pytest.approx(4, abs=0.1)
    assert describe(found.pattern).horizontal_peak_deg == pytest.approx(10, abs=0.1)
    (tmp_path / "TA-1.el.txt").unlink()
    with pytest.raises(InputError, match=r"TA-1\.el\.txt"):
        read(tmp_path, azimuth, "TA-1.az.txt")


def test_text_after_an_exclamation_mark_is_a_comment(tmp_path: Path) -> None:
    is_the_panel(read(tmp_path, nsma_text(note=" ! a cut")).pattern)


@pytest.mark.parametrize("stated", ["4", "-4"])
def test_a_tilt_is_downward_whatever_its_sign(tmp_path: Path, stated: str) -> None:
    is_the_panel(read(tmp_path, nsma_text(stated=stated)).pattern)


@pytest.mark.parametrize(("frequencies", "gain"), [((1880.0,), 18.2), ((1710.0,), 16.0), ((1752.5,), 16.5), ((), 17.0)])
def test_nsma_gains_by_frequency(tmp_path: Path, frequencies: tuple[float, ...], gain: float) -> None:
    text = nsma_text("LWGAIN:,16.0 MDGAIN:,17 HGGAIN:,18.2")
    assert read(tmp_path, text, frequencies_mhz=frequencies).gain_dbi == pytest.approx(gain)
    # the carrier where the gain is largest counts
    assert read(tmp_path, text, frequencies_mhz=(1710.0, 1880.0)).gain_dbi == pytest.approx(18.2)


def sphere_rows(heads: tuple[str, str, str], theta: bool, loss_sign: int) -> list[list[object]]:
    rows: list[list[object]] = [list(heads)]
    for azimuth in range(0, 360, 2):
        for elevation in range(-90, 91, 2):
            attenuation = across(azimuth) + upright(-elevation, 0)
            value = attenuation if loss_sign > 0 else 17 - attenuation
            rows.append([azimuth, 90 - elevation if theta else elevation, round(value, 3)])
    return rows


@pytest.mark.parametrize(
    ("heads", "theta", "sign"),
    [
        (("Phi [deg]", "Theta [deg]", "dB(GainTotal)"), True, -1),
        (("azimuth", "elevation", "Gain (dBi)"), False, -1),
        (("Azimuth (deg)", "Theta", "Attenuation (dB)"), True, 1),
    ],
)
def test_a_table_over_the_sphere_as_csv_and_workbook(
    tmp_path: Path, heads: tuple[str, str, str], theta: bool, sign: int
) -> None:
    rows = sphere_rows(heads, theta, sign)
    text = "\n".join(",".join(map(str, row)) for row in rows)
    given = {"gain_dbi": 17.0} if sign > 0 else {}
    is_the_panel(read(tmp_path, text, "p.csv", **given).pattern, tilt=0, within=1.5)
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    found = read(tmp_path, stream.getvalue(), "p.xlsx", **given)
    is_the_panel(found.pattern, tilt=0, within=1.5)
    assert found.gain_dbi == pytest.approx(17)


def test_a_matrix_over_the_sphere(tmp_path: Path) -> None:
    down, turn = range(0, 181, 3), range(0, 360, 3)
    lines = ["theta\\phi;" + ";".join(map(str, turn))]
    lines += [
        f"{t};" + ";".join(f"{-across(p) - upright(t - 90, 0):.2f}".replace(".", ",") for p in turn) for t in down
    ]
    found = read(tmp_path, "\n".join(lines), "p.csv", gain_dbi=17)
    is_the_panel(found.pattern, tilt=0, within=1.5)


def test_a_table_with_a_hole_is_refused(tmp_path: Path) -> None:
    rows = sphere_rows(("phi", "theta", "gain dBi"), True, -1)
    text = "\n".join(",".join(map(str, row)) for row in rows[:500] + rows[700:])
    with pytest.raises(InputError):
        read(tmp_path, text, "p.csv")


def test_a_table_of_a_beam_is_nowhere_weaker_as_two_cuts(tmp_path: Path) -> None:
    lines = ["azimuth,elevation,Gain (dBi)"]
    gains = {}
    for azimuth in range(-180, 180, 5):
        for elevation in range(-90, 91, 5):
            aside = loss(azimuth, 30, 28, 20) + loss(elevation, 20, 28, azimuth / 10)  # no product of two cuts
            gains[azimuth, elevation] = 20 - min(aside, 28)
            lines.append(f"{azimuth},{elevation},{gains[azimuth, elevation]:.3f}")
    pattern = read(tmp_path, "\n".join(lines), "p.csv").pattern
    assert pattern is not None
    for (azimuth, elevation), gain in gains.items():
        assert pattern.gain_dbi - float(pattern.attenuation(azimuth, elevation)) >= gain - 1e-3


@pytest.mark.parametrize("beam", [7.0, 30.0])
def test_a_vertical_cut_from_the_zenith_is_refused_with_its_cure(tmp_path: Path, beam: float) -> None:
    def from_zenith(angle: float) -> float:
        return loss(angle, beam, 25, 90)

    text = msi_text(vertical=from_zenith)
    with pytest.raises(InputError, match="vertical_from = 'zenith'"):
        read(tmp_path, text)
    found = read(tmp_path, text, vertical_from="zenith")
    assert describe(found.shape).tilt_deg == pytest.approx(0, abs=0.1)


def test_a_dipole_from_the_zenith_is_refused_and_a_ceiling_antenna_is_not(tmp_path: Path) -> None:
    dipole = msi_text(lambda _: 0.0, lambda a: min(loss(a, 78, 40, 90), loss(a, 78, 40, 270)), GAIN="2.15 dBi")
    with pytest.raises(InputError, match="zenith"):
        read(tmp_path, dipole)
    ceiling = msi_text(lambda _: 0.0, lambda a: loss(a, 90, 20, 90), GAIN="5 dBi")
    assert describe(read(tmp_path, ceiling).shape).tilt_deg == pytest.approx(90, abs=5)


def test_a_cut_that_begins_behind_is_turned_on_request(tmp_path: Path) -> None:
    text = msi_text(lambda a: across(a - 180))
    assert read(tmp_path, text).shape.attenuation(0, -4) == pytest.approx(25, abs=0.1)
    is_the_panel(read(tmp_path, text, turn_deg=180.0).pattern)


@pytest.mark.parametrize("start", [0, -180])
def test_an_angle_beside_one_attenuation_is_no_pair_of_cuts(tmp_path: Path, start: int) -> None:
    text = "\n".join(f"{a};{across(a):.2f}" for a in range(start, start + 360))
    with pytest.raises(InputError, match=r"one cut, not both|positive dB"):
        read(tmp_path, text, "p.csv", gain_dbi=17)
