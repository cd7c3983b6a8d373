"""The frequency within a band at which the limit is strictest."""

import numpy as np
import pytest

from emfassess.measured_levels.band_limits import band_coefficients, plausible_span
from emfassess.readers.limit_sets import load_limits


@pytest.mark.parametrize(
    ("limit", "span", "frequency_hz"),
    [
        # rising above 3 GHz: the lower end; flat: anywhere; falling to 30 MHz: the edge itself; 400 MHz inside the band
        ("gb-8702-2014", (4.8e9, 4.96e9), 4.8e9),
        ("gb-8702-2014", (20e6, 30e6), 30e6),
        ("icnirp-1998", (700e6, 900e6), 700e6),
        ("icnirp-1998", (100e6, 900e6), 400e6),
        ("icnirp-1998", (1e6, 20e6), 10e6),
    ],
)
def test_the_strictest_frequency_of_a_band_is_found(limit: str, span: tuple[float, float], frequency_hz: float) -> None:
    limits = load_limits(limit)
    found = band_coefficients(limits, [span])[:, 0]
    assert found == pytest.approx(np.nan_to_num(limits.plane_wave_coefficients([frequency_hz])[:, 0]), rel=1e-9)


@pytest.mark.parametrize("limit", ["gb-8702-2014", "icnirp-1998", "icnirp-2020", "fcc-1.1310", "be-brussels"])
def test_no_frequency_of_a_band_is_stricter_than_the_one_found(limit: str) -> None:
    limits = load_limits(limit)
    for low, high in ((1e6, 6e9), (47e6, 6e9), (380e6, 430e6), (1.4e9, 2.2e9), (2.9e9, 3.1e9)):
        every = np.nan_to_num(limits.plane_wave_coefficients(np.geomspace(low, high, 5001)))
        found = band_coefficients(limits, [(low, high)])[:, 0]
        assert np.all(every.max(axis=1) <= found * (1 + 1e-9))


def test_swiss_bands_together_are_held_against_the_mixed_level_where_it_is_stricter() -> None:
    limits = load_limits("ch-nisv")
    found = band_coefficients(limits, [(790e6, 820e6), (1805e6, 1880e6)])[0]
    # 4 V/m at 800 MHz is stricter than the mixed 5 V/m, which is stricter than 6 V/m at 1800 MHz
    assert found == pytest.approx([376.730313668 / 16, 376.730313668 / 25])
    assert band_coefficients(limits, [(1805e6, 1880e6)])[0] == pytest.approx([376.730313668 / 36])


def test_a_total_of_an_instrument_that_meets_no_limit_is_refused() -> None:
    limits = load_limits("gb-8702-2014")
    assert plausible_span(limits, (100e3, 6e9), (47e6, 300e9)) == (47e6, 6e9)
    assert plausible_span(limits, (None, None), (47e6, 300e9)) == (47e6, 300e9)
    with pytest.raises(ValueError, match="nothing in common with gb-8702-2014"):
        plausible_span(limits, (5.0, 400e3), (47e6, 300e9))
