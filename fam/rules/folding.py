"""Words without case, accents and punctuation: for searching and sorting names."""

import re
import unicodedata

GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def fold(text: str) -> list[str]:
    """Return the words of a text without case, accents and punctuation: "Müller-Weiß" -> ["muller", "weiss"]."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+", plain)


def words_of(text: str) -> set[str]:
    """Return every folding under which a text is found: "Müller" as muller and as mueller."""
    return {word[:64] for word in (*fold(text), *fold(text.casefold().translate(GERMAN)))}


def number_words(number: str) -> set[str]:
    """Return the words of a FAM number: the year, the running number with and without zeros, and both joined."""
    _fam, year, running = number.split("-")
    return {year, running, running.lstrip("0") or "0", year + running}


def names(typed: str, name: str) -> bool:
    """Return whether every typed word is a word of a name, or begins one: "Ami" names "Amir Haddad", "A" nobody."""
    words, known = fold(typed), fold(name)
    return bool(words) and all(
        any(one == word or (len(word) > 2 and one.startswith(word)) for one in known) for word in words
    )
