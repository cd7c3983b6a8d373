"""Expected levels and their settings as plain values."""

from emfassess.exposure.expected import ExpectedLevels, ExpectedSettings
from emfassess.exposure.expected.traffic import loads_by_name
from emfassess.field import Sources
from emfassess.publish.data.expected_types import ExpectedRecord, ExpectedSettingsRecord, LoadRecord
from emfassess.publish.data.writing import rounded


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
