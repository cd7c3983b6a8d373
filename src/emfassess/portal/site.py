"""Publishing: a run becomes a signed site, all or nothing."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.resources import files as package_files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from emfassess import __version__
from emfassess.jobs.run_options import RunOptions
from emfassess.language import language
from emfassess.language import languages as all_languages
from emfassess.portal import bundle
from emfassess.portal.edition import Edition
from emfassess.portal.inputs import (
    check_same_inputs,
    check_same_stations,
    gather_inputs,
    gather_limits,
    read_options,
)
from emfassess.portal.keys import fingerprint
from emfassess.portal.open_data import write_open_data
from emfassess.portal.pages import search_text, station_line, write_pages
from emfassess.portal.publication import Published, published_json, with_addresses
from emfassess.portal.raster import ExposureRaster, computed_raster
from emfassess.portal.raster_data import write_raster_data
from emfassess.portal.raster_files import write_raster
from emfassess.portal.run_files import Run, read_run
from emfassess.portal.search_index import write_search_index
from emfassess.portal.station_tiles import write_station_tiles
from emfassess.publish.data.row_types import stations_geojson
from emfassess.publish.data.writing import json_text
from emfassess.readers.faults import refuse

LEAFLET = ("leaflet.js", "leaflet.css", "images/layers.png", "images/layers-2x.png")


@dataclass(frozen=True)
class SiteSummary:
    """Summary of a published site."""

    stations: int
    files: int
    bytes: int
    fingerprint: str


def publish_site(
    reports: Path,
    out: Path,
    key: Ed25519PrivateKey,
    *,
    published: Published | None = None,
    languages: Sequence[str] = (),
    given: Mapping[str, Any] = MappingProxyType({}),
    incomplete: bool = False,
    done: Callable[[str], None] = lambda _: None,
) -> SiteSummary:
    """Write the site of a run; if anything fails, the old one stays as it was.

    Parameters
    ----------
    reports : Path
        The run's folder.
    out : Path
        The site's folder; replaced whole.
    key : Ed25519PrivateKey
        Signs the bundle.
    published : Published, optional
        What is known beside the assessments.
    languages : sequence of str, optional
        Codes, in the order of the language switch; all that have a catalogue if left out.
    given : mapping, optional
        Files that take the place of those that the run's plan names: `paths`, `named_points`, `terrain`, `buildings`.
    incomplete : bool, optional
        Whether a run is published of which stations could not be assessed; the first page names them.
    done : callable, optional
        Called with the name of each finished step, for a progress bar; there are :data:`STEPS`.

    Raises
    ------
    InputError
        If the run is incomplete or was made of other files, or `out` is a folder of something else.
    """
    stated = published or Published()
    run = read_run(reports, stated.selection)
    if run.failed and not incomplete:
        cure = (
            "a complete run: mend these stations and assess again; or publish --incomplete, which the first page says"
        )
        raise refuse(str(reports / "index.json"), "failed", ", ".join(entry["id"] for entry in run.failed), cure)
    known = with_addresses(stated, {name: run.record(name)["station"] for name in run.ids})
    known = replace(known, languages=tuple(languages) or all_languages())
    options = read_options(reports, given)
    if options.program != __version__:
        raise refuse(str(reports), "program", options.program, f"{__version__}; assess the stations again")
    with swapped(out) as fresh:
        options, plan = gather_inputs(options, fresh / bundle.INPUTS)
        gather_limits(plan, fresh / bundle.LIMITS)
        check_same_stations(plan, run.index, str(reports / "index.json"))
        for name in run.ids:
            check_same_inputs(plan, run.record(name), str(reports / name / "assessment.json"))
        done("inputs")
        chosen = [station for station in plan.stations if station.id in set(run.ids)]
        raster = computed_raster(plan, chosen)
        done("levels")
        copied = copy_run(run, fresh)
        written = options.relative_to(fresh / bundle.INPUTS)
        write_site(edition_of(copied, known, raster, written, fingerprint(key.public_key())), fresh)
        done("pages")
        bundle.write_bundle(fresh, written, known, dict(run.index["limit"]), key)
        done("bundle")
        sizes = [path.stat().st_size for path in fresh.rglob("*") if path.is_file()]
    return SiteSummary(len(run.ids), len(sizes), sum(sizes), fingerprint(key.public_key()))


STEPS = 4


def edition_of(run: Run, published: Published, raster: ExposureRaster, options: RunOptions, key: str) -> Edition:
    """The edition that pages are made of."""
    rows = (run.folder / "stations.geojson").read_text(encoding="utf-8")
    seed = "".join([rows, published_json(published), options.text])
    return Edition(
        run=run,
        published=published,
        raster=raster,
        languages=tuple(language(code) for code in published.languages),
        code_version=options.program,
        fingerprint=key,
        id=sha256(seed.encode("utf-8")).hexdigest()[:12],
        points_command=bundle.command_of_points(options),
        download_command=bundle.command_of_download(published.base_url),
    )


def write_site(edition: Edition, folder: Path) -> None:
    """Write everything that follows from an edition: rasters, tables, tiles, search, pages. Same edition, same bytes."""
    write_raster_data(edition.raster, folder)
    write_open_data(edition, folder)
    write_raster(edition.raster, edition.rows, folder)
    write_station_tiles(edition.run.rows, folder)
    lines = [station_line(row, edition) for row in edition.run.rows]
    write_search_index(lines, [search_text(row, edition) for row in edition.run.rows], folder)
    write_static(folder / "static")
    write_pages(edition, folder)


def copy_run(run: Run, folder: Path) -> Run:
    """Copy a run's table and the published files of its published stations into the site."""
    target = folder / "reports"
    target.mkdir(parents=True)
    # stations that are not published are not listed
    listed = [entry for entry in run.index["stations"] if entry["id"] in set(run.ids)]
    index = {**run.index, "stations": listed, "failed": list(run.failed), "complete": not run.failed}
    (target / "index.json").write_text(json_text(index), encoding="utf-8")
    (target / "stations.geojson").write_text(json_text(stations_geojson(run.rows)), encoding="utf-8")
    for name in run.ids:
        (target / name).mkdir()
        for path in run.files(name):
            shutil.copyfile(path, target / name / path.name)
    return replace(run, folder=target)


