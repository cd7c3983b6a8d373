"""Loss of walls: ITU-R P.2109 and P.2040 by hand, and the plain figures of regulators."""

import numpy as np
import pytest

from emfassess.field.penetration import MATERIALS, entry_loss_db, slab_loss_db, wall_loss_db


def test_median_entry_loss_at_one_gigahertz() -> None:
    """log f = 0: 10 log(10^1.264 + 10^0.91 + 10^-0.3) = 10 log(18.365 + 8.128 + 0.501) = 14.31 dB.

    Thermally efficient: 10 log(10^2.819 + 10^2.78 + 10^-0.3) = 10 log(659.2 + 602.6 + 0.5) = 31.01 dB.
    """
    assert entry_loss_db(1e9) == pytest.approx(14.31, abs=0.01)
    assert entry_loss_db(1e9, building="efficient") == pytest.approx(31.01, abs=0.01)


def test_entry_loss_at_ten_gigahertz() -> None:
    """12.64 + 3.72 + 0.96 = 17.32 and 9.1 - 3 = 6.1: 10 log(53.95 + 4.07 + 0.50) = 17.67 dB."""
    assert entry_loss_db(10e9) == pytest.approx(17.67, abs=0.01)


def test_elevation_adds_to_the_median_path() -> None:
    """45 degrees: 0.212 x 45 = 9.54 dB on the first term: 10 log(10^2.218 + 8.128 + 0.501) = 22.40 dB."""
    assert entry_loss_db(1e9, elevation_deg=45.0) == pytest.approx(22.40, abs=0.01)


def test_a_tenth_of_the_places_loses_less() -> None:
    """Quantile -1.28155: 12.64 - 12.303 = 0.337, 9.1 - 5.767 = 3.333: 10 log(1.0807 + 2.1544 + 0.5012) = 5.72 dB."""
    assert entry_loss_db(1e9, probability=0.1) == pytest.approx(5.72, abs=0.01)


@pytest.mark.parametrize("material", list(MATERIALS))
def test_no_wall_no_loss(material: str) -> None:
    assert slab_loss_db(material, 0.0, 2e9) == pytest.approx(0.0, abs=1e-9)


def test_a_thick_wall_loses_by_its_conductivity() -> None:
    """Far more than a wavelength thick, echoes inside die: each further metre costs 8.686 alpha.

    Concrete at 10 GHz: eps' = 5.24, sigma = 0.0462 x 10^0.7822 = 0.27975 S/m, eps'' = 17.975 x 0.27975 / 10 = 0.50286;
    alpha = (2 pi / 0.0299792) x Im sqrt(5.24 - 0.50286j) = 209.58 x 0.10972 = 22.995 Np/m, 199.73 dB/m.
    """
    step = float(slab_loss_db("concrete", 0.6, 10e9) - slab_loss_db("concrete", 0.5, 10e9))
    assert step == pytest.approx(19.97, abs=0.05)


def test_a_half_wave_window_of_little_loss_is_clear() -> None:
    """Glass 1 mm to 40 mm at 1 GHz: half a wavelength inside is 299.79 / (2 sqrt(6.31)) = 59.67 mm, a quarter 29.84 mm.

    A lossless quarter-wave slab of index n passes 4 n^2 / (1 + n^2)^2: 4 x 6.31 / 7.31^2 = 0.4723, 3.26 dB.
    """
    half, quarter = slab_loss_db("glass", 0.05967, 1e9), slab_loss_db("glass", 0.02984, 1e9)
    assert quarter == pytest.approx(3.26, abs=0.1)
    assert half < 0.3


@pytest.mark.parametrize(("wall", "loss"), [("4", 4.0), ("6", 6.0), ("12", 12.0), ("0", 0.0), (" 12 ", 12.0)])
def test_plain_figures(wall: str, loss: float) -> None:
    assert wall_loss_db(wall, np.array([9e8, 3.5e9])).tolist() == [loss, loss]


def test_named_walls() -> None:
    assert wall_loss_db("p2109:traditional", 1e9) == entry_loss_db(1e9)
    assert wall_loss_db("P2040:concrete:0.2", 2e9) == slab_loss_db("concrete", 0.2, 2e9)


@pytest.mark.parametrize(
    ("wall", "fault"),
    [
        ("-3", "0..60"),
        ("nan", "0..60"),
        ("thick", "expected a loss in dB"),
        ("p2109:castle", "traditional"),
        ("p2040:cheese:0.2", "concrete"),
        ("p2040:concrete", "expected a loss"),
        ("p2040:concrete:-1", "thickness"),
    ],
)
def test_unknown_walls_are_refused(wall: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        wall_loss_db(wall, 1e9)


def test_frequencies_outside_are_refused() -> None:
    with pytest.raises(ValueError, match="holds from"):
        entry_loss_db(5e7)
    with pytest.raises(ValueError, match="holds from"):
        slab_loss_db("brick", 0.1, 60e9)
    with pytest.raises(ValueError, match="probability"):
        entry_loss_db(1e9, probability=1.0)
