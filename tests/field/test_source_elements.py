"""Source elements: weights recovered from a cut, energy, bounds, and the blend into the far field."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import emfassess as emf
from emfassess.field import element_kernel, models, sources_of
from emfassess.field.elements import Elements, element_density, elements_of
from emfassess.field.near_field import carrier_boundaries
from emfassess.field.row_weights import element_field, fit_rows
from emfassess.field.rows import row_layouts
from emfassess.patterns import panel
from emfassess.patterns.pattern import SAMPLE_ANGLES_DEG, Pattern
from emfassess.readers.pattern_files import read_pattern
from emfassess.stations import Antenna, Carrier, Station
from emfassess.units import Floats

FULLWAVE = Path(__file__).parents[2] / ".." / "shared" / "data" / "fullwave"
LAM = 299_792_458.0 / 2e9
TAPER = 0.5 + 0.5 * np.cos(np.pi * (np.arange(8) - 3.5) / 9)
FILLED = TAPER * np.exp(1j * np.radians([50.0, 30.0, 10.0, 0.0, 0.0, 0.0, 0.0, 0.0]))


def pattern_of(weights: Floats, pitch: float = 0.85, down_deg: float = 0.0, exponent: float = 2.0) -> Pattern:
    """Cut of rows with known weights, worked out here from the array factor; horizontal cut 12 (phi / 65)^2."""
    below = np.radians((SAMPLE_ANGLES_DEG + 180.0) % 360.0 - 180.0)
    place = np.arange(len(weights)) - (len(weights) - 1) / 2
    turned = weights * np.exp(2j * np.pi * pitch * place * np.sin(np.radians(down_deg)))
    factor = np.exp(-2j * np.pi * pitch * np.outer(np.sin(below), place)) @ turned
    field = np.abs(factor) * element_field(np.abs(np.cos(below)), exponent)
    vertical = -20 * np.log10(np.maximum(field / field.max(), 1e-4))
    vertical[np.cos(below) < 0] += 25.0
    horizontal = np.minimum(12 * (np.degrees(below) / 65.0) ** 2, 25.0)
    gain = 10 * np.log10(4 * np.pi / _beam_area(vertical, horizontal))
    return Pattern("rows", gain, horizontal, vertical)


def _beam_area(vertical: Floats, horizontal: Floats) -> float:
    """Integral over the sphere of elements whose cut goes around, by hand: the two cuts are separable."""
    elevation = np.radians(np.arange(-89.95, 90.0, 0.1))
    along = 10 ** (-np.interp(np.degrees(-elevation) % 360, SAMPLE_ANGLES_DEG, vertical, period=360.0) / 10)
    return float((along * np.cos(elevation)).sum() * np.radians(0.1) * (10 ** (-horizontal / 10)).mean() * 2 * np.pi)


def antenna(pattern: Pattern, **more: object) -> Antenna:
    return Antenna("A", pattern, 100.0, 0.0, (Carrier("LTE", "A", 2000.0, power_w=1.0),), **more)  # type: ignore[arg-type]


def panel_station(pattern: Pattern, **more: object) -> Station:
    return Station("P", "P", "A", 0.0, 0.0, (antenna(pattern, **more),))


def known_rows(pattern: Pattern) -> tuple[Elements, ...]:
    return elements_of(antenna(pattern, rows=8, row_pitch_m=0.85 * LAM), 2e9)


def truth(weights: Floats, pattern: Pattern, offset: Floats, down_deg: float = 0.0) -> Floats:
    """Field of the true rows for one watt of EIRP, written out as the sum it is."""
    place = (np.arange(8) - 3.5) * 0.85 * LAM
    k = 2 * np.pi / LAM
    turned = weights * np.exp(1j * k * place * np.sin(np.radians(down_deg)))
    sums = np.zeros(len(offset), dtype=complex)
    for weight, height in zip(turned, place, strict=True):
        level = np.hypot(offset[:, 0], offset[:, 1])
        distance = np.hypot(level, offset[:, 2] - height)
        sums += weight * element_field(level / distance, 2.0) * np.exp(-1j * k * distance) / distance
    azimuth = np.degrees(np.arctan2(offset[:, 1], offset[:, 0])) % 360
    horizontal = 10 ** (-np.interp(azimuth, SAMPLE_ANGLES_DEG, pattern.horizontal_db, period=360.0) / 20)
    elevation = np.radians(np.arange(-89.95, 90.0, 0.1))
    along = np.abs(np.exp(1j * k * np.outer(np.sin(elevation), place)) @ turned) * element_field(np.cos(elevation), 2.0)
    return np.asarray(np.abs(sums * horizontal) ** 2 / along.max() ** 2 / (4 * np.pi))


def around(distance: float) -> Floats:
    azimuth, elevation = (a.ravel() for a in np.meshgrid(np.arange(-60, 61, 5.0), np.arange(-60, 61, 1.0)))
    a, e = np.radians(azimuth), np.radians(elevation)
    return distance * np.stack([np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)], axis=-1)


@pytest.mark.parametrize("down_deg", [0.0, 4.0])
@pytest.mark.parametrize("weights", [np.ones(8), TAPER], ids=["equal", "tapered"])
def test_deep_nulls_tell_the_weights(weights: Floats, down_deg: float) -> None:
    fit = fit_rows(pattern_of(weights, down_deg=down_deg), 8, 0.85)
    expected = weights * np.exp(2j * np.pi * 0.85 * (np.arange(8) - 3.5) * np.sin(np.radians(down_deg)))
    likeness = np.abs(fit.weights @ expected.conj()) / np.linalg.norm(expected)
    assert fit.determined
    assert likeness.max() > 0.999
    assert fit.misfit_db < 0.5


def test_filled_nulls_leave_a_choice_and_the_true_weights_are_among_them() -> None:
    fit = fit_rows(pattern_of(FILLED), 8, 0.85)
    assert len(fit.weights) > 1
    assert (np.abs(fit.weights @ FILLED.conj()) / np.linalg.norm(FILLED)).max() > 0.995


@pytest.mark.parametrize("distance", [1.5, 3.0, 6.0])
@pytest.mark.parametrize(("weights", "high"), [(np.ones(8), 0.3), (TAPER, 0.3), (FILLED, 4.0)])
def test_source_elements_are_never_low_and_seldom_high(weights: Floats, high: float, distance: float) -> None:
    pattern = pattern_of(weights)
    offset = around(distance)
    expected = truth(weights, pattern, offset)
    ours = np.max([element_density(e, offset)[0] for e in known_rows(pattern)], axis=0)
    strong = expected > expected.max() / 10
    difference = 10 * np.log10(ours[strong] / expected[strong])
    assert difference.min() > -0.3
    assert difference.max() < high


def test_rows_that_are_not_stated_are_found_from_the_length() -> None:
    pattern = pattern_of(np.ones(8))
    layouts = row_layouts(antenna(pattern, radiating_length_m=(7 * 0.85 + 0.5) * LAM), 2e9)
    assert any(layout.rows == 8 and layout.pitch == pytest.approx(0.85 * LAM) for layout in layouts)
    assert not any(layout.stated for layout in layouts)


@given(seed=st.integers(0, 1000))
def test_the_kernel_says_what_numpy_says(seed: int) -> None:
    offset = np.random.default_rng(seed).normal(size=(50, 3)) * 4 + [0.0, 0.0, 0.01]
    for elements in known_rows(pattern_of(FILLED)):
        for ours, theirs in zip(
            element_kernel.element_density_sums(elements, offset), element_density(elements, offset), strict=True
        ):
            assert ours == pytest.approx(theirs, rel=1e-6)


@pytest.mark.parametrize("columns", [1, 4])
def test_one_watt_goes_through_a_sphere_for_one_watt_fed(columns: int) -> None:
    # 50 m: far beyond 2 D^2 / lambda, so that power density and radial flux agree
    more = {"columns": columns, "column_pitch_m": 0.5 * LAM} if columns > 1 else {}
    found = elements_of(antenna(pattern_of(TAPER), rows=8, row_pitch_m=0.85 * LAM, **more), 2e9)[0]
    azimuth, elevation = np.meshgrid(np.arange(0, 360, 2.0), np.arange(-89.75, 90, 0.5))
    a, e = np.radians(azimuth.ravel()), np.radians(elevation.ravel())
    offset = 50 * np.stack([np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)], axis=-1)
    flux = element_kernel.element_density_sums(found, offset)[0] * 50**2 * np.cos(e) * np.radians(2.0) * np.radians(0.5)
    assert flux.sum() == pytest.approx(float(found.radiated[0]), rel=0.01)


def test_the_gain_of_a_lossless_panel_is_the_directivity_of_its_rows() -> None:
    pattern = pattern_of(TAPER)
    assert 10 * np.log10(1 / known_rows(pattern)[0].radiated[0]) == pytest.approx(pattern.gain_dbi, abs=0.2)


def test_the_sum_of_magnitudes_bounds_every_choice() -> None:
    pattern = pattern_of(FILLED)
    offset = around(2.0)
    loud = elements_of(antenna(pattern, rows=8, row_pitch_m=0.85 * LAM), 2e9, "sum-of-magnitudes")[0]
    equal = elements_of(antenna(pattern, rows=8, row_pitch_m=0.85 * LAM), 2e9, "equal-rows")[0]
    assert not loud.coherent
    assert np.all(element_density(loud, offset)[0] >= element_density(equal, offset)[0] * (1 - 1e-9))


@pytest.mark.parametrize("shape", [pattern_of(np.ones(8)), pattern_of(FILLED), panel(17.0, 65.0, 7.0)])
@pytest.mark.parametrize("rise_deg", [0.0, -3.0, -20.0, -60.0])
def test_auto_passes_into_the_far_field_without_a_jump(shape: Pattern, rise_deg: float) -> None:
    station = panel_station(shape, radiating_length_m=6.5 * LAM)
    distance = np.geomspace(2.0, 60.0, 2000)
    rise = np.radians(rise_deg)
    points = distance[:, None] * [0.0, np.cos(rise), np.sin(rise)] + [0.0, 0.0, 100.0]
    level = 10 * np.log10(emf.power_density([station], points)[0] * distance**2)
    boundary = float(carrier_boundaries(sources_of([station]))[0])
    step = np.abs(np.diff(level))[distance[1:] > 0.5 * boundary]
    assert step.max() < 0.5
    beyond = distance > 2 * boundary
    far = emf.power_density([station], points, model="far-field")[0]
    assert emf.power_density([station], points)[0][beyond] == pytest.approx(far[beyond], rel=1e-12)


def test_a_computed_pattern_is_never_below_its_far_field() -> None:
    station = panel_station(panel(17.0, 65.0, 7.0))
    points = np.concatenate([around(d)[:, [1, 0, 2]] for d in (2.0, 10.0, 20.0)]) + [0.0, 0.0, 100.0]
    auto, far = (emf.power_density([station], points, model=m)[0] for m in ("auto", "far-field"))
    assert np.all(auto >= far * (1 - 1e-9))
    assert (auto / far).max() > 10  # off the axis of a long panel the far field is far too low


def test_a_cut_that_no_rows_made_falls_back_to_the_strict_bound() -> None:
    vertical = np.where(np.arange(3600) // 37 % 2, 0.0, 30.0) * 1.0
    noise = Pattern("comb", 12.0, np.zeros(3600), vertical)
    found = elements_of(antenna(noise, rows=8, row_pitch_m=0.85 * LAM), 2e9)
    assert not any(e.coherent for e in found)
    _, label = models.carrier_density(
        sources_of([panel_station(noise, rows=8, row_pitch_m=0.85 * LAM)]), np.array([[0.0, 2.0, 100.0]])
    )
    assert models.LABELS[label[0, 0]] == "sum-of-magnitudes"


def test_rows_that_do_not_fit_into_the_length_are_refused() -> None:
    with pytest.raises(ValueError, match=r"8 rows of 0\.2 m contradict radiating_length_m = 1"):
        antenna(pattern_of(np.ones(8)), rows=8, row_pitch_m=0.2, radiating_length_m=1.0)


def test_the_simple_models_differ_from_the_elements_and_say_so() -> None:
    station = panel_station(pattern_of(np.ones(8)), rows=8, row_pitch_m=0.85 * LAM)
    for model in ("cylinder", "cicchetti-faraone", "equal-rows"):
        density, label = models.carrier_density(
            sources_of([station]), np.array([[0.0, 3.0, 100.0]]), models.Propagation(model)
        )
        assert models.LABELS[label[0, 0]] == model
        assert 0.05 < density[0, 0] / emf.power_density([station], [[0.0, 3.0, 100.0]])[0, 0] < 3


PANELS = {"P1800_A": (8, 0.85, 1800.0), "P1800_B": (8, 0.85, 1800.0), "P2100T_T0": (10, 0.8, 2100.0)}
THERE = [name for name in PANELS if (FULLWAVE / f"{name}.msi").exists()]


def _fullwave(name: str, kind: str) -> dict[str, list[str]]:
    rows = list(csv.DictReader((FULLWAVE / f"{name}_{kind}.csv").read_text(encoding="utf-8").splitlines()))
    return {key: [row[key] for row in rows] for key in rows[0]}


def _ours(name: str, points: Floats, stated: bool, model: str) -> Floats:
    rows, pitch, frequency = PANELS[name]
    pattern = read_pattern(FULLWAVE / f"{name}.msi").pattern
    assert pattern is not None
    lam = 299.792458 / frequency
    size = {"rows": rows, "row_pitch_m": pitch * lam} if stated else {}
    carrier = Carrier("LTE", "A", frequency, power_w=1.0)
    length = ((rows - 1) * pitch + 0.5) * lam
    one = Antenna("A", pattern, 500.0, 0.0, (carrier,), radiating_length_m=length, **size)  # type: ignore[arg-type]
    place = points[:, [1, 0, 2]] * [-1.0, 1.0, 1.0] + [0.0, 0.0, 500.0]  # theirs: x ahead, y left; ours: east, north
    return np.asarray(emf.power_density([Station("P", "P", "A", 0.0, 0.0, (one,))], place, model=model)[0])


@pytest.mark.parametrize("model", ["source-elements", "auto"])
@pytest.mark.parametrize("stated", [True, False], ids=["rows stated", "length only"])
@pytest.mark.parametrize("name", THERE)
def test_lines_before_a_panel_agree_with_the_method_of_moments(name: str, stated: bool, model: str) -> None:
    # aims: axis 0.6 dB from 1 m; vertical lines 1 dB within 10 dB of their peak; with the length alone never 2 dB low
    data = _fullwave(name, "nearfield")
    points = np.array([[float(v) for v in data[k]] for k in ("x_m", "y_m", "z_m")]).T
    theirs = np.array([float(v) for v in data["S_eq_E_W_per_m2"]])
    difference = 10 * np.log10(_ours(name, points, stated, model) / theirs)
    line = np.array(data["line"])
    beam = "axis_tilted" if "axis_tilted" in line else "axis_az000"
    on_axis = (line == beam) & (np.linalg.norm(points, axis=1) >= 1.0)
    assert on_axis.sum() > 5
    assert np.abs(difference[on_axis]).max() < 0.6
    for height in ("vline_01m", "vline_02m", "vline_05m", "vline_10m"):
        strong = (line == height) & (theirs > theirs[line == height].max() / 10)
        assert np.abs(difference[strong]).max() < 1.0, height


@pytest.mark.parametrize("model", ["source-elements", "auto"])
@pytest.mark.parametrize(("zone_db", "nearest"), [(10.0, 2.0), (20.0, 5.0)])
@pytest.mark.parametrize("name", THERE)
def test_spheres_around_a_panel_agree_with_the_method_of_moments(
    name: str, zone_db: float, nearest: float, model: str
) -> None:
    data = {key: np.array([float(v) for v in values]) for key, values in _fullwave(name, "spheres").items()}
    a, e = np.radians(data["azimuth_deg"]), np.radians(data["elevation_deg"])
    points = data["distance_m"][:, None] * np.stack([np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)], axis=-1)
    theirs = data["S_eq_E_W_per_m2"]
    difference = 10 * np.log10(_ours(name, points, True, model) / theirs)
    for distance in np.unique(data["distance_m"]):
        here = (data["distance_m"] == distance) & (data["azimuth_deg"] <= 60)
        strong = here & (theirs > theirs[here].max() / 10 ** (zone_db / 10))
        if distance >= nearest:
            assert np.abs(difference[strong]).max() < 1.0, distance
