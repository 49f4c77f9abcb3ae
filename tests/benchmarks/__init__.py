"""Measurements, not tests: `pytest` leaves them out, `python -m tests.benchmarks` runs them. See README.md here."""
