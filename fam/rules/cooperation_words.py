"""How the two institutions work together, in words: joint meetings, what fell through, reviews, circles, consents."""

from dataclasses import dataclass

from fam.rules.german import plural


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; `small`: too few families stand behind it for a percentage."""

    part: int
    whole: int
    small: bool = False

    @property
    def percent(self) -> str:
        """ " (71 %)", "" where there is nothing to divide by or too few families stand behind it."""
        return "" if self.small or not self.whole else f" ({self.part / self.whole * 100:.0f} %)"


def answer(when: str, meetings: Share, before: tuple[str, int] | None = None) -> str:
    """Return the answer to "how often do we meet together?".

    `when`: "im September 2018"; `before`: when that was and how many joint meetings there were, None where the periods
    cannot be compared. "Von 42 Gesprächen im September 2018 waren 30 gemeinsam (71 %), 3 mehr als im August 2018."
    """
    if not meetings.whole:
        return f"{when[0].upper()}{when[1:]} ist kein Gespräch eingetragen."
    if meetings.whole == 1:
        start = f"Das eine Gespräch {when} war {'' if meetings.part else 'nicht '}gemeinsam"
    else:
        verb = "war keines" if not meetings.part else "war 1" if meetings.part == 1 else f"waren {meetings.part}"
        start = f"Von {meetings.whole} Gesprächen {when} {verb} gemeinsam{meetings.percent}"
    return f"{start}{_compared(meetings.part, before)}."


def _compared(part: int, before: tuple[str, int] | None) -> str:
    if before is None:
        return ""
    when, earlier = before
    if part == earlier:
        return f", so viele wie {when}"
    return f", {abs(part - earlier)} {'mehr' if part > earlier else 'weniger'} als {when}"


def fell_through(lost: Share) -> str:
    """Return how many planned meetings fell through, "" where none was planned."""
    if not lost.whole:
        return ""
    what = "Alle geplanten Gespräche fanden statt" if not lost.part else (
        f"{lost.part} von {plural(lost.whole, 'geplanten Gespräch', 'geplanten Gesprächen')} "
        f"{'fiel' if lost.part == 1 else 'fielen'} kurzfristig oder ohne Absage aus{lost.percent}"
    )  # fmt: skip
    return f"{what}."


def reviewed(reviews: Share) -> str:
    """Return how many of the reviews due were held in time, "" where none was due."""
    if not reviews.whole:
        return ""
    if reviews.part == reviews.whole:
        return "Alle fälligen Überprüfungen waren fristgerecht."
    verb = "war" if reviews.part == 1 else "waren"
    due = "fälligen Überprüfung" if reviews.whole == 1 else "fälligen Überprüfungen"
    return f"{reviews.part} von {reviews.whole} {due} {verb} fristgerecht{reviews.percent}."


def combined(families: Share, day: str) -> str:
    """Return in how many families both legal circles help on a day, "" without a family."""
    if not families.whole:
        return ""
    return (
        f"Am {day} laufen in {families.part} von {plural(families.whole, 'Familie', 'Familien')} Leistungen beider "
        f"Rechtskreise{families.percent}."
    )


def agreed(families: Share, day: str) -> str:
    """Return in how many families all necessary consents are in force, "" without a family."""
    if not families.whole:
        return ""
    missing = families.whole - families.part
    if not missing:
        return f"Alle nötigen Einwilligungen gelten am {day} in jeder Familie."
    return f"In {plural(missing, 'Familie', 'Familien')} fehlt am {day} mindestens eine nötige Einwilligung."
