"""When two labels are the same to a person, and what a label may be."""

import unicodedata

from fam.errors import BadInput

LONGEST = 200
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])  # they turn the rest of a line round


def norm(label: str) -> str:
    """Return a label as it is compared: NFKC, without case, invisible signs and doubled or surrounding space."""
    text = unicodedata.normalize("NFKC", label).casefold()
    visible = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cf", "Cc") or sign.isspace())
    return " ".join(unicodedata.normalize("NFKC", visible).split())


def parse_label(text: str) -> str:
    """Return a label in NFC without signs of control, direction and surrounding space. Raises BadInput."""
    plain = unicodedata.normalize("NFC", text).translate(TURNING)
    plain = " ".join("".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in plain).split())
    if not norm(plain):
        raise BadInput("Bitte eine Bezeichnung eingeben, die man sehen kann.")
    if len(plain) > LONGEST:
        raise BadInput(f"Die Bezeichnung ist zu lang: {len(plain)} von höchstens {LONGEST} Zeichen.")
    return plain


def parse_options(text: str) -> list[str]:
    """Return the options of a choice, one per line (or separated by semicolons), without empty ones and doubles."""
    parts = [part for line in text.splitlines() for part in line.split(";")]
    found: dict[str, str] = {}
    for part in parts:
        if norm(part):
            option = parse_label(part)
            if len(option) > 120:
                raise BadInput(f"Die Option „{option[:30]}…“ ist zu lang: höchstens 120 Zeichen.")
            found.setdefault(norm(option), option)
    return list(found.values())
