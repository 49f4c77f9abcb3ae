"""Invented names: nature words for families, streets that are nowhere, numbers that nobody has."""

from fam.demo.case import Dice

FRONT = (
    "Ahorn", "Amsel", "Birken", "Brombeer", "Buchen", "Distel", "Drossel", "Eichen", "Enzian", "Erlen", "Eschen",
    "Falken", "Farn", "Feder", "Finken", "Flieder", "Fuchs", "Ginster", "Glocken", "Hagebutten", "Hasel", "Heide",
    "Himbeer", "Holunder", "Hummel", "Igel", "Kiebitz", "Kirsch", "Klee", "Kornblumen", "Kranich", "Laub", "Lerchen",
    "Libellen", "Linden", "Löwenzahn", "Luchs", "Meisen", "Mistel", "Mohn", "Moos", "Nebel", "Nelken", "Otter",
    "Pappel", "Quitten", "Raps", "Reiher", "Rohr", "Rosen", "Schilf", "Schlehen", "Schwalben", "Silber", "Sonnen",
    "Stern", "Tannen", "Tau", "Ulmen", "Veilchen", "Wacholder", "Wiesel", "Wolken", "Zeisig",
)  # fmt: skip
BACK = (
    "acker", "anger", "au", "bach", "berg", "blatt", "born", "brink", "bruch", "brunn", "busch", "dorn", "feld",
    "furt", "garten", "glanz", "graben", "grund", "hag", "hain", "halde", "hang", "heim", "hof", "horn", "kamp",
    "klinge", "koog", "licht", "lohe", "matt", "moor", "mühle", "quell", "rain", "reis", "ried", "ruh", "schlag",
    "see", "siepen", "stieg", "tal", "teich", "tritt", "wald", "wang", "warte", "wehr", "werder", "wies", "winkel",
)  # fmt: skip
WORLD = (
    "Altınyaprak", "Bademçiçek", "Çınaraltı", "Denizyıldızı", "Gülşafak", "Kardelenli", "Yağmurcan", "Brzozowiak",
    "Jagodziński-Las", "Wiśniewiec", "Lăstunescu", "Vișinaru", "Fiordilago", "Olivastella", "Ravnogorić", "Šumarević",
    "Zlatokljun", "Nurhadiqa", "Yasminabad", "Zaitunawi", "Lulegjate", "Malësori-Bletë", "Almendralba", "Pradoclaro",
)  # fmt: skip
WOMEN = (
    "Aleyna", "Amira", "Birgit", "Carla", "Dilan", "Elif", "Fatima", "Frieda", "Greta", "Hatice", "Ilona", "Jasmin",
    "Katarzyna", "Leyla", "Lotte", "Malika", "Mirela", "Nadine", "Özlem", "Paula", "Rana", "Sabine", "Sofia", "Svenja",
    "Tanja", "Vesna", "Wiebke", "Yvonne", "Zehra", "Zuzanna",
)  # fmt: skip
MEN = (
    "Ali", "Anton", "Bekir", "Björn", "Can", "Dariusz", "Emil", "Farid", "Goran", "Hakan", "Ion", "Jakob", "Jörg",
    "Karim", "Lars", "Luca", "Marek", "Mehmet", "Nico", "Olaf", "Pavel", "Rashid", "Sami", "Sven", "Timo", "Umut",
    "Viktor", "Yusuf", "Zoran", "Søren",
)  # fmt: skip
STREETS = (
    "Amselgasse", "Am Märchenbrunnen", "Drachensteig", "Erfundener Weg", "Fabelstraße", "Gänseblümchenweg",
    "Igelpfad", "Im Traumgrund", "Kiebitzring", "Kuckucksweg", "Laternenplatz", "Mondscheingasse", "Nirgendwoallee",
    "Papierschiffweg", "Regenbogenring", "Seifenblasenstraße", "Sternschnuppenweg", "Windradstraße",
)  # fmt: skip
LANGUAGES = ("Türkisch", "Arabisch", "Polnisch", "Rumänisch", "Albanisch", "Dari", "Tigrinya", "Italienisch")


def family_name(dice: Dice) -> str:
    """Return an invented family name: one of some 3,300 German ones, or one from elsewhere."""
    if dice.chance(0.2):
        return str(dice.one(WORLD))
    return str(dice.one(FRONT)) + str(dice.one(BACK))


def street(dice: Dice) -> str:
    """Return a street that does not exist, with a house number."""
    return f"{dice.one(STREETS)} {dice.between(1, 98)}"


def phone(dice: Dice) -> str:
    """Return a number from the ranges that the Bundesnetzagentur keeps free for film and theatre."""
    if dice.chance(0.5):
        return f"069 90009{dice.between(0, 999):03d}"
    return f"0171 39200{dice.between(0, 99):02d}"
