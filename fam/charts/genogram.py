"""A genogram as SVG text: our own, without a script; in black and white it says the same, and it follows the theme."""

from collections.abc import Iterable
from html import escape

from fam.rules.genogram import SYMBOL, Symbol
from fam.rules.genogram_lines import Drawing, Strand
from fam.rules.plan_terms import RelationKind
from fam.rules.terms import MemberRole

WIDTH = 8  # of a bold sign, in pixels
LONGEST = 19  # signs of a name that fit into a card
DASHES = {
    RelationKind.PARTNER: "7 4", RelationKind.STEP_PARENT: "7 4", RelationKind.FOSTER_PARENT: "9 3 2 3",
    RelationKind.GRANDPARENT: "2 3", RelationKind.SIBLING: "1 4", RelationKind.OTHER: "1 6",
}  # fmt: skip
SLASHES = {RelationKind.SEPARATED: 1, RelationKind.DIVORCED: 2}
LEGEND = (
    "Kreis: Mutter · Quadrat: Vater · Raute: weiterer Elternteil, Partner/in · abgerundet: alle anderen "
    "(ein Geschlecht wird nicht gespeichert). Grau gefüllt: lebt im Haushalt · hohl: außerhalb · "
    "durchgekreuzt: nicht mehr dabei. "
    "Paare (Linie unter den Personen): durchgezogen verheiratet, gestrichelt Partner/in, ein Schrägstrich getrennt, "
    "zwei Schrägstriche geschieden. Abstammung: durchgezogen Elternteil, gestrichelt Stief-, Strich-Punkt Pflege- oder "
    "Adoptiv-, gepunktet Großelternteil; weit gepunktet Geschwister oder sonst verbunden. Am Kind die Sorge: "
    "G gemeinsam, A allein, T teilweise entzogen, O ohne. Rahmen: ein Haushalt."
)


def svg(drawing: Drawing, title: str, description: str) -> str:
    """Return the drawing; `description` is what somebody hears who does not see it. All words are escaped."""
    wide, high = round(drawing.width), round(drawing.height)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{wide}" height="{high}" '
        f'viewBox="0 0 {wide} {high}" aria-labelledby="genogram-title genogram-desc">',
        f'<title id="genogram-title">{escape(title)}</title><desc id="genogram-desc">{escape(description)}</desc>',
        *(
            f'<rect x="{one.left:.1f}" y="{one.top:.1f}" width="{one.right - one.left:.1f}" '
            f'height="{one.bottom - one.top:.1f}" rx="10" fill="none" stroke="currentColor" stroke-opacity="0.55"/>'
            for one in drawing.enclosures
        ),
        *(_strand(one) for one in drawing.strands),
        *(_symbol(one) for one in drawing.symbols),
        *(
            _text(
                one.label_x, one.top + 4, _short(one.label, int((one.right - one.label_x) / WIDTH)), "start", weight=600
            )
            for one in drawing.enclosures
        ),
        *(_text(x + 3, y, mark, "start", weight=700) for one in drawing.strands for x, y, mark in one.marks),
        "</svg>",
    ]
    return "".join(parts)


def _strand(strand: Strand) -> str:
    pieces = " ".join("M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in path) for path in strand.paths)
    dash = f' stroke-dasharray="{DASHES[strand.kind]}"' if strand.kind in DASHES else ""
    x, y = strand.middle
    shifts: Iterable[float] = {1: (0.0,), 2: (-3.0, 3.0)}.get(SLASHES.get(strand.kind, 0), ())
    cuts = " ".join(f"M{x + shift - 4 - 12:.1f} {y + 7:.1f} L{x + shift + 4 - 12:.1f} {y - 7:.1f}" for shift in shifts)
    slashes = f'<path d="{cuts}" fill="none" stroke="currentColor" stroke-width="2"/>' if cuts else ""
    return f'<path d="{pieces}" fill="none" stroke="currentColor" stroke-width="1.5"{dash}/>{slashes}'


def _symbol(symbol: Symbol) -> str:
    figure, half = symbol.figure, SYMBOL / 2
    x, y = symbol.x, symbol.y + half + 1
    fill = 'fill="currentColor" fill-opacity="0.22"' if figure.households and not figure.gone else 'fill="none"'
    look = f'{fill} stroke="currentColor" stroke-width="2"'
    if figure.role is MemberRole.MOTHER:
        shape = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{half:.1f}" {look}/>'
    elif figure.role in (MemberRole.PARENT, MemberRole.PARTNER):
        corners = f"{x:.1f},{y - half:.1f} {x + half:.1f},{y:.1f} {x:.1f},{y + half:.1f} {x - half:.1f},{y:.1f}"
        shape = f'<polygon points="{corners}" {look}/>'
    else:
        round_ = 0 if figure.role is MemberRole.FATHER else 10
        shape = f'<rect x="{x - half:.1f}" y="{y - half:.1f}" width="{SYMBOL}" height="{SYMBOL}" rx="{round_}" {look}/>'
    cross = (
        f'<path d="M{x - half:.1f} {y - half:.1f} L{x + half:.1f} {y + half:.1f} M{x - half:.1f} {y + half:.1f} '
        f'L{x + half:.1f} {y - half:.1f}" stroke="currentColor"/>'
        if figure.gone
        else ""
    )
    words = [_text(x, symbol.y + SYMBOL + 17, _short(figure.name, LONGEST), "middle", weight=600)]
    words += [
        _text(x, symbol.y + SYMBOL + 17 + 14 * number, _short(line, LONGEST + 3), "middle")
        for number, line in enumerate(figure.lines[:4], start=1)
    ]
    return f"<g><title>{escape(', '.join((figure.name, *figure.lines)))}</title>{shape}{cross}{''.join(words)}</g>"


def _text(x: float, y: float, words: str, anchor: str, *, weight: int = 400) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}">{escape(words)}</text>'


def _short(words: str, longest: int) -> str:
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"
