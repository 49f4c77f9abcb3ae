"""Papers from Word templates that the team edits: each is checked before it is filled, with plain data only."""

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError, Undefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from fam.exchange.docx_parts import BROKEN, BadTemplate, checked
from fam.rules.placeholders import OWN_FIELD, Placeholder, sample

PLAIN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Const,
    nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr,
)  # fmt: skip
FILTERS = {"upper", "lower", "capitalize", "title", "trim", "join", "first", "last", "length", "default"}
TESTS = {"defined", "undefined", "none", "odd", "even"}
LOOP = {"index", "index0", "first", "last", "length"}
DEPTH = 3  # lists in lists
PIECES = re.compile(r"\{\{\s*(?:tr|tc|p|r)\s+[^}]*\}\}")
Schema = Mapping[str, Placeholder]


def render(template: bytes, data: Mapping[str, Any], known: Sequence[Placeholder]) -> bytes:
    """Return the paper; raises BadTemplate. Own fields that are gone meanwhile are empty."""
    return _filled(template, _clean(dict(data)), known, lenient=True)


def check(template: bytes, known: Sequence[Placeholder]) -> None:
    """Raise BadTemplate, with a sentence that names the placeholder, unless the template can be filled."""
    _filled(template, sample(known), known, lenient=False)


def _filled(template: bytes, data: dict[str, Any], known: Sequence[Placeholder], *, lenient: bool) -> bytes:
    checked(template)
    from docxtpl import DocxTemplate  # late: lxml is needed for papers alone

    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=Undefined)
    try:
        document = DocxTemplate(io.BytesIO(template))
        document.init_docx()
        for source in _sources(document):
            _look_through(environment, source, {one.name: one for one in known}, lenient)
        document.render(data, environment)
        target = io.BytesIO()
        document.save(target)
    except BadTemplate:
        raise
    except TemplateSyntaxError as error:
        raise BadTemplate(_syntax(error)) from error
    except TemplateError as error:
        raise BadTemplate(
            "Die Vorlage lässt sich nicht ausfüllen: ein Platzhalter passt nicht zu seinem Inhalt."
        ) from error
    except (KeyError, ValueError, TypeError, AttributeError, SyntaxError) as error:  # what lxml says of broken XML
        raise BadTemplate(BROKEN) from error
    return target.getvalue()


def _sources(document: Any) -> Iterator[str]:
    """Give the text of body, headers and footers as Jinja reads it."""
    yield _patched(document, document.get_xml())
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        for _relation, part in document.get_headers_footers(uri):
            yield _patched(document, document.get_part_xml(part))


def _patched(document: Any, source: str) -> str:
    if found := PIECES.search(re.sub(r"<[^>]*>", "", source)):
        raise BadTemplate(f"„{found[0]}“: Diese Schreibweise geht nicht, bitte {{{{ name }}}} ohne Vorsatz schreiben.")
    return str(document.patch_xml(source))


def _syntax(error: TemplateSyntaxError) -> str:
    lines = (error.source or "").splitlines()
    line = lines[error.lineno - 1] if 0 < error.lineno <= len(lines) else ""
    tags = re.findall(r"\{[{%][^{}]{0,80}(?:[}%]?\}|$)", re.sub(r"<[^>]*>", "", line))
    near = f" Er steht bei „{tags[0].strip()}“." if len(tags) == 1 else (
        f" Es geht um einen von: {', '.join(f'„{one.strip()}“' for one in tags[:6])}." if tags else ""
    )  # fmt: skip
    return f"In der Vorlage ist ein Platzhalter falsch geschrieben oder ein „for“/„if“ hat kein Ende.{near}"


def _look_through(environment: ImmutableSandboxedEnvironment, source: str, schema: Schema, lenient: bool) -> None:
    _walk(environment.parse(source), schema, 0, lenient)


def _walk(node: nodes.Node, scope: Schema, depth: int, lenient: bool) -> None:
    _allowed(node)
    if isinstance(node, nodes.Name | nodes.Getattr):
        _resolve(node, scope, lenient)
        return
    if isinstance(node, nodes.For):
        _loop(node, scope, depth, lenient)
        return
    for child in node.iter_child_nodes():
        _walk(child, scope, depth, lenient)


def _allowed(node: nodes.Node) -> None:
    if not isinstance(node, PLAIN):
        raise BadTemplate(f"Zeile mit „{_word(node)}“: In Vorlagen gehen nur Platzhalter, „for“ und „if“.")
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        raise BadTemplate(f"Der Filter „{node.name}“ ist in Vorlagen nicht erlaubt.")
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        raise BadTemplate(f"Die Bedingung „is {node.name}“ ist in Vorlagen nicht erlaubt.")


def _word(node: nodes.Node) -> str:
    named = node.find(nodes.Name) if not isinstance(node, nodes.Name) else node
    kind = type(node).__name__.lower()
    return f"{named.name}“ ({kind}) „".removesuffix(" „") if named else kind


def _loop(node: nodes.For, scope: Schema, depth: int, lenient: bool) -> None:
    over = _resolve(node.iter, scope, lenient) if isinstance(node.iter, nodes.Name | nodes.Getattr) else None
    if over is None or not over.many or not isinstance(node.target, nodes.Name) or node.recursive:
        raise BadTemplate(f"„for … in {_path(node.iter)}“: Hier muss der Name einer Liste stehen.")
    if depth >= DEPTH:
        raise BadTemplate(f"„for … in {_path(node.iter)}“: Listen gehen höchstens {DEPTH} tief ineinander.")
    single = Placeholder(over.name, over.meaning, parts=over.parts)
    loop = Placeholder("loop", "", parts=tuple(Placeholder(one, "") for one in LOOP))
    inner = {**scope, node.target.name: single, "loop": loop}
    for child in (*node.body, *([node.test] if node.test else [])):
        _walk(child, inner, depth + 1, lenient)
    for child in node.else_:
        _walk(child, scope, depth, lenient)


def _resolve(node: nodes.Node, scope: Schema, lenient: bool) -> Placeholder:
    """Return what a name stands for; raises BadTemplate where there is none."""
    if isinstance(node, nodes.Name):
        if (found := scope.get(node.name)) is not None:
            return found
        if lenient and OWN_FIELD.fullmatch(node.name):
            return Placeholder(node.name, "")
        raise _unknown(node.name)
    if isinstance(node, nodes.Getattr):
        of = _resolve(node.node, scope, lenient)
        part = next((one for one in of.parts if one.name == node.attr and not of.many), None)
        if part is not None:
            return part
    raise _unknown(_path(node))


def _unknown(name: str) -> BadTemplate:
    return BadTemplate(f"Den Platzhalter „{name}“ gibt es nicht. Welche es gibt, steht in der Liste der Platzhalter.")


def _path(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"


def _clean(data: Any) -> Any:
    """Keep plain data: texts without signs that XML cannot hold, lists, dicts; nothing else gets to a template."""
    if isinstance(data, dict):
        return {str(key): _clean(one) for key, one in data.items()}
    if isinstance(data, list | tuple):
        return [_clean(one) for one in data]
    text = str(data) if isinstance(data, str | int) else ""
    kept = (sign for sign in text.replace("\r\n", "\n") if sign == "\n" or _in_xml(sign))
    return "".join(kept)


def _in_xml(sign: str) -> bool:
    return sign not in "\ufffe\uffff" and unicodedata.category(sign) not in ("Cc", "Cs")
