"""What became of the families in FAM, in words: goals, transitions, work, receipt, ends; never why it became so."""

from fam.rules.cooperation_words import Share
from fam.rules.german import plural

NO_CAUSE = (
    "Die Zahlen beschreiben, was in den Familien geschah, nicht warum: Eine Vergleichsgruppe gibt es nicht, deshalb "
    "belegen sie nicht, dass FAM die Ursache ist."
)


def goals(when: str, reached: Share) -> str:
    """Return the answer to "are goals reached?"; `when`: "im September 2018"."""
    if not reached.whole:
        return f"{when[0].upper()}{when[1:]} endete kein Ziel."
    if reached.whole == 1:
        return f"Das eine Ziel, das {when} endete, wurde {'' if reached.part else 'nicht '}(überwiegend) erreicht."
    verb = "keines" if not reached.part else str(reached.part)
    be = "wurde" if reached.part < 2 else "wurden"
    return (
        f"Von {reached.whole} Zielen, die {when} endeten, {be} {verb} ganz oder überwiegend erreicht{reached.percent}."
    )


def moved(young: Share) -> str:
    """Return how many young people found their way into school, training or work, "" where nobody is asked."""
    if not young.whole:
        return ""
    people = "jungen Menschen (15 bis 24) gelang" if young.whole > 1 else "jungen Menschen gelang"
    who = "Keinem" if not young.part else str(young.part)
    return f"{who} von {young.whole} {people} ein Übergang in Schule, Ausbildung oder Arbeit{young.percent}."


def integrated(number: int, stock: float) -> str:
    """Return the integrations against the average stock of eLb, "" without eLb."""
    if not stock:
        return ""
    average = f"{stock:.1f}".replace(".", ",").removesuffix(",0")
    return f"{plural(number, 'Integration', 'Integrationen')} bei durchschnittlich {average} eLb."


def working(people: Share, day: str) -> str:
    """Return how many eLb work or learn on a day, "" without eLb."""
    if not people.whole:
        return ""
    return f"Am {day} {_are(people.part)} {people.part} von {people.whole} eLb in Beschäftigung{people.percent}."


def out_of_receipt(families: Share) -> str:
    """Return how many families left receipt, "" where no family is asked."""
    if not families.whole:
        return ""
    verb = "kam" if families.part == 1 else "kamen"
    whole = plural(families.whole, "Familie", "Familien")
    return f"{families.part} von {whole} {verb} ganz aus dem Leistungsbezug{families.percent}."


def broken_off(families: Share) -> str:
    """Return how many of the cases closed were broken off, "" where none was closed."""
    if not families.whole:
        return ""
    ended = plural(families.whole, "Fall endete", "Fälle endeten")
    return f"{ended}, {families.part} davon als Abbruch{families.percent}."


def _are(number: int) -> str:
    return "ist" if number == 1 else "sind"
