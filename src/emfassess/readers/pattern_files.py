"""Antenna pattern files of any known format, distinguished by their content."""

from collections.abc import Callable
from pathlib import Path

from emfassess.readers.cuts import PatternFile, decoded, read_content
from emfassess.readers.faults import refuse
from emfassess.readers.msi import looks_like_msi, read_msi
from emfassess.readers.nsma import looks_like_nsma, read_nsma
from emfassess.readers.radio_mobile import looks_like_radio_mobile, read_radio_mobile
from emfassess.readers.two_column import looks_like_two_columns, read_two_column

__all__ = ["PatternFile", "read_pattern"]

Reader = Callable[[bytes, Path, float | None], PatternFile]

_FORMATS: tuple[tuple[Callable[[str], bool], Reader], ...] = (
    (looks_like_nsma, read_nsma),
    (looks_like_msi, read_msi),
    (looks_like_two_columns, read_two_column),
    (looks_like_radio_mobile, read_radio_mobile),
)


def read_pattern(path: Path | str, gain_dbi: float | None = None) -> PatternFile:
    """Read an antenna pattern file.

    Parameters
    ----------
    path : Path
        MSI Planet, NSMA WG16.99.050, two-column CSV or Radio Mobile file.
    gain_dbi : float, optional
        Gain, for files that do not state it with its unit. [dBi]

    Returns
    -------
    PatternFile

    Raises
    ------
    InputError
        With every fault of the file.
    OSError
        If it cannot be read.
    """
    file = Path(path)
    if file.is_dir():
        raise refuse(str(file), "", None, "a folder; expected a pattern file")
    content = read_content(file)
    text = decoded(content)
    for fits, read in _FORMATS:
        if fits(text):
            return read(content, file, gain_dbi)
    known = "MSI Planet, NSMA WG16.99.050, two-column CSV or Radio Mobile"
    raise refuse(str(file), "", None, f"a format that is not known; expected {known}")
