"""Messages of assumptions by their code: those of measurements and of the files that hold them."""

from emfassess.language import N_

OF_MEASUREMENTS = {
    "storeys-of-3-m": N_("Where the address of a place names a floor, 3 m a storey are taken for its height."),
    "bands-by-name": N_(
        "The file names bands by a number only: their ends are those of the operating bands of 3GPP TS 38.104."
    ),
    "unit-of-layout": N_("The file names no unit: {unit}, as instruments of this layout write."),
    "magnetic-as-plane-wave": N_("Values of the magnetic probe are given as the field strength of a plane wave."),
    "sensitivity-of-probe-record": N_(
        "The sensitivity of {sensitivity} V/m was read from the log's record of its probe."
    ),
    "amb8059-channels": N_(
        "The first channel of the station counts as the total; the second is stored under its own name."
    ),
    "row-without-position": N_(
        "{rows} rows are without a position (the first is {first}); they are stored, but on no map."
    ),
    "clock-backwards": N_(
        "The clock of the log goes backwards {rows} times (first in row {first}); times were not changed."
    ),
    "time-since-1970": N_("{rows} rows give the time as seconds since 1970 in universal time (the first is {first})."),
    "day-without-time": N_("{rows} rows give a day without a time (the first is {first}): noon of the day was taken."),
    "reading-not-credible": N_(
        "{rows} readings of nines alone, such as 999.9 (the first in row {first}), are marks of a logger and no levels: they "
        "count for no verdict until somebody decides otherwise."
    ),
    "reading-zero": N_(
        "{rows} readings of 0 were not changed (the first in row {first}); with the "
        "sensitivity stated they would be reported as below it."
    ),
    "reading-zero-censored": N_(
        "{rows} readings of 0 are reported as below the sensitivity (the first in row {first})."
    ),
    "measured-plane-wave": N_("Field strengths were turned into power densities as those of plane waves (far field)."),
    "flagged-left-out": N_("{count} of {total} values that the instrument flagged as not valid were left out."),
    "zero-as-sensitivity": N_("A value of zero was read as below the sensitivity of the instrument."),
    "zero-left-out": N_(
        "Values of zero were left out: the sensitivity of the instrument is not known, and zero carries no information."
    ),
    "day-of-universal-time": N_("The time zone is not known: days are those of universal time."),
    "averaged-over-window": N_("The level is the greatest root mean square over {minutes} minutes of a faster series."),
    "averaged-together": N_("Short readings without a moment of their own were averaged together, as squares."),
    "window-not-filled": N_("The readings do not fill {minutes} minutes; their mean square counts."),
    "averaging-unknown": N_(
        "The averaging time is not known: the greatest value was taken as one over {minutes} minutes."
    ),
    "averaging-longer": N_(
        "Values are averages over more than {minutes} minutes: the worst {minutes} minutes may lie above them."
    ),
    "detector-unknown": N_("The detector is not known: values were taken as root mean squares."),
    "other-detector-as-rms": N_("Only values of another detector were read; they were taken as root mean squares."),
    "below-sensitivity-as-bound": N_(
        "What was not detected counts with the sensitivity of the instrument: the level is an upper bound."
    ),
    "rest-above-bands": N_(
        "What a total holds above its bands was compared with the most restrictive limit of the range."
    ),
    "band-at-strictest": N_("Each band was compared with the limit at its most restrictive frequency."),
    "total-at-strictest": N_(
        "A total over all frequencies was compared with the most restrictive limit between {low} and {high} MHz."
    ),
    "band-without-frequencies": N_(
        "Bands without known frequencies were compared with the most restrictive limit between {low} and {high} MHz."
    ),
    "instrument-range-unknown": N_(
        "The frequency range of the instrument is not fully known: {low} to {high} MHz was taken."
    ),
    "isotropy-assumed": N_("Isotropy of the instrument not stated: ±{value} dB."),
    "linearity-assumed": N_("Linearity of the instrument not stated: ±{value} dB."),
    "frequency-response-assumed": N_("Deviation of the instrument over frequency not stated: ±{value} dB."),
    "repeatability-assumed": N_("Fewer than three repeated readings: a standard uncertainty of {value} dB."),
    "calibration-assumed": N_("Uncertainty of the calibration not stated or not valid: {value} dB (k = 2)."),
}
