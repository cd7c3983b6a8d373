"""Steered beams against printed vectors and hand-worked arrays; envelopes against every beam in every direction."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emfassess.patterns import element_38901, f1336_sector
from emfassess.patterns.arrays import array_gain, beam_envelope, broadcast_envelope, check_envelopes
from emfassess.patterns.pattern import SAMPLES, Pattern
from emfassess.units import Floats

ELEMENT = element_38901(gain_dbi=5.0)
ISOTROPIC = Pattern("isotropic", 0.0, np.zeros(SAMPLES), np.zeros(SAMPLES))

# (element, rows, columns, row pitch, column pitch, azimuth range, downtilt range)
SCANS = [
    (ELEMENT, 8, 8, 0.5, 0.5, 60.0, (0.0, 15.0)),
    (ELEMENT, 12, 8, 0.7, 0.5, 45.0, (-5.0, 12.0)),
    (ELEMENT, 1, 4, 0.7, 0.9, 30.0, (0.0, 0.0)),
    (ELEMENT, 3, 1, 0.6, 0.5, 0.0, (30.0, 90.0)),
    (ISOTROPIC, 4, 2, 1.3, 0.8, 90.0, (2.0, 8.0)),
    (f1336_sector(8.0, 90.0), 5, 3, 0.8, 0.5, 20.0, (6.0, 6.0)),
]
BROADCAST = [(-45.0, 3.0), (-15.0, 3.0), (15.0, 3.0), (45.0, 6.0)]


def envelope(scan: int) -> Pattern:
    element, rows, columns, row_pitch, column_pitch, azimuths, tilts = SCANS[scan]
    return beam_envelope(
        element=element,
        rows=rows,
        columns=columns,
        row_pitch=row_pitch,
        column_pitch=column_pitch,
        azimuth_range_deg=azimuths,
        downtilt_range_deg=tilts,
    )


ENVELOPES = [envelope(scan) for scan in range(len(SCANS))]


def member(scan: int, azimuth: Floats, elevation: Floats, across: float, down: float) -> Floats:
    """Gain of a beam of a scan, steered to shares -1..1 and 0..1 of its ranges."""
    element, rows, columns, row_pitch, column_pitch, azimuths, (low, high) = SCANS[scan]
    return array_gain(
        azimuth,
        elevation,
        element=element,
        rows=rows,
        columns=columns,
        row_pitch=row_pitch,
        column_pitch=column_pitch,
        beam_azimuth_deg=across * azimuths,
        beam_downtilt_deg=min(low + down * (high - low), high),
    )


def gain_of(pattern: Pattern, azimuth: Floats | float, elevation: Floats | float) -> Floats:
    return pattern.gain_dbi - pattern.attenuation(azimuth, elevation)


def directions(seed: int) -> tuple[Floats, Floats]:
    """2000 directions all over the sphere, not on the samples of a table."""
    random = np.random.default_rng(seed)
    return random.uniform(-180, 180, 2000), np.degrees(np.arcsin(random.uniform(-1, 1, 2000)))


@pytest.mark.parametrize(
    ("azimuth", "elevation", "gain"),
    [
        # 3GPP TR 37.840 / ITU-R IMT-2020 composite pattern, test vectors of bwinkel/pycraf; 8 x 8, half-wavelength
        # pitches, beam at boresight; 23.0618 = 5 + 10 log10(64)
        (0, 0, 23.0618),
        (-50, 0, -15.4686),
        (0, 65, -7.5959),
        (0, 21.666666666666668, 8.86833),
    ],
)
def test_a_composite_beam_matches_the_printed_vector(azimuth: float, elevation: float, gain: float) -> None:
    found = array_gain(azimuth, elevation, element=ELEMENT, rows=8, columns=8, row_pitch=0.5, column_pitch=0.5)
    assert float(found) == pytest.approx(gain, abs=2e-4)


@pytest.mark.parametrize(
    ("azimuth", "elevation", "gain"),
    # 3GPP TR 37.840 single element, test vectors of bwinkel/pycraf
    [(-80, -40, -17.72189), (20, 10, 3.57988), (-180, 10, -25.0), (20, -90, -19.14201)],
)
def test_one_element_is_its_own_array(azimuth: float, elevation: float, gain: float) -> None:
    found = array_gain(azimuth, elevation, element=ELEMENT, rows=1, columns=1, row_pitch=0.5, column_pitch=0.5)
    assert float(found) == pytest.approx(gain, abs=1e-4)


def test_two_elements_at_half_a_wavelength_are_worked_by_hand() -> None:
    # |1 + exp(j pi sin(30))|^2 / 2 = (1 + cos(90 deg)) = 1: 0 dB at 30 degrees; 2 or 3.0103 dB ahead
    for rows, columns, azimuth, elevation in ((1, 2, 30.0, 0.0), (2, 1, 0.0, 30.0)):
        found = array_gain(
            [0.0, azimuth], [0.0, elevation], element=ISOTROPIC, rows=rows, columns=columns, row_pitch=0.5,
            column_pitch=0.5,
        )  # fmt: skip
        assert found == pytest.approx([3.0103, 0.0], abs=1e-4)


def test_two_elements_cancel_exactly_in_a_null() -> None:
    # phases 0 and pi at 90 degrees; nothing but round-off of the sine is left
    found = array_gain(90.0, 0.0, element=ISOTROPIC, rows=1, columns=2, row_pitch=0.5, column_pitch=0.5)
    assert float(found) < -200


@given(turn=st.floats(-60, 60), tilt=st.floats(-30, 60))
def test_a_beam_has_all_elements_adding_up_where_it_is_steered(turn: float, tilt: float) -> None:
    # positive tilt is downward: the beam lies at elevation -tilt
    found = array_gain(
        turn, -tilt, element=ISOTROPIC, rows=8, columns=4, row_pitch=0.7, column_pitch=0.5, beam_azimuth_deg=turn,
        beam_downtilt_deg=tilt,
    )  # fmt: skip
    assert float(found) == pytest.approx(10 * np.log10(32), abs=1e-6)


@given(seed=st.integers(0, 1000), turn=st.floats(-60, 60), tilt=st.floats(-30, 60))
def test_a_beam_is_the_sum_over_its_elements_as_the_report_writes_it(seed: int, turn: float, tilt: float) -> None:
    # TR 37.840: |sum v w|^2 with v and w written out, element by element, zenith angle theta = 90 - elevation
    azimuth, elevation = (angles[:50] for angles in directions(seed))
    phi, theta = np.radians(azimuth), np.radians(90 - elevation)
    sum_ = np.zeros(50, dtype=complex)
    for n in range(5):
        for m in range(3):
            v = np.exp(2j * np.pi * (n * 0.7 * np.cos(theta) + m * 0.6 * np.sin(theta) * np.sin(phi)))
            steer = n * 0.7 * np.sin(np.radians(tilt)) - m * 0.6 * np.cos(np.radians(tilt)) * np.sin(np.radians(turn))
            sum_ += v * np.exp(2j * np.pi * steer) / np.sqrt(15)
    found = array_gain(
        azimuth, elevation, element=ELEMENT, rows=5, columns=3, row_pitch=0.7, column_pitch=0.6, beam_azimuth_deg=turn,
        beam_downtilt_deg=tilt,
    )  # fmt: skip
    factor = found - gain_of(ELEMENT, azimuth, elevation)
    assert 10 ** (factor / 10) == pytest.approx(np.abs(sum_) ** 2, abs=1e-9)


@given(
    scan=st.integers(0, len(SCANS) - 1),
    seed=st.integers(0, 2**32 - 1),
    across=st.floats(-1, 1) | st.sampled_from([-1.0, 1.0]),
    down=st.floats(0, 1) | st.sampled_from([0.0, 1.0]),
)
def test_no_beam_exceeds_the_envelope_in_any_direction(scan: int, seed: int, across: float, down: float) -> None:
    azimuth, elevation = directions(seed)
    beam = member(scan, azimuth, elevation, across, down)
    assert np.all(beam <= gain_of(ENVELOPES[scan], azimuth, elevation) + 1e-9)


@given(
    scan=st.integers(0, len(SCANS) - 1), seed=st.integers(0, 2**32 - 1), across=st.floats(-1, 1), down=st.floats(0, 1)
)
def test_no_beam_exceeds_the_envelope_around_its_own_peak(scan: int, seed: int, across: float, down: float) -> None:
    random = np.random.default_rng(seed)
    low, high = SCANS[scan][6]
    azimuth = across * SCANS[scan][5] + random.uniform(-3, 3, 500)
    elevation = np.clip(-(low + down * (high - low)) + random.uniform(-3, 3, 500), -90, 90)
    beam = member(scan, azimuth, elevation, across, down)
    assert np.all(beam <= gain_of(ENVELOPES[scan], azimuth, elevation) + 1e-9)


@pytest.mark.parametrize("rows", [2, 7, 16, 64])
def test_a_single_beam_stays_under_its_envelope_where_that_is_tightest(rows: int) -> None:
    # isotropic elements above each other, on the samples of the tables and between: only the main lobe's flanks count
    elevation = np.arange(-90, 90.001, 0.025)
    beam = array_gain(
        0.0, elevation, element=ISOTROPIC, rows=rows, columns=1, row_pitch=0.5, column_pitch=0.5, beam_downtilt_deg=6.0
    )
    pattern = beam_envelope(
        element=ISOTROPIC,
        rows=rows,
        columns=1,
        row_pitch=0.5,
        column_pitch=0.5,
        azimuth_range_deg=0.0,
        downtilt_range_deg=(6.0, 6.0),
    )
    assert np.all(beam <= gain_of(pattern, 0.0, elevation) + 1e-9)


def test_the_envelope_of_a_scan_around_boresight_has_the_gain_of_the_strongest_beam() -> None:
    # 5 + 10 log10(64), and the same with 96 elements
    assert ENVELOPES[0].gain_dbi == pytest.approx(23.0618, abs=1e-3)
    assert ENVELOPES[1].gain_dbi == pytest.approx(5 + 10 * np.log10(96), abs=1e-3)


@pytest.mark.parametrize(("azimuth", "elevation"), [(0, -5), (30, -10), (-60, 0), (59, -15), (-20, -7.3)])
def test_inside_the_scan_the_envelope_falls_with_the_element_alone(azimuth: float, elevation: float) -> None:
    # by hand: 12 (a/65)^2 + 12 (e/65)^2 below the peak; cells of 0.5 and 0.2 degrees cost up to 0.2 dB at 60 degrees
    expected = 23.0618 - 12 * (azimuth / 65) ** 2 - 12 * (elevation / 65) ** 2
    found = float(gain_of(ENVELOPES[0], azimuth, elevation))
    assert expected <= found + 1e-4
    assert found == pytest.approx(expected, abs=0.3)


def test_the_envelope_stays_within_its_stated_excess() -> None:
    # an independent search: a fine grid of beams, compared with the envelope where that is within 20 dB of its gain
    beams = [(a, d) for a in np.linspace(-1, 1, 61) for d in np.linspace(0, 1, 31)]
    azimuth, elevation = (grid.ravel() for grid in np.meshgrid(np.arange(-60, 60.1, 4), np.arange(-40, 30.1, 2)))
    strongest = np.max([member(0, azimuth, elevation, a, d) for a, d in beams], axis=0)
    found = gain_of(ENVELOPES[0], azimuth, elevation)
    worth = found >= ENVELOPES[0].gain_dbi - 20
    stated = float(dict(ENVELOPES[0].assumptions[0].values)["excess_db"])
    assert stated < 2.0
    # 0.5 dB for nulls that the envelope fills and for the grid of beams
    assert (found - strongest)[worth].max() <= stated + 0.5


def test_the_envelope_states_its_array_and_excess() -> None:
    (assumption,) = ENVELOPES[0].assumptions
    assert assumption.code == "array-envelope"
    assert dict(assumption.values)["rows"] == "8"
    assert set(dict(assumption.values)) == {"rows", "columns", "excess_db", "excess_elsewhere_db"}


def test_behind_the_element_keeps_its_front_to_back_ratio() -> None:
    # the array factor is the same in front and behind: 30 dB of the element remain, and no more than that
    found = float(gain_of(ENVELOPES[0], 180.0, -5.0))
    assert ENVELOPES[0].gain_dbi - found == pytest.approx(30.0, abs=0.6)
    assert ENVELOPES[0].gain_dbi - found <= 30.0


def test_no_broadcast_beam_exceeds_their_envelope() -> None:
    pattern = broadcast_envelope(
        element=ELEMENT, rows=4, columns=2, row_pitch=0.7, column_pitch=0.5, directions_deg=BROADCAST
    )
    assert pattern.assumptions[0].code == "array-broadcast-envelope"
    azimuth, elevation = directions(7)
    for turn, tilt in BROADCAST:
        beam = array_gain(
            azimuth, elevation, element=ELEMENT, rows=4, columns=2, row_pitch=0.7, column_pitch=0.5,
            beam_azimuth_deg=turn, beam_downtilt_deg=tilt,
        )  # fmt: skip
        assert np.all(beam <= gain_of(pattern, azimuth, elevation) + 1e-9)


def test_traffic_beams_of_the_whole_array_cover_broadcast_beams_of_a_part_of_it() -> None:
    broadcast = broadcast_envelope(
        element=ELEMENT, rows=4, columns=2, row_pitch=0.7, column_pitch=0.5, directions_deg=[(-30, 3), (0, 3), (30, 3)]
    )
    check_envelopes(ENVELOPES[1], broadcast)
    with pytest.raises(ValueError, match=r"23\.1 dBi and the broadcast beam 24\.8 dBi") as refused:
        check_envelopes(replace(ISOTROPIC, gain_dbi=23.1), replace(ISOTROPIC, gain_dbi=24.8))
    assert "check rows, columns, element gain" in str(refused.value)


def test_a_traffic_envelope_that_is_not_tilted_as_far_as_the_broadcast_beams_is_refused() -> None:
    # at 20 degrees below the horizon the beam of 12 rows is down in its side lobes, that of two rows at its peak
    traffic = beam_envelope(
        element=ELEMENT,
        rows=12,
        columns=1,
        row_pitch=0.7,
        column_pitch=0.5,
        azimuth_range_deg=0.0,
        downtilt_range_deg=(0.0, 0.0),
    )
    broadcast = broadcast_envelope(
        element=ELEMENT, rows=2, columns=1, row_pitch=0.7, column_pitch=0.5, directions_deg=[(0, 20)]
    )
    assert traffic.gain_dbi > broadcast.gain_dbi
    with pytest.raises(ValueError, match="elevation -"):
        check_envelopes(traffic, broadcast)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("rows", 0),
        ("columns", 2.5),
        ("row_pitch", 0.0),
        ("column_pitch", float("nan")),
        ("azimuth_range_deg", 91.0),
        ("azimuth_range_deg", -1.0),
        ("downtilt_range_deg", (5.0, 4.0)),
        ("downtilt_range_deg", (-91.0, 4.0)),
        ("downtilt_range_deg", (0.0, float("nan"))),
    ],
)
def test_impossible_scans_are_refused_by_name(key: str, value: object) -> None:
    array = {"element": ELEMENT, "rows": 8, "columns": 8, "row_pitch": 0.5, "column_pitch": 0.5}
    possible: dict[str, object] = array | {"azimuth_range_deg": 60.0, "downtilt_range_deg": (0.0, 10.0)}
    with pytest.raises(ValueError, match=key):
        beam_envelope(**(possible | {key: value}))  # type: ignore[arg-type]


def test_a_beam_beyond_the_horizon_of_the_array_is_refused() -> None:
    with pytest.raises(ValueError, match="beam_downtilt_deg must lie in"):
        array_gain(0, 0, element=ELEMENT, rows=8, columns=8, row_pitch=0.5, column_pitch=0.5, beam_downtilt_deg=91.0)
    with pytest.raises(ValueError, match="at least one broadcast beam"):
        broadcast_envelope(element=ELEMENT, rows=4, columns=2, row_pitch=0.7, column_pitch=0.5, directions_deg=[])
