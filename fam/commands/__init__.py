"""The commands of `python -m fam`: one module each, with `add(subparsers)` and `run(arguments) -> exit code`."""
