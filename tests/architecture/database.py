"""The safety nets hold only if nobody walks around them."""

import ast
from collections.abc import Sequence

from tests.architecture.source import Source

# Where the nets themselves are made; only these speak to tables instead of model classes.
BELOW_THE_NETS = (
    "fam/db.py", "fam/access.py", "fam/write_access.py", "fam/guards.py", "fam/change_log.py", "fam/search_words.py",
    "fam/consented.py", "fam/readable.py", "fam/sharing.py", "fam/spoken.py", "fam/confidential.py", "fam/narrowing.py",
    "fam/write_entries.py", "fam/write_links.py", "fam/erasing.py", "fam/erasing_traces.py", "fam/scrubbing.py",
    "fam/remains.py",
    "fam/one_run.py", "fam/migrate.py", "fam/migrations/", "fam/figures/", "fam/models/", "fam/fields/",
    "fam/backup/",  # reads and writes all rows of all tables, whatever they mean; for the command line alone
    "fam/demo/database.py",  # fills an empty database with up to 200,000 invented families
)  # fmt: skip
# Who may look and write past a person's scope, and why.
ELEVATED: dict[str, str] = {
    "fam/services/accounts.py": "Administration lifts a throttle, whose rows nobody may read",
    "fam/services/deputies.py": "Administration appoints deputies without seeing which families it is about",
    "fam/services/leaving.py": "Administration hands over the open cases of somebody who leaves, without reading them",
    "fam/services/changes.py": "an undo must know whether a transaction wrote something that the person cannot see",
    "fam/services/erasure_cases.py": "a run is made of all cases; numbers, dates and reasons come out, no name",
    "fam/services/facts.py": "guards ask whether the other side has examined; only yes, no and dates come out",
    "fam/services/imports.py": "a list that Koordination takes in fills files that Koordination does not read",
    "fam/services/import_known.py": "BG numbers say which family a row means, among those whose head is seen",
    "fam/services/import_held.py": "a later list must not overwrite what people entered; only yes or no comes out",
    "fam/services/import_undo.py": "taking an import back must know whether anybody worked on its families",
    "fam/services/field_names.py": "values that name a family are converted as FAM numbers, no more of it comes out",
    "fam/services/field_rewriting.py": "a field that changes its kind is rewritten in every record, contents unread",
    "fam/services/field_values.py": "options are merged and gaps filled in files that Koordination does not read",
    "fam/services/field_backup.py": "a field's values are kept whole, in a file that only the operator reads",
    "fam/services/field_purge.py": "a purged field leaves every file; its values go to the operator's folder only",
    "fam/services/access_report.py": "an Auskunft holds what both sides keep; read by Datenschutz alone, and logged",
    "fam/services/access_named.py": "Datenschutz and Koordination open a request for whoever names number and name",
    "fam/services/consents.py": "who must sign is asked of all members, also those the partner may not know; no names",
    "fam/services/consent_withdrawal.py": "whoever records it ends the other side's releases and tells both leads",
    "fam/services/read_log.py": "whether one's own reading stands there already; nothing of it comes out",
    "fam/services/family_plans.py": "a plan version is whole whoever agrees; each line is read as its source is",
    "fam/services/reviews.py": "an admission by Koordination makes the first review; the next one follows its owner",
    "fam/services/closing.py": "SGB II receipt at the end is Pro Arbeit's, whoever of the tandem types it",
    "fam/services/lifecycle.py": "taking a closing back takes back what it wrote, also what one side does not read",
    "fam/services/moving.py": "an entry goes to the right family with its log; the person leads both, which is asked",
    "fam/services/returning.py": "whether one's own house knows a family that is proposed: numbers and status come out",
    "fam/queries/minutes.py": "a line parents must not see is left out of minutes whoever makes them",
    "fam/services/merging.py": "two files become one unread; the filter is asked that nobody reads more afterwards",
    "fam/services/grants.py": "a reasoned access is asked for by FAM number, before the file may be seen",
}

CORE = {"text", "insert", "update", "delete", "table", "Table", "literal_column", "create_engine"}
BYPASSES = {
    "exec_driver_sql", "__table__", "local_table", "connection", "get_bind", "raw_connection",
    "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings",
}  # fmt: skip
ENDINGS = {"commit", "rollback", "begin", "close"}


def _program(files: Sequence[Source]) -> list[Source]:
    return [file for file in files if file.python and file.within("app.py", "pages/", "fam/")]


def no_sql_past_the_filter(files: Sequence[Source]) -> list[str]:
    """Core and text SQL pass by the access filter: outside db.py, figures/ and migrations only ORM selects."""
    found = []
    for file in _program(files):
        if file.within(*BELOW_THE_NETS):
            continue
        for node, name in file.names():
            library, _, last = name.rpartition(".")
            core = library.partition(".")[0] in {"sqlalchemy", "sqlmodel"} and last in CORE
            if core or name in {
                "fam.models.table",
                "fam.models.base.table",
                "fam.db.engine",
                "fam.db.engine_for",
            } - _opening(file):
                found.append(f"{file.at(node)} uses {name}")
        described = _only_described(file)
        for node in file.nodes:
            if isinstance(node, ast.Attribute) and node.attr in BYPASSES and node not in described:
                found.append(f"{file.at(node)} uses .{node.attr}")
    return found


