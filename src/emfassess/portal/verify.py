"""Verification of a published site: the signature, every file, every number, every page."""

import tempfile
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature

from emfassess import __version__
from emfassess.jobs.plan import plan_of
from emfassess.jobs.run import write_run
from emfassess.jobs.run_options import RunOptions
from emfassess.portal import bundle
from emfassess.portal.comparison import contents_differ, numbers_differ, rasters_differ
from emfassess.portal.inputs import bundled_options, digest, other_limits
from emfassess.portal.keys import fingerprint, public_key_of, same_key
from emfassess.portal.publication import published_of
from emfassess.portal.raster import computed_raster
from emfassess.portal.raster_data import read_raster_data
from emfassess.portal.run_files import read_run
from emfassess.portal.site import copy_run, edition_of, write_site
from emfassess.readers.faults import refuse

STEPS = 3
"""Files, numbers and pages are verified one after another."""


@dataclass(frozen=True)
class Verification:
    """Result of a verification: what is equal, notes to the reader, and each difference."""

    passed: tuple[str, ...]
    notes: tuple[str, ...]
    differences: tuple[str, ...]


def verify_site(
    site: Path, key: str | None = None, *, recompute: bool = True, done: Callable[[str], None] = lambda _: None
) -> Verification:
    """Verify a site.

    Parameters
    ----------
    site : Path
        Its folder.
    key : str, optional
        The publisher's public key, known from elsewhere: a file in PEM, or its fingerprint. Without it the site is
        checked against the key that it brings along.
    recompute : bool, optional
        Whether numbers and pages are made again.
    done : callable, optional
        Called with the name of each finished step.

    Raises
    ------
    InputError
        If the folder is no published site, or `key` is no key.
    """
    if not (site / bundle.MANIFEST).is_file():
        raise refuse(str(site / bundle.MANIFEST), "", None, "no such file: not the folder of a published site")
    content = (site / bundle.MANIFEST).read_bytes()
    passed, notes, differences = [], [], list(_signature(site, content, key))
    if not differences:
        passed.append(f"signature of the manifest, by the key {_fingerprint(site)}")
    if key is None:
        notes.append("the key came with the site; compare its fingerprint with one known from elsewhere, or give --key")
    try:
        manifest = bundle.read_manifest(content)
    except ValueError as error:
        return Verification(tuple(passed), tuple(notes), (*differences, str(error)))
    wrong = list(_files(site, manifest))
    if not wrong:
        passed.append(f"{len(manifest['files'])} files, each by its SHA-256; none missing, none added")
    differences += wrong
    done("files")
    if recompute and any(line.startswith(f"{bundle.FOLDER}/") for line in differences):
        notes.append("the bundle itself was changed: numbers were not computed again")
    elif recompute:
        try:
            more = _computed_again(site, done)
        except (ValueError, OSError, KeyError, TypeError) as error:
            differences.append(f"numbers and pages could not be made again: {error}")
        else:
            return Verification((*passed, *more.passed), (*notes, *more.notes), (*differences, *more.differences))
    return Verification(tuple(passed), tuple(notes), tuple(differences))


def _signature(site: Path, content: bytes, key: str | None) -> Iterator[str]:
    try:
        public = public_key_of((site / bundle.PUBLIC_KEY).read_bytes(), bundle.PUBLIC_KEY)
    except (OSError, ValueError) as error:
        yield f"{bundle.PUBLIC_KEY}: cannot be read as a public key: {error}"
        return
    if key is not None and not same_key(public, key):
        yield f"{bundle.PUBLIC_KEY}: another key than the expected one; its fingerprint is {fingerprint(public)}"
    try:
        signature = (site / bundle.SIGNATURE).read_bytes()
        public.verify(b64decode(signature.removesuffix(b"\n"), validate=True), content)
    except OSError:
        yield f"{bundle.SIGNATURE}: missing"
    except (InvalidSignature, NotBase64):
        yield f"{bundle.MANIFEST}: its signature in {bundle.SIGNATURE} does not belong to it: one of the two was changed"


def _fingerprint(site: Path) -> str:
    return fingerprint(public_key_of((site / bundle.PUBLIC_KEY).read_bytes(), bundle.PUBLIC_KEY))