def write_static(folder: Path) -> None:
    """Leaflet from its package, the style, and the parts of the script one after another."""
    (folder / "images").mkdir(parents=True)
    leaflet = package_files("js_lib_leaflet") / "static" / "js_lib_leaflet"
    for name in LEAFLET:
        content = (leaflet / name).read_bytes()
        (folder / name).write_bytes(content.replace(b"//# sourceMappingURL=leaflet.js.map", b""))
    own = package_files("emfassess.portal") / "static"
    (folder / "portal.css").write_bytes((own / "portal.css").read_bytes())
    parts = sorted((entry for entry in own.iterdir() if entry.name.endswith(".js")), key=lambda entry: entry.name)
    (folder / "portal.js").write_bytes(b"\n".join(part.read_bytes() for part in parts))


@contextmanager
def swapped(out: Path) -> Iterator[Path]:
    """Give an empty folder that takes the place of `out` whole, if nothing failed.

    Raises
    ------
    InputError
        If `out` holds anything but a site published before: nobody's folder is swept away.
    """
    out = out.absolute()
    if out.exists() and not (out / bundle.MANIFEST).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise refuse(str(out), "", None, "not a site published before, and not empty; choose another folder")
    out.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        fresh, old = stage / "new", stage / "old"
        fresh.mkdir()
        yield fresh
        if out.exists():
            out.rename(old)
        try:
            fresh.rename(out)
        except OSError:
            if old.exists():
                old.rename(out)
            raise
    finally:
        shutil.rmtree(stage, ignore_errors=True)
