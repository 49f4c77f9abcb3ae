"""Which numbers of the reports are tied to which others by their definitions, over all 36 indicators (handbook §6.2).

Whoever knows the definitions can add and subtract. The gate reads these lines as its reader would
(`fam.figures.reader`): what follows from the rest by them is not let out. A line is a sum, an equation or a bound:

- `I26` is the numerator (or the count) of an indicator, `I26.d` its denominator, `I26/class:50` a part of a breakdown;
- `I34/town:*` all parts together, `I29/paragraph:II-*` those whose code begins so, `%` stands for each code in turn;
- `?name` is a number that stands nowhere, and not below 0;
- `@-3` the same three months before, `@-p` the period before, `@m1` to `@m3` the months of a quarter.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Relation:
    """What always holds, and why. `gives` is the number or breakdown that gives way, where it matters."""

    line: str
    why: str
    gives: str = ""
    only: str = ""  # MONTH or QUARTER, where it holds in such a report only
    without: tuple[str, ...] = ()  # codes for which `%` does not stand


@dataclass(frozen=True, slots=True)
class Classes:
    """Classes of a duration beside its median: at most half lie below, and above, the class it falls into."""

    median: str
    classes: str
    bounds: tuple[tuple[str, float, float], ...]  # code, from, below; in the median's unit
    margin: float = 0.0  # so near to a bound the class is not certain


MONTH, QUARTER = "month", "quarter"
OVER_ONE = ("I06", "I13", "I14", "I16", "I24")  # a numerator that may exceed its denominator
LISTED = {"I30/pair": 5}  # parts that stand only from so many families on
COUNSELLING = ("II-BV", "II-FM", "VIII-16-3", "VIII-17", "VIII-18")  # pure counselling is no measure for I30
SECOND, EIGHTH = ("I29/paragraph:II-* + I29/paragraph:BUT-*", "I29/paragraph:VIII-*")
HAS_II, HAS_VIII = (f"I30/combination:BOTH + I30/combination:{one}" for one in ("ONLY_II", "ONLY_VIII"))
PAIRED = "I30/combination"  # four numbers, where else dozens of paragraphs would give way
AS_MANY = "no more families than measures, and as many where each has one"
NO_TALKS = "the same without counselling"
HAS_ONE = "who has this measure has one of the circle"
MOVES = "Bestand = Bestand davor + Zugang - Abgang (§6.1)"
WHOLE = "every family is in exactly one part"
SAME = "the same families under another name"
SOME = "some of the same families"
EACH = "each has at least one of them"

STOCK = (
    Relation("I01/status:* = I01", WHOLE),
    Relation("I01/persons:children <= I01/persons:u25", "everybody under 18 is under 25"),
    Relation("I01/persons:u25 <= I01/persons:persons", "U25 are persons"),
    Relation("I34 = I01", SAME),
    Relation("I35 = I01", SAME),
    Relation("I30.d = I01", SAME),
    Relation("I36.d = I01", SAME),
    Relation("I06 = I01", SAME),
    Relation("I06/gap:gap = I01 - I06.d", "the distance to the plan is a difference"),
    Relation("I34/town:* = I01", WHOLE),
    Relation("I34/region:* = I01", WHOLE),
    Relation("I34/town:OUTSIDE = I34/region:OUTSIDE", SAME),
    Relation("I34/town:UNKNOWN = I34/region:UNKNOWN", SAME),
    Relation("I35/children:* = I01", WHOLE),
    Relation("I35/structure:many = I35/children:3+", SAME),
    Relation("I35/structure:single + I35/children:0 + I35/children:UNKNOWN <= I01", "single parents have children"),
    Relation("I35/structure:small + I35/children:0 + I35/children:UNKNOWN <= I01", "who is under 6 is under 18"),
    Relation(
        "I35/children:1 + 2*I35/children:2 + 3*I35/children:3+ + ?more = I01/persons:children",
        "the children of all families are the children; only families of three and more have further ones",
        "I01/persons",
    ),
    Relation("?more <= 20*I35/children:3+", "no family of three and more, no further children", "I01/persons"),
    Relation("I12/months:* = I01", WHOLE),
    Relation("I12.d + I12/months:UNKNOWN = I01", "the median is of those with a day of admission, the others are "
             "not known", "I12"),
    Relation("I13/institution:% = I01/status:ACTIVE", "each active family counts once in each institution", only=MONTH),
    Relation("I13/half:% = I01/status:ACTIVE + 0.5*I01/status:PAUSED", "a paused family counts a half", only=MONTH),
    Relation("I13 = I13/institution:*", "both together"),
    Relation("I26.d + I26/class:UNKNOWN <= I01", "who still receives is in stock"),
    Relation("I26.d = I26/class:50 + I26/class:90 + I26/class:100 + I26/class:more", "known percent: one class"),
    Relation("I26 = I26/class:50 + I26/class:90", "fallen is at most 90 percent: the two lower classes"),
    Relation("I27/state:* = I27.d", "every eLb is in exactly one state"),
    Relation("I27 + I27/state:NONE = I27.d", "in work is who is not in none of it"),
    Relation("I27/supplement:* = I27", "of those in work each receives or does not"),
    Relation("I28/day:now = I28", SAME),
    Relation("I28/day:now.d = I28.d", "the same persons on both days"),
    Relation("I28/day:then.d = I28.d", "the same persons on both days"),
    Relation("I28/day:now = ?stay + I28/moved:new", "LZB now: who was it already, and who became it", "I28/moved"),
    Relation("I28/day:then = ?stay + I28/moved:gone", "LZB then: who still is, and who no longer is", "I28/moved"),
    Relation("?stay + I28/moved:new + I28/moved:gone <= I28.d", "and some were it on neither day", "I28/moved"),
    Relation("I28.d <= I27.d", "eLb whose past is known are eLb"),
    Relation("I36/lacking:% <= I36.d - I36", "who lacks one of them is not complete"),
    Relation("I36.d - I36 <= I36/lacking:*", "who is not complete lacks at least one", "I36/lacking"),
)  # fmt: skip

MEASURES = (
    Relation("I29/circle:* = I29", "every measure is of one circle"),
    Relation("I29/paragraph:* = I29", "every measure is of one paragraph"),
    Relation(f"I29/circle:SGB_II = {SECOND}", "paragraphs of a circle"),
    Relation(f"I29/circle:SGB_VIII = {EIGHTH}", "paragraphs of a circle"),
    Relation("I29/circle:EXTERNAL = I29/paragraph:EX-*", "paragraphs of a circle"),
    Relation("I29/started:SGB_II = I29/started_paragraph:II-* + I29/started_paragraph:BUT-*", "paragraphs of a circle"),
    Relation("I29/started:SGB_VIII = I29/started_paragraph:VIII-*", "paragraphs of a circle"),
    Relation("I29/started:EXTERNAL = I29/started_paragraph:EX-*", "paragraphs of a circle"),
    Relation("I30/combination:* = I01", WHOLE),
    Relation("I30 = I30/combination:BOTH", SAME),
    Relation(f"{HAS_II} <= I29/circle:SGB_II", AS_MANY, PAIRED),
    Relation(f"{HAS_VIII} <= I29/circle:SGB_VIII", AS_MANY, PAIRED),
    Relation(f"{HAS_II} <= {SECOND} - I29/paragraph:II-BV - I29/paragraph:II-FM", NO_TALKS, PAIRED),
    Relation(f"{HAS_VIII} <= {EIGHTH} - I29/paragraph:VIII-16-3 - I29/paragraph:VIII-17 - I29/paragraph:VIII-18",
             NO_TALKS, PAIRED),
    Relation(f"I29/paragraph:II-% <= {HAS_II}", HAS_ONE, PAIRED, without=COUNSELLING),
    Relation(f"I29/paragraph:BUT-% <= {HAS_II}", HAS_ONE, PAIRED),
    Relation(f"I29/paragraph:VIII-% <= {HAS_VIII}", HAS_ONE, PAIRED, without=COUNSELLING),
    Relation("I30/pair:% <= I30", "who has a pair has both circles", "I30/pair"),
    Relation("I30/pair:%+& <= I29/paragraph:%", "who has a pair has its measures", "I30/pair"),
    Relation("I30/pair:%+& <= I29/paragraph:&", "who has a pair has its measures", "I30/pair"),
)  # fmt: skip

PATHS = (
    Relation("I02/returning:* = I02", WHOLE),
    Relation("I02/source:* = I02", WHOLE),
    Relation("I03/reason:* = I03", WHOLE),
    Relation("I32 = I03", SAME),
    Relation("I32/reason:% = I03/reason:%", SAME),
    Relation("I32/group:* = I32", WHOLE),
    Relation("I32/official:* = I32", WHOLE),
    Relation("I33.d = I03", SAME),
    Relation("I33 = I32/group:Abbruch", SAME),
    Relation("I33/variant:A = I33", SAME),
    Relation("I33/variant:A.d = I33.d", SAME),
    Relation("I33/variant:B = I33", SAME),
    Relation("I33/variant:B.d + I32/group:Neutral = I33.d", "variant B leaves the neutral ones out"),
    Relation("I33/variant:early <= I33", SOME),
    Relation("I33/variant:early.d = I33.d", SAME),
    Relation("I11.d <= I03", SOME),
    Relation("I07/source:* = I07", WHOLE),
    Relation("I07/institution:* = I07", WHOLE),
    Relation("I07/town:* = I07", WHOLE),
    Relation("I08 = I02", SAME),
    Relation("I08/outcome:ACTIVE = I08", SAME),
    Relation("I08/outcome:* = I08.d", WHOLE),
    Relation("I31 = I08/outcome:NOT_ADMITTED", SAME),
    Relation("I31/reason:* = I31", WHOLE),
    Relation("I31/reason:% <= I31/any:%", "the main reason is one of those named", "I31/any", without=("UNKNOWN",)),
    Relation("I31/any:% <= I31", SOME, "I31/any"),
    Relation("I09/days:median.d = I09", SAME),
    Relation("I10.d <= I02", SOME),
    Relation("I10/spread:q80.d = I10.d", SAME),
    Relation("I10/stretches:first_talk.d <= I10.d", SOME),
    Relation("I10/stretches:decision.d <= I10.d", SOME),
    Relation("I10/stretches:waiting.d <= I02", SOME),
    Relation("I10/stretches:incomplete.d <= I02", SOME),
    Relation("I25/reason:* = I25", WHOLE),
    Relation("I25/work:WORK = I25/reason:WORK", SAME, "I25/work"),
    Relation("I25/work:WORK.d = I25", SAME, "I25/work"),
    Relation("I23/kind:* = I23", "one main transition a person"),
    Relation("I24/kind:% <= I24", "one integration a person and month, whatever it is", "I24/kind"),
    Relation("I24 <= I24/kind:*", "each integration is of some kind", "I24/kind"),
)  # fmt: skip

WORK = (
    Relation("I15/institution:% <= I15", "days of one of the institutions are days of either"),
    Relation("I15 <= I15/institution:*", EACH),
    Relation("I15/institution:%.d = I15.d", SAME),
    Relation("I01/status:PAUSED <= I15.d - 30.4375*I16.d", "days in FAM, less active ones: paused", only=QUARTER),
    Relation("I16/kind:* = I16", "every talk is of one kind"),
    Relation("I16 <= I17.d", "talks on active days are held meetings"),
    Relation("I16 + I16/phone:TELEFONAT <= I19.d", "talks and telephone calls on active days are held contacts"),
    Relation("I17.d <= I19.d", "held meetings are held contacts"),
    Relation("I17/present:* = I17.d", "each meeting once"),
    Relation("I17/present:joint = I17", SAME),
    Relation("I18/outcome:held = I17.d", SAME),
    Relation("I18/outcome:* = I18.d", "each planned meeting has one outcome"),
    Relation("I18 = I18/outcome:no_show + I18/outcome:short", SAME),
    Relation("I19/delay:* = I19.d", "each contact once"),
    Relation("I19 = I19/delay:8 + I19/delay:15", "late is more than seven days"),
    Relation("I20/kind:* = I20", "each review is of one kind"),
    Relation("I20/kind:*.d = I20.d", "each review is of one kind"),
    Relation("I20/outcome:* = I20.d", "each review has one outcome"),
    Relation("I20/outcome:in_time = I20", SAME),
    Relation("I21/area:* = I21", "each goal is of one area"),
    Relation("I21/area:*.d = I21.d", "each goal is of one area"),
    Relation("I21/outcome:* = I21.d", "each goal has one outcome"),
    Relation("I21 = I21/outcome:REACHED + I21/outcome:MOSTLY", SAME),
    Relation("I21/variant:without_move = I21", SAME),
    Relation("I21/variant:without_move.d + I21/outcome:MOVED = I21.d", "without those given up for a move"),
    Relation("I21/perspective:%.d <= I21.d", SOME),
    Relation("I22/area:%.d <= I22.d", SOME, "I22/area"),
    Relation("I22.d <= I22/area:*.d", "each family is rated twice in at least one area", "I22/area"),
    Relation("I22 <= I22/area:*", "who progressed did so in at least one area", "I22/area"),
)  # fmt: skip

TIME = (
    Relation("I01 = I01@-p + I02 - I03", MOVES),
    Relation("I04 = I02 - I03", MOVES),
    Relation("I04/cumulated:since = I04/cumulated:since@-p + I04", "it is added up"),
    Relation("I01 <= I05", "who is there on the last day was there"),
    Relation("I05 + ?away = I01@-p + I02", "present: who was there before or came; ?away left on the first day"),
    Relation("?away <= I03", "who left on the first day left"),
    *(Relation(f"{one} = {one}@m1 + {one}@m2 + {one}@m3", "a quarter is its months", only=QUARTER)
      for one in ("I02", "I03", "I04", "I07")),
    Relation("I25.d = I01@-p + I02", "those in FAM before the period and those admitted in it"),
    Relation("I25/lasting:3.d = I25@-3", "asked after three months is who left three months before", "I25/lasting"),
    Relation("I23/sustained:3.d = I23@-3", "asked after three months is who began three months before",
             "I23/sustained"),
    Relation("I23/sustained:6.d = I23@-6", "asked after six months is who began six months before", "I23/sustained"),
    Relation("3*I24.d = I27.d + I27.d@-1 + I27.d@-2", "the average stock of three month-ends", "I24", only=QUARTER),
)  # fmt: skip

RELATIONS = (*STOCK, *MEASURES, *PATHS, *WORK, *TIME)
CLASSES = (
    Classes("I12", "I12/months", (("0", 0, 6), ("6", 6, 12), ("12", 12, 24), ("24", 24, float("inf"))), 0.2),
    Classes("I19/median:median", "I19/delay", (("0", -1, 2), ("2", 2, 8), ("8", 8, 15), ("15", 15, float("inf")))),
)
