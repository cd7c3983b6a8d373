"""Whether the installation and the project in a folder can work: each check passes, or says what is wrong and the cure."""

import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from itertools import zip_longest
from pathlib import Path

from emfassess.language import Language

_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*])?\s*>=\s*([0-9.]+)$")


@dataclass(frozen=True)
class Check:
    """Result of one check: its subject, and what is wrong with its cure; empty where nothing is."""

    subject: str
    wrong: str = ""


def installation_checks(folder: Path, environment: Mapping[str, str], text: Language) -> Iterator[Check]:
    """Checks of the installation, and of the project in a folder.

    Parameters
    ----------
    folder : Path
    environment : mapping
        Variables of the process.
    text : Language
    """
    checks: tuple[tuple[str, Callable[[], object]], ...] = (
        (text("packages"), lambda: _packages(text)),
        (text("fonts"), lambda: _fonts(text)),
        (text("settings"), lambda: _settings(folder)),
        (text("register"), lambda: _register(folder, environment)),
        (text("folder of results"), lambda: _writable(folder / "reports", text)),
        (text("folder of compiled code"), lambda: _compiled_code(environment, text)),
    )
    yield Check(f"emfassess {version('emfassess')}, Python {sys.version.split()[0]}")
    for subject, look in checks:
        try:
            look()
        except (ValueError, OSError, StopIteration) as error:
            yield Check(subject, str(error))
        else:
            yield Check(subject)


def outdated(requirements: list[str], installed: Callable[[str], str]) -> list[str]:
    """Requirements ``name>=version`` that are missing or too old; those of extras are left out."""
    wanted = [found for line in requirements if ";" not in line and (found := _REQUIREMENT.match(line.strip()))]
    wrong = []
    for found in wanted:
        try:
            if _is_older(installed(found[1]), found[2]):
                wrong.append(f"{found[1]}>={found[2]}")
        except PackageNotFoundError:
            wrong.append(f"{found[1]}>={found[2]}")
    return wrong


def _is_older(given: str, least: str) -> bool:
    pairs = zip_longest(*(map(int, re.findall(r"\d+", each)) for each in (given, least)), fillvalue=0)
    return next((first < second for first, second in pairs if first != second), False)


def _packages(text: Language) -> None:
    wrong = outdated(requires("emfassess") or [], version)
    if wrong:
        needed = " ".join(f'"{line}"' for line in wrong)
        raise ValueError(text("missing or too old; run: python -m pip install {packages}", packages=needed))


def _fonts(text: Language) -> None:
    from emfassess.publish.figures.fonts import fallback_folders, font_folder

    try:
        missing = [folder for folder in (font_folder(), *fallback_folders()) if not list(folder.glob("*.ttf"))]
    except ModuleNotFoundError as error:
        raise ValueError(
            text("missing or too old; run: python -m pip install {packages}", packages=error.name)
        ) from None
    if missing:
        raise ValueError(text("no font file in {folder}; install emfassess again", folder=missing[0]))


def _settings(folder: Path) -> None:
    from emfassess.readers.project import NAME, read_project
    from emfassess.register.periodicity import rules_from

    rules_from(read_project(folder).periodicity, NAME)


def _register(folder: Path, environment: Mapping[str, str]) -> None:
    from emfassess.register.connection import FILE, VARIABLE, check_register, register_url

    if environment.get(VARIABLE, "").strip() or (folder / FILE).exists():
        check_register(register_url(folder, environment))


def _compiled_code(environment: Mapping[str, str], text: Language) -> None:
    """Where numba keeps compiled code: the stated folder, else beside the package, else the account's own cache."""
    stated = environment.get("NUMBA_CACHE_DIR", "")
    try:
        _writable(Path(stated) if stated else Path(__file__).parents[1], text)
    except ValueError:
        if stated:
            raise
        _writable(Path.home() / ".cache", text)


def _writable(folder: Path, text: Language) -> None:
    """Whether a file can be made in a folder, or in the nearest one above that exists."""
    place = next(each for each in (folder, *folder.absolute().parents) if each.is_dir())
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError:
        raise ValueError(text("{folder} cannot be written; give this account the right to", folder=place)) from None
