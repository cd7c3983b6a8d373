"""Messages of assumptions by their code: those of computed levels, and of comparisons."""

from emfassess.language import N_

OF_COMPUTATIONS = {
    "free-space": N_(
        "Free space: source elements near an antenna and the far field beyond; no obstruction by buildings or terrain."
    ),
    "ground-reflects-nothing": N_("The ground reflects nothing."),
    "ground-factor": N_("The ground multiplies the power density by {factor} everywhere."),
    "ground-two-ray": N_(
        "The ground reflects as a plane of {material} ground (ITU-R P.2040); the mean over "
        "1.1, 1.5 and 1.7 m above the ground is taken."
    ),
    "flat-ground": N_("Flat ground: every height counts from one common level."),
    "ground-receptors-only": N_(
        "The verdict covers the ground at 1.7 m out to {radius} m and the named places; other floors are not in it."
    ),
    "pattern-cuts-added": N_(
        "Three-dimensional pattern: the attenuations of the horizontal and the vertical cut are added."
    ),
    "all-stations-summed": N_("The carriers of {stations} stations are summed wherever they reach."),
    "background-interpolated": N_(
        "The {antennas} antennas of {stations} farther stations, beyond {radius} m, are summed at the nodes of a box around "
        "the station and interpolated between them; this puts levels off by at most {error} dB, as random probes show with "
        "a safety factor of 6.5."
    ),
    "stations-within-range": N_(
        "Of the run's stations those within {range} km are summed; {left} farther ones are "
        "beyond the radio horizon and left out."
    ),
    "pattern-parametric": N_(
        "No pattern file: a computed panel after 3GPP TR 36.814 with the stated gain and beamwidths."
    ),
    "vertical-beamwidth-from-gain": N_(
        "Vertical beamwidth not stated: taken from gain and horizontal beamwidth, 31000·10^(−G/10)/φ₃ (ITU-R F.1336)."
    ),
    "front-to-back-assumed": N_("Front-to-back ratio not stated: {front_to_back} dB."),
    "feeder-loss-zero": N_("Feeder loss not stated: 0 dB, the most restrictive value."),
    "duty-cycle-one": N_("TDD duty cycle not stated: 1, the most restrictive value."),
    "eirp-includes-feeder-loss": N_(
        "The stated radiated power already contains the feeder loss; it was not subtracted again."
    ),
    "electrical-tilt-added": N_(
        "The pattern states an electrical tilt of {stated}°, and {added}° are added: please "
        "check that it is not counted twice."
    ),
    "pattern-cut-normalised": N_(
        "The {cut} cut of the pattern was raised by {shift} dB so that its peak has the stated gain."
    ),
    "pattern-above-gain": N_("The {cut} cut promises {excess} dB more than the stated gain; it was not changed."),
    "pattern-rear-lobe": N_(
        "The vertical cut is strongest behind the antenna, at {angle}°; the front half counts from its own peak."
    ),
    "pattern-row-missing": N_(
        "The {cut} cut has one row less than its heading says ({rows}); the missing angle was interpolated."
    ),
    "pattern-vertical-sense-unknown": N_(
        "The file does not state whether vertical angles count up or down; the stronger of both readings was taken."
    ),
    "gain-stated-outside-file": N_(
        "The gain of {gain} dBi was given beside the pattern file, which states none with a unit."
    ),
    "gain-assumed": N_("Gain not stated in the register: 18 dBi."),
    "height-assumed": N_(
        "Antenna height missing in the register: counted at 6 m, the lowest that such an antenna has, where its level "
        "on the ground is highest. Of the station itself no verdict follows from that."
    ),
    "height-implausible": N_("The register's height is under 6 m; it was not changed."),
    "omnidirectional-assumed": N_(
        "Beamwidth or azimuth not stated in the register: radiates all around with its full gain."
    ),
    "tilt-sign-assumed": N_("A positive elevation in the register was read as down-tilt, as its licensee enters it."),
    "tilt-assumed": N_(
        "Tilt missing or not readable in the register: 8°, more than which 98 % of its antennas do not have; on the "
        "ground a smaller one would give less, at upper floors it can give more."
    ),
    "tilt-assumed-zero": N_("Tilt not stated in the register: 0°."),
    "tilt-range": N_(
        "The register states a range of tilts: the greater down-tilt counts, which gives more on the ground."
    ),
    "position-of-first-row": N_(
        "The register gives several positions for the station; that of its first row was taken."
    ),
    "uncertainty-budget": N_(
        "The expanded uncertainty of each level comes from a budget of ten inputs; its stated values are general ones "
        "unless the project gives its own. How it counts in the verdict is the decision rule's matter."
    ),
    "uncertainty-stated": N_(
        "An expanded uncertainty of {uncertainty} dB was stated for all levels. How it counts in the verdict is the decision "
        "rule's matter."
    ),
    "array-envelope": N_(
        "Adaptive antenna of {rows} × {columns} elements (3GPP TR 38.901): upper envelope "
        "over all traffic beams of the scan range; within 20 dB of its peak it lies at most "
        "{excess_db} dB above the beams inside the scanned azimuths and "
        "{excess_elsewhere_db} dB elsewhere."
    ),
    "array-broadcast-envelope": N_(
        "Broadcast (SSB) beams formed by {rows} × {columns} elements: upper envelope over "
        "the stated beams; within 20 dB of its peak at most {excess_db} dB above them inside "
        "their azimuths and {excess_elsewhere_db} dB elsewhere."
    ),
    "rows-estimated": N_(
        "Rows and pitch not stated: estimated from length, frequency and beamwidth; of "
        "several layouts that fit the strongest counts."
    ),
    "rows-in-magnitude": N_(
        "The rows' feeding is not known (beams of an adaptive antenna, or a cut that no rows "
        "reproduce): near the antenna fields are added in magnitude, the strict bound."
    ),
    "row-weights-assumed": N_(
        "A computed pattern contains no data on its rows: near the antenna the stronger of "
        "far field, equal and tapered rows counts."
    ),
    "row-weights-several": N_(
        "Filled nulls leave several choices of row weights: near the antenna the strongest counts."
    ),
    "row-weights-symmetric": N_(
        "Of the row weights that fit the cut, those with amplitudes alike above and below "
        "the middle were selected, as feeding networks make them."
    ),
    "swiss-factor-unconfirmed": N_(
        "Swiss correction factor KAA = {factor} for {sub_arrays} sub-arrays; the table was "
        "not compared with the text of the ordinance."
    ),
    "region-far-field": N_(
        "The raster is the far field of all antennas; within the far-field boundary of an "
        "antenna, where it is flagged, the true level may be higher."
    ),
    "region-within-range": N_(
        "Antennas within {range} km of a block are summed; what lies beyond is bounded block "
        "by block in the variable omitted."
    ),
    "region-obstructed-nearby": N_(
        "Terrain and buildings obstruct antennas within 1 km of a tile; those beyond count as in free space."
    ),
    "limit-assumed": N_("Neither a limit nor a country is stated: judged by {standard}."),
    "country-of-project": N_(
        "The station states no country: that of the project, {country}, decides the limit, {standard}."
    ),
    "check-outside-country": N_(
        "Please check: the station states country {country}, but longitude {longitude}, latitude {latitude} lies "
        "outside of it. Its limit may be another one. Is the country right, are the coordinates?"
    ),
    "terrain-used": N_("Heights follow the terrain: each station, building and receptor is on the ground below it."),
    "facades-covered": N_(
        "The verdict covers the ground at 1.7 m out to {radius} m, the named places, and every "
        "floor of the façades within {distance} m: a receptor every {step} m, 0.5 m outside "
        "the wall, 1.5 m above each floor; floors every 3 m where storeys are not stated."
    ),
    "roofs-none": N_("Roofs are taken as places where nobody goes."),
    "roofs-listed": N_("Roofs count where the buildings' file states that people can go there."),
    "roofs-all": N_("All roofs count as places where people can go."),
    "ring-indoors": N_("Buildings cover the whole ring; its ground inside them was taken."),
    "walls-reflect-nothing": N_("Walls reflect nothing."),
    "walls-factor": N_("Reflection by walls multiplies the power density by {value} everywhere."),
    "walls-image": N_(
        "Walls within 50 m of a receptor reflect once as images, with {value} of the power; "
        "whether something obstructs the reflected ray is not checked."
    ),
    "obstruction-penetration": N_(
        "Obstruction: every wall, roof or floor that a ray passes takes its loss ({wall}; a "
        "number is in dB); receptors of façades lie behind their wall."
    ),
    "obstruction-diffraction": N_(
        "Obstruction: diffraction over roofs and terrain by a knife edge (ITU-R P.526) in "
        "Bullington's place; levels around corners and by reflection are not in it and can "
        "be higher."
    ),
    "check-level-high": N_(
        "Please check: the field strength typical outdoors here is {median} V/m, far above "
        "the usual {low} to {high} V/m. Are powers in watts and not milliwatts or dBm, is "
        "ERP not taken for EIRP, are heights in metres?"
    ),
    "check-level-low": N_(
        "Please check: the field strength typical outdoors here is {median} V/m, far below "
        "the usual {low} to {high} V/m. Are powers in watts, are heights in metres above "
        "ground, are longitude and latitude not swapped?"
    ),
    "check-antenna-inside": N_(
        "Please check: the antenna at {height} m lies inside building {building} and below "
        "its roof of {roof} m. Is its height given above the roof instead of above ground, "
        "is the position exact, are longitude and latitude not swapped?"
    ),
    "check-ground-elevation": N_(
        "Please check: the stated elevation of the ground, {stated} m, lies far from the "
        "terrain's {terrain} m; the terrain was taken. Is it in feet, or in another height "
        "system?"
    ),
    "terrain-partly-covered": N_(
        "The terrain does not cover {share} of the area; ground there is level with the station's."
    ),
    "terrain-holes": N_(
        "The terrain has {count} nodes without a value ({share} of the area); ground there is level with the station's."
    ),
    "terrain-coarsened": N_("The terrain's cells of {native} were read as cells of {cell}."),
    "terrain-in-feet": N_("The terrain's elevations are in feet; they were multiplied by {factor} to metres."),
    "terrain-points-without-elevation": N_("{count} terrain points have no elevation and were left out."),
    "no-buildings-in-area": N_(
        "The buildings' file has no building near the station: no façade was looked at. Are "
        "longitude and latitude of the station right?"
    ),
    "buildings-without-height": N_(
        "{count} buildings have no height and were left out ({ids}); a default height can be set."
    ),
    "buildings-twice": N_("{count} buildings occur in the file twice; one of each was used."),
    "building-footprints-dropped": N_("{count} footprints are broken or have no area and were left out."),
    "building-footprints-repaired": N_("{count} broken footprints were repaired."),
    "building-heights-refused": N_("{count} heights are no heights ({values}) and count as unknown."),
    "building-heights-from-storeys": N_("{count} buildings have the height of their storeys, {height} each."),
    "building-default-height": N_("{count} buildings have no height; {height} was taken."),
    "building-heights-in-feet": N_("{count} heights are in feet and were converted."),
    "points-beyond-reach": N_(
        "{count} measured points lie farther than {reach} m from every station and were left out."
    ),
    "route-lower-lines": N_(
        "{count} lines of the route have lower levels than those that were judged one by "
        "one; all are stored as readings."
    ),
    "comparison-theoretical": N_(
        "The prediction is the theoretical maximum. A level measured in ordinary traffic "
        "lies below it unless it was extrapolated: a positive difference is then no fault of "
        "the model."
    ),
    "comparison-actual": N_(
        "The prediction is the actual maximum, with the power reduction factors of the "
        "carriers. A level measured in ordinary traffic may lie below it."
    ),
    "comparison-other-sources": N_(
        "A measured level may contain sources that the stations of the model do not: "
        "broadcasting, other networks, devices near by."
    ),
    "comparison-height-assumed": N_("Height of the measured point not stated: {height} m above ground."),
    "comparison-on-surface": N_(
        "Measured on a floor or a roof: compared with the model at that height above the ground plus the probe's height."
    ),
    "comparison-unplaced": N_("Measured without a position: not compared."),
    "comparison-indoors": N_(
        "The point lies inside a building of the scene; the prediction there is worth no "
        "more than what is known of the building."
    ),
    "comparison-censored": N_(
        "The instrument reported only that the level is below its sensitivity: left out of "
        "the plain statistics and of the fused map, a bound in the statistics with censored "
        "points."
    ),
    "comparison-expected": N_(
        "Expected level: what a meter would show averaged over six minutes; its interval goes from the "
        "5th to the 95th percentile. It decides no verdict."
    ),
    "comparison-counters": N_(
        "Expected traffic of {technology}: counters from {first} to {last}, which cover the campaign."
    ),
    "comparison-counters-other-period": N_(
        "Counters of {technology} from {first} to {last} do not cover the campaign of {day}: not used."
    ),
    "comparison-counters-undated": N_(
        "Counters of {technology} from {first} to {last}: they or the campaign have no date; their traffic is not used."
    ),
    "comparison-frequency-outside-model": N_(
        "No expected level, as a frequency is outside the range of its model: compared with the calculated level and its "
        "upper bound alone."
    ),
    "comparison-nearer-than-model": N_(
        "No expected level, as the point is too near to an antenna for its model: compared with the calculated level and its "
        "upper bound alone."
    ),
    "comparison-farther-than-model": N_(
        "No expected level, as the point is too far from the antennas for its model: compared with the calculated level and "
        "its upper bound alone."
    ),
    "comparison-point-height-outside-model": N_(
        "No expected level, as the height of the point is outside the range of its model: compared with the calculated level "
        "and its upper bound alone."
    ),
    "comparison-mast-height-outside-model": N_(
        "No expected level, as the height of an antenna is outside the range of its model: compared with the calculated "
        "level and its upper bound alone."
    ),
    "fusion-of-expected": N_("The measurements correct the expected level; near them, its interval follows from them."),
    "fusion-of-calculated": N_(
        "Only {count} of {points} measured points have an expected level: the measurements correct the calculated level."
    ),
    "fusion-expected-absent": N_(
        "{count} measured points without an expected level are not in the fused map, which shows nothing where none can be "
        "given."
    ),
    "fusion-bias-only": N_(
        "With {points} points no spatial structure can be determined: the model is corrected "
        "by its mean difference alone."
    ),
    "fusion-kriging": N_(
        "The model is corrected by ordinary kriging of the differences at {points} points: "
        "standard deviation {deviation} dB, length {length} m, nugget {nugget} dB, estimated "
        "by restricted likelihood."
    ),
    "fusion-plane-distances": N_("Differences are interpolated along the ground, whatever the height of the points."),
    "fusion-common-uncertainty": N_(
        "All readings share a standard uncertainty of {uncertainty} dB, which does not average out."
    ),
    "fusion-errors-independent": N_(
        "The errors of the readings count as independent of each other; a common error of "
        "the instrument would widen the intervals."
    ),
    "fusion-censored-left-out": N_(
        "{count} points where the instrument saw nothing are not in the fused map; near them it may be too high."
    ),
}
