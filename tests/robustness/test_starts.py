"""Several processes start at once on a database that is empty: one migrates, all come up."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from subprocess import TimeoutExpired

import sqlalchemy as sa

from fam import db
from fam.models import Base
from tests.support.children import end, spawn
from tests.support.server import PYTHON, ROOT, app_server, clean_environment

PROCESSES = 5
ENSURE = "from fam.boot import ensure_database; ensure_database()"


def test_many_processes_migrate_an_empty_database_once(empty_database_url: str, tmp_path: Path) -> None:
    """Five processes at the same moment: all succeed, every table is there, reference data are there once."""
    environment = clean_environment({"FAM_DATABASE_URL": empty_database_url})
    log = tmp_path / "log"
    processes = [spawn([PYTHON, "-c", ENSURE], log=log, cwd=ROOT, env=environment) for _ in range(PROCESSES)]
    try:
        codes = [process.wait(60) for process in processes]
    except TimeoutExpired:
        codes = [end(process) for process in processes]
    assert codes == [0] * PROCESSES, log.read_text(encoding="utf-8")
    assert "rror" not in log.read_text(encoding="utf-8")
    _looks_migrated_once()


def test_two_servers_start_at_once(empty_database_url: str, tmp_path: Path) -> None:
    """Two web servers on one empty database: both answer, and both offer the set-up."""
    with ExitStack() as stack, ThreadPoolExecutor(2) as pool:
        environment = {"FAM_DATABASE_URL": empty_database_url}
        starting = [pool.submit(stack.enter_context, app_server(tmp_path, environment)) for _ in range(2)]
        for server in [one.result() for one in starting]:
            assert server.healthy(), server.logs
            assert "Traceback" not in server.logs, server.logs
            assert "Einrichtungscode" in server.logs
    _looks_migrated_once()


def _looks_migrated_once() -> None:
    with db.engine().connect() as connection:
        tables = set(sa.inspect(connection).get_table_names())
        assert set(Base.metadata.tables) <= tables
        for table, rows in (("alembic_version", 1), ("data_version", 1), ("town", 13)):
            assert connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one() == rows, table
        doubled = "SELECT list, code FROM list_item GROUP BY list, code HAVING count(*) > 1"
        assert connection.execute(sa.text(doubled)).all() == []
