"""Word templates: what is refused, and with which sentence; what is filled in stays text."""

import io
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from fam.exchange import docx
from fam.exchange.docx_parts import BIG, BROKEN, MACROS, OUTSIDE, BadTemplate
from fam.rules.placeholders import listed, placeholders, sample
from fam.rules.plan_terms import TemplateKind
from fam.services.document_templates import shipped

KNOWN = placeholders(TemplateKind.MINUTES, [("f_7", "Kita")])


def template(*paragraphs: str, header: str = "") -> bytes:
    """Return a Word file with these paragraphs."""
    made, target = Document(), io.BytesIO()
    for text in paragraphs:
        made.add_paragraph(text)
    if header:
        made.sections[0].header.paragraphs[0].add_run(header)
    made.save(target)
    return target.getvalue()


def repacked(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Return a Word file whose parts were changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = {one: file.read(one) for one in file.namelist()}
    change(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return target.getvalue()


def text_of(content: bytes) -> str:
    """Return the text of a Word file's body with its tables."""
    made = Document(io.BytesIO(content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in made.paragraphs), *cells])


@pytest.mark.parametrize("kind", list(TemplateKind), ids=lambda kind: kind.value)
def test_what_came_along_is_a_good_template(kind: TemplateKind) -> None:
    """Each passes the check that strangers' templates pass, and names its number and day at the top of every page."""
    known = placeholders(kind)
    docx.check(shipped(kind), known)
    made = Document(io.BytesIO(docx.render(shipped(kind), sample(known), known)))
    assert "FAM-2017-00001" in made.sections[0].header.paragraphs[0].text
    assert any(one.style is not None and one.style.name == "Heading 1" for one in made.paragraphs)
    assert 'w:lang w:val="de-DE"' in made.styles.element.xml
    assert all("w:tblHeader" in one.rows[0]._tr.xml for one in made.tables)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{{ fam_numer }}", "fam_numer"),
        ("{% for x in vereinbarungen %}{{ x.wo }}{% endfor %}", "x.wo"),
        ("{{ vereinbarungen.was }}", "vereinbarungen.was"),
        ("{{ f_9 }}", "f_9"),
        ("{{ familie.__class__.__mro__ }}", "familie.__class__"),
        ("{{ ''.__class__ }}", "…"),
        ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", "cycler"),
        ("{{ familie.upper() }}", "familie"),
        ("{{ familie['__class__'] }}", "familie"),
        ("{{ familie * 99999999 }}", "familie"),
        ("{{ range(999999999)|list }}", "list"),
        ("{% include 'etc/passwd' %}", "include"),
        ("{% set x = familie %}", "assign"),
        ("{% macro x() %}{% endmacro %}", "macro"),
        ("{{ familie|safe }}", "safe"),
        ("{{ familie|attr('x') }}", "attr"),
        ("{% for x in [1, 2] %}{% endfor %}", "for"),
        ("{% for x in familie %}{{ x }}{% endfor %}", "familie"),
        ("{{ familie }", "{{ familie }"),
        ("{{ familie fam_nummer }}", "familie fam_nummer"),
        ("{% for x in themen %}{{ x }}", "for x in themen"),
        ("{% if ort %}", "if ort"),
        ("{{r familie }}", "familie"),
        ("{% for a in themen %}{% for b in themen %}{% for c in themen %}{% for d in themen %}{% endfor %}{% endfor %}"
         "{% endfor %}{% endfor %}", "themen"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["body", "header"])
def test_a_wrong_template_is_named(text: str, named: str, place: str) -> None:
    """In the body or the header: a German sentence that names what is wrong, and nothing is carried out."""
    content = template(text) if place == "body" else template("gut", header=text)
    with pytest.raises(BadTemplate) as refused:
        docx.check(content, KNOWN)
    assert named in str(refused.value)
    assert str(refused.value).endswith(".")


def _outside(content: bytes, kind: str) -> bytes:
    made = Document(io.BytesIO(content))
    made.part.relate_to("file:///etc/passwd", kind, is_external=True)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def _field(instruction: str) -> bytes:
    text = f"<w:r><w:instrText>{instruction}</w:instrText></w:r><w:sectPr".encode()
    return repacked(template("x"), lambda parts: parts.update(
        {"word/document.xml": parts["word/document.xml"].replace(b"<w:sectPr", text, 1)}))  # fmt: skip


def _with(name: str, part: bytes) -> bytes:
    return repacked(template("x"), lambda parts: parts.update({name: part}))


def _bomb() -> bytes:
    return _with("word/media/image1.xml.bin", b"0" * 40_000_000)


def _entities() -> bytes:
    bomb = b'<!DOCTYPE a [<!ENTITY x "yyyyyyyy">]><w:document'
    return repacked(template("x"), lambda parts: parts.update(
        {"word/document.xml": parts["word/document.xml"].replace(b"<w:document", bomb, 1)}))  # fmt: skip


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: b"", BROKEN),
        (lambda: b"MZ not a zip", BROKEN),
        (lambda: template("x")[:-400], BROKEN),
        (lambda: _with("word/document.xml", b"<w:document"), BROKEN),
        (_entities, BROKEN),
        (_bomb, BIG),
        (lambda: template("x") + b"0" * 2_100_000, BIG),
        (lambda: _with("word/vbaProject.bin", b"x"), MACROS),
        (lambda: _with("word/embeddings/a.xlsx", b"x"), MACROS),
        (lambda: _outside(template("x"), RELATIONSHIP_TYPE.HYPERLINK), OUTSIDE),
        (lambda: _outside(template("x"), RELATIONSHIP_TYPE.IMAGE), OUTSIDE),
        (lambda: _outside(template("x"), "attachedTemplate"), OUTSIDE),
        (lambda: _field('INCLUDEPICTURE "a.png"'), OUTSIDE),
        (lambda: _field("DDEAUTO c:\\cmd.exe"), OUTSIDE),
    ],
)
def test_what_is_no_plain_word_file_is_refused(make: Callable[[], bytes], sentence: str) -> None:
    """Broken, too large, with macros or with something that reaches outside."""
    with pytest.raises(BadTemplate) as refused:
        docx.check(make(), KNOWN)
    assert str(refused.value) == sentence


STRANGE = "Müller & Söhne <script> {{ 7*7 }} {% endfor %} 🦊 \x00\x07 ]]>"


def test_what_was_typed_stays_text() -> None:
    """Neither markup nor a placeholder; what XML cannot hold is left out."""
    values = sample(KNOWN) | {"familie": STRANGE, "themen": [STRANGE] * 40}
    text = text_of(docx.render(template("{{ familie }}", "{% for x in themen %}[{{ x }}]{% endfor %}"), values, KNOWN))
    assert text.count("Müller & Söhne <script> {{ 7*7 }} {% endfor %} 🦊  ]]>") == 41


def test_a_field_that_is_gone_leaves_a_gap() -> None:
    """A template with a field that was removed afterwards still gives its paper."""
    assert text_of(docx.render(template("a{{ f_99 }}b{{ f_7 }}"), sample(KNOWN) | {"f_7": "ja"}, KNOWN)) == "abja"


def test_only_plain_data_reach_a_template() -> None:
    """An object is no text, whatever it can do."""
    assert text_of(docx.render(template("a{{ familie }}b"), {"familie": object()}, KNOWN)) == "ab"


def test_the_list_of_placeholders_names_parts() -> None:
    """Whoever edits a template reads how to write each one."""
    written = [one for one, _meaning in listed(KNOWN)]
    assert "{{ fam_nummer }}" in written
    assert "{{ x.bis }}" in written
    assert "{{ f_7 }}" in written
