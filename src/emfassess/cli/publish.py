"""``emfassess publish``: the public portal, signed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from emfassess.cli.assess import DEFAULT_OUT
from emfassess.cli.progress import progress
from emfassess.cli.register_access import As, actor_named, day_of, has_register, opened_register
from emfassess.cli.spoken import spoken

if TYPE_CHECKING:
    from emfassess.portal.publication import Published
    from emfassess.portal.site import SiteSummary

DEFAULT_SITE = Path("site")


def publish(
    paths: Annotated[list[Path] | None, typer.Argument(help="Station files, if moved since the run.")] = None,
    out: Annotated[Path, typer.Option(help="Folder of the site; replaced whole.")] = DEFAULT_SITE,
    reports: Annotated[Path, typer.Option("--from", help="Folder of the run.")] = DEFAULT_OUT,
    key: Annotated[Path | None, typer.Option(help="Private key; made on first use, outside the site.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Language of the pages; several may be given.")] = None,
    named_points: Annotated[Path | None, typer.Option(help="Named points, if moved since the run.")] = None,
    terrain: Annotated[Path | None, typer.Option(help="Terrain, if moved since the run.")] = None,
    buildings: Annotated[Path | None, typer.Option(help="Buildings, if moved since the run.")] = None,
    incomplete: Annotated[
        bool, typer.Option("--incomplete", help="Publish although stations could not be assessed; the site names them.")
    ] = False,
    day: Annotated[str | None, typer.Option("--date", help="Date of the edition, YYYY-MM-DD.")] = None,
    as_name: As = None,
) -> None:
    """Publish a run as a portal of plain files, with open data and a signed bundle that anyone can verify.

    Where the project has a register only its published results are in it, with their measurements.
    """
    from emfassess.portal import keys
    from emfassess.portal.disclosure import published_of_project
    from emfassess.portal.site import STEPS, publish_site

    file = key or keys.default_key_file()
    private = keys.signing_key(file, out)
    selected = _published(published_of_project(Path(), day), reports, day, as_name)
    with progress(spoken()("publishing"), STEPS) as step:
        site = publish_site(
            reports,
            out,
            private,
            published=selected,
            languages=language or (),
            given={"paths": paths, "named_points": named_points, "terrain": terrain, "buildings": buildings},
            incomplete=incomplete,
            done=step,
        )
    _print_summary(site, out, file)


def _print_summary(site: "SiteSummary", out: Path, key: Path) -> None:
    text = spoken()
    typer.echo(
        text.plural(
            "{count} station published in {folder}/: {files} files, {size} MB",
            "{count} stations published in {folder}/: {files} files, {size} MB",
            count=site.stations,
            folder=out,
            files=site.files,
            size=f"{site.bytes / 1e6:.1f}",
        )
    )
    typer.echo(
        text("signed with {file}; fingerprint of its public key: {fingerprint}", file=key, fingerprint=site.fingerprint)
    )
    typer.echo(text("open {page} in a browser, or serve the folder from any web server", page=out / "index.html"))


def _published(base: "Published", reports: Path, day: str | None, as_name: str | None) -> "Published":
    """Content to publish: of a project with a register its published results, of another one the whole run."""
    from emfassess.portal.register_selection import published_of_register
    from emfassess.readers.project import NAME, read_project
    from emfassess.register.periodicity import rules_from

    if not has_register():
        return base
    rules = rules_from(read_project(Path()).periodicity, NAME)
    with opened_register() as register:
        return published_of_register(register, base, reports, day_of(day), actor_named(as_name), rules)
