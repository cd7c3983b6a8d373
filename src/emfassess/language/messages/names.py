"""Messages by the key that a record holds."""

from emfassess.language import N_

TARGET_SENTENCE = {
    "compliant": N_(
        "Below the planning target for one project of {standard} ({fraction} of the limit), which is not the legal limit."
    ),
    "conditionally_compliant": N_(
        "Below the planning target for one project of {standard} ({fraction} of the limit) on condition: the target is "
        "within the uncertainty. It is not the legal limit."
    ),
    "not_assessable": N_(
        "Whether the planning target for one project of {standard} ({fraction} of the limit) is met cannot be judged. "
        "It is not the legal limit."
    ),
    "conditionally_exceeds": N_(
        "Above the planning target for one project of {standard} ({fraction} of the limit), with the target within the "
        "uncertainty. The legal limit is a separate matter."
    ),
    "exceeds": N_(
        "Above the planning target for one project of {standard} ({fraction} of the limit). The legal limit is a separate "
        "matter."
    ),
}

TARGET_WORD = {
    "compliant": N_("below the target"),
    "conditionally_compliant": N_("below the target on condition"),
    "not_assessable": N_("not assessable"),
    "conditionally_exceeds": N_("above the target on condition"),
    "exceeds": N_("above the target"),
}

POPULATION = {
    "public": N_("general public"),
    "occupational": N_("occupational"),
}

SCENARIO_SENTENCE = {
    "theoretical": N_("theoretical maximum: rated power times TDD duty cycle"),
    "actual": N_("actual maximum: theoretical maximum times the statistical power reduction factor"),
}

SCENARIO_NAME = {
    "theoretical": N_("Theoretical maximum"),
    "actual": N_("Actual maximum"),
}

CLASS_NAME = {
    "under-1": N_("under 1 %"),
    "1-10": N_("1 to 10 %"),
    "10-50": N_("10 to 50 %"),
    "50-100": N_("50 to 100 %"),
    "over-100": N_("over 100 %: above the limit"),
}

UNCERTAINTY_TERM = {
    "power": N_("transmitter power"),
    "gain": N_("antenna gain"),
    "pattern": N_("pattern"),
    "model": N_("model of the field"),
    "tilt": N_("tilt"),
    "azimuth": N_("azimuth"),
    "height": N_("antenna height"),
    "position-east": N_("position, east"),
    "position-north": N_("position, north"),
    "combined": N_("combined standard uncertainty"),
    "expanded": N_("expanded uncertainty"),
    "calibration": N_("calibration"),
    "isotropy": N_("isotropy"),
    "linearity": N_("linearity"),
    "frequency-response": N_("frequency response"),
    "repeatability": N_("repeatability"),
}

UNCERTAINTY_COLUMN = {
    "input": N_("Input"),
    "distribution": N_("Distribution"),
    "stated": N_("Stated"),
    "contribution": N_("Contribution"),
}

DISTRIBUTION = {
    "normal": N_("normal"),
    "rectangular": N_("rectangular"),
}

UNIT = {
    "dB": N_("dB"),
    "deg": N_("°"),
    "m": N_("m"),
}

QUANTITY = {
    "electric_field_strength": N_("electric field strength"),
    "magnetic_field_strength": N_("magnetic field strength"),
    "power_density": N_("power density"),
    "strictest": N_("the most restrictive quantity of each carrier"),
}

ALTERNATIVE = {
    "ground-factor-oet-65": N_("the ground multiplied the power density by 2.56 (OET-65)"),
    "ground-factor-k52": N_("the ground multiplied the power density by 4 (ITU-T K.52)"),
    "ground-two-ray-medium-dry": N_("a medium dry ground reflected (two rays, mean over the body)"),
    "model-far-field": N_("the far-field formula were used everywhere"),
    "scenario-actual": N_("the actual maximum decided"),
    "scenario-theoretical": N_("the theoretical maximum decided"),
    "tilt-2-more": N_("all antennas were tilted 2° more"),
    "tilt-2-less": N_("all antennas were tilted 2° less"),
    "pattern-f1336": N_("computed patterns were sectors of ITU-R F.1336"),
    "cap-5-less": N_("computed patterns attenuated 5 dB less at most"),
    "cap-10-more": N_("computed patterns attenuated 10 dB more at most"),
    "duty-cycle-one": N_("all carriers transmitted without a pause"),
    "free-space": N_("free space were taken instead of the chosen obstruction"),
}

SEVERITY = {
    "error": N_("Error"),
    "warning": N_("Warning"),
    "note": N_("Note"),
}

SEVERITY_WORD = {
    "note": N_("note"),
    "warning": N_("warning"),
    "error": N_("fault"),
}

PUBLICATION_STATE = {
    "recorded": N_("recorded, not drafted"),
    "draft": N_("draft"),
    "reviewed": N_("reviewed"),
    "published": N_("published"),
    "withdrawn": N_("withdrawn"),
}

BASIS = {
    "computed": N_("computed"),
    "measured": N_("measured"),
}

OUTCOME = {
    "agrees": N_("agrees"),
    "disagrees": N_("disagrees"),
    "below-sensitivity": N_("not seen by the instrument, model below its sensitivity"),
    "above-sensitivity": N_("not seen by the instrument, model above its sensitivity"),
}

COMPARISON_FIGURE = {
    "levels": N_("Measured, expected and upper bound"),
    "scatter": N_("Measured over predicted"),
    "histogram": N_("Spread of the differences"),
    "residuals": N_("Where the model is too high and too low"),
    "fused": N_("Model fused with the measurements"),
}

ENQUIRY_KIND = {"question": N_("question"), "complaint": N_("complaint")}

DUE_STATE = {
    "overdue": N_("overdue"),
    "due": N_("due"),
    "next": N_("next"),
}

DUE_REASON = {
    "never-measured": N_("never measured"),
    "period": N_("its period ends"),
    "carrier": N_("new carrier"),
    "power": N_("power changed"),
    "tilt": N_("tilt changed"),
    "azimuth": N_("azimuth changed"),
    "height": N_("height changed"),
    "antenna": N_("antenna changed"),
    "position": N_("position changed"),
    "complaint": N_("complaint"),
    "exceedance": N_("limit exceeded"),
}

RANKING_GROUP = {
    "exceeds": N_("above the limit"),
    "unknown": N_("not known"),
    "complies": N_("within the limit"),
}

DIRECTION = {"rising": N_("rising"), "falling": N_("falling"), "none": N_("neither rising nor falling")}

OUTCOME_STATISTIC = {
    "mean_error": N_("mean difference"),
    "standard_deviation": N_("standard deviation"),
    "rms_error": N_("root mean square error"),
}

COMPETITOR = {
    "fused": N_("model fused with the measurements"),
    "model": N_("model alone"),
    "model-without-bias": N_("model without its bias"),
    "interpolation": N_("interpolation of the measurements"),
}

SUMMATION = {
    "strictest-sum": N_("each quantity summed over all sources, the most restrictive sum counts"),
    "sum-of-strictest": N_("the most restrictive quantity of each source summed"),
}

INPUT_KIND = {
    "station": N_("Station file"),
    "pattern": N_("Antenna pattern file"),
    "terrain": N_("Terrain file"),
    "buildings": N_("Buildings file"),
    "named-points": N_("Named points file"),
    "project": N_("Project settings"),
    "measurement": N_("Measurement file"),
}
