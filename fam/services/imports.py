"""A list comes in: preview, import in one transaction, report. The file itself is read by fam.exchange.listing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, col, select

from fam import db
from fam.errors import BadInput, NotAllowed
from fam.exchange.listing.cells import Workbook
from fam.exchange.listing.family import Outcome, Reason
from fam.exchange.listing.header import Layout, suggest
from fam.exchange.listing.lists import ImportedList, fingerprint, interpret_list
from fam.exchange.listing.workbook import read_workbook
from fam.models import Family, ImportBatch, ImportRow, Town
from fam.person import Person, Right
from fam.services import import_change, import_names
from fam.services.import_known import LEFT_OUT, known
from fam.services.import_match import PreviewRow, held_back, preview
from fam.services.import_names import Names
from fam.services.import_write import Writer

CHUNK, IN_QUERY = 100, 500  # families per flush, and per query
TAKE, SKIP = "take", "skip"  # decisions; the others are keys of candidates ("family:17", "row:Familien:7")
Decisions = Mapping[str, str]  # key of a row -> decision; a doubtful row without one is held back
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: what is kept of it is its name, its hash and what was read."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a file: each row with its outcome (and FAM number, if it has a family now)."""

    rows: tuple[PreviewRow, ...]
    found: ImportedList
    batch_id: int | None = None  # None: nothing was written

    def count(self, outcome: Outcome) -> int:
        """How many rows had this outcome."""
        return sum(row.outcome is outcome for row in self.rows)


def check_right(session: Session) -> Person:
    """Return who takes a list in; raises NotAllowed for all but Koordination and the program itself."""
    person: Person = session.info["person"]
    if not person.may(Right.COORDINATE):
        raise NotAllowed
    return person


def read_list(
    session: Session, book: Workbook, layouts: Sequence[Layout], progress: Progress = lambda done: None
) -> ImportedList:
    """Return a file's rows, interpreted with the towns and lists of this database."""
    check_right(session)
    return interpret_list(book, layouts, known(session), progress)


def look(session: Session, found: ImportedList, names: Names) -> Report:
    """Return what would become of each row; nothing is written."""
    check_right(session)
    return Report(preview(session, found.rows, names), found)


def import_file(session: Session, upload: Upload, *, dry_run: bool = False) -> Report:
    """Take a file in with the suggested (or remembered) columns and names, as `python -m fam import` does.

    Doubtful rows are held back. Raises UnreadableFile; NotAllowed for others than Koordination and the program.
    """
    book = read_workbook(upload.name, upload.data)
    layouts = import_names.with_profiles(session, suggest(book))
    found = read_list(session, book, layouts)
    names = import_names.remembered(session)
    return look(session, found, names) if dry_run else take_in(session, upload, found, layouts, names, {})


def take_in(
    session: Session,
    upload: Upload,
    found: ImportedList,
    layouts: Sequence[Layout],
    names: Names,
    decisions: Decisions,
    progress: Progress = lambda done: None,
) -> Report:
    """Write a list into the database and return the report; the caller's transaction makes it all or nothing.

    Columns and names are remembered for the next list. Raises NotAllowed, and BadInput for a decision that the row
    does not offer. `progress` hears how many rows are done.
    """
    check_right(session)
    _take_turns(session)
    rows = [_decided(row, decisions.get(row.source.key, "")) for row in preview(session, found.rows, names)]
    with db.elevated(session):
        batch = ImportBatch(file_name=upload.name[-200:], file_hash=fingerprint(upload.data))
        session.add(batch)
        session.flush()
        work = _Work(session, Writer(session, names), upload.name, batch, progress)
        done = work.write(rows)
        settled = {row.source.key for row in done if row.outcome is not Outcome.DOUBTFUL}
        families = {key: family for key, family in work.family_of.items() if key in settled}
        batch.report = _kept(session, found)
        session.add(batch)
        session.add_all(_import_row(batch, row, families.get(row.source.key)) for row in done)
        import_names.remember_names(session, names)
        for layout in layouts:
            if not layout.skipped:
                import_names.remember_profile(session, layout)
    return Report(tuple(done), found, batch.id)


def _take_turns(session: Session) -> None:
    """Wait while another list comes in: both would bring the same families. A row that nobody writes is the lock."""
    session.exec(select(Town).order_by(col(Town.ags)).limit(1).with_for_update(key_share=True)).first()


@dataclass(frozen=True, slots=True)
class _Decided:
    """A row and what to do with it: "create", "apply", a candidate's key, or nothing."""

    row: PreviewRow
    action: str = ""


