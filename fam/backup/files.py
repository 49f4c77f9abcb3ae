"""The stream as a file: one line of JSON per row, compressed, sealed; whole under its name, or not there at all."""

import errno
import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from fam.backup.dumping import Head, Line, Stream, Total
from fam.backup.sealing import DAMAGED, Sealer, opened
from fam.backup.values import Column
from fam.errors import FamError

EXISTS = "Die Datei „{}“ gibt es schon; überschrieben wird sie nur mit --force."
UNREADABLE = "Die Datei „{}“ ist nicht lesbar: Es gibt sie nicht, oder das Recht fehlt."
UNWRITTEN = "Die Sicherung ließ sich nicht schreiben ({}). Eine halbe Datei ist nicht entstanden."
REASONS = {
    errno.ENOSPC: "auf dem Datenträger ist kein Platz mehr", errno.EDQUOT: "der zugeteilte Platz ist voll",
    errno.EFBIG: "die Datei wird zu groß", errno.EACCES: "das Recht fehlt", errno.EPERM: "das Recht fehlt",
    errno.ENOENT: "den Ordner gibt es nicht", errno.ENOTDIR: "den Ordner gibt es nicht",
    errno.EROFS: "der Datenträger ist schreibgeschützt", errno.EISDIR: "das ist ein Ordner",
}  # fmt: skip
GZIP = 31  # zlib's word for a gzip file with its own checksum
END = "end"


@dataclass(frozen=True, slots=True)
class Written:
    """What went into a file."""

    head: Head
    totals: tuple[Total, ...]
    size: int

    @property
    def rows(self) -> int:
        """All rows of all tables."""
        return sum(total.rows for total in self.totals)


Proof = Callable[[Path, Written], None]


def write(
    path: Path, stream: Stream, passphrase: str, *, force: bool = False, proof: Proof = lambda _part, _written: None
) -> Written:
    """Write a stream as a sealed file, readable for its owner alone; it gets its name once `proof` let it pass.

    Raises FamError if the file exists, or cannot be written, or from `proof`; then nothing of it stays.
    """
    if path.exists() and not force:
        raise FamError(EXISTS.format(path))
    part = path.with_name(path.name + ".part")
    try:
        with _new(part) as file:
            head, totals = _seal(file, stream, passphrase)
            written = Written(head, totals, file.tell())
        proof(part, written)
        if path.exists() and not force:
            raise FamError(EXISTS.format(path))
        part.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise FamError(UNWRITTEN.format(REASONS.get(error.errno or 0, f"Fehler {error.errno}"))) from error
    finally:
        part.unlink(missing_ok=True)
    return written


@contextmanager
def _new(part: Path) -> Iterator[BinaryIO]:
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # elsewhere a folder cannot be opened
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _seal(file: BinaryIO, stream: Stream, passphrase: str) -> tuple[Head, tuple[Total, ...]]:
    sealer, packer = Sealer(file, passphrase), zlib.compressobj(6, zlib.DEFLATED, GZIP)
    head, totals = None, []
    for one in stream:
        if isinstance(one, Head):
            head = one
        if isinstance(one, Total):
            totals.append(one)
        sealer.write(packer.compress(_line(one).encode() + b"\n"))
    sealer.write(packer.compress(json.dumps({END: len(totals)}).encode() + b"\n") + packer.flush())
    sealer.finish()
    assert head
    return head, tuple(totals)


def _line(one: Head | Line | Total) -> str:
    if isinstance(one, Line):
        return json.dumps(one.values, separators=(",", ":"))
    if isinstance(one, Total):
        return json.dumps({"table": one.table, "rows": one.rows, "sum": f"{one.sum:x}"})
    tables = [
        {"name": name, "columns": [[column.name, column.kind, column.limit] for column in columns]}
        for name, columns in one.tables.items()
    ]
    return json.dumps({"revision": one.revision, "taken_at": one.taken_at, "engine": one.engine, "tables": tables})


def read(path: Path, passphrase: str) -> Stream:
    """Yield what a file holds, as it was written; raises FamError for everything that is not one whole backup."""
    try:
        with path.open("rb") as file:
            yield from _stream(_lines(opened(file, passphrase)))
    except OSError as error:
        raise FamError(UNREADABLE.format(path)) from error


def _lines(portions: Iterable[bytes]) -> Iterator[bytes]:
    unpacker, left = zlib.decompressobj(GZIP), b""
    try:
        for portion in portions:
            *lines, left = (left + unpacker.decompress(portion)).split(b"\n")
            yield from lines
    except zlib.error:
        raise FamError(DAMAGED) from None
    if left or not unpacker.eof:
        raise FamError(DAMAGED)


def _stream(lines: Iterator[bytes]) -> Stream:
    head = _head(json.loads(next(lines, b"{}")))
    yield head
    for name in head.tables:
        for line in lines:
            found: Any = json.loads(line)
            if isinstance(found, list):
                yield Line(name, found)
                continue
            if found.get("table") != name:
                raise FamError(DAMAGED)
            yield Total(name, int(found["rows"]), int(found["sum"], 16))
            break
    if json.loads(next(lines, b"{}")) != {END: len(head.tables)} or next(lines, None) is not None:
        raise FamError(DAMAGED)


def _head(found: dict[str, Any]) -> Head:
    if not found:
        raise FamError(DAMAGED)
    tables = {table["name"]: tuple(Column(*column) for column in table["columns"]) for table in found["tables"]}
    return Head(found["revision"], found["taken_at"], found["engine"], tables)
