"""What is missing in a row, and what in it contradicts itself; only the latter and revoked consent are doubts."""

from fam.exchange.listing.columns import Target
from fam.exchange.listing.family import ImportedFamily
from fam.exchange.listing.reading import Reading, span
from fam.exchange.listing.words import is_revoked
from fam.rules.german import TypedDate, format_date
from fam.rules.terms import IN_STOCK, PIPELINE, Institution, Status

_WAS_IN = (*IN_STOCK, Status.CLOSED)


def check(family: ImportedFamily, reading: Reading) -> None:
    """Add the reasons that follow from the row as a whole."""
    _completeness(family, reading)
    _leads(family, reading)
    _order(family, reading)
    _status(family, reading)
    _future(family, reading)
    if any(is_revoked(cell.text) for cell in reading.row.cells.values()):
        reading.because("revoked", "Die Bemerkung spricht von einem Widerruf. Wie soll der Fall geführt werden?")


def _completeness(family: ImportedFamily, reading: Reading) -> None:
    if family.received is None:
        _received(family, reading)
    if not family.source:
        reading.because("source_missing", "Vorgeschlagen von: fehlt.", reading.heading(Target.SOURCE))
    known = (family.members, family.benefit_units, family.home.town, family.received, family.admitted, family.phones)
    if not any(known):
        reading.because("only_name", "In der Zeile steht nur ein Name. Ist das eine Familie?")


def _received(family: ImportedFamily, reading: Reading) -> None:
    """Name the date that stands in for a missing Eingangsdatum."""
    heading = reading.heading(Target.RECEIVED)
    instead = family.first_talk or family.admitted
    if instead is None:
        reading.because("no_date", "Die Zeile hat weder Eingangs- noch Aufnahmedatum.", heading)
        return
    shown = format_date(instead.day, instead.precision)
    reading.because(
        "received_missing", f"Eingangsdatum fehlt; eingesetzt ist das nächste bekannte Datum, {shown}.", heading
    )


def _leads(family: ImportedFamily, reading: Reading) -> None:
    known = {lead.institution for lead in family.leads}
    for institution, target in ((Institution.PRO_ARBEIT, Target.LEAD_PRO_ARBEIT), (Institution.ASD, Target.LEAD_ASD)):
        if institution not in known:
            reading.because("lead_missing", f"Fallführung {institution.label} fehlt.", reading.heading(target))


def _order(family: ImportedFamily, reading: Reading) -> None:
    """Dates in an impossible order; a month agrees with every day in it."""
    received, talk, admitted, closed = (Target.RECEIVED, Target.FIRST_TALK, Target.ADMITTED, Target.CLOSED)
    if _before(family.closed, family.admitted):
        _contradiction(reading, closed, admitted, family.closed, family.admitted)
    if _before(family.admitted, family.received):
        _contradiction(reading, admitted, received, family.admitted, family.received)
    if family.admitted is None and _before(family.closed, family.received):
        _contradiction(reading, closed, received, family.closed, family.received)
    if _before(family.first_talk, family.received) or _before(family.admitted, family.first_talk):
        reading.because(
            "talk_order", "Das Erstgespräch liegt nicht zwischen Vorschlag und Aufnahme.", reading.heading(talk)
        )


def _before(first: TypedDate | None, second: TypedDate | None) -> bool:
    return first is not None and second is not None and span(first)[1] < span(second)[0]


def _contradiction(
    reading: Reading, early: Target, late: Target, first: TypedDate | None, second: TypedDate | None
) -> None:
    shown = [format_date(typed.day, typed.precision) for typed in (first, second) if typed]
    headings = (reading.heading(early), reading.heading(late))
    reading.because("contradiction", f"{headings[0]} ({shown[0]}) liegt vor {headings[1]} ({shown[1]}).", headings[0])


def _status(family: ImportedFamily, reading: Reading) -> None:
    """What the status says against what the dates say."""
    status, label = family.status, family.status.label
    heading = reading.heading(Target.STATUS)
    ended = family.closed is not None and span(family.closed)[0] <= reading.today
    if status in _WAS_IN and family.admitted is None:
        reading.because(
            "admission_missing", f"Status {label}, aber ohne Aufnahmedatum.", reading.heading(Target.ADMITTED)
        )
    if status is Status.CLOSED and family.closed is None:
        reading.because("end_missing", "Status abgeschlossen, aber das Ende fehlt.", reading.heading(Target.CLOSED))
    if status in (*IN_STOCK, *PIPELINE) and ended:
        reading.because("contradiction", f"Status {label}, aber mit Ende in der Vergangenheit.", heading)
    if status not in _WAS_IN and family.admitted is not None:
        reading.because("contradiction", f"Status {label}, aber mit Aufnahmedatum.", heading)
    if status is Status.CLOSED and family.closed is not None and not ended:
        reading.because("contradiction", "Status abgeschlossen, aber das Ende liegt in der Zukunft.", heading)


def _future(family: ImportedFamily, reading: Reading) -> None:
    for target, typed in ((Target.RECEIVED, family.received), (Target.ADMITTED, family.admitted)):
        if typed is not None and span(typed)[0] > reading.today:
            heading = reading.heading(target)
            reading.because(
                "future", f"{heading}: {format_date(typed.day, typed.precision)} liegt in der Zukunft.", heading
            )
