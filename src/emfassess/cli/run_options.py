"""The options that settle a run, one group for all commands that compute levels."""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from emfassess.cli.option_values import DecisionRuleName, LanguageCode, Population, Scenario
from emfassess.cli.spoken import asked_for

Command = Callable[..., None]

RUN_OPTIONS: dict[str, Any] = {
    "limit": Annotated[str | None, typer.Option(help="Limit set that gives the verdict.")],
    "population": Annotated[Population | None, typer.Option(help="Whose limits.")],
    "scenario": Annotated[Scenario | None, typer.Option(help="Which scenario gives the verdict.")],
    "language": Annotated[LanguageCode | None, typer.Option(help="Language of maps and reports.")],
    "also": Annotated[list[str] | None, typer.Option(help="Show the verdict under this limit set as well.")],
    "named_points": Annotated[Path | None, typer.Option(help="CSV of further places: homes, schools, windows.")],
    "ground": Annotated[str | None, typer.Option(help="none, factor:2.56, factor:4, two-ray:medium-dry ...")],
    "terrain": Annotated[Path | None, typer.Option(help="Terrain: GeoTIFF, ESRI grid, or points.")],
    "buildings": Annotated[Path | None, typer.Option(help="Buildings: GeoPackage, GeoJSON, Shapefile, OSM ...")],
    "height_column": Annotated[str | None, typer.Option(help="Column of the buildings' heights above ground [m].")],
    "obstruction": Annotated[str | None, typer.Option(help="none, penetration:12, diffraction ...")],
    "wall_reflection": Annotated[str | None, typer.Option(help="none, factor:1.5, image ...")],
    "expanded_uncertainty_db": Annotated[
        float | None, typer.Option(help="Expanded uncertainty (k = 1.96) of every level, in place of the budget. [dB]")
    ],
    "decision_rule": Annotated[
        DecisionRuleName | None, typer.Option(help="How the uncertainty counts in the verdict.")
    ],
    "target_uncertainty_db": Annotated[
        float | None, typer.Option(help="Expanded uncertainty up to which the level itself is compared. [dB]")
    ],
    "relevant_ratio": Annotated[
        float | None, typer.Option(help="Own exposure ratio from which on a station is a relevant source.")
    ],
    "radius_m": Annotated[float | None, typer.Option(help="How far around the station the ground is assessed. [m]")],
    "scatter_dbi": Annotated[
        str | None, typer.Option(help="Gain of scattered power in the upper bound beyond 60 m [dBi], or none.")
    ],
    "full_sum": Annotated[
        bool | None,
        typer.Option("--full-sum", help="Sum far antennas at every receptor too, without an interpolated background."),
    ],
    "day": Annotated[str | None, typer.Option("--date", help="Date printed on the reports, YYYY-MM-DD.")],
}
"""Options by the names of the settings in :class:`emfassess.jobs.run_options.RunOptions`; all may be left out."""


def with_run_options(*names: str) -> Callable[[Command], Command]:
    """Command with some options of the group, which it receives together as `asked`, by name."""

    def wrapped(command: Command) -> Command:
        signature = inspect.signature(command)
        own = [parameter for name, parameter in signature.parameters.items() if name != "asked"]
        group = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=RUN_OPTIONS[name])
            for name in names
        ]

        @functools.wraps(command)
        def called(**given: Any) -> None:
            asked = {name: given.pop(name) for name in names}
            if "language" in names:
                asked["language"] = asked["language"] or asked_for()
            command(**given, asked=asked)

        # typer reads the signature, as it does that of a command written out
        called.__signature__ = signature.replace(  # type: ignore[attr-defined]
            parameters=[p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own] + group
        )
        return called

    return wrapped
