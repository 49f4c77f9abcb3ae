"""Every scenario runs on SQLite and on PostgreSQL."""

import pytest


@pytest.fixture
def database(both_databases: str) -> str:
    """On both engines."""
    return both_databases
