"""Expected levels and their settings as plain values: the same keys in every record and table."""

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

from emfassess.exposure.expected import ExpectedLevels, ExpectedSettings
from emfassess.exposure.expected.traffic import loads_by_name
from emfassess.field import Sources
from emfassess.publish.data.writing import rounded

_STRICT = ConfigDict(extra="forbid")


@with_config(_STRICT)
class ExpectedRecord(TypedDict):
    """What a meter would show at a place: median, 90 % interval and exposure ratio at the median; it decides no verdict.

    Where no level can be given they are null, and `expected_absent` says why, in a word of
    :data:`emfassess.exposure.expected.models.REASONS`.
    """

    expected_power_density_w_m2: float | None
    expected_p5_w_m2: float | None
    expected_p95_w_m2: float | None
    expected_exposure_ratio: float | None
    expected_absent: str | None


@with_config(_STRICT)
class LoadRecord(TypedDict):
    """Average transmitted over rated power: its median, standard deviation, and where it comes from."""

    median: float
    spread_db: float
    source: str


@with_config(_STRICT)
class ExpectedSettingsRecord(TypedDict):
    """How levels are expected: surrounding roofs, kind of building, and the load of each technology that is there."""

    roof_height_m: float
    roof_height_assumed: bool
    indoors: str | None
    loads: dict[str, LoadRecord]


def expected_record(expected: ExpectedLevels, point: int) -> ExpectedRecord:
    """Expected level at a point."""
    reason = str(expected.reason[point])
    if reason:
        return ExpectedRecord(
            expected_power_density_w_m2=None,
            expected_p5_w_m2=None,
            expected_p95_w_m2=None,
            expected_exposure_ratio=None,
            expected_absent=reason,
        )
    return rounded(
        ExpectedRecord(
            expected_power_density_w_m2=float(expected.median[point]),
            expected_p5_w_m2=float(expected.p5[point]),
            expected_p95_w_m2=float(expected.p95[point]),
            expected_exposure_ratio=float(expected.exposure_ratio[point]),
            expected_absent=None,
        )
    )


def expected_settings_record(settings: ExpectedSettings, sources: Sources) -> ExpectedSettingsRecord:
    """Settings of expected levels, with the loads of the carriers that were summed."""
    return {
        "roof_height_m": settings.roof,
        "roof_height_assumed": settings.roof_height_m is None,
        "indoors": settings.indoors,
        "loads": {
            name: LoadRecord(median=load.median, spread_db=load.spread_db, source=load.source)
            for name, load in sorted(loads_by_name(sources, settings.loads).items())
        },
    }
