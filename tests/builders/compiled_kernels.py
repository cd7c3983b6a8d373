"""Every compiled kernel, called once: workers that start afterwards load the code instead of compiling it each."""

import numpy as np
from shapely.geometry import box

import emfassess as emf
from builders.region_scenes import Case, sites_at
from builders.stations import carrier, parabolic, station
from emfassess.field import Propagation, sources_of
from emfassess.field.models import carrier_density
from emfassess.field.obstruction import obstruction_of
from emfassess.surroundings import Building, Scene
from emfassess.surroundings.surface import surface_of

MODES = (("none", "image"), ("penetration:12", "none"))


def compile_kernels() -> None:
    """Assess a mast beside a house, take the level behind it in other modes, and sum a block of a region."""
    sender = station(carrier(20.0, 900.0), pattern=parabolic(), height_m=11.0, azimuth_deg=90.0)
    scene = Scene(buildings=(Building("house", box(40, -8, 52, 8), 13.0),))
    diffraction = Propagation(obstruction=obstruction_of("diffraction"))
    emf.assess([sender], emf.load_limits("gb-8702-2014"), scene=scene, propagation=diffraction, draws=0)
    surface = surface_of(scene, (-200, -200, 200, 200))
    for mode, reflection in MODES:
        obstruction = obstruction_of(mode, reflection).over(scene, surface)
        carrier_density(sources_of([sender]), np.array([(60.0, 0.0, 2.0)]), Propagation(obstruction=obstruction))
    Case(sites_at([(10.0, 10.0), (900.0, 100.0)]), rows=60, columns=60).levels()
