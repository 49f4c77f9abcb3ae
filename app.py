"""Start here: `streamlit run app.py`. The web server's face; what people see begins in fam/ui/router.py."""

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from fam import boot, db
from fam.services import setup
from fam.ui import auth_routes
from fam.ui.auth_gate import Gate
from fam.ui.auth_headers import SecurityHeaders, failed

# A full collection walks over all sessions and holds everybody up: 0.25 s with 300 of them. Python's own thresholds
# bring one every eight seconds then, these one in several minutes.
COLLECTING = (5_000, 20, 100)


@asynccontextmanager
async def start(_app: st.App) -> AsyncIterator[None]:
    """Bring the database up to date before the first request, say the set-up code if one is needed, freeze memory."""
    boot.ensure_database()
    with db.program() as session:
        db.alone(session)
        code = setup.new_code(session)
    if code:
        sys.stdout.write(f"\n  Noch kein Konto. Einrichtungscode für das erste: {code}\n\n")
        sys.stdout.flush()
    gc.collect()
    gc.freeze()  # with runner.postScriptGC = false: the collector never walks over what was loaded at start
    gc.set_threshold(*COLLECTING)
    yield


app = st.App(
    "fam/ui/router.py",
    lifespan=start,
    routes=auth_routes.ROUTES,
    middleware=[Middleware(SecurityHeaders), Middleware(Gate)],
    exception_handlers={Exception: failed},
)