def _files(site: Path, manifest: dict[str, Any]) -> Iterator[str]:
    """Files that are changed, missing or added."""
    present = set(bundle.site_files(site))
    for name, entry in manifest["files"].items():
        if name not in present:
            yield f"{name}: missing"
        elif (site / name).is_symlink():
            yield f"{name}: a link in place of a file"
        elif digest(site / name) != entry["sha256"]:
            yield f"{name}: changed"
    for name in sorted(present - set(manifest["files"])):
        yield f"{name}: not in the manifest"


def _computed_again(site: Path, done: Callable[[str], None]) -> Verification:
    """Numbers made again from the inputs, and pages made again from the numbers."""
    options = bundled_options((site / bundle.PLAN).read_text(encoding="utf-8"), site / bundle.INPUTS)
    notes = []
    if options.program != __version__:
        notes.append(f"published by emfassess {options.program}, verified by {__version__}")
    for name in other_limits(options, site / bundle.LIMITS):
        notes.append(
            f"{bundle.LIMITS}/{name}: not the limits of this program, which the numbers were computed again with"
        )
    with tempfile.TemporaryDirectory(prefix="emfassess-verify-") as scratch:
        numbers, unequal = _numbers(site, options, Path(scratch) / "run", notes)
        done("numbers")
        pages, changed = _pages(site, options, Path(scratch) / "site")
        done("pages")
    passed = [] if unequal else [f"{numbers} numbers, computed again from the inputs of the bundle"]
    passed += [] if changed else [f"{pages} pages and data files, made again from those numbers"]
    return Verification(tuple(passed), tuple(notes), (*unequal, *changed))


def _numbers(site: Path, options: RunOptions, scratch: Path, notes: list[str]) -> tuple[int, list[str]]:
    """How many numbers were compared, and those that differ."""
    plan = plan_of(options)
    run = read_run(site / "reports")
    write_run(plan, scratch, only=run.ids)
    # in the order and with the files that are published
    again = copy_run(read_run(scratch), scratch / "published")
    if run.ids != again.ids:
        return 0, [f"reports/index.json: other stations than the inputs have: {', '.join({*run.ids} ^ {*again.ids})}"]
    names = ["index.json", "stations.geojson"] + [f"{i}/{p.name}" for i in run.ids for p in run.files(i)]
    present = {name for name in bundle.site_files(site) if name.startswith("reports/")}
    strange = sorted(present - {f"reports/{name}" for name in names})
    count, wrong = 0, [f"{name}: does not follow from the inputs" for name in strange]
    for name in names:
        if name.endswith(".pdf"):
            if (again.folder / name).read_bytes() != (site / "reports" / name).read_bytes():
                notes.append(
                    f"reports/{name}: typeset anew it is not the same to the byte; its record was compared instead"
                )
            continue
        compared, differing = numbers_differ(site / "reports" / name, again.folder / name)
        count += compared
        wrong += [f"reports/{name}: {line}" for line in differing]
    chosen = [station for station in plan.stations if station.id in set(run.ids)]
    compared, differing = rasters_differ(read_raster_data(site), computed_raster(plan, chosen))
    return count + compared, [*wrong, *(f"data/rasters: {line}" for line in differing)]


def _pages(site: Path, options: RunOptions, scratch: Path) -> tuple[int, list[str]]:
    """How many files were made again, and those that differ."""
    scratch.mkdir()
    published = published_of((site / bundle.PUBLISHED).read_text(encoding="utf-8"))
    run = read_run(site / "reports", published.selection)
    written = options.relative_to(site / bundle.INPUTS)
    write_site(edition_of(run, published, read_raster_data(site), written, _fingerprint(site)), scratch)
    made = bundle.site_files(scratch)
    wrong = []
    for name in made:
        if not (site / name).is_file():
            wrong.append(f"{name}: made again from the numbers, but missing")
        elif contents_differ(site / name, scratch / name):
            wrong.append(f"{name}: does not follow from the published numbers")
    own = ("reports/", f"{bundle.FOLDER}/")
    extra = {name for name in bundle.site_files(site) if not name.startswith(own)} - set(made)
    return len(made), [*wrong, *(f"{name}: does not follow from the published numbers" for name in sorted(extra))]
