"""Sentences of the page that hold whatever the figures are."""

INTRODUCTION = """# Held against measurements

This page is written by `python benchmarks/validation FOLDER` (`make validation DRIVE_TEST=FOLDER`): three levels of the
model beside what was measured around real antennas that are known with their patterns.

* *Calculated level*: free space with the antenna's pattern, the standard's formula. Verdicts follow it.
* *Upper bound*: the calculated level, plus the power that the antenna radiates, spread evenly over the sphere, for what
  mast and surroundings scatter.
* *Expected level*: what a meter will probably show: a median, and an interval that should hold 90 % of all places. It
  never decides a verdict.

Differences are *measured over predicted* in decibel: above zero, more was measured than the model states. Distances are
along the ground from the mast, angles in plan from the antenna's azimuth. A share of points written as 0 means not one
of them.
"""

MEASUREMENTS = """## The measurements

A drive test of an LTE network in the 1800 MHz band: received power of one reference-signal resource element by an
isotropic antenna, on a grid of 10 m along roads, from a vehicle, and the sectors that sent it with their makers' pattern
files (from the public repository lichinka/prato, GPL-3.0, with names replaced and the origin moved; nothing of its files
is contained here). The element is sent with constant power, so that no assumption on traffic enters. The model computes
the same quantity: a carrier with the element's power at the antenna, at a place 1.5 m above flat ground, without terrain
and buildings. The received power becomes a power density by S = P · 4π/λ².
"""

REASONS = """## Why the levels differ

* **The calculated level is exceeded near masts, mostly beside, behind and below the antenna.** A maker's pattern was
  measured in a chamber, without mast, roof and neighbours. The attenuations of its two cuts are added, which leaves
  hardly any radiation in the directions between them. In service, mast, roofs, walls and vehicles scatter a part of the
  main beam into those directions.
* **The bound adds what can be scattered.** That can hardly be more than all that is radiated. Spread evenly, the whole
  radiated power gives a level without any direction; only where a wall or a roof reflects the beam straight to a place
  can there be more. Close to the mast there is less to scatter from, and the level stayed lower.
* **The bound lies far above most measured levels**, and more so with distance: it knows no house, tree or hill, and most
  places have one of these between themselves and the antenna.
* **The expected level is uncertain by the surroundings.** Distance, heights and frequency give the average of many
  streets. They do not show whether this street lies open to the antenna or behind a row of houses. Nor do they
  distinguish the surroundings of one mast from those of another, so that whole sectors lie higher or lower.

## What narrows it

* Give the buildings (`--buildings`) and the terrain (`--terrain`): line of sight is then tested instead of taken by its
  probability, and roofs and hills in between attenuate.
* State positions, heights and tilts as they were built: near a mast a few metres decide which part of the pattern a
  place sees.
* Measure. A measurement that lies above the bound points to a wrong input, an unknown source or the instrument.
"""

NOT_COVERED = """## What is not covered

* One network in one band and one region: no other band, no adaptive antennas, no antenna opposite a façade, no place
  higher than a vehicle, none indoors.
* Whether the receiver's antenna was in the vehicle or on its roof is not known. Levels may be some decibels low, which
  makes the bound look better than it is by as much.
* A point is only listed where the receiver could decode the sector. Weak levels are missing, so that far from the masts
  what was measured is on the high side.
* Traffic: the reference signal does not depend on it, so that the assumed distribution of load is not tested here.
* Neighbouring points see the same houses and are no independent tests; the number of sites says more than that of the
  points.
"""

OTHER_SETS = """## Other measured sets

A comparison needs the antennas: place, height, azimuth, pattern and power. These sets of measurements can be imported
(`emfassess measurements import`), but not compared:
"""

SURROUNDINGS = """## With buildings known

Made-up stations on the roofs of scenes of the `sionna-rt` package, and places on the ground outdoors; its ray tracer takes
the part of the measurement, with line of sight, reflections and diffraction. *With* buildings, the expected level tests the
line of sight and takes the diffraction over roofs from the same houses, as prisms. `benchmarks/sionna_expected.py` computes
the table.

The tracer's walls are smooth and reflect the beam like mirrors, again and again between two rows of houses: a severe test of
the bound. On the other hand it knows no trees, no vehicles and no rough walls that scatter into the shadow of houses, so that
its levels there are rather low. Places that it does not reach at all have no level to compare.
"""
