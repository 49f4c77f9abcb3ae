"""`python -m fam demo`: try FAM out in the browser, on fictional data that vanish afterwards."""

import argparse
import sys
import webbrowser
from typing import Any

from fam.errors import BadInput

HEADER = ("Benutzername", "Passwort", "Rolle", "Was zu sehen ist")


def add(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "demo",
        help="FAM mit erfundenen Daten im Browser ausprobieren",
        description="Startet FAM auf http://127.0.0.1:8501 mit einer frischen Datenbank voller erfundener Daten. "
        "Beenden mit Strg+C; danach ist alles wieder weg. data/fam.db bleibt unberührt.",
    )
    parser.add_argument("--port", metavar="N", default="8501", help="anderer Port als 8501")
    parser.add_argument("--no-browser", action="store_true", help="den Browser nicht öffnen")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve the demo until SIGTERM or Ctrl-C; raises FamError if it cannot start."""
    from fam.demo import server  # late: other commands start faster

    try:
        port = int(options.port)
    except ValueError:
        raise BadInput("Bitte den Port als Zahl angeben, z. B. --port 8502.") from None
    server.check_port(port)
    try:
        with server.ended_by_signals():
            say("Die Demo wird vorbereitet …")
            with server.fresh_database() as url, server.web_server(port, url) as process:
                server.wait_until_ready(process, port)
                address = f"http://{server.HOST}:{port}"
                say(welcome(address))
                if not options.no_browser:
                    webbrowser.open(address)
                return server.serve(process)
    except KeyboardInterrupt:
        return 0


def say(text: str) -> None:
    """Write to the console at once, also when it is a file."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def welcome(address: str) -> str:
    """Return what the console shows when the demo is ready: the address and a table of the log-ins."""
    from fam.demo.cast import PASSWORD, advertised

    people = ((one.username, PASSWORD, _role(one.role.label, one.institution), one.sees) for one in advertised())
    rows = [HEADER, *people]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = ["  ".join((*(row[column].ljust(widths[column]) for column in range(3)), row[3])) for row in rows]
    rule = "  ".join((*("-" * width for width in widths), "-" * len(HEADER[3])))
    return "\n".join(
        (
            "",
            f"FAM läuft: {address}",
            "Fiktive Daten, heute ist Montag, der 15.10.2018. Anmelden als:",
            "",
            lines[0],
            rule,
            *lines[1:],
            "",
            "Beenden mit Strg+C.",
        )
    )


def _role(label: str, institution: Any) -> str:
    return f"{label} {institution.label}" if institution else label
