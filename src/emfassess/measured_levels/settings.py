"""Settings of how measured levels are judged; every default used is listed in the assumptions."""

from dataclasses import dataclass

from emfassess.limits.decision_rule import DecisionRule, RuleName
from emfassess.limits.limit_set import LimitSet
from emfassess.measurements import Instrument


@dataclass(frozen=True)
class JudgingSettings:
    """How levels are averaged, compared and how uncertain they are.

    Parameters
    ----------
    window_s : float
        Averaging time: any six minutes, GB 8702-2014, note 2 of table 1. [s]
    tolerance_s : float
        How much a window may lack of it. [s]
    gap_s, gap_steps : float
        A series is broken where values are farther apart than both that time and so many of its usual steps. [s]
    visit_s : float
        Values within that time count as repeated readings. [s]
    plausible_hz : tuple of float
        Where the sources of a broadband total, or of a band without frequencies, may lie: from the lowest band of
        broadcasting (47 MHz) upward. The total is compared with the most restrictive level there that the instrument
        covers. [Hz]
    calibration_db : float
        Expanded uncertainty (k = 2) of a calibration that states none; ours. [dB]
    isotropy_broadband_db, isotropy_selective_db : float
        Half widths where the instrument states none: greatest ones of HJ 972-2018, recalled and from an excerpt. [dB]
    linearity_db : float
        The same: that of HJ 1136-2020, from an excerpt. [dB]
    frequency_response_db : float
        Half width over frequency, which no instrument's record states: 1.5 dB of HJ 972-2018, recalled. [dB]
    repeatability_db : float
        Standard uncertainty where fewer than three readings were taken; ours. [dB]
    decision_rule : str, optional
        Name of the rule by which the uncertainty counts in the verdict; that of each edition of the limits if absent.
    """

    window_s: float = 360.0
    tolerance_s: float = 0.5
    gap_s: float = 60.0
    gap_steps: float = 3.0
    visit_s: float = 3600.0
    plausible_hz: tuple[float, float] = (47e6, 300e9)
    calibration_db: float = 2.0
    isotropy_broadband_db: float = 1.0
    isotropy_selective_db: float = 2.5
    linearity_db: float = 1.0
    frequency_response_db: float = 1.5
    repeatability_db: float = 0.5
    decision_rule: str | None = None

    def __post_init__(self) -> None:
        for key, value in vars(self).items():
            if isinstance(value, float) and not value >= 0:
                raise ValueError(f"{key} of a judgement must be 0 or more, not {value}")
        if not 0 < self.plausible_hz[0] < self.plausible_hz[1]:
            raise ValueError(f"plausible_hz must rise from above 0, not {self.plausible_hz}")
        if not self.window_s > self.tolerance_s:
            raise ValueError(f"window_s must be above tolerance_s, not {self.window_s}")
        if self.decision_rule is not None:
            DecisionRule(self.decision_rule)  # type: ignore[arg-type]  # refuses what is none

    def rule_under(self, limits: LimitSet) -> DecisionRule:
        """The decision rule that was asked for, else that of an edition."""
        if self.decision_rule is None or self.decision_rule == limits.decision.name:
            return limits.decision
        return DecisionRule(RuleName(self.decision_rule), limits.decision.target_uncertainty_db)

    def isotropy_db(self, instrument: Instrument) -> float:
        """Default half width of the isotropy; the greater one where the kind of instrument is not known. [dB]"""
        broadband = instrument.kind == "broadband"
        return self.isotropy_broadband_db if broadband else self.isotropy_selective_db


DEFAULTS = JudgingSettings()
