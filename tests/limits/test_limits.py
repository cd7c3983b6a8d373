"""Limit sets against the printed tables, on both sides of every edge."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import emfassess as emf
from emfassess.limits.limit_set import POPULATIONS, Band, LimitSet, Term
from emfassess.readers.limit_sets import limit_set, limit_set_ids

SETS = {
    "gb-8702-2014",
    "icnirp-1998",
    "icnirp-2020",
    "fcc-1.1310",
    "eu-1999-519",
    "ch-nisv",
    "be-brussels",
    "it-2024",
    "br-anatel",
    "ca-sc6-2015",
    "in-dot",
    "be-flanders",
    "jp-public",
    "icnirp-2020-local",
}
QUANTITIES = {
    "E": "electric_field_strength",
    "H": "magnetic_field_strength",
    "B": "magnetic_flux_density",
    "S": "power_density",
}

# One line a band: low edge, high edge [MHz], then the values that the table's formula gives just inside each edge, worked
# out by hand from the printed row. B in microtesla.
GB_8702 = """
# GB 8702-2014, table 1
0.000001 0.000008  E 8000 8000      H 32000 500          B 40000 625
0.000008 0.000025  E 8000 8000      H 500 160            B 625 200
0.000025 0.0012    E 8000 166.667   H 160 3.33333        B 200 4.16667
0.0012   0.0029    E 166.667 68.9655 H 3.3 3.3           B 4.1 4.1
0.0029   0.057     E 70 70          H 3.44828 0.175439   B 4.13793 0.210526
0.057    0.1       E 70.1754 40     H 0.175439 0.1       B 0.210526 0.12
0.1      3         E 40 40          H 0.1 0.1            B 0.12 0.12          S 4 4
3        30        E 38.6825 12.2325 H 0.0981495 0.0310376 B 0.121244 0.0383406 S 4 0.4
30       3000      E 12 12          H 0.032 0.032        B 0.04 0.04          S 0.4 0.4
3000     15000     E 12.0499 26.9444 H 0.0323156 0.0722599 B 0.0405315 0.0906311 S 0.4 2
15000    300000    E 27 27          H 0.073 0.073        B 0.092 0.092        S 2 2
"""
ICNIRP_1998_PUBLIC = """
# ICNIRP 1998, table 7
0.1  0.15   E 87 87          H 5 5
0.15 1      E 87 87          H 4.86667 0.73
1    10     E 87 27.5118     H 0.73 0.073
10   400    E 28 28          H 0.073 0.073       S 2 2
400  2000   E 27.5 61.4919   H 0.074 0.165469    S 2 10
2000 300000 E 61 61          H 0.16 0.16         S 10 10
"""
ICNIRP_1998_OCCUPATIONAL = """
# ICNIRP 1998, table 6
0.1  1      E 610 610        H 16 1.6
1    10     E 610 61         H 1.6 0.16
10   400    E 61 61          H 0.16 0.16         S 10 10
400  2000   E 60 134.164     H 0.16 0.357771     S 10 50
2000 300000 E 137 137        H 0.36 0.36         S 50 50
"""
ICNIRP_2020_PUBLIC = """
# ICNIRP 2020, table 5 (whole body)
0.1  30     E 1503.56 27.7419 H 22 0.0733333
30   400    E 27.7 27.7      H 0.073 0.073       S 2 2
400  2000   E 27.5 61.4919   H 0.074 0.165469    S 2 10
2000 300000 S 10 10
"""
ICNIRP_2020_OCCUPATIONAL = """
# ICNIRP 2020, table 5 (whole body)
0.1  30     E 3307.84 61.0322 H 49 0.163333
30   400    E 61 61          H 0.16 0.16         S 10 10
400  2000   E 60 134.164     H 0.16 0.357771     S 10 50
2000 300000 S 50 50
"""
FCC_PUBLIC = """
# 47 CFR 1.1310, table 1(B); 1 mW/cm2 = 10 W/m2
0.3  1.34   E 614 614        H 1.63 1.63         S 1000 1000
1.34 30     E 614.925 27.4667 H 1.63433 0.073    S 1002.45 2
30   300    E 27.5 27.5      H 0.073 0.073       S 2 2
300  1500   S 2 10
1500 100000 S 10 10
"""
FCC_OCCUPATIONAL = """
# 47 CFR 1.1310, table 1(A)
0.3  3      E 614 614        H 1.63 1.63         S 1000 1000
3    30     E 614 61.4       H 1.63 0.163        S 1000 10
30   300    E 61.4 61.4      H 0.163 0.163       S 10 10
300  1500   S 10 50
1500 100000 S 50 50
"""
SWISS = """
# NISV annex 1, number 64: 4, 5 and 6 V/m
10   960    E 4 4
960  1710   E 5 5
1710 300000 E 6 6
"""
BRUSSELS = """
# 0.5635 W/m2 at 900 MHz (BIPT), with the law of 2018 (0.043, f/9375, 0.22) times 0.5635/0.096
0.1  400    S 0.252401 0.252401
400  2000   S 0.250444 1.25222
2000 300000 S 1.29135 1.29135
"""
ITALY = """
# L. 214/2023 article 10: 15 V/m, 0.039 A/m, 0.59 W/m2
0.1  300000 E 15 15          H 0.039 0.039       S 0.59 0.59
"""
CANADA = """
# Safety Code 6 (2015), uncontrolled: 2; 8.944/sqrt(f); 1.291; 0.02619 f^0.6834; 10; 6.67e-5 f
10   20     S 2 2
20   48     S 1.99994 1.29095
48   300    S 1.291 1.291
300  6000   S 1.291220 10.002857
6000 150000 S 10 10
150000 300000 S 10.005 20.01
"""
INDIA = """
# Department of Telecommunications: f/2000 from 400 to 2000 MHz, 1 W/m2 above
400  2000   S 0.2 1
2000 300000 S 1 1
"""
FLANDERS = """
# BIPT, end of 2018: 13.7 V/m; 0.686 sqrt(f); 30.7 V/m
10   400    E 13.7 13.7
400  2000   E 13.72 30.67886
2000 10000  E 30.7 30.7
"""
JAPAN = """
# Radio law: 824/f; 27.5 V/m, 0.2 mW/cm2; 1.585 sqrt(f), f/1500; 61.4 V/m, 1 mW/cm2
3    30     E 274.667 27.4667
30   300    E 27.5 27.5      S 2 2
300  1500   E 27.453 61.3868 S 2 10
1500 300000 E 61.4 61.4      S 10 10
"""
ICNIRP_2020_LOCAL = """
# ICNIRP 2020, table 6, public, from 400 MHz: 0.058 f^0.86; 40; 55/f^0.177 (f in GHz)
400  2000   S 10.027660 40.023383
2000 6000   S 40 40
6000 300000 S 40.052527 20.040670
"""
TABLES = [
    ("br-anatel", "public", ICNIRP_2020_PUBLIC),
    ("br-anatel", "occupational", ICNIRP_2020_OCCUPATIONAL),
    ("ca-sc6-2015", "public", CANADA),
    ("in-dot", "public", INDIA),
    ("be-flanders", "public", FLANDERS),
    ("jp-public", "public", JAPAN),
    ("icnirp-2020-local", "public", ICNIRP_2020_LOCAL),
    ("gb-8702-2014", "public", GB_8702),
    ("icnirp-1998", "public", ICNIRP_1998_PUBLIC),
    ("icnirp-1998", "occupational", ICNIRP_1998_OCCUPATIONAL),
    ("eu-1999-519", "public", ICNIRP_1998_PUBLIC),
    ("icnirp-2020", "public", ICNIRP_2020_PUBLIC),
    ("icnirp-2020", "occupational", ICNIRP_2020_OCCUPATIONAL),
    ("fcc-1.1310", "public", FCC_PUBLIC),
    ("fcc-1.1310", "occupational", FCC_OCCUPATIONAL),
    ("ch-nisv", "public", SWISS),
    ("be-brussels", "public", BRUSSELS),
    ("it-2024", "public", ITALY),
]


def edges() -> list[tuple[str, str, str, float, float]]:
    """Every printed value: set, population, quantity, frequency just inside an edge, value."""
    found = []
    for name, population, table in TABLES:
        for line in table.strip().splitlines()[1:]:
            low, high, *cells = line.split()
            for symbol, first, last in zip(cells[::3], cells[1::3], cells[2::3], strict=True):
                scale = 1e-6 if symbol == "B" else 1.0
                found.append((name, population, symbol, float(low) * 1e6 * (1 + 1e-9), scale * float(first)))
                found.append((name, population, symbol, float(high) * 1e6 * (1 - 1e-9), scale * float(last)))
    return found


@pytest.mark.parametrize(("name", "population", "symbol", "frequency", "value"), edges())
def test_values_at_both_sides_of_every_edge(
    name: str, population: str, symbol: str, frequency: float, value: float
) -> None:
    level = emf.load_limits(name, population).level_or_nan(QUANTITIES[symbol], frequency)
    assert float(level) == pytest.approx(value, rel=5e-6)


def test_all_sets_are_there() -> None:
    assert set(limit_set_ids()) == SETS


@pytest.mark.parametrize(
    ("frequency_mhz", "field", "density"),
    [
        # GB 8702-2014 at Chinese downlink frequencies, worked out from the table's formulas
        (900, 12.0, 0.4),
        (3300, 12.638, 0.440),
        (3450, 12.922, 0.460),
        (3500, 13.015, 0.4667),
        (4900, 15.400, 0.6533),
        (7125, 18.570, 0.950),
    ],
)
def test_gb_8702_at_downlink_frequencies(frequency_mhz: float, field: float, density: float) -> None:
    limits = emf.load_limits("gb-8702-2014")
    assert limits.electric_field_strength(frequency_mhz * 1e6) == pytest.approx(field, abs=5e-4)
    assert limits.power_density(frequency_mhz * 1e6) == pytest.approx(density, abs=5e-5)


def test_gb_8702_at_900_mhz_is_exactly_as_printed() -> None:
    assert emf.load_limits("gb-8702-2014").power_density(frequency_hz=900e6) == 0.4


def test_newspaper_value_at_3400_mhz() -> None:
    # a newspaper printed 12.8 V/m for 5G at 3400 MHz
    assert emf.load_limits("gb-8702-2014").electric_field_strength(3400e6) == pytest.approx(12.8, abs=0.05)


@pytest.mark.parametrize(
    ("name", "expected"),
    # H. Mazar's comparison at 1000 MHz: USA and Japan 6.7, ICNIRP and EU 5, Canada 2.94, China 0.4 W/m2
    [
        ("jp-public", 6.7),
        ("ca-sc6-2015", 2.94),
        ("br-anatel", 5.0),
        ("fcc-1.1310", 6.7),
        ("icnirp-1998", 5.0),
        ("icnirp-2020", 5.0),
        ("eu-1999-519", 5.0),
        ("gb-8702-2014", 0.4),
    ],
)
def test_public_limits_at_1000_mhz(name: str, expected: float) -> None:
    assert emf.load_limits(name).power_density(1e9) == pytest.approx(expected, rel=0.006)


@pytest.mark.parametrize(
    ("frequency_mhz", "quantity", "stricter"),
    [
        # GB 8702-2014 shared ends: 3 MHz 40 or 38.68; 30 MHz 12.23 or 12; 3000 MHz 12 or 12.05; 15 GHz 26.94 or 27 V/m
        (3, "electric_field_strength", 38.6825),
        (30, "electric_field_strength", 12.0),
        (3000, "electric_field_strength", 12.0),
        (15000, "electric_field_strength", 26.9444),
        (0.0029, "electric_field_strength", 68.9655),
        (30, "magnetic_field_strength", 0.0310376),
    ],
)
def test_the_stricter_value_holds_at_a_shared_edge(frequency_mhz: float, quantity: str, stricter: float) -> None:
    limits = emf.load_limits("gb-8702-2014")
    assert getattr(limits, quantity)(frequency_mhz * 1e6) == pytest.approx(stricter, rel=5e-6)


@pytest.mark.parametrize("name", sorted(SETS))
@pytest.mark.parametrize("factor", [0.999, 1.001])
def test_a_frequency_outside_a_set_is_refused(name: str, factor: float) -> None:
    limits = emf.load_limits(name)
    edge = limits.lowest_frequency_hz if factor < 1 else limits.highest_frequency_hz
    with pytest.raises(ValueError, match="lies outside"):
        limits.level_or_nan("power_density", edge * factor)
    with pytest.raises(ValueError, match="lies outside"):
        limits.level_or_nan("power_density", [1e9, edge * factor])


def test_a_level_that_a_set_has_not_is_refused() -> None:
    with pytest.raises(ValueError, match="no power density"):
        emf.load_limits("icnirp-1998").power_density(5e6)
    with pytest.raises(ValueError, match="no electric field strength"):
        emf.load_limits("icnirp-2020").electric_field_strength(3.5e9)
    with pytest.raises(ValueError, match="no power density"):
        emf.load_limits("ch-nisv").power_density(900e6)


def test_unknown_sets_and_populations_are_refused_with_what_there_is() -> None:
    with pytest.raises(ValueError, match="did you mean 'gb-8702-2014'"):
        emf.load_limits("gb-8702")
    with pytest.raises(ValueError, match="it has: public"):
        emf.load_limits("gb-8702-2014", "occupational")


@pytest.mark.parametrize(
    ("name", "population", "frequency", "minutes"),
    [
        ("gb-8702-2014", "public", 900e6, 6),
        ("icnirp-1998", "public", 900e6, 6),
        # ICNIRP 1998: 68 / f^1.05 minutes above 10 GHz, 2.06 at 28 GHz
        ("icnirp-1998", "public", 28e9, 2.056),
        ("icnirp-2020", "public", 900e6, 30),
        ("fcc-1.1310", "public", 900e6, 30),
        ("fcc-1.1310", "occupational", 900e6, 6),
        ("it-2024", "public", 900e6, 24 * 60),
    ],
)
def test_averaging_times(name: str, population: str, frequency: float, minutes: float) -> None:
    assert emf.load_limits(name, population).averaging_time(frequency) == pytest.approx(minutes * 60, rel=2e-4)


def test_an_averaging_time_that_a_set_does_not_name_is_refused() -> None:
    with pytest.raises(ValueError, match="averaging"):
        emf.load_limits("gb-8702-2014").averaging_time(50.0)


def test_coefficients_of_gb_8702_are_those_of_each_column() -> None:
    # by hand at 900 MHz: 376.73/144 = 2.6162; 1/(376.73 * 0.032^2) = 2.5922; 1/0.4 = 2.5
    coefficients = emf.load_limits("gb-8702-2014").plane_wave_coefficients([900e6])
    assert coefficients[:, 0] == pytest.approx([2.6162, 2.5922, 2.5], abs=5e-5)


def test_icnirp_2020_counts_each_carrier_with_its_strictest_quantity() -> None:
    # 900 MHz: S 4.5 W/m2 is stricter than 41.25 V/m (4.517) and 0.111 A/m (4.642); 3.5 GHz has S only, 10 W/m2
    limits = emf.load_limits("icnirp-2020")
    assert limits.sum_labels == ("strictest",)
    assert limits.plane_wave_coefficients([900e6, 3.5e9]) == pytest.approx(np.array([[1 / 4.5, 0.1]]))


def test_swiss_limit_depends_on_the_mix_of_the_installation() -> None:
    # NISV: only 900 MHz 4 V/m, only 1800 MHz and above 6 V/m, mixed 5 V/m for all
    limits = emf.load_limits("ch-nisv")
    assert limits.plane_wave_coefficients([900e6]) == pytest.approx(376.730 / 16, rel=1e-5)
    assert limits.plane_wave_coefficients([1.8e9, 2.1e9]) == pytest.approx(376.730 / 36, rel=1e-5)
    assert limits.plane_wave_coefficients([900e6, 2.1e9]) == pytest.approx(376.730 / 25, rel=1e-5)


def test_fields_below_100_khz_are_not_summed_as_powers() -> None:
    with pytest.raises(ValueError, match="below 100 kHz"):
        emf.load_limits("gb-8702-2014").plane_wave_coefficients([50.0])


@pytest.mark.parametrize(
    ("frequency", "eirp"),
    # GB 8702-2014: 300 W and 100 W over a dipole (1.64 times isotropic) below 1000 MHz, 100 W over isotropic above
    [(1e6, 492.2), (900e6, 164.06), (1e9, 100.0), (1.8e9, 100.0), (3e6, 164.06)],
)
def test_exemption_thresholds(frequency: float, eirp: float) -> None:
    assert emf.load_limits("gb-8702-2014").exempt_below(frequency) == pytest.approx(eirp, abs=0.05)


def test_only_gb_8702_has_an_exemption_and_a_target() -> None:
    target = emf.load_limits("gb-8702-2014").management_target
    assert target is not None
    # HJ/T 10.3-1996: one fifth of the power density for a single project, one half for national ones
    assert (target.fraction, target.national_fraction) == (0.2, 0.5)
    assert emf.load_limits("icnirp-2020").management_target is None
    assert emf.load_limits("icnirp-2020").exempt_below(900e6) is None


def test_the_edition_in_force_is_dated() -> None:
    # GB 8702-2014 is in force since 2015-01-01
    assert emf.load_limits("gb-8702-2014").valid_from == date(2015, 1, 1)


@pytest.mark.parametrize("name", sorted(SETS))
@given(share=st.floats(0, 1))
def test_every_frequency_inside_has_a_finite_positive_level(name: str, share: float) -> None:
    limits = emf.load_limits(name)
    low, high = limits.lowest_frequency_hz, limits.highest_frequency_hz
    frequency = min(max(low * (high / low) ** share, low), high)
    levels = [limits.level_or_nan(quantity, frequency) for quantity in QUANTITIES.values()]
    assert np.nanmin(levels) > 0
    assert np.nanmax(levels) < 1e6


@pytest.mark.parametrize(("name", "frequency"), [("icnirp-1998", 400e6), ("icnirp-2020", 400e6), ("icnirp-2020", 2e9)])
def test_power_density_is_continuous_where_the_standard_says_so(name: str, frequency: float) -> None:
    below, above = emf.load_limits(name).level_or_nan("power_density", [frequency * (1 - 1e-9), frequency * (1 + 1e-9)])
    assert below == pytest.approx(above)


def test_scalars_come_back_as_numbers_and_arrays_as_arrays() -> None:
    limits = emf.load_limits("gb-8702-2014")
    assert isinstance(limits.power_density(9e8), float)
    assert np.asarray(limits.power_density([9e8, 3.5e9])).shape == (2,)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"summation": "mean"}, "summation"),
        ({"quantities": ("temperature",)}, "quantities"),
        ({"bands": (Band(2e6, 1e6, (), None),)}, "a band from"),
        ({"bands": (Band(1e6, 2e6, (("power_density", Term(0.0, 0.0, 1e6)),), None),)}, "not above 0"),
    ],
)
def test_faulty_sets_do_not_come_to_be(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(emf.load_limits("gb-8702-2014"), **change)


def test_bands_with_a_gap_are_refused() -> None:
    term = Term(1.0, 0.0, 1e6)
    bands = (Band(1e6, 2e6, (("power_density", term),), None), Band(3e6, 4e6, (("power_density", term),), None))
    with pytest.raises(ValueError, match="do not meet"):
        LimitSet(
            "x", "x", "x", "x", (), "public", None, None, bands, ("power_density",), "strictest-sum", confirmed=True
        )


def test_unknown_columns_of_a_data_file_are_refused() -> None:
    data = {"id": "x", "public": [{"from": 1, "to": 2, "unit": "MHz", "e_mv_m": [1, 0]}]}
    whole = data | {"standard": "", "edition": "", "clause": "", "title": {}, "quantities": ["power_density"]}
    with pytest.raises(ValueError, match="unknown columns"):
        limit_set(whole | {"summation": "strictest-sum", "confirmed": True}, "public")


def test_populations_are_those_of_the_standards() -> None:
    assert POPULATIONS == ("public", "occupational")
