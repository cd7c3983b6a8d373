"""``emfassess stations``: tables and registers of other people become station tables."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from emfassess.cli.spoken import spoken

stations_app = typer.Typer(help="Convert tables and registers of other people to station tables.", no_args_is_help=True)


class RegisterName(StrEnum):
    """Registers that can be imported; the last two are lists of places only."""

    ANATEL = "anatel"
    ANFR = "anfr"
    ACMA = "acma"
    OPENCELLID = "opencellid"
    OSM = "osm"


@stations_app.command("import")
def import_stations(
    source: Annotated[
        Path, typer.Argument(help="Table (XLSX, XLS, ODS, CSV, GeoPackage, Parquet), or file or folder of a register.")
    ],
    out: Annotated[Path, typer.Option(help="Station table to write: .csv, .gpkg or .parquet.")],
    profile: Annotated[Path | None, typer.Option(help="Profile of the table (TOML); see 'stations profile'.")] = None,
    register: Annotated[RegisterName | None, typer.Option(help="Register that the file is of.")] = None,
    terrain: Annotated[Path | None, typer.Option(help="Terrain, for antenna heights above sea level.")] = None,
    patterns: Annotated[
        Path | None, typer.Option(help="Library of patterns, for antenna models; see 'patterns index'.")
    ] = None,
    bounds: Annotated[str | None, typer.Option(help="Of a register: west,south,east,north in degrees.")] = None,
) -> None:
    """Import a table by a profile that says which column is what, or the files of a register."""
    if (profile is None) == (register is None):
        raise ValueError("expected --profile FILE.toml (draft one with 'stations profile') or --register NAME")
    text = spoken()
    if register is not None:
        from emfassess.station_imports.registers import convert_register

        for line in convert_register(register, source, out, _box(bounds), text):
            typer.echo(line, err=True)
    else:
        assert profile is not None
        for line in _imported(source, profile, out, terrain, patterns):
            typer.echo(line)
    typer.echo(text("written to {file}", file=out))


def _imported(source: Path, profile: Path, out: Path, terrain: Path | None, patterns: Path | None) -> list[str]:
    """Import a table and write it; lines about how it was understood."""
    from emfassess.publish.terminal.station_imports import import_lines
    from emfassess.station_imports.convert import Beside, import_table
    from emfassess.station_imports.profile import read_profile
    from emfassess.station_imports.write import write_station_table

    read = read_profile(profile)
    imported = import_table(source, read, Beside(out.parent, terrain, patterns))
    write_station_table(out, imported.table)
    return import_lines(imported, read, spoken())


@stations_app.command("profile")
def draft_table_profile(
    source: Annotated[Path, typer.Argument(help="Table of stations.")],
    out: Annotated[Path, typer.Option(help="Profile to write (TOML).")],
    coordinates: Annotated[
        str, typer.Option(help="System of the coordinates: WGS 84, CGCS2000, GCJ-02, BD-09 or EPSG:number.")
    ] = "",
    operator: Annotated[str | None, typer.Option(help="Operator of all stations of the table.")] = None,
    country: Annotated[str | None, typer.Option(help="Country of all stations, by ISO 3166.")] = None,
) -> None:
    """Draft the profile of a table from its headers, Chinese or English; please check it."""
    from emfassess.publish.terminal.station_imports import draft_lines
    from emfassess.station_imports.draft import draft_profile

    stated = {"operator": operator, "country": country}
    draft = draft_profile(source, coordinates, {key: value for key, value in stated.items() if value})
    out.write_text(draft.text, encoding="utf-8")
    text = spoken()
    for line in draft_lines(draft, text):
        typer.echo(line)
    typer.echo(text("written to {file}", file=out))


@stations_app.command("template")
def write_empty_table(out: Annotated[Path, typer.Option(help="Workbook to write (.xlsx).")]) -> None:
    """Write an empty table whose columns are explained in English and Chinese."""
    from emfassess.station_imports.template import write_template_workbook

    write_template_workbook(out)
    typer.echo(spoken()("written to {file}", file=out))


@stations_app.command("import-anatel")
def import_anatel(
    source: Annotated[Path, typer.Argument(help="Anatel licensing CSV.")],
    out: Annotated[Path, typer.Option(help="Station table to write.")],
    bounds: Annotated[str | None, typer.Option(help="west,south,east,north in degrees; all without it.")] = None,
) -> None:
    """Convert the licensing register of Brazil to a station table."""
    from emfassess.station_imports.anatel import convert_anatel

    box, text = _box(bounds), spoken()
    for line in convert_anatel(source, out, box, text):
        typer.echo(line, err=True)
    typer.echo(text("written to {file}", file=out))


def _box(bounds: str | None) -> tuple[float, float, float, float] | None:
    if bounds is None:
        return None
    try:
        west, south, east, north = (float(part) for part in bounds.split(","))
    except ValueError:
        raise ValueError(f"--bounds {bounds!r}: expected west,south,east,north in degrees") from None
    return west, south, east, north
