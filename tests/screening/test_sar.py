"""The SAR estimate of IEC 62232, as a manufacturer's manual reproduces it; its printed table is a conformity case."""

import numpy as np
import pytest

from emfassess.screening.sar import ADULT, CHILD, Array, Body, coupling, exposed_height, local_sar, whole_body_sar

PANEL = Array(length=1.3, directivity=63.0957, horizontal_beamwidth_deg=65.0, vertical_beamwidth_deg=6.5)


@pytest.mark.parametrize(
    ("frequency_mhz", "distance", "value"),
    [
        # 1e-4 times (3.5 + (f - 300) / 600) (1 + 0.8 d / 0.4), the last two factors ending at 900 MHz and 0.4 m
        (300, 0.2, 4.9e-4),
        (300, 0.4, 6.3e-4),
        (600, 1.0, 7.2e-4),
        (900, 0.2, 6.3e-4),
        (900, 5.0, 8.1e-4),
        (5000, 0.4, 8.1e-4),
    ],
)
def test_the_coupling_of_the_manual(frequency_mhz: float, distance: float, value: float) -> None:
    assert float(coupling(frequency_mhz * 1e6, distance)) == pytest.approx(value, rel=1e-12)


def test_the_coupling_has_no_step() -> None:
    edges = [(899.999e6, 900.001e6, 1.0, 1.0), (2e9, 2e9, 0.399999, 0.400001)]
    for low, high, near, far in edges:
        assert float(coupling(low, near)) == pytest.approx(float(coupling(high, far)), rel=1e-5)


def test_the_beam_covers_the_body_from_far_enough() -> None:
    # 2 d tan 3.25 degrees: 1.136 m at 10 m, 1.420 m at 12.5 m, 1.704 m at 15 m
    np.testing.assert_allclose(exposed_height(PANEL, [1, 10, 12.5, 15]), [1.3, 1.3, 1.41960, 1.54], rtol=1e-5)
    assert float(exposed_height(PANEL, 1.0, CHILD)) == 0.96


def test_a_long_antenna_covers_the_whole_body() -> None:
    collinear = Array(length=3.0, directivity=10.0, horizontal_beamwidth_deg=360.0, vertical_beamwidth_deg=8.0)
    assert float(exposed_height(collinear, 0.5, ADULT)) == 1.54


def test_whole_body_sar_by_hand() -> None:
    # C 8.1e-4, H 1.3, A B 0.13706, Phi L 1.474816, root of 1 + (4 pi / (Phi L D))^2 = 1.009077
    expected = 8.1e-4 * 1.3 / 0.13706 * 10.0 / 1.474816 / 1.009077
    assert float(whole_body_sar(10.0, 1.0, array=PANEL, frequency_hz=2.14e9)) == pytest.approx(expected, rel=1e-5)


def test_far_away_it_is_the_far_field_over_the_body() -> None:
    # C H / (A B) times P D / (4 pi d^2): H is the whole body, so C / A times the power density
    density = 100 * 63.0957 / (4 * np.pi * 5000.0**2)
    found = whole_body_sar(100.0, 5000.0, array=PANEL, frequency_hz=2.14e9)
    assert float(found) == pytest.approx(8.1e-4 / 0.089 * density, rel=1e-4)


def test_sar_is_proportional_to_power_and_falls_with_distance() -> None:
    found = whole_body_sar(np.array([[1.0], [20.0]]), [0.4, 1, 2, 5, 10, 20], array=PANEL, frequency_hz=2.14e9)
    np.testing.assert_allclose(found[1], 20 * found[0])
    assert np.all(np.diff(found[0]) < 0)


def test_a_child_takes_in_more() -> None:
    adult, child = (whole_body_sar(1.0, 20.0, array=PANEL, frequency_hz=2.14e9, body=b) for b in (ADULT, CHILD))
    # both wholly in the beam: as the widths
    assert float(child / adult) == pytest.approx(0.089 / 0.06)


def test_local_sar_counts_half_as_much_again_above_2500_mhz() -> None:
    below, above = (float(local_sar(1.0, 1.0, array=PANEL, frequency_hz=f)) for f in (2.5e9, 2.501e9))
    assert above == pytest.approx(1.5 * below)
    # 25 B / (H 1.5) of the whole body's: 25 * 1.54 / 1.95
    whole = float(whole_body_sar(1.0, 1.0, array=PANEL, frequency_hz=2.5e9))
    assert below == pytest.approx(19.7436 * whole, rel=1e-5)


@pytest.mark.parametrize(("frequency_hz", "distance"), [(299e6, 1.0), (5.01e9, 1.0), (2e9, 0.199), (2e9, np.nan)])
def test_outside_its_range_the_estimate_is_refused(frequency_hz: float, distance: float) -> None:
    with pytest.raises(ValueError, match="SAR estimate holds from"):
        whole_body_sar(1.0, distance, array=PANEL, frequency_hz=frequency_hz)
    with pytest.raises(ValueError, match="SAR estimate holds from"):
        local_sar(1.0, distance, array=PANEL, frequency_hz=frequency_hz)


@pytest.mark.parametrize(
    "wrong", [(0.0, 60.0, 65.0, 7.0), (1.3, -1.0, 65.0, 7.0), (1.3, 60.0, 361.0, 7.0), (1.3, 60.0, 65.0, 180.0)]
)
def test_an_impossible_array_is_refused(wrong: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match=r"must be above 0|impossible"):
        Array(*wrong)


@pytest.mark.parametrize("wrong", [(0.0, 1.5), (0.1, -1.0), (float("nan"), 1.5)])
def test_an_impossible_body_is_refused(wrong: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="body"):
        Body(*wrong)
