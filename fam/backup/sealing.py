"""The sealed file: scrypt makes a key of the passphrase, AES-256-GCM seals portion after portion.

Every portion knows its number and whether it is the last, so none can be changed, moved, left out or added. The whole
head is authenticated with each of them. The format stands in docs/decisions/0060-backup.md.
"""

import hmac
import os
import struct
import unicodedata
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from fam.config import config
from fam.errors import FamError

MAGIC = b"FAM-SICHERUNG"
FORMAT = 1
R, P = 8, 1  # with FAM_SCRYPT_LOG_N 17: 128 MB and about half a second for each try of a passphrase
HEAD = struct.Struct(">13sBBBB16s")  # magic, format, log2(n), r, p, salt
MARK = 32  # bytes behind the head, by which a wrong passphrase is told from a damaged file
PORTION = 64 * 1024
TAG = 16
NO_BACKUP = "Das ist keine Sicherung von FAM."
TOO_NEW = "Diese Sicherung hat ein neueres Format; bitte mit dem neueren Programm zurückspielen."
WRONG = "Das Kennwort passt nicht zu dieser Sicherung (oder ihr Anfang ist beschädigt)."
DAMAGED = "Die Sicherung ist beschädigt oder unvollständig; aus ihr wird nichts übernommen."


class Sealer:
    """Writes what it is given sealed into a file; without `finish` the file is one that nobody can open."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        head = HEAD.pack(MAGIC, FORMAT, config().scrypt_log_n, R, P, os.urandom(16))
        key, mark = _keys(head, passphrase)
        self._file, self._cipher, self._head = file, AESGCM(key), head + mark
        self._waiting, self._number = bytearray(), 0
        file.write(self._head)

    def write(self, data: bytes) -> None:
        """Take data; whole portions go to the file at once."""
        self._waiting += data
        while len(self._waiting) > PORTION:
            self._seal(bytes(self._waiting[:PORTION]), last=False)
            del self._waiting[:PORTION]

    def finish(self) -> None:
        """Seal what is left as the last portion."""
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _seal(self, data: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last), data, self._head))
        self._number += 1


def opened(file: BinaryIO, passphrase: str) -> Iterator[bytes]:
    """Yield the content portion by portion; raises FamError for what is no backup, a wrong passphrase, any damage."""
    head, mark = file.read(HEAD.size), file.read(MARK)
    _check_head(head)
    if len(mark) < MARK:
        raise FamError(DAMAGED)
    key, expected = _keys(head, passphrase)
    if not hmac.compare_digest(mark, expected):
        raise FamError(WRONG)
    cipher, number = AESGCM(key), 0
    portion = file.read(PORTION + TAG)
    while True:
        following = file.read(PORTION + TAG)
        try:
            yield cipher.decrypt(_nonce(number, not following), portion, head + mark)
        except (InvalidTag, ValueError):
            raise FamError(DAMAGED) from None
        if not following:
            return
        portion, number = following, number + 1


def _check_head(head: bytes) -> None:
    if not head.startswith(MAGIC):
        raise FamError(NO_BACKUP)
    if len(head) < HEAD.size:
        raise FamError(DAMAGED)
    _magic, version, log_n, r, p, _salt = HEAD.unpack(head)
    if version > FORMAT:
        raise FamError(TOO_NEW)
    if not (version == FORMAT and 14 <= log_n <= 20 and r == R and 1 <= p <= 4):  # nobody else's work for us
        raise FamError(DAMAGED)


def _keys(head: bytes, passphrase: str) -> tuple[bytes, bytes]:
    """Return the key of the portions, and the mark of this head under this passphrase."""
    _magic, _version, log_n, r, p, salt = HEAD.unpack(head)
    plain = unicodedata.normalize("NFKC", passphrase).encode()  # an umlaut has two spellings; keyboards differ
    made = Scrypt(salt=salt, length=64, n=1 << log_n, r=r, p=p).derive(plain)
    return made[:32], hmac.digest(made[32:], head, "sha256")


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
