"""Lines about an imported table: how it was understood, what was filled in, and how much came in."""

from emfassess.language import Language
from emfassess.station_imports.convert import Imported
from emfassess.station_imports.draft import Draft
from emfassess.station_imports.profile import Profile


def import_lines(imported: Imported, profile: Profile, text: Language) -> list[str]:
    """Lines of an import: file, columns, notes, counts."""
    grid = imported.grid
    place = text("sheet {name}", name=grid.sheet) if grid.sheet else grid.file
    lines = [text("{place}: rows {first} to {last}", place=place, first=imported.first_row, last=imported.last_row)]
    if grid.separator:
        lines.append(
            text("text in {encoding}, separator {separator}", encoding=grid.encoding, separator=repr(grid.separator))
        )
    for column in profile.column:
        unit = " ".join(part for part in (column.unit, column.per and f"({column.per})") if part)
        lines.append(f"  {column.header} -> {column.quantity}" + (f" [{unit}]" if unit else ""))
    if imported.unused:
        lines.append(text("not used: {columns}", columns=", ".join(imported.unused)))
    lines += [text(note.message, **dict(note.values)) for note in imported.notes]
    counts = imported.counts
    lines.append(
        text(
            "{stations}, {antennas}, {carriers}",
            stations=text.plural("{count} station", "{count} stations", count=counts["stations"]),
            antennas=text.plural("{count} antenna", "{count} antennas", count=counts["antennas"]),
            carriers=text.plural("{count} carrier", "{count} carriers", count=counts["carriers"]),
        )
    )
    return lines


def draft_lines(draft: Draft, text: Language) -> list[str]:
    """Lines of a draft: notes, and what a person must still state."""
    lines = [text(note.message, **dict(note.values)) for note in draft.notes]
    return [*lines, *(text("to be stated in the profile: {item}", item=item) for item in draft.open)]
