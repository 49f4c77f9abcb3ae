"""The look of the board: colours by mode, patterns, and how its pictures stand in a page."""

from base64 import b64encode
from enum import StrEnum
from html import escape

from fam.charts.theme import DARK, FONT, LIGHT


class Mode(StrEnum):
    """Where the picture is looked at: the screen, light or dark as the page is; on paper it is black and white."""

    SCREEN = "screen"
    PAPER = "paper"


# ink, soft, line, paper, alarm, SGB II, SGB VIII, other
NAMES = "svg{--ink:%s;--soft:%s;--line:%s;--paper:%s;--alarm:%s;--ii:%s;--viii:%s;--ex:%s}"
BY_DAY = NAMES % (LIGHT.text, LIGHT.quiet, LIGHT.grid, LIGHT.ground, "#a61b1b", LIGHT.stock, "#2a7a5e", "#6a5a8c")
BY_NIGHT = NAMES % (DARK.text, DARK.quiet, DARK.grid, DARK.ground, "#ff9c9c", DARK.stock, DARK.inflow, "#b9a5e0")
COLOURS = {  # a picture in a page asks for the page's own colours, so that it follows when they are switched
    Mode.SCREEN: f"{BY_DAY}@media (prefers-color-scheme: dark){{{BY_NIGHT}}}",
    Mode.PAPER: NAMES % ("#000000", "#333333", "#cccccc", "#ffffff", "#000000", "#000000", "#000000", "#000000"),
}
RULES = """
svg{--c:var(--soft);font-family:FONT}
.second{--c:var(--ii)}.eighth{--c:var(--viii)}.external{--c:var(--ex)}
text{fill:var(--ink);font-size:13px}
.title{font-weight:600}.law{font-size:10.5px}.detail,.tick{fill:var(--soft);font-size:11.5px}.word{font-size:11.5px}
.yearname{font-weight:700;fill:var(--ink);font-size:13px}
.lanename{font-weight:700;font-size:14px}.lane .lanename{fill:var(--c)}
.remark{fill:var(--alarm);font-weight:600}
.band{fill:var(--c);fill-opacity:.06}.edge{fill:var(--c)}
.month{stroke:var(--line)}.year{stroke:var(--soft);opacity:.6}
.bar{stroke:var(--c);stroke-width:1.6;fill:var(--c)}.bar.over,.bar.broken{fill-opacity:.3}
.bar.open{fill:url(#fam-open);stroke-dasharray:5 3}.bar.granted{fill:url(#fam-granted)}
.bar.rejected{fill:var(--paper);stroke-dasharray:2 3}
.cross{stroke:var(--ink);stroke-width:2;fill:none}.ground{fill:var(--paper)}.stripe{fill:var(--soft)}
.both{fill:var(--ink)}.inner{fill:var(--paper)}
.gap{stroke:var(--alarm);stroke-width:2;stroke-dasharray:2 4}.gapend{stroke:var(--alarm);stroke-width:2}
.gapname{text-anchor:middle;font-size:11px;fill:var(--alarm);stroke:var(--paper);stroke-width:3px;paint-order:stroke}
.word,.sign,.todayname{stroke:var(--paper);stroke-width:3px;paint-order:stroke}
.today{stroke:var(--ink);stroke-width:2}.todayname{font-weight:700;font-size:12px}
.marker{stroke:var(--soft);stroke-dasharray:1 4}.sign{font-size:12px}.axis{stroke:var(--line)}
"""
PAPER_RULES = ".band{fill:none;stroke:#000;stroke-width:.8}.bar.over,.bar.broken{fill:#000;fill-opacity:.18}"
PATTERNS = (
    '<defs><pattern id="fam-open" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="9" height="9" class="ground"/><rect width="2.4" height="9" class="stripe"/></pattern>'
    '<pattern id="fam-granted" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" '
    'class="ground"/><circle cx="4" cy="4" r="1.5" class="stripe"/></pattern></defs>'
)


def svg(content: str, width: float, height: float, mode: Mode, *, stretched: bool = False) -> str:
    """Return a whole SVG document with the look of a mode; `stretched` gives up the ratio of its sides."""
    rules = COLOURS[mode] + RULES.replace("FONT", FONT) + (PAPER_RULES if mode is Mode.PAPER else "")
    ratio = ' preserveAspectRatio="none"' if stretched else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}"{ratio}><style>{rules}</style>{PATTERNS}{content}</svg>'
    )


def image(picture: str, name: str, words: str = "") -> str:
    """Return an SVG as an image of a page: Streamlit takes drawings out of HTML, but leaves images in."""
    data = b64encode(picture.encode()).decode()
    return f'<img class="{name}" alt="{escape(words)}" src="data:image/svg+xml;base64,{data}">'
