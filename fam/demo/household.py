"""Who belongs to an invented family, where it lives, and its Bedarfsgemeinschaft; dates fit each other."""

from datetime import date, timedelta

from fam.demo import names
from fam.demo.case import Case, Dice, Row
from fam.demo.cast import TODAY
from fam.rules.terms import MemberRole, Precision, Status

YEAR = 365.25
YOUNG_FROM = 15  # years
PLACES = {
    "06438001": ("63128", "Dietzenbach"), "06438002": ("63303", "Dreieich"), "06438003": ("63329", "Egelsbach"),
    "06438006": ("63225", "Langen (Hessen)"), "06438009": ("63263", "Neu-Isenburg"), "06438011": ("63110", "Rodgau"),
}  # fmt: skip
OCCASIONS = (
    "Übergang Schule – Ausbildung gelingt bisher nicht; Eltern wünschen gemeinsame Beratung.",
    "Alleinerziehend, Kinderbetreuung fehlt; Arbeitsaufnahme soll möglich werden.",
    "Hilfen beider Seiten laufen nebeneinander her, Familie verliert den Überblick.",
    "Beide Eltern seit Jahren ohne Arbeit; ältestes Kind verlässt im Sommer die Schule.",
    "Schulden und drohender Wohnungsverlust binden alle Kraft; Kinder brauchen Unterstützung.",
    "Jugendlicher ohne Schulabschluss, Vater sucht Wiedereinstieg.",
    "Nach der Trennung Neuordnung: Umgang, Arbeit, Betreuung am Nachmittag.",
    "Sprachkurs beendet, Berufsabschluss nicht anerkannt; Kinder neu im Schulsystem.",
)
OFFERS = (
    "U25-Beratung und Erziehungsberatung (§ 28 SGB VIII); Termine selten wahrgenommen.",
    "Maßnahme bei einem Träger (§ 45 SGB III) abgebrochen; SPFH (§ 31 SGB VIII) 2015 ausgelaufen.",
    "Vermittlungsversuche ohne Ergebnis; Beratung des ASD auf Wunsch der Familie.",
    "Schuldnerberatung (§ 16a SGB II) begonnen; keine Hilfe zur Erziehung.",
    "Bisher nur Leistungsgewährung; Familie kannte die Angebote des ASD nicht.",
)


def place(ags: str) -> Row:
    """Return the parts of an address that follow from the municipality."""
    postcode, name = PLACES[ags]
    return {"postcode": postcode, "town_ags": ags, "town_text": name}


def add_household(case: Case, dice: Dice, serial: int) -> None:
    """Give the case members, address, telephone, Bedarfsgemeinschaft and detail."""
    arc = case.arc
    case.member += _members(dice, arc.received_on, arc.closed_on or TODAY)
    since = arc.received_on - timedelta(days=dice.between(730, 2900))
    moved_in = since - timedelta(days=dice.between(30, 1500))
    case.address.append(
        {
            "street": names.street(dice), **place(arc.town),
            "starts_on": moved_in if dice.chance(0.4) else None, "entered": arc.received_on,
        }
    )  # fmt: skip
    if dice.chance(0.85):
        whose = dice.one(("", "", "Mutter", "Vater"))
        case.phone.append({"number": names.phone(dice), "whose": whose, "entered": arc.received_on})
    case.benefit_unit.append(_benefit_unit(arc.status, arc.reason, arc.closed_on, since, serial, arc.received_on))
    case.detail = {
        "occasion": dice.one(OCCASIONS),
        "regular_offers": dice.one(OFFERS) if dice.chance(0.8) else "",
        "benefit_since": since.replace(day=1),
        "benefit_since_precision": Precision.MONTH,
        "interpreter": dice.one(names.LANGUAGES) if dice.chance(0.15) else "",
        "entered": arc.received_on,
    }


def _benefit_unit(status: Status, reason: str, closed_on: date | None, since: date, serial: int, entered: date) -> Row:
    independent = status is Status.CLOSED and reason in ("AB02", "AB10")
    return {
        "number": f"99904BG{serial:07d}",
        "in_receipt": not independent,
        "starts_on": since.replace(day=1),
        "starts_precision": Precision.MONTH,
        "ends_on": closed_on.replace(day=1) if independent and closed_on else None,
        "entered": entered,
    }


def _members(dice: Dice, received_on: date, known_until: date) -> list[Row]:
    """Return parents and one to five children; parents are 17 to 41 years older than each of them."""
    mother_born = TODAY - timedelta(days=int(dice.between(25 * 4, 50 * 4) / 4 * YEAR))
    births = _births(dice, mother_born, received_on, known_until)
    two = dice.chance(0.5)
    father_born = min(
        mother_born + timedelta(days=int((dice.random() * 10 - 7) * YEAR)), births[0] - timedelta(days=int(18 * YEAR))
    )
    rows = [person(dice.one(names.WOMEN), MemberRole.MOTHER, mother_born, custody=True)]
    if two:
        rows.append(person(dice.one(names.MEN), MemberRole.FATHER, father_born, custody=True))
    elif dice.chance(0.3):
        rows.append(person(dice.one(names.MEN), MemberRole.FATHER, father_born, custody=True, in_household=False))
    used: set[str] = set()
    for born in births:
        name = dice.one(names.WOMEN if dice.chance(0.5) else names.MEN)
        if name in used:
            continue
        used.add(name)
        row = child(name, born)
        if born > received_on:
            row["starts_on"] = row["entered"] = born
        rows.append(row)
    for row in rows:
        row.setdefault("entered", received_on)
    return rows


def _births(dice: Dice, mother_born: date, received_on: date, known_until: date) -> list[date]:
    first = max(mother_born + timedelta(days=int(17.5 * YEAR)), received_on - timedelta(days=int(20 * YEAR)))
    last = min(received_on - timedelta(days=60), mother_born + timedelta(days=int(41 * YEAR)))
    number = 1 + (dice.random() > 0.3) + (dice.random() > 0.6) + (dice.random() > 0.85)
    births = sorted(dice.day(first, last) for _ in range(number))
    if known_until > received_on and mother_born.year > 1978 and dice.chance(0.06):
        births.append(dice.day(received_on, known_until))
    apart = [births[0]]
    for born in births[1:]:
        if (born - apart[-1]).days > 330:  # eleven months at least
            apart.append(born)
    return apart


def person(
    first_name: str, role: MemberRole, born_on: date | None, *, custody: bool | None = None, in_household: bool = True
) -> Row:
    """Return a member's row."""
    return {
        "first_name": first_name, "role": role, "born_on": born_on, "custody_holder": custody,
        "in_household": in_household,
    }  # fmt: skip


def child(first_name: str, born_on: date) -> Row:
    """Return the row of a child, or of a young person from 15 on."""
    grown = (TODAY - born_on).days >= YOUNG_FROM * YEAR
    return person(first_name, MemberRole.YOUNG_PERSON if grown else MemberRole.CHILD, born_on)
