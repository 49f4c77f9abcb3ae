"""The sealed file: what comes out is what went in, and nothing else ever does."""

import io
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fam.backup import sealing
from fam.backup.sealing import HEAD, MARK, PORTION, TAG, Sealer, opened
from fam.config import config
from fam.errors import FamError

SECRET = "ein langes Kennwort"
SIZES = (0, 1, PORTION - 1, PORTION, PORTION + 1, 3 * PORTION, 3 * PORTION + 7)


def _sealed(content: bytes, cuts: Sequence[int] = (1000,)) -> bytes:
    file = io.BytesIO()
    sealer, start = Sealer(file, SECRET), 0
    while start < len(content):
        size = cuts[start % len(cuts)]
        sealer.write(content[start : start + size])
        start += size
    sealer.finish()
    return file.getvalue()


def _open(data: bytes, secret: str = SECRET) -> bytes:
    return b"".join(opened(io.BytesIO(data), secret))


@pytest.mark.parametrize("size", SIZES)
def test_what_went_in_comes_out(size: int) -> None:
    """Around every edge of a portion, however it was written."""
    content = bytes(number % 251 for number in range(size))
    assert _open(_sealed(content, (7919, 100_000))) == content


def test_nothing_of_the_content_is_readable() -> None:
    """No word of it, no passphrase, and twice the same content is never twice the same file."""
    content = b"Familie Kaya " * 20_000
    first, second = _sealed(content), _sealed(content)
    assert b"Kaya" not in first
    assert SECRET.encode() not in first
    assert first[HEAD.size :] != second[HEAD.size :]


def test_a_passphrase_with_umlauts_opens_on_every_keyboard() -> None:
    """Composed and decomposed letters are the same passphrase; another one is told as that."""
    file = io.BytesIO()
    Sealer(file, "Schlüssel für alle").finish()
    assert _open(file.getvalue(), "Schlu\u0308ssel fu\u0308r alle") == b""
    with pytest.raises(FamError, match="Kennwort passt nicht"):
        _open(file.getvalue(), "schlüssel für alle")


CONTENT = bytes(number % 253 for number in range(2 * PORTION + 500))


@pytest.fixture(scope="module")
def file_of_three() -> bytes:
    """A file of three portions."""
    return _sealed(CONTENT)


def test_every_byte_counts(file_of_three: bytes) -> None:
    """Whichever bit of whichever byte is changed: a sentence, never other content."""

    @settings(max_examples=150, deadline=None)
    @given(st.integers(0, len(file_of_three) - 1), st.integers(0, 7))
    def flipped(place: int, bit: int) -> None:
        data = bytearray(file_of_three)
        data[place] ^= 1 << bit
        with pytest.raises(FamError):
            _open(bytes(data))

    flipped()
    for place in range(HEAD.size + MARK):  # the whole head, byte by byte
        data = bytearray(file_of_three)
        data[place] ^= 1
        with pytest.raises(FamError):
            _open(bytes(data))


def test_every_length_counts(file_of_three: bytes) -> None:
    """Cut anywhere, also between two portions, or longer than it was."""
    edge = HEAD.size + MARK
    edges = [edge + number * (PORTION + TAG) + off for number in range(3) for off in (-1, 0, 1)]
    for length in (0, 5, HEAD.size, *edges, len(file_of_three) - 1):
        with pytest.raises(FamError):
            _open(file_of_three[:length])
    with pytest.raises(FamError, match="beschädigt"):
        _open(file_of_three + b"x")
    with pytest.raises(FamError, match="beschädigt"):
        _open(file_of_three + file_of_three[-516:])


def test_portions_keep_their_places(file_of_three: bytes) -> None:
    """Exchanged, repeated, left out, or from another file with the same passphrase."""
    edge, size = HEAD.size + MARK, PORTION + TAG
    head, one, two, last = (
        file_of_three[:edge], file_of_three[edge : edge + size],
        file_of_three[edge + size : edge + 2 * size], file_of_three[edge + 2 * size :],
    )  # fmt: skip
    other = _sealed(CONTENT)
    for parts in ((two, one, last), (one, one, last), (one, last), (one, two), (one, other[edge + size :])):
        with pytest.raises(FamError, match="beschädigt"):
            _open(head + b"".join(parts))
    with pytest.raises(FamError, match="Kennwort passt nicht"):
        _open(other[: HEAD.size] + file_of_three[HEAD.size :])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"", "keine Sicherung"), (b"PK\x03\x04" * 50, "keine Sicherung"), (b"SQLite format 3\0" * 9, "keine Sicherung")],
)
def test_other_files_are_no_backups(data: bytes, sentence: str) -> None:
    """An Excel file, a database, nothing."""
    with pytest.raises(FamError, match=sentence):
        _open(data)


def test_a_file_cannot_ask_for_all_memory() -> None:
    """Parameters beyond ours are refused before anything is computed; a newer format is told as that."""
    salt = b"s" * 16
    with pytest.raises(FamError, match="beschädigt"):
        _open(HEAD.pack(sealing.MAGIC, 1, 40, 8, 1, salt) + b"m" * 100)
    with pytest.raises(FamError, match="neueres Format"):
        _open(HEAD.pack(sealing.MAGIC, 2, 17, 8, 1, salt) + b"m" * 100)


def test_without_a_setting_a_try_of_the_passphrase_costs_what_the_format_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the tests are cheaper: 2^17 is what docs/decisions/0060-backup.md promises."""
    monkeypatch.delenv("FAM_SCRYPT_LOG_N")
    monkeypatch.setattr(sealing, "config", config.__wrapped__)
    assert HEAD.unpack(_sealed(b"x")[: HEAD.size])[2] == 17
