"""The look: logo, the little CSS that the theme settings cannot say, and German where Streamlit speaks English."""

from functools import lru_cache
from pathlib import Path

import streamlit as st

ASSETS = Path(__file__).parent / "assets"
LIGHT = (
    "--fam-ground: #ffffff; "
    "--fam-red: #a61b1b; --fam-edge: #7f8d96; --fam-focus: #1b5e86; --fam-on-primary: #ffffff; --fam-quiet: #4d5a63;"
)
DARK = (
    "--fam-ground: #151b20; "
    "--fam-red: #ff9c9c; --fam-edge: #72818c; --fam-focus: #7db8dc; --fam-on-primary: #10202b; --fam-quiet: #a9b5be;"
)


@lru_cache
def asset(name: str) -> str:
    """Return the text of a file in fam/ui/assets, read once per process."""
    return (ASSETS / name).read_text(encoding="utf-8")


def apply() -> None:
    """Give every page its look; the router calls it once per run, before the page."""
    dark = st.context.theme.type == "dark"
    style = f"<style>:root {{ {DARK if dark else LIGHT} }}\n{asset('theme.css')}</style>"
    # Each script as it is: the content security policy knows it by its digest. One element: each costs on every run.
    scripts = "".join(f"<script>{asset(name)}</script>" for name in ("german.js", "touch.js"))
    st.html(style + scripts, unsafe_allow_javascript=True)
    st.logo(asset("logo-dark.svg" if dark else "logo-light.svg"), size="large", icon_image=asset("icon.svg"))
