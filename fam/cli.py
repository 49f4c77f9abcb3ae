"""The command line: `python -m fam COMMAND`. Every command creates and migrates its database if need be."""

import argparse
import importlib
import logging
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
    try:
        return int(options.run(options) or 0)
    except FamError as error:
        print(str(error), file=sys.stderr)
        return 1
