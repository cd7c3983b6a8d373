"""The folder of a comparison: records, pictures and the fused map, all or nothing."""

from pathlib import Path

from emfassess.comparison.corrected_map import FusedMap
from emfassess.comparison.result import Comparison
from emfassess.language import Language
from emfassess.language import language as language_of
from emfassess.publish.data.comparison_record import comparison_record, comparison_rows
from emfassess.publish.data.fusion_record import fused_rows
from emfassess.publish.data.provenance import Provenance
from emfassess.publish.data.tables import csv_text
from emfassess.publish.data.writing import json_text, staged
from emfassess.publish.figures.comparison import histogram_figure, residual_map_figure, scatter_figure
from emfassess.publish.figures.comparison_levels import levels_figure
from emfassess.publish.figures.corrected_map import fused_figure
from emfassess.publish.figures.matplotlib_style import figure_svg
from emfassess.publish.reports.comparison import comparison_pdf


def comparison_figures(comparison: Comparison, fused: FusedMap | None, text: Language) -> dict[str, bytes]:
    """Figures of a comparison by name, as SVG."""
    figures = {
        "levels": levels_figure(comparison, text),
        "scatter": scatter_figure(comparison, text),
        "residuals": residual_map_figure(comparison, text),
        "histogram": histogram_figure(comparison, text),
    }
    if fused is not None:
        figures["fused"] = fused_figure(fused, text)
    return {name: figure_svg(figure) for name, figure in figures.items()}


def write_comparison(
    comparison: Comparison, fused: FusedMap | None, provenance: Provenance, folder: Path, language: str = "en"
) -> None:
    """Write ``comparison.json``, ``comparison.csv``, ``comparison.pdf``, figures and, where there is one, the fused map.

    Parameters
    ----------
    comparison : Comparison
    fused : FusedMap or None
        Of that comparison; None where too few points were seen.
    provenance : Provenance
        From :func:`emfassess.publish.data.provenance.provenance_of`, with the measured files among the inputs.
    folder : Path
        Its other entries stay as they are. Nothing in it changes if anything fails.
    language : str
        ``en`` or ``zh``.
    """
    text = language_of(language)
    drawn = comparison_figures(comparison, fused, text)
    record = comparison_record(comparison, provenance, fused)
    with staged(folder) as fresh:
        for name, svg in drawn.items():
            (fresh / f"{name}.svg").write_bytes(svg)
        (fresh / "comparison.json").write_text(json_text(record), encoding="utf-8")
        (fresh / "comparison.csv").write_text(csv_text(comparison_rows(comparison)), encoding="utf-8")
        if fused is not None:
            (fresh / "fused.csv").write_text(csv_text(fused_rows(fused)), encoding="utf-8")
        (fresh / "comparison.pdf").write_bytes(comparison_pdf(record, drawn, language, provenance.date))
    if fused is None:  # an older one would look like a part of this comparison
        for name in ("fused.svg", "fused.csv"):
            (folder / name).unlink(missing_ok=True)
