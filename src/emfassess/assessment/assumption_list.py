"""Assumptions of an assessment: of the computation, and those of stations, patterns and scenes."""

from collections.abc import Callable, Sequence

from emfassess.assessment.site import Site
from emfassess.assumptions import Assumption
from emfassess.field import Ground
from emfassess.field.background import Background
from emfassess.field.elements import elements_of
from emfassess.stations import Station
from emfassess.surroundings.facades import FacadeSettings


def own_assumptions(
    site: Site, facades: FacadeSettings, expanded_uncertainty_db: float | None, background: Background | None = None
) -> list[Assumption]:
    """Assumptions of the computation itself."""
    ground = site.propagation.ground
    assumptions = [*_obstruction(site), _GROUND_ASSUMPTIONS[ground.kind](ground), *_scene(site, facades)]
    assumptions.append(Assumption("pattern-cuts-added"))
    if expanded_uncertainty_db is None:
        assumptions.append(Assumption("uncertainty-budget"))
    else:
        assumptions.append(Assumption("uncertainty-stated", (("uncertainty", f"{expanded_uncertainty_db:g}"),)))
    summed = len(site.stations) + (0 if background is None else background.stations)
    if summed > 1:
        assumptions.append(Assumption("all-stations-summed", (("stations", str(summed)),)))
    return [*assumptions, *_background(background)]


def _background(background: Background | None) -> list[Assumption]:
    """How far antennas were summed: at all receptors, or at nodes between which their sum is interpolated."""
    if background is None or not background.error_db:  # where none is interpolated, all are summed at every receptor
        return []
    values = (
        ("stations", str(background.stations)),
        ("antennas", str(background.antennas)),
        ("radius", f"{background.radius:.0f}"),
        ("error", f"{background.error_db:.2g}"),
    )
    return [Assumption("background-interpolated", values)]


def _obstruction(site: Site) -> list[Assumption]:
    """The mode of obstruction and the reflection by walls."""
    obstruction, reflection = site.propagation.obstruction, site.propagation.obstruction.reflection
    value = (("value", f"{reflection.value:g}"),)
    mode = {
        "none": Assumption("free-space"),
        "penetration": Assumption("obstruction-penetration", (("wall", obstruction.wall),)),
        "diffraction": Assumption("obstruction-diffraction"),
    }[obstruction.mode]
    if site.scene.empty and reflection.kind == "none":
        return [mode]
    walls = {
        "none": Assumption("walls-reflect-nothing"),
        "factor": Assumption("walls-factor", value),
        "image": Assumption("walls-image", value),
    }[reflection.kind]
    return [mode, walls]


def _scene(site: Site, facades: FacadeSettings) -> list[Assumption]:
    """Assumptions about terrain, buildings and receptors."""
    scene, radius = site.scene, f"{site.grid.rings[-1][1]:g}"
    assumptions = [Assumption("flat-ground") if scene.flat else Assumption("terrain-used")]
    if not scene.buildings:
        assumptions.append(Assumption("ground-receptors-only", (("radius", radius),)))
    else:
        values = (("radius", radius), ("distance", f"{facades.distance:g}"), ("step", f"{facades.step:g}"))
        assumptions.append(Assumption("facades-covered", values))
        open_roofs = any(building.roof_access for building in scene.buildings)
        assumptions.append(
            Assumption("roofs-all" if facades.all_roofs else "roofs-listed" if open_roofs else "roofs-none")
        )
    for ring in site.rings_indoors:
        low, high = site.grid.rings[ring]
        assumptions.append(Assumption("ring-indoors", where=(f"{low:g}-{high:g} m",)))
    return [*assumptions, *scene.assumptions]


_GROUND_ASSUMPTIONS: dict[str, Callable[[Ground], Assumption]] = {
    "none": lambda _: Assumption("ground-reflects-nothing"),
    "factor": lambda ground: Assumption("ground-factor", (("factor", f"{ground.factor:g}"),)),
    "two-ray": lambda ground: Assumption("ground-two-ray", (("material", ground.material),)),
}


def row_assumptions(stations: Sequence[Station]) -> list[Assumption]:
    """Assumptions of the near field of the stations' antennas."""
    collected = []
    for station in stations:
        for antenna in station.antennas:
            where = (f"{station.id}/{antenna.id}",)
            assumptions = elements_of(antenna, max(carrier.frequency_hz for carrier in antenna.carriers))
            if not assumptions:
                continue
            if not all(elements.layout.stated for elements in assumptions):
                collected.append(Assumption("rows-estimated", where=where))
            if not assumptions[0].coherent:
                collected.append(Assumption("rows-in-magnitude", where=where))
            elif assumptions[0].fit is None:
                collected.append(Assumption("row-weights-assumed", where=where))
            elif any(len(elements.weights) > 1 for elements in assumptions):
                collected.append(Assumption("row-weights-several", where=where))
            if any(elements.fit is not None and elements.fit.symmetric for elements in assumptions):
                collected.append(Assumption("row-weights-symmetric", where=where))
    return collected