def _only_described(file: Source) -> set[ast.AST]:
    """`Model.__table__.c.name.type` asks for a type and reads no row."""
    types = [node for node in file.nodes if isinstance(node, ast.Attribute) and node.attr == "type"]
    return {inner for node in types for inner in ast.walk(node) if isinstance(inner, ast.Attribute)}


def _opening(file: Source) -> set[str]:
    """Who starts the program needs the engine: to migrate, and to ask whether the database answers."""
    opens = file.within("fam/boot.py", "app.py", "fam/commands/", "fam/cli.py", "fam/demo/server.py")
    return {"fam.db.engine", "fam.db.engine_for"} if opens else set()


def statistics_only_in_figures(files: Sequence[Source]) -> list[str]:
    """The statistics scope reads all cases, so it is for fam/figures alone."""
    return [
        f"{file.at(node)} uses the statistics scope"
        for file in _program(files)
        if not file.within("fam/figures/", "fam/db.py")
        for node, name in file.names()
        if name == "fam.db.statistics"
    ]


def elevation_only_where_named(files: Sequence[Source]) -> list[str]:
    """Looking past one's own scope is for the services named in ELEVATED, each with its reason."""
    found = [
        f"{file.at(node)} uses `elevated`; if it must, name it with its reason in tests/architecture/database.py"
        for file in _program(files)
        if not file.within("fam/db.py", *ELEVATED)
        for node, name in file.names()
        if name == "fam.db.elevated"
    ]
    info = [
        f"{file.at(node)} touches session.info: that is the nets' own"
        for file in _program(files)
        if not file.within(*BELOW_THE_NETS[:4])
        for node in file.nodes
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and _is_info(node.value)
    ]
    return found + info


def _is_info(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "info"


def only_the_caller_commits(files: Sequence[Source]) -> list[str]:
    """Queries and services never end a transaction: fam/db.py does, for the caller."""
    return [
        f"{file.at(node)} calls .{node.func.attr}()"
        for file in _program(files)
        if file.within("fam/services/", "fam/queries/", "fam/figures/", "fam/exchange/", "fam/ui/", "pages/")
        for node in file.nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ENDINGS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"session", "s", "db", "connection"}
    ]


def session_comes_first(files: Sequence[Source]) -> list[str]:
    """Functions of queries and services take `session` first and open none themselves."""
    found = []
    for file in files:
        if not (file.python and file.within("fam/services/", "fam/queries/", "fam/figures/", "fam/exchange/")):
            continue
        for node in file.nodes:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
                if "session" in names[1:] and names[0] not in {"self", "cls"}:
                    found.append(f"{file.at(node)} {node.name}() must take `session` first")
        opens = {"fam.db.transaction", "fam.db.reading", "fam.db.program"}
        found += [f"{file.at(node)} opens {name}: the caller does" for node, name in file.names() if name in opens]
    return found


def queries_never_write(files: Sequence[Source]) -> list[str]:
    """Queries read: no session.add, delete, merge or flush in them."""
    return [
        f"{file.at(node)} writes with session.{node.attr}"
        for file in files
        if file.python and file.within("fam/queries/", "fam/figures/")
        for node in file.nodes
        if isinstance(node, ast.Attribute)
        and node.attr in {"add", "add_all", "delete", "merge", "flush"}
        and isinstance(node.value, ast.Name)
        and node.value.id == "session"
    ]


def no_streamlit_inside_a_transaction(files: Sequence[Source]) -> list[str]:
    """Streamlit ends scripts by raising, and a raise inside `with transaction(...)` silently rolls back."""
    found = []
    for file in _program(files):
        for block in file.nodes:
            if isinstance(block, ast.With) and any(_opens_transaction(item.context_expr) for item in block.items):
                inside = [node for statement in block.body for node in ast.walk(statement)]
                uses = [(node, file.full_name(node)) for node in inside if isinstance(node, ast.Attribute)]
                found += [
                    f"{file.at(n)} uses {name} in a transaction" for n, name in uses if name.startswith("streamlit.")
                ]
    return found


def _opens_transaction(node: ast.expr) -> bool:
    name = node.func if isinstance(node, ast.Call) else None
    last = name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", "")
    return last in {"transaction", "program"}


def no_caches_below_the_ui(files: Sequence[Source]) -> list[str]:
    """What depends on who asks and when is remembered in fam/ui only; a shipped file or a built statement may be."""
    found = []
    for file in files:
        if not (file.python and file.within("fam/services/", "fam/queries/", "fam/figures/")):
            continue
        for node in file.nodes:
            if isinstance(node, ast.FunctionDef) and (node.args.posonlyargs or node.args.args or node.args.kwonlyargs):
                decorators = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
                names = {file.full_name(decorator) for decorator in decorators}
                if names & {"functools.lru_cache", "functools.cache"}:
                    found.append(f"{file.at(node)} {node.name}() is remembered for everybody")
    return found


def one_clock(files: Sequence[Source]) -> list[str]:
    """No date.today(), no naive datetime.now(): domain dates come from fam/clock.py, times are aware."""
    found = []
    for file in files:
        if not file.python or file.within("fam/clock.py", "tests/"):
            continue
        for node in file.nodes:
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            name = file.full_name(node.func)
            naive = name.endswith("datetime.now") and not node.args and not node.keywords
            if naive or name.endswith((".date.today", ".datetime.today", ".datetime.utcnow")):
                found.append(f"{file.at(node)} calls {name}()")
    return found
