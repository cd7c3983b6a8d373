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
from emfassess.language import Language, language
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
    site: Path,
    key: str | None = None,
    *,
    recompute: bool = True,
    done: Callable[[str], None] = lambda _: None,
    text: Language | None = None,
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
    text : Language, optional
        Language of the result; English if left out.

    Raises
    ------
    InputError
        If the folder is no published site, or `key` is no key.
    """
    if not (site / bundle.MANIFEST).is_file():
        raise refuse(str(site / bundle.MANIFEST), "", None, "no such file: not the folder of a published site")
    text = text or language("en")
    content = (site / bundle.MANIFEST).read_bytes()
    passed, notes, differences = [], [], list(_signature(site, content, key, text))
    if not differences:
        passed.append(text("signature of the manifest, by the key {fingerprint}", fingerprint=_fingerprint(site)))
    if key is None:
        notes.append(
            text("the key came with the site; compare its fingerprint with one known from elsewhere, or give --key")
        )
    try:
        manifest = bundle.read_manifest(content)
    except ValueError as error:
        return Verification(tuple(passed), tuple(notes), (*differences, str(error)))
    wrong = list(_files(site, manifest, text))
    if not wrong:
        passed.append(
            text("{count} files, each by its SHA-256; none missing, none added", count=len(manifest["files"]))
        )
    differences += wrong
    done("files")
    if recompute and any(line.startswith(f"{bundle.FOLDER}/") for line in differences):
        notes.append(text("the bundle itself was changed: numbers were not computed again"))
    elif recompute:
        try:
            more = _computed_again(site, done, text)
        except (ValueError, OSError, KeyError, TypeError) as error:
            differences.append(text("numbers and pages could not be made again: {error}", error=error))
        else:
            return Verification((*passed, *more.passed), (*notes, *more.notes), (*differences, *more.differences))
    return Verification(tuple(passed), tuple(notes), tuple(differences))


def _signature(site: Path, content: bytes, key: str | None, text: Language) -> Iterator[str]:
    try:
        public = public_key_of((site / bundle.PUBLIC_KEY).read_bytes(), bundle.PUBLIC_KEY)
    except (OSError, ValueError) as error:
        yield text("{file}: cannot be read as a public key: {error}", file=bundle.PUBLIC_KEY, error=error)
        return
    if key is not None and not same_key(public, key):
        yield text(
            "{file}: another key than the expected one; its fingerprint is {fingerprint}",
            file=bundle.PUBLIC_KEY,
            fingerprint=fingerprint(public),
        )
    try:
        signature = (site / bundle.SIGNATURE).read_bytes()
        public.verify(b64decode(signature.removesuffix(b"\n"), validate=True), content)
    except OSError:
        yield text("{file}: missing", file=bundle.SIGNATURE)
    except (InvalidSignature, NotBase64):
        yield text(
            "{file}: its signature in {signature} does not belong to it: one of the two was changed",
            file=bundle.MANIFEST,
            signature=bundle.SIGNATURE,
        )


def _fingerprint(site: Path) -> str:
    return fingerprint(public_key_of((site / bundle.PUBLIC_KEY).read_bytes(), bundle.PUBLIC_KEY))


def _files(site: Path, manifest: dict[str, Any], text: Language) -> Iterator[str]:
    """Files that are changed, missing or added."""
    present = set(bundle.site_files(site))
    for name, entry in manifest["files"].items():
        if name not in present:
            yield text("{file}: missing", file=name)
        elif (site / name).is_symlink():
            yield text("{file}: a link in place of a file", file=name)
        elif digest(site / name) != entry["sha256"]:
            yield text("{file}: changed", file=name)
    for name in sorted(present - set(manifest["files"])):
        yield text("{file}: not in the manifest", file=name)


def _computed_again(site: Path, done: Callable[[str], None], text: Language) -> Verification:
    """Numbers made again from the inputs, and pages made again from the numbers."""
    options = bundled_options((site / bundle.PLAN).read_text(encoding="utf-8"), site / bundle.INPUTS)
    notes = []
    if options.program != __version__:
        notes.append(
            text("published by emfassess {first}, verified by {second}", first=options.program, second=__version__)
        )
    for name in other_limits(site / bundle.LIMITS):
        notes.append(
            text(
                "{file}: not the limits of this program, which the numbers were computed again with",
                file=f"{bundle.LIMITS}/{name}",
            )
        )
    with tempfile.TemporaryDirectory(prefix="emfassess-verify-") as scratch:
        numbers, unequal = _numbers(site, options, Path(scratch) / "run", notes, text)
        done("numbers")
        pages, changed = _pages(site, options, Path(scratch) / "site", text)
        done("pages")
    passed = [] if unequal else [text("{count} numbers, computed again from the inputs of the bundle", count=numbers)]
    passed += [] if changed else [text("{count} pages and data files, made again from those numbers", count=pages)]
    return Verification(tuple(passed), tuple(notes), (*unequal, *changed))


def _numbers(site: Path, options: RunOptions, scratch: Path, notes: list[str], text: Language) -> tuple[int, list[str]]:
    """How many numbers were compared, and those that differ."""
    plan = plan_of(options)
    run = read_run(site / "reports")
    write_run(plan, scratch, only=run.ids)
    # in the order and with the files that are published
    again = copy_run(read_run(scratch), scratch / "published")
    if run.ids != again.ids:
        other = text.listed(sorted({*run.ids} ^ {*again.ids}))
        return 0, [
            text("{file}: other stations than the inputs have: {stations}", file="reports/index.json", stations=other)
        ]
    names = ["index.json", "stations.geojson"] + [f"{i}/{p.name}" for i in run.ids for p in run.files(i)]
    present = {name for name in bundle.site_files(site) if name.startswith("reports/")}
    strange = sorted(present - {f"reports/{name}" for name in names})
    count, wrong = 0, [text("{file}: does not follow from the inputs", file=name) for name in strange]
    for name in names:
        if name.endswith(".pdf"):
            if (again.folder / name).read_bytes() != (site / "reports" / name).read_bytes():
                notes.append(
                    text(
                        "{file}: typeset anew it is not the same to the byte; its record was compared instead",
                        file=f"reports/{name}",
                    )
                )
            continue
        compared, differing = numbers_differ(site / "reports" / name, again.folder / name, text)
        count += compared
        wrong += [text.labelled(f"reports/{name}", line) for line in differing]
    chosen = [station for station in plan.stations if station.id in set(run.ids)]
    compared, differing = rasters_differ(read_raster_data(site), computed_raster(plan, chosen), text)
    return count + compared, [*wrong, *(text.labelled("data/rasters", line) for line in differing)]


def _pages(site: Path, options: RunOptions, scratch: Path, text: Language) -> tuple[int, list[str]]:
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
            wrong.append(text("{file}: made again from the numbers, but missing", file=name))
        elif contents_differ(site / name, scratch / name):
            wrong.append(text("{file}: does not follow from the published numbers", file=name))
    own = ("reports/", f"{bundle.FOLDER}/")
    extra = {name for name in bundle.site_files(site) if not name.startswith(own)} - set(made)
    wrong += [text("{file}: does not follow from the published numbers", file=name) for name in sorted(extra)]
    return len(made), wrong
