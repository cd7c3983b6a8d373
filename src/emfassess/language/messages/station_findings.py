"""Messages about patterns and about what looks implausible in stations, by their code."""

from emfassess.language import N_

OF_PATTERNS = {
    "pattern-beams-envelope": N_(
        "The pattern is the upper envelope over {beams} beams of the file; two cuts describe it, at most {excess} dB above "
        "the beams where they are within 20 dB of the gain."
    ),
    "pattern-cuts-cover": N_(
        "Two cuts describe the three-dimensional table, nowhere below it and at most {excess} dB above it where it is "
        "within 20 dB of the gain."
    ),
    "pattern-horizontal-sense-unknown": N_(
        "The file does not state whether horizontal angles run clockwise; the stronger of both readings was taken."
    ),
    "pattern-gain-by-frequency": N_(
        "The file states the gain by frequency: {gain} dBi at the carriers, {middle} dBi in the middle of its band."
    ),
    "pattern-frequency-apart": N_(
        "The pattern is for {pattern} MHz, the carrier at {carrier} MHz: between 5 and 10 % apart."
    ),
}

OF_STATIONS = {
    "check-pattern-gain": N_(
        "The gain of {gain} dBi and the directivity of {directivity} dBi that follows from the pattern or the beamwidths "
        "differ by more than {tolerance} dB: please check the gain and its unit."
    ),
    "check-pattern-tilt": N_("The pattern states a tilt of {stated}°, its vertical cut has {found}°."),
    "check-pattern-tilt-opposite": N_(
        "The pattern states a tilt of {stated}°, its vertical cut peaks {found}° above the horizon: please check which way "
        "the file counts its vertical angles; levels on the ground may be far too low."
    ),
    "check-pattern-aside": N_(
        "The horizontal cut is strongest at {angle}°, not in front, where it is {loss} dB weaker: if the file counts from "
        "another direction, state turn_deg beside it."
    ),
    "check-pattern-swapped": N_(
        "The horizontal beamwidth of {horizontal}° is far below the vertical one of {vertical}°: are the cuts swapped?"
    ),
    "check-pattern-band": N_(
        "The pattern is for {pattern} MHz, the carrier at {carrier} MHz: more than 10 % apart, a pattern of another band."
    ),
    "check-tilt-twice": N_(
        "The vertical cut of the pattern is tilted by {found}° already, and the same electrical tilt of {added}° is added: "
        "please check that it is not counted twice."
    ),
    "check-tilt-large": N_("A tilt of {tilt}° in all: over 30°, please check."),
    "check-frequency-technology": N_(
        "{technology} at {frequency} MHz: outside {low} to {high} MHz, where this technology has its bands; is the unit MHz?"
    ),
    "check-height-elevation": N_(
        "The antenna's height of {height} m is near the ground's elevation of {ground} m: heights count from the ground, "
        "not from the sea level."
    ),
    "check-power-large": N_("{power} W for one carrier: over 2 kW, please check the unit."),
    "check-feeder-loss-large": N_("A feeder loss of {loss} dB: over 20 dB, please check."),
    "check-antenna-far": N_("The antenna is {distance} m from the position of its station, please check."),
    "check-sector-twice": N_(
        "The same antenna twice, with equal position, azimuth, carriers and power: its power is counted twice."
    ),
    "check-station-far": N_("The nearest other station is {distance} km away: please check the coordinates."),
    "check-buildings-unused": N_(
        "{count} buildings have no height and count for nothing ({ids}): name the column by --height-column or set "
        "default_height_m."
    ),
    "check-points-far": N_("The nearest station is {distance} km away: please check the coordinates."),
}
