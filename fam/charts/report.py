"""Charts of a report for paper: drawn without a browser, the same bytes each time."""

import io
from collections.abc import Sequence

from fam.charts.theme import LIGHT

Bar = tuple[str, float | None, str]  # label, number, the mark of a hidden one
WIDTH = 6.4  # inches
BAR = 0.32


def bars(title: str, unit: str, parts: Sequence[Bar]) -> str:
    """Return lying bars as SVG, the first on top; where a number is hidden, its mark stands instead of a bar."""
    from matplotlib import rc_context  # late: only a report on paper needs it
    from matplotlib.figure import Figure

    with rc_context({"svg.hashsalt": "fam", "svg.fonttype": "path", "font.size": 9}):
        drawn = Figure(figsize=(WIDTH, BAR * len(parts) + 0.9), layout="constrained")
        axes = drawn.add_subplot()
        places = range(len(parts))
        axes.barh(places, [value or 0 for _label, value, _mark in parts], color=LIGHT.stock, height=0.65)
        for place, (_label, value, mark) in zip(places, parts, strict=True):
            axes.annotate(
                mark or f"{value or 0:g}".replace(".", ","), (value or 0, place), (4, 0), va="center",
                textcoords="offset points", color=LIGHT.text,
            )  # fmt: skip
        axes.set_yticks(list(places), [label for label, _value, _mark in parts], color=LIGHT.text)
        axes.invert_yaxis()
        axes.margins(x=0.12)
        axes.set_title(f"{title} ({unit})", loc="left", color=LIGHT.text, fontsize=10)
        axes.xaxis.set_visible(False)
        for side in ("top", "right", "bottom"):
            axes.spines[side].set_visible(False)
        file = io.StringIO()
        drawn.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()


def sentence(title: str, unit: str, parts: Sequence[Bar]) -> str:
    """Return a chart in words, for who does not see it."""
    said = ", ".join(f"{label} {mark or f'{value or 0:g}'.replace('.', ',')}" for label, value, mark in parts)
    return f"Balken: {title} in {unit}: {said}."
