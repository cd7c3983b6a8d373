"""Which layout a file has: by its name, by a profile, or by what its first rows say."""

from difflib import get_close_matches
from pathlib import Path

from emfassess.measurement_files.layouts import amb8059, cartoradio, expom, monitem, pmm, selective, template, wavemon
from emfassess.measurement_files.layouts.layout import Layout
from emfassess.measurement_files.layouts.mapping import layout_of
from emfassess.measurement_files.layouts.mapping_schema import Mapping, read_mapping
from emfassess.measurement_files.layouts.sheets import SheetFile, sheet_names
from emfassess.measurement_files.layouts.template_fields import TABLE_SHEET
from emfassess.measurement_files.layouts.texts import RowSource, TextFile
from emfassess.readers.faults import refuse

LAYOUTS: dict[str, Layout] = {
    module.LAYOUT.name: module.LAYOUT
    for module in (monitem, wavemon, amb8059, pmm, expom, cartoradio, template, selective)
}
PROFILES = tuple(LAYOUTS)
"""Names of layouts; a path to a TOML profile describes any other."""

WORKBOOK = ".xlsx"
_SHEETS = (TABLE_SHEET, expom.SHEET)


def profile_of(path: Path | str) -> str | None:
    """Name of the layout that a file says it has; None where it does not say.

    Raises
    ------
    InputError
        If it cannot be read at all.
    """
    head = row_source(Path(path)).head()
    return next((name for name, layout in LAYOUTS.items() if layout.recognises(head)), None)


def layout_for(path: Path, profile: str | Path | None) -> tuple[Layout, RowSource]:
    """Layout and rows of a file.

    Raises
    ------
    InputError
        If the profile is not known, or none is given and the file does not say which it is.
    """
    if profile is None:
        name = profile_of(path)
        if name is None:
            cure = f"a layout that names itself; state the profile: {', '.join(PROFILES)}, or a TOML file"
            raise refuse(str(path), "", None, cure)
        return LAYOUTS[name], row_source(path)
    if str(profile) in LAYOUTS:
        return LAYOUTS[str(profile)], row_source(path)
    if Path(profile).suffix.lower() != ".toml":
        near = get_close_matches(str(profile), PROFILES, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise refuse(str(path), "profile", profile, f"one of {', '.join(PROFILES)}, or a TOML file{hint}")
    mapping, name = read_mapping(Path(profile))
    return layout_of(mapping, name), row_source(path, mapping)


def row_source(path: Path, mapping: Mapping | None = None) -> RowSource:
    """Rows of a file, of a sheet where it is a workbook.

    Raises
    ------
    InputError
        If there is no such file, or it cannot be read as what it is.
    """
    if not path.is_file():
        found = "a folder" if path.is_dir() else "no such file"
        raise refuse(str(path), "", None, f"{found}; expected a file of measurements")
    if path.suffix.lower() == WORKBOOK:
        named = mapping.file.sheet if mapping else next((n for n in sheet_names(path) if n in _SHEETS), "")
        return SheetFile(path, named)
    try:
        return TextFile(path, mapping.file.encoding if mapping else "utf-8")
    except LookupError:
        assert mapping is not None
        raise refuse(str(path), "file.encoding", mapping.file.encoding, "a known encoding, such as utf-8") from None