def _decided(row: PreviewRow, decision: str) -> _Decided:
    if row.outcome is Outcome.NEW:
        return _Decided(row, "create")
    if row.outcome is Outcome.CHANGED:
        return _Decided(row, "apply")
    if row.outcome is not Outcome.DOUBTFUL or not decision:
        return _Decided(row)
    if decision == SKIP:
        reason = Reason(LEFT_OUT, "Ausgelassen: so entschieden.")
        return _Decided(replace(row, outcome=Outcome.REFUSED, reasons=(*row.reasons, reason)))
    if decision == TAKE:
        apply = row.head is not None and not row.candidates
        return _Decided(replace(row, outcome=Outcome.CHANGED if apply else Outcome.NEW), "apply" if apply else "create")
    if decision not in {candidate.key for candidate in row.candidates}:
        raise BadInput(f"Zeile {row.source.row}: Diese Entscheidung passt nicht zur Zeile.")
    return _Decided(replace(row, outcome=Outcome.CHANGED), decision)


class _Work:
    """The writing itself; `family_of` says which family each row belongs to afterwards."""

    def __init__(
        self, session: Session, writer: Writer, file_name: str, batch: ImportBatch, progress: Progress
    ) -> None:
        self.session, self.writer, self.file_name, self.batch, self.progress = (
            session,
            writer,
            file_name,
            batch,
            progress,
        )
        self.family_of: dict[str, Family] = {}
        self.done = 0

    def write(self, rows: Sequence[_Decided]) -> list[PreviewRow]:
        """Create, change and join; return the rows as they ended, in their order."""
        known = self._known({row.row.head.id for row in rows if row.row.head})
        for one in rows:
            if one.row.head and one.action != "create":
                self.family_of[one.row.source.key] = known[one.row.head.id]
        self._create([one.row for one in rows if one.action == "create"])
        return [self._finish(one) for one in rows]

    def _known(self, ids: Iterable[int]) -> dict[int, Family]:
        wanted = sorted(ids)
        found: dict[int, Family] = {}
        for start in range(0, len(wanted), IN_QUERY):
            query = select(Family).where(col(Family.id).in_(wanted[start : start + IN_QUERY]))
            found |= {family.id or 0: family for family in self.session.exec(query)}
        return found

    def _create(self, rows: Sequence[PreviewRow]) -> None:
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            families = self.writer.create([row.source.family for row in part if row.source.family], self.batch.id)
            self.family_of.update({row.source.key: family for row, family in zip(part, families, strict=True)})
            self._onward(len(part))

    def _onward(self, rows: int) -> None:
        self.done += rows
        self.progress(self.done)

    def _finish(self, one: _Decided) -> PreviewRow:
        row, key = one.row, one.row.source.key
        if one.action == "apply":
            self._apply(row, self.family_of[key])
        elif one.action not in ("", "create"):
            joined = self._joined(one.action)
            if joined is None:
                return held_back(row, "Die Zeile, zu der sie gehört, ist selbst noch nicht übernommen.")
            import_change.join(self.writer, joined, row.source, self.file_name)
            self.family_of[key] = joined
        if one.action != "create":
            self._onward(1)
        family = self.family_of.get(key)
        return replace(row, number=family.number) if family else row

    def _apply(self, row: PreviewRow, family: Family) -> None:
        assert row.source.family is not None
        import_change.apply(self.writer, family, row.source.family, row.before or {}, row.changed)

    def _joined(self, key: str) -> Family | None:
        kind, _, rest = key.partition(":")
        if kind == "row":
            return self.family_of.get(rest)
        return self.session.exec(select(Family).where(Family.id == int(rest))).first()


def _import_row(batch: ImportBatch, row: PreviewRow, family: Family | None) -> ImportRow:
    return ImportRow(
        batch_id=batch.id or 0,
        sheet=row.source.sheet,
        row=row.source.row,
        outcome=row.outcome.value,
        reasons=[{"code": one.code, "sentence": one.sentence, "column": one.column} for one in row.reasons],
        cells=dict(row.source.cells),
        listed=row.values,
        family_id=family.id if family else None,
    )


def _kept(session: Session, found: ImportedList) -> dict[str, Any]:
    """What the report needs besides the rows: remarks, lines around the list, and which transaction it was."""
    lines = [{"sheet": line.sheet, "row": line.row, "text": line.text, "why": line.why} for line in found.lines]
    return {"transaction": session.info["batch"], "remarks": list(found.remarks), "lines": lines}
