"""The command line: `python -m fam COMMAND`. Every command creates and migrates its database if need be."""

import argparse
import importlib
import logging
import os
import pkgutil
import sys
from collections.abc import Sequence

from fam import commands
from fam.errors import FamError


def parser() -> argparse.ArgumentParser:
    """Return the parser with every command of `fam/commands/`."""
    top = argparse.ArgumentParser(prog="python -m fam", description="FAM Westkreis auf der Kommandozeile.")
    subparsers = top.add_subparsers(dest="command", required=True, metavar="BEFEHL")
    for found in sorted(pkgutil.iter_modules(commands.__path__), key=lambda module: module.name):
        module = importlib.import_module(f"fam.commands.{found.name}")
        if hasattr(module, "add"):
            module.add(subparsers)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 unless it failed; errors go to standard error in one sentence."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    options = parser().parse_args(arguments)
    _never_fail_to_print(for_programs=getattr(options, "json", False) or getattr(options, "csv", False))
    try:
        code = int(options.run(options) or 0)
        sys.stdout.flush()
        return code
    except FamError as error:
        print(str(error), file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever reads has seen enough, e.g. `| head`; the work is done
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _never_fail_to_print(*, for_programs: bool) -> None:
    """Programs get UTF-8 on every system; a console that lacks a character shows a question mark for it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if for_programs and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
