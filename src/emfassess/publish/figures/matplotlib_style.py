"""Figures that matplotlib draws: their style, and their SVG. Text stays text; the same figure gives the same bytes."""

from collections.abc import Callable
from functools import cache, wraps
from io import BytesIO
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from emfassess.language import Language
from emfassess.language.messages.names import CLASS_NAME
from emfassess.publish.figures.drawing import FAINT, INK
from emfassess.publish.figures.fonts import FAMILY, font_file
from emfassess.publish.text.classes import CLASSES, class_index
from emfassess.units import Floats

SETTINGS: Any = {
    "font.family": FAMILY,
    "font.size": 9,
    "svg.fonttype": "none",
    "svg.hashsalt": "emfassess",
    "axes.unicode_minus": False,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 0.5,
    "hatch.color": "#ffffff",
    "font.weight": 100,
    "axes.titleweight": 100,
    "axes.labelweight": 100,
    "figure.titleweight": 100,
    "path.simplify": True,
}


@cache
def _register_font() -> None:
    font_manager.fontManager.addfont(str(font_file()))


def drawn(draw: Callable[..., Figure]) -> Callable[..., Figure]:
    """Draw with the house's settings, whatever the process has set."""

    @wraps(draw)
    def inner(*args: Any) -> Figure:
        _register_font()
        with mpl.rc_context(SETTINGS):
            return draw(*args)

    return inner


def legend_patches(ratio: Floats, text: Language) -> list[Patch]:
    """Keys of the classes that occur."""
    present = set(class_index(ratio).ravel().tolist())
    return [
        Patch(facecolor=kind.colour, edgecolor="white", hatch=kind.hatch * 2, label=text(CLASS_NAME[kind.key]))
        for index, kind in enumerate(CLASSES)
        if index in present
    ]


def figure_svg(figure: Figure) -> bytes:
    """SVG of a figure; the same figure gives the same bytes."""
    stream = BytesIO()
    with mpl.rc_context(SETTINGS):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None}, dpi=200)
    # matplotlib knows only the thinnest instance of the variable font; a reader has the regular one
    return stream.getvalue().replace(b"font-weight: 100; ", b"")
