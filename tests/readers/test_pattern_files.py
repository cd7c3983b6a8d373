"""Pattern files: what is read, and what is refused with a reason."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.msi_files import loss, msi
from emfassess.patterns import describe
from emfassess.readers.faults import InputError
from emfassess.readers.pattern_files import PatternFile, read_pattern

SHARED = Path(__file__).parents[2] / ".." / "shared" / "data"


def read(tmp_path: Path, text: str | bytes, name: str = "a.msi", gain_dbi: float | None = None) -> PatternFile:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read_pattern(path, gain_dbi)


def refused(tmp_path: Path, text: str | bytes, name: str = "a.msi") -> str:
    with pytest.raises(InputError) as error:
        read(tmp_path, text, name)
    assert str(tmp_path / name) in str(error.value)
    return str(error.value)


def test_an_msi_file_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, msi())
    assert found.name == "test"
    assert found.frequency_mhz == 947.5
    assert found.gain_dbi == pytest.approx(17.15)  # 15 dBd + 2.15
    assert found.pattern is not None
    described = describe(found.pattern)
    assert described.tilt_deg == pytest.approx(6.0, abs=0.1)  # down: MSI counts vertical angles downward
    assert described.horizontal_beamwidth_deg == pytest.approx(65, abs=0.3)
    assert described.vertical_beamwidth_deg == pytest.approx(7, abs=0.3)
    # 6 degrees below the horizon is the peak, 6 above is 12 (12/7)^2 = 35 dB, capped at 20
    assert found.pattern.attenuation(0, [-6.0, 6.0]) == pytest.approx([0.0, 20.0], abs=0.01)


@pytest.mark.parametrize(
    ("gain", "expected"),
    [
        ("GAIN 15.00 dBd", 17.15),
        ("GAIN 15 DBI", 15.0),
        ("gain\t15,5 dBi", 15.5),
        ("GAIN 15.5dBi", 15.5),
        ("GAIN   15.5   dbd", 17.65),
    ],
)
def test_gain_is_taken_with_its_unit(tmp_path: Path, gain: str, expected: float) -> None:
    assert read(tmp_path, msi(gain)).gain_dbi == pytest.approx(expected)


@pytest.mark.parametrize("gain", ["GAIN 15.00", "GAIN 15.00 dB", "GAIN", ""])
def test_a_gain_without_unit_is_refused_with_line_and_cure(tmp_path: Path, gain: str) -> None:
    message = refused(tmp_path, msi(gain))
    assert "dBi or dBd" in message
    if gain:
        assert "line 3" in message


def test_a_gain_without_unit_can_be_stated_beside_the_file(tmp_path: Path) -> None:
    found = read(tmp_path, msi("GAIN 15.00"), gain_dbi=17.0)
    assert found.gain_dbi == 17.0
    assert [note.code for note in found.notes] == ["gain-stated-outside-file"]


@pytest.mark.parametrize(
    "text",
    [
        "\r\n\r\n" + msi().replace("\n", "\r\n"),
        msi(separator="\t"),
        msi(step=0.5),
        msi(last=361.0),
        msi().replace("HORIZONTAL 360", "HORIZONTAL 360\t\t"),
        msi().replace("NAME test\n", "").replace("TILT ELECTRICAL\n", "TILT\n"),
        msi().replace("COMMENT made", "COMMENT µ°éß made"),
    ],
    ids=["blank lines and CRLF", "tabs", "half degrees", "0 to 360", "heading with tabs", "no name", "accents"],
)
def test_variants_of_the_layout_give_the_same_pattern(tmp_path: Path, text: str) -> None:
    plain = read(tmp_path, msi()).shape
    other = read(tmp_path, text).shape
    azimuth, elevation = np.arange(0.0, 360, 7), np.linspace(-90, 90, 52)
    # between rows a degree apart the parabola is cut by up to 12/7^2/4 = 0.06 dB
    assert other.attenuation(azimuth, elevation) == pytest.approx(plain.attenuation(azimuth, elevation), abs=0.13)


@pytest.mark.parametrize("encoding", ["latin-1", "gbk", "utf-8-sig"])
def test_names_in_other_encodings_do_not_matter(tmp_path: Path, encoding: str) -> None:
    name = "é-Antenne" if encoding == "latin-1" else "电联天线"
    found = read(tmp_path, msi().replace("NAME test", f"NAME {name}").encode(encoding))
    assert describe(found.shape).tilt_deg == pytest.approx(6.0, abs=0.1)
    if encoding != "latin-1":
        assert found.name == name


def test_a_missing_row_is_interpolated_and_told(tmp_path: Path) -> None:
    text = msi().replace("100.0 25.00\n", "", 1)
    found = read(tmp_path, text)
    assert [note.code for note in found.notes] == ["pattern-row-missing"]


def test_a_cut_above_zero_is_raised_to_its_gain_and_told(tmp_path: Path) -> None:
    found = read(tmp_path, msi(shift=1.5))
    assert found.shape.attenuation(0, -6.0) == pytest.approx(0.0, abs=1e-9)
    assert [dict(note.values)["shift"] for note in found.notes] == ["1.50", "1.50"]


def test_a_cut_that_promises_more_than_the_gain_is_kept(tmp_path: Path) -> None:
    found = read(tmp_path, msi(shift=-0.3))
    assert found.shape.attenuation(0, -6.0) == pytest.approx(-0.6)
    assert {note.code for note in found.notes} == {"pattern-above-gain"}


def test_a_main_lobe_behind_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, msi(tilt=186.0))
    codes = [note.code for note in found.notes]
    assert "pattern-rear-lobe" in codes
    # the front half, all 20 dB down, counts from its own peak: never weaker than stated
    assert found.shape.attenuation(0, 0) == pytest.approx(0.0, abs=0.01)


@pytest.mark.parametrize(
    ("header", "name", "expected"),
    [
        ("ELECTRICAL_TILT 4\n{gain}\n", "a.msi", 4.0),
        ("{gain}\nTILT 2 deg electrical\n", "a.msi", 2.0),
        ("{gain}\nTILT ELECTRICAL\nCOMMENT Lever position 7 deg\n", "a.msi", 7.0),
        ("{gain}\nTILT ELECTRICAL\n", "742271_0947_X_CO_M45_05T.msi", 5.0),
        ("{gain}\n", "a.msi", None),
    ],
)
def test_the_stated_tilt_is_found(tmp_path: Path, header: str, name: str, expected: float | None) -> None:
    assert read(tmp_path, msi(header=header), name).stated_tilt_deg == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n\n", "empty"),
        (b"\x00\x01\x02 HORIZONTAL 360", "binary"),
        ("hello\nworld\n", "not known"),
        (msi().split("VERTICAL")[0], "no vertical cut"),
        ("\n".join(msi().splitlines()[:700]), "truncated"),
        (msi().replace("120.0 25.00\n", "120.0 25.00 7\n", 1), "line"),
        (
            msi().replace("HORIZONTAL 360", "HORIZONTAL 360\n0.0 0.0", 1).replace("VERTICAL", "HORIZONTAL 1\nVERTICAL"),
            "once",
        ),
    ],
)
def test_broken_files_are_refused_with_a_reason(tmp_path: Path, text: str | bytes, reason: str) -> None:
    assert reason in refused(tmp_path, text)


def test_gain_instead_of_attenuation_is_refused(tmp_path: Path) -> None:
    rows = "\n".join(f"{a} {-loss(a, 65, 25):.2f}" for a in range(360))
    text = f"GAIN 15 dBd\nHORIZONTAL 360\n{rows}\nVERTICAL 360\n{rows}\n"
    message = refused(tmp_path, text)
    assert message.count("change the sign") == 2  # both cuts in one go


def test_a_cut_with_a_hole_is_refused(tmp_path: Path) -> None:
    rows = "\n".join(f"{a} {loss(a, 65, 25):.2f}" for a in range(340))
    assert "gap" in refused(tmp_path, f"GAIN 15 dBd\nHORIZONTAL\n{rows}\nVERTICAL\n{rows}\n")


def test_a_folder_is_refused_and_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder"):
        read_pattern(tmp_path)
    with pytest.raises(FileNotFoundError):
        read_pattern(tmp_path / "none.msi")


def nsma(units: str = "DBI/DBR", tilt: str = "6", points: int = 361, up: bool = True) -> str:
    """Text of an NSMA WG16.99.050 file; elevation angles count up from the horizon, or down."""
    angles = np.linspace(-180, 180, points)
    sense = -1 if up else 1
    cuts = []
    for kind, width, most, peak in (("H", 65, 25, 0.0), ("V", 7, 20, 6.0 * sense)):
        cuts += [f"PATCUT:,{kind}", "POLARI:,V/V", f"NUPOIN:,{points}", "FSTLST:,-180,180"]
        cuts += [f"{a:.2f},{-loss(a, width, most, peak):.2f}," for a in angles]
    head = ["REVNUM:,NSMA WG16.99.050", "ANTMAN:,Maker", "MODNUM:,M1", f"GUNITS:,{units}", "MDGAIN:,16.0"]
    return "\n".join([*head, f"ELTILT:,{tilt}", "LOWFRQ:,1710", "NUMCUT:,2", *cuts, "ENDFIL:,EOF"]) + "\n"


@pytest.mark.parametrize("up", [True, False])
def test_an_nsma_file_is_read_and_its_stated_tilt_tells_up_from_down(tmp_path: Path, up: bool) -> None:
    found = read(tmp_path, nsma(up=up), "a.adf")
    assert (found.maker, found.name, found.frequency_mhz, found.gain_dbi) == ("Maker", "M1", 1710.0, 16.0)
    assert describe(found.shape).tilt_deg == pytest.approx(6.0, abs=0.1)


def test_an_nsma_file_without_tilt_gives_the_stronger_of_both_senses(tmp_path: Path) -> None:
    found = read(tmp_path, nsma(tilt=""), "a.adf")
    assert found.shape.attenuation(0, [-6.0, 6.0]) == pytest.approx([0.0, 0.0], abs=0.01)
    assert "pattern-vertical-sense-unknown" in [note.code for note in found.notes]


@pytest.mark.parametrize(("units", "gain"), [("DBD/DBR", 18.15), ("DBI", 16.0)])
def test_nsma_gain_units(tmp_path: Path, units: str, gain: float) -> None:
    assert read(tmp_path, nsma(units), "a.adf").gain_dbi == pytest.approx(gain)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (nsma("DBX/DBR"), "DBI or DBD"),
        (nsma("DBI/DBM"), "relative gains"),
        ("\n".join(nsma().splitlines()[:200]), "truncated"),
        (nsma().replace("PATCUT:,V", "PATCUT:,Q"), "no vertical cut"),
        (nsma().replace("180.00,-25.00,", "180.00;x,", 1), "line"),
    ],
)
def test_broken_nsma_files_are_refused(tmp_path: Path, text: str, reason: str) -> None:
    assert reason in refused(tmp_path, text, "a.adf")


def two_columns(rows: int = 361) -> str:
    return "\n".join(f"{loss(a, 65, 25):.18e};{loss(a, 7, 20, 3):.18e}" for a in range(rows)) + "\n"


def test_two_columns_have_a_shape_but_no_gain(tmp_path: Path) -> None:
    found = read(tmp_path, two_columns(), "a.csv")
    assert found.gain_dbi is None
    assert found.pattern is None
    assert describe(found.shape).tilt_deg == pytest.approx(3.0, abs=0.1)
    with_gain = read(tmp_path, two_columns(), "a.csv", gain_dbi=17.43).pattern
    assert with_gain is not None
    assert with_gain.gain_dbi == 17.43


@pytest.mark.parametrize(
    ("text", "reason"),
    [(two_columns(359), "rows"), (two_columns().replace(";", "; x", 1), "not known"), ("1;2\nx;y\n", "line 2")],
)
def test_broken_two_column_files_are_refused(tmp_path: Path, text: str, reason: str) -> None:
    assert reason in refused(tmp_path, text, "a.csv")


def test_a_radio_mobile_file_is_read_with_the_stronger_of_both_senses(tmp_path: Path) -> None:
    horizontal = [-loss(a, 65, 25) for a in range(360)]
    vertical = [-loss(a - 90, 7, 20, 6) for a in range(360)]
    text = "\n".join(f"{value:.1f}" for value in horizontal + vertical)
    found = read(tmp_path, text, "a.ant")
    assert found.shape.attenuation(0, [-6.0, 6.0]) == pytest.approx([0.0, 0.0], abs=0.05)
    assert "360" in refused(tmp_path, "\n".join(["-1.0"] * 700), "b.ant")


@settings(max_examples=150)
@given(content=st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
def test_no_content_ends_in_another_error(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "a.msi"
    path.write_bytes(b"GAIN 3 dBi\nHORIZONTAL 360\nVERTICAL 1\n" + content)
    with pytest.raises(InputError):
        read_pattern(path)
    path.write_bytes(content)
    with pytest.raises(InputError):
        read_pattern(path)


def shared_files() -> list[Path]:
    """Real files of makers, where the folder with them stands beside the project (in CI it does)."""
    found = [*SHARED.glob("patterns/**/*"), *SHARED.glob("fullwave/*.msi")]
    return sorted(p for p in found if p.suffix.lower() in (".msi", ".csv", ".ant"))


@pytest.mark.parametrize("path", shared_files(), ids=lambda p: p.name)
def test_real_files_are_read_and_their_tilt_is_where_the_file_says(path: Path) -> None:
    found = read_pattern(path)
    described = describe(found.shape)
    assert 0 < described.directivity_dbi < 30
    # the series of all tilts: the tilt in the file's name is the one in the vertical cut
    if found.stated_tilt_deg is not None and path.parent.name in ("742271", "741989", "742234", "APX18206515-0T2"):
        assert described.tilt_deg == pytest.approx(found.stated_tilt_deg, abs=0.8)
    if found.gain_dbi is not None and path.name.startswith("P"):
        # method of moments: gain is directivity (lossless); adding the cuts is good to a few tenths of a decibel
        assert described.gain_error_db == pytest.approx(0.0, abs=0.5)
