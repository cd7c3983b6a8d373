"""Messages of assumptions by their code: those of upper bounds and of expected levels."""

from emfassess.language import N_

OF_BOUNDS = {
    "scattered-added": N_(
        "Upper bound: to the calculated level comes all power that the antennas radiate, spread evenly over the sphere: "
        "−6 dBi within 45 m of an antenna, {gain} dBi beyond 60 m, and linear in between."
    ),
    "scattered-none": N_(
        "Upper bound: no scattered fields are added to the calculated level. In the nulls and behind the antennas the real "
        "level may be higher."
    ),
    "radiated-power-larger": N_(
        "Radiated power not stated, and the pattern's directivity does not agree with its gain: for the upper bound, the "
        "lesser of both gives the power, which is the larger one."
    ),
    "bound-above-limit": N_(
        "Where the calculated level is within the limit, scattered fields could exceed it: the upper bound there is up to "
        "{percent} % of the limit. A measurement would show it."
    ),
    "expected-level": N_(
        "Expected level: median and 90 % interval of what a meter would show, averaged over six minutes, by 3GPP TR 38.901 "
        "and ITU-R P.1411, with constants from a drive test in one network. It decides no verdict."
    ),
    "region-expected": N_(
        "Expected levels of a region: the {masts} masts nearest to a tile are summed one by one, all others count with their "
        "mean. Sight is known by its probability only, also where buildings are given. Levels are interpolated in squares "
        "whose middle is off by {decibel} dB at most, and cut at the upper bound of the exposure ratio."
    ),
    "expected-roof-assumed": N_(
        "Expected level: the height of the surrounding roofs is not stated; {height} m was assumed."
    ),
    "expected-roof-stated": N_("Expected level: the surrounding roofs are {height} m high, as stated."),
    "expected-indoors-traditional": N_("Expected level: indoors, in a building of traditional kind (ITU-R P.2109)."),
    "expected-indoors-efficient": N_("Expected level: indoors, in a thermally efficient building (ITU-R P.2109)."),
    "expected-loads-assumed": N_(
        "Expected level: average transmitted over rated power, median and standard deviation: {loads}. These are estimates."
    ),
    "expected-loads-stated": N_(
        "Expected level: average transmitted over rated power as stated, median and standard deviation: {loads}."
    ),
    "expected-adaptive-assumed": N_(
        "Expected level: averaged over time, adaptive antennas send {loads} of their maximum power into one direction "
        "(median and standard deviation). That is assumed after a publication whose text was not checked."
    ),
    "expected-adaptive-stated": N_(
        "Expected level: averaged over time, adaptive antennas send {loads} of their maximum power into one direction "
        "(median and standard deviation), as stated."
    ),
    "expected-absent-frequency-outside-model": N_(
        "No expected level: a carrier's frequency lies outside the range of the propagation model."
    ),
    "expected-absent-nearer-than-model": N_(
        "No expected level: the place is nearer to an antenna than the propagation model holds."
    ),
    "expected-absent-farther-than-model": N_(
        "No expected level: the place is farther from the antennas than the propagation model holds."
    ),
    "expected-absent-point-height-outside-model": N_(
        "No expected level: the height of the place lies outside the range of the propagation model."
    ),
    "expected-absent-mast-height-outside-model": N_(
        "No expected level: the height of an antenna lies outside the range of the propagation model."
    ),
}
