"""Verification of a published site: the signature and every file first, then every number, every page."""

import random
import tempfile
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
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

NOT_PUBLISHED = ("map", "figures")
"""Outputs of a run that a site does not have: they are not made again."""

Done = Callable[[int, int], None]
"""Called with how much is done, and of how much: files, each station, rasters, pages."""


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
    sample: int | None = None,
    done: Done = lambda _done, _all: None,
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
    sample : int, optional
        So many stations are computed again, chosen at random; all if left out.
    done : callable, optional
        Called with how much is done, and of how much.
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
    if recompute and any(line.startswith(f"{bundle.FOLDER}/") for line in differences):
        notes.append(text("the bundle itself was changed: numbers were not computed again"))
    elif recompute:
        try:
            more = _computed_again(site, sample, done, text)
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


def _computed_again(site: Path, sample: int | None, done: Done, text: Language) -> Verification:
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
        again = _Again(site, options, Path(scratch), _sample(site, sample), done, text)
        numbers, unequal = again.numbers(notes)
        pages, changed = _pages(site, options, Path(scratch) / "site", text)
        done(again.steps, again.steps)
    passed = [] if unequal else [text("{count} numbers, computed again from the inputs of the bundle", count=numbers)]
    if again.sample is not None and passed:
        message = text(
            "only of these stations, chosen at random: {stations}", stations=text.listed(sorted(again.sample))
        )
        notes.append(message)
    passed += [] if changed else [text("{count} pages and data files, made again from those numbers", count=pages)]
    return Verification(tuple(passed), tuple(notes), (*unequal, *changed))


def _sample(site: Path, count: int | None) -> frozenset[str] | None:
    """Ids of so many stations; None where all are meant."""
    ids = read_run(site / "reports").ids
    if count is None or count >= len(ids):
        return None
    return frozenset(random.SystemRandom().sample(ids, count))


class _Again:
    """The numbers of a site, computed again for all stations or a `sample` of them in the folder `scratch`."""

    def __init__(
        self,
        site: Path,
        options: RunOptions,
        scratch: Path,
        sample: frozenset[str] | None,
        done: Done,
        text: Language,
    ) -> None:
        self.site, self.scratch, self.sample, self.text = site, scratch, sample, text
        plan = plan_of(options)
        self.plan = replace(plan, outputs=tuple(kind for kind in plan.outputs if kind not in NOT_PUBLISHED))
        self.run = read_run(site / "reports", sample)
        self.steps = len(self.run.ids) + len(self.run.failed) + 2
        self.finished, self.done = 0, done

    def numbers(self, notes: list[str]) -> tuple[int, list[str]]:
        """How many numbers were compared, and those that differ."""
        self._computed()
        # in the order and with the files that are published
        again = copy_run(read_run(self.scratch / "run"), self.scratch / "again")
        if self.run.ids != again.ids:
            other = self.text.listed(sorted({*self.run.ids} ^ {*again.ids}))
            message = self.text(
                "{file}: other stations than the inputs have: {stations}", file="reports/index.json", stations=other
            )
            return 0, [message]
        published = self.run if self.sample is None else copy_run(self.run, self.scratch / "published")
        stations = [f"{i}/{path.name}" for i in self.run.ids for path in self.run.files(i)]
        # an index names hot spots of all stations
        tables = ["index.json", "stations.geojson"] if self.sample is None else ["stations.geojson"]
        count, wrong = 0, [] if self.sample else list(self._strange([*tables, *stations]))
        for name in [*tables, *stations]:
            compared, differing = self._compared(published.folder / name, again.folder / name, name, notes)
            count += compared
            wrong += differing
        compared, differing = self._rasters()
        return count + compared, wrong + differing

    def _computed(self) -> None:
        """Assess the stations from the inputs of the bundle."""
        only = {*self.run.ids, *(entry["id"] for entry in self.run.failed)}
        write_run(self.plan, self.scratch / "run", self._count, only)

    def _count(self, names: Collection[str], _before: bool) -> None:
        self.finished += len(names)
        self.done(self.finished, self.steps)

    def _strange(self, names: list[str]) -> Iterator[str]:
        """Files of the site's run that the inputs do not give."""
        present = {name for name in bundle.site_files(self.site) if name.startswith("reports/")}
        for name in sorted(present - {f"reports/{name}" for name in names}):
            yield self.text("{file}: does not follow from the inputs", file=name)

    def _compared(self, published: Path, again: Path, name: str, notes: list[str]) -> tuple[int, list[str]]:
        if not name.endswith(".pdf"):
            compared, differing = numbers_differ(published, again, self.text)
            return compared, [self.text.labelled(f"reports/{name}", line) for line in differing]
        if again.read_bytes() != published.read_bytes():
            notes.append(
                self.text(
                    "{file}: typeset anew it is not the same to the byte; its record was compared instead",
                    file=f"reports/{name}",
                )
            )
        return 0, []

    def _rasters(self) -> tuple[int, list[str]]:
        """Levels of the cells around the stations, compared with those computed again."""
        chosen = [station for station in self.plan.stations if station.id in set(self.run.ids)]
        again, published = computed_raster(self.plan, chosen), read_raster_data(self.site)
        if self.sample is not None:
            published = replace(published, cells=published.cells.at_cells_of(again.cells))
        self.done(self.steps - 1, self.steps)
        compared, differing = rasters_differ(published, again, self.text)
        return compared, [self.text.labelled("data/rasters", line) for line in differing]


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
