"""Fixtures for all tests live in tests/support, one noun per file."""

import os

from hypothesis import settings

from tests.support.memory import in_memory

os.environ.setdefault("FAM_BCRYPT_ROUNDS", "4")  # read once per process; 12 would cost the tests minutes
os.environ.setdefault("FAM_SCRYPT_LOG_N", "14")  # the least that a backup may ask for
if memory := in_memory():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))

pytest_plugins = (
    "tests.support.needs",
    "tests.support.browser",
    "tests.support.postgres",
    "tests.support.statements",
    "tests.support.databases",
    "tests.support.cast",
    "tests.support.people",
)

settings.register_profile("ci", derandomize=True)  # the same examples each time: a change is judged, not chance
if os.environ.get("CI"):
    settings.load_profile("ci")
