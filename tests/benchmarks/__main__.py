"""Measure the program: `python -m tests.benchmarks pages figures search fields ...`, see README.md. Loopback only."""

import argparse
from collections.abc import Sequence

from tests.benchmarks import chromium, dashboards, fields, figures, kept, pages, search, sessions, soak
from tests.benchmarks.table import say
from tests.benchmarks.volumes import ENGINES, Volumes, volumes

BENCHMARKS = ("pages", "dashboards", "figures", "kept", "search", "fields", "chromium", "sessions", "soak")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks that are asked for and print a Markdown table of each."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("what", nargs="*", choices=[[], *BENCHMARKS], default=[], help="default: all")
    parser.add_argument("--engine", choices=ENGINES, help="default: both")
    parser.add_argument("--keep", metavar="FOLDER", default="", help="keep the filled databases here for the next run")
    parser.add_argument("--sizes", metavar="N,N", default="100,10000,100000", help="families")
    parser.add_argument("--only", default="", help="pages whose address contains this")
    given = parser.parse_args(arguments)
    for engine in [given.engine] if given.engine else ENGINES:
        with volumes(engine, given.keep) as filled:
            for name in given.what or BENCHMARKS:
                say("\n" + _run(name, filled, given))
    return 0


def _run(name: str, filled: Volumes, given: argparse.Namespace) -> str:
    sizes = [int(size) for size in given.sizes.split(",")]
    if name == "pages":
        return pages.run(filled, sizes, given.only)
    if name == "dashboards":
        return dashboards.run(filled, sizes, given.only)
    if name == "figures":
        return "\n\n".join(figures.run(filled, size) for size in sizes)
    if name == "kept":
        return "\n\n".join(kept.run(filled, size) for size in sizes)
    if name == "search":
        return search.run(filled, sizes[-1])
    if name == "fields":
        return fields.run(filled)
    if name == "sessions":
        return sessions.run(filled)
    if name == "soak":
        return soak.run(filled)
    return chromium.run(filled, sizes[-1])


if __name__ == "__main__":
    raise SystemExit(main())
