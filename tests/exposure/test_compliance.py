"""Verdicts, exemption, reach on the axis, and the sums behind them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import emfassess as emf
from builders.stations import carrier, isotropic, parabolic, station
from emfassess.exposure.compliance import Verdict, compliance_distance, is_exempt, verdict, verdicts_between
from emfassess.exposure.levels import antenna_levels, carrier_levels
from emfassess.exposure.ratios import (
    by_antenna,
    contribution_ratios,
    exposure_ratio,
    exposure_sums,
    group_sums,
    weights_of,
)
from emfassess.field import rated_power_density, sources_of
from emfassess.limits.decision_rule import DecisionRule, RuleName
from emfassess.units import Floats

GB = emf.load_limits("gb-8702-2014")
GUARDED = DecisionRule(RuleName.GUARDED_ACCEPTANCE)


@pytest.mark.parametrize(
    ("ratio", "uncertainty", "threshold", "expected"),
    [
        (1.0, 0.0, 1.0, "compliant"),  # the sum may reach 1 (GB 8702-2014: <= 1)
        (1.0001, 0.0, 1.0, "exceeds"),
        (0.6, 3.0, 1.0, "conditionally_compliant"),  # 0.6 * 1.995 = 1.197
        (0.5, 3.0, 1.0, "compliant"),  # 0.998
        (2.0, 3.0, 1.0, "exceeds"),  # 2 / 1.995 = 1.0024
        (1.9, 3.0, 1.0, "conditionally_exceeds"),
        (0.24, 0.0, 0.2, "exceeds"),  # 9.7 uW/cm2: above the target of 8, a quarter of the limit of 40
        (0.24, 0.0, 1.0, "compliant"),
    ],
)
def test_guarded_acceptance_has_four_outcomes(
    ratio: float, uncertainty: float, threshold: float, expected: str
) -> None:
    assert verdict(ratio, uncertainty, threshold, GUARDED) == expected


@pytest.mark.parametrize("ratio", [np.nan, np.inf, -0.1])
def test_a_failed_computation_has_no_verdict(ratio: float) -> None:
    with pytest.raises(ValueError, match="exposure ratio"):
        verdict(ratio)


def test_a_negative_uncertainty_is_refused() -> None:
    with pytest.raises(ValueError, match="uncertainty"):
        verdict(0.5, -1.0)


@given(ratio=st.floats(0, 10), small=st.floats(0, 5), more=st.floats(0, 5))
def test_more_uncertainty_never_makes_a_verdict_firmer(ratio: float, small: float, more: float) -> None:
    firm = (Verdict.COMPLIANT, Verdict.EXCEEDS)
    if (found := verdict(ratio, small + more, rule=GUARDED)) in firm:
        assert verdict(ratio, small, rule=GUARDED) == found


@pytest.mark.parametrize(
    ("power", "frequency", "exempt"),
    [
        # GB 8702-2014: below 100 W over a dipole = 164 W EIRP under 1000 MHz, below 100 W EIRP above; exactly 100 is not
        (163.0, 900.0, True),
        (165.0, 900.0, False),
        (99.9, 1800.0, True),
        (100.0, 1800.0, False),
    ],
)
def test_exemption_by_radiated_power(power: float, frequency: float, exempt: bool) -> None:
    made = station(carrier(power, frequency), pattern=isotropic())
    assert is_exempt(made, GB) == exempt


def test_splitting_the_power_does_not_exempt() -> None:
    assert not is_exempt(station(carrier(60, 1800), carrier(60, 2100)), GB)
    assert not is_exempt(station(carrier(1, 1800)), emf.load_limits("icnirp-2020"))


@pytest.mark.parametrize(
    ("power", "gain", "frequency", "expected"),
    [
        # distance to 40 uW/cm2 on the axis: 20 W 15 dBi 11.22 m; 30 W 17 dBi 17.30 m; S column, from S = PG/(4 pi r^2);
        # the E column (12 V/m is 0.3822 W/m2) puts it sqrt(0.4/0.3822) = 1.0230 times farther
        (20.0, 15.0, 900.0, 11.22 * 1.0230),
        (30.0, 17.0, 900.0, 17.30 * 1.0230),
        # 200 W, 24 dBi, 3500 MHz: 92.6 m for 46.7 uW/cm2; E: sqrt(0.46667/0.44964) = 1.0187
        (200.0, 24.0, 3500.0, 92.6 * 1.0187),
    ],
)
def test_reach_on_the_axis(power: float, gain: float, frequency: float, expected: float) -> None:
    made = station(carrier(power, frequency), pattern=parabolic(gain))
    assert compliance_distance(made, made.antennas[0], GB).theoretical == pytest.approx(expected, rel=1e-3)


def test_reach_of_the_actual_maximum_goes_with_the_root_of_the_factors() -> None:
    # IEC 62232 actual maximum, -6 dB: half the distance
    made = station(carrier(200, 3500, power_reduction_factor=0.25), pattern=parabolic(24.0))
    reach = compliance_distance(made, made.antennas[0], GB)
    assert reach.actual / reach.theoretical == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("distances", "expected"),
    # Xilingol thesis: on-axis distances to 8 uW/cm2 24, 24 and 17 m become 34, 30 and 38 m co-located (rounded up)
    [((24, 24), 33.94), ((24, 17), 29.41), ((24, 24, 17), 37.96)],
)
def test_squares_of_the_distances_of_co_located_carriers_add(distances: tuple[float, ...], expected: float) -> None:
    powers = [distance**2 for distance in distances]
    single = station(carrier(1.0))
    alone = compliance_distance(single, single.antennas[0], GB)
    made = station(*(carrier(p, frequency_mhz=900 + i) for i, p in enumerate(powers)))
    together = compliance_distance(made, made.antennas[0], GB)
    assert together.theoretical / alone.theoretical == pytest.approx(expected, abs=0.01)


def test_sum_rule_of_gb_8702_with_the_textbook_question() -> None:
    # 12 V/m at 1026 kHz, 8 V/m at 828 kHz, 8.04 V/m at 25 MHz against 40, 40 and 13.4 V/m: 0.09 + 0.04 + 0.36 = 0.49
    fields = np.array([12.0, 8.0, 8.04])
    coefficients = GB.plane_wave_coefficients([1.026e6, 0.828e6, 25e6])[0]
    assert (coefficients * fields**2 / 376.730313668).sum() == pytest.approx(0.49, abs=1e-4)


def test_oet_example_of_several_sources() -> None:
    # FCC OET Bulletin 65, p. 35: 100/200 + 50/200 + 200/400 uW/cm2 = 1.25; 599 MHz gives 399.3
    fcc = emf.load_limits("fcc-1.1310")
    coefficients = fcc.plane_wave_coefficients([100e6, 200e6, 599e6])[0]
    assert (coefficients * np.array([1.0, 0.5, 2.0])).sum() == pytest.approx(1.25, rel=0.005)


def test_sums_add_carriers_and_stations() -> None:
    one, two = station(carrier(20)), station(carrier(30, 3500), id="S2", longitude=120.001)
    points = np.array([[10.0, 20.0, 1.7], [-300.0, 50.0, 1.7]])

    def ratio(*stations: emf.Station) -> Floats:
        sources = sources_of(stations)
        return exposure_ratio(exposure_sums(rated_power_density(sources, points), weights_of(sources, GB)))

    moved = points - np.array([96.486, 0.0, 0.0])  # 0.001 degree of longitude at 30 degrees north
    sources = sources_of([two])
    second = exposure_ratio(exposure_sums(rated_power_density(sources, moved), weights_of(sources, GB)))
    assert ratio(one, two) == pytest.approx(ratio(one) + second, rel=1e-3)


def test_a_station_of_one_swiss_band_keeps_its_limit_beside_another() -> None:
    swiss = emf.load_limits("ch-nisv")
    low, high = station(carrier(frequency_mhz=900)), station(carrier(frequency_mhz=2100), id="S2")
    weights = weights_of(sources_of([low, high]), swiss)
    # 4 V/m and 6 V/m, each its own, because the limit belongs to an installation
    assert weights.coefficient[0] == pytest.approx([376.730 / 16, 376.730 / 36], rel=1e-5)


def test_contributions_make_up_the_ratio_and_group() -> None:
    made = [station(carrier(20, operator="A"), carrier(40, 3500, operator="B"), carrier(10, 2600, operator="A"))]
    sources = sources_of(made)
    weights = weights_of(sources, GB)
    points = np.array([[30.0, 40.0, 1.7]])
    density = rated_power_density(sources, points)
    shares = contribution_ratios(density, weights, 0)
    assert shares.sum(axis=0) == pytest.approx(exposure_ratio(exposure_sums(density, weights))[0])
    by_operator = group_sums(shares, [c.operator for _, _, c in sources.members])
    assert list(by_operator) == ["A", "B"]
    # by hand: 20 + 10 W under 0.3822, 40 W under 0.4497 W/m2
    assert by_operator["A"][0] / by_operator["B"][0] == pytest.approx((30 / 0.38224) / (40 / 0.44970), rel=1e-3)


def test_by_antenna_sums_along_the_last_axis() -> None:
    values = np.array([[1.0, 2.0, 4.0], [10.0, 20.0, 40.0]])
    assert by_antenna(values, np.array([0, 1, 0]), 2).tolist() == [[5.0, 2.0], [50.0, 20.0]]


def test_levels_by_antenna_and_by_carrier_are_the_same() -> None:
    made = [
        station(carrier(20), carrier(40, 3500, power_reduction_factor=0.3), pattern=parabolic(), mechanical_tilt_deg=4),
        station(carrier(60, 2100), id="S2", latitude=30.002, pattern=parabolic(15, 90, 12), azimuth_deg=200),
    ]
    sources = sources_of(made)
    weights = weights_of(sources, GB)
    rng = np.random.default_rng(1)
    points = np.column_stack([rng.uniform(-200, 200, (500, 2)), np.full(500, 1.7)])
    by_carrier, by_mast = carrier_levels(sources, weights, points, keep=True), antenna_levels(sources, weights, points)
    assert by_mast.exposure_ratio == pytest.approx(by_carrier.exposure_ratio, rel=1e-12)
    assert by_mast.power_density == pytest.approx(by_carrier.power_density, rel=1e-12)
    assert by_carrier.contributions is not None
    assert by_carrier.contributions.shape == (3, 500)
    assert {name.split()[0] for name in by_carrier.contributors} == set(by_mast.contributors)


def test_points_near_a_long_antenna_carry_the_near_field_flag() -> None:
    # 2 D^2 / lambda of 2 m at 1800 MHz is 48.0 m
    made = [station(carrier(frequency_mhz=1800), radiating_length_m=2.0, height_m=30.0)]
    sources = sources_of(made)
    near, far = antenna_levels(sources, weights_of(sources, GB), np.array([[0, 30.0, 1.7], [0, 60.0, 1.7]])).near_field
    assert near
    assert not far


def test_bounds_that_agree_give_the_verdict_of_one_level() -> None:
    ratios, expanded = (x.ravel() for x in np.meshgrid([0.0, 0.1, 0.5, 0.9, 1.0, 1.1, 2.0, 9.0], [0.0, 1.0, 3.0, 6.0]))
    one = [verdict(float(r), float(u), 0.5) for r, u in zip(ratios, expanded, strict=True)]
    assert verdicts_between(ratios, ratios, expanded, 0.5).tolist() == one


@pytest.mark.parametrize(
    ("least", "most", "expanded"),
    [(0.0, np.nan, 0.0), (-1.0, 0.0, 0.0), (2.0, 1.0, 0.0), (0.0, 1.0, -1.0), (0.0, 1.0, np.nan)],
)
def test_bounds_that_cannot_be_are_refused(least: float, most: float, expanded: float) -> None:
    with pytest.raises(ValueError, match=r"bounds of|expanded uncertainties"):
        verdicts_between(np.array([least]), np.array([most]), np.array([expanded]))
