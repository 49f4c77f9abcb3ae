"""Fixtures for all tests; those that start real things live in tests/support."""

pytest_plugins = (
    "tests.support.needs",
    "tests.support.browser",
    "tests.support.postgres",
    "tests.support.databases",
)
