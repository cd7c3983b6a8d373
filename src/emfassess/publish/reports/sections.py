"""Elements of reports: sections in order, with tables whose columns have titles, widths and units."""

from collections.abc import Sequence

from typing_extensions import TypedDict


class Column(TypedDict):
    """A column: its title, its width beside the others', and the units of its numbers where they are declared.

    A column keeps its declared units in the workbook where it happens to hold no number at all.
    """

    title: str
    width: float
    units: tuple[str, ...]


class Table(TypedDict):
    """A table: every row has a cell a column."""

    columns: list[Column]
    rows: Sequence[Sequence[str]]


class ReportSection(TypedDict, total=False):
    """A section of a report, as the template reads it.

    `sheet` names the sheet of the workbook that has its table, pairs or items; `before` and `after` are paragraphs; `figure`
    is the name of a picture and `alt` its description.
    """

    sheet: str
    heading: str
    before: str
    table: Table
    pairs: Sequence[Sequence[str]]
    items: list[str]
    after: str
    figure: str
    alt: str


class Box(TypedDict):
    """A verdict in a frame; `kind` gives its colour."""

    kind: str
    heading: str
    lines: list[str]


def table_of(
    titles: Sequence[str],
    widths: Sequence[float],
    rows: Sequence[Sequence[str]],
    units: Sequence[tuple[str, ...]] | None = None,
) -> Table:
    """A table of columns with these titles and widths, and units where they are declared."""
    declared = units or [()] * len(titles)
    columns = [
        Column(title=title, width=width, units=unit)
        for title, width, unit in zip(titles, widths, declared, strict=True)
    ]
    return Table(columns=columns, rows=rows)


def titles_of(table: Table) -> list[str]:
    """Titles of a table's columns."""
    return [column["title"] for column in table["columns"]]


def figure_section(heading: str, figure: str, alt: str) -> ReportSection:
    """A section that is a picture."""
    return ReportSection(heading=heading, figure=figure, alt=alt)
