"""The look: logo, the little CSS that the theme settings cannot say, and German where Streamlit speaks English."""

from functools import lru_cache
from pathlib import Path

import streamlit as st

ASSETS = Path(__file__).parent / "assets"
COLOURS = {  # light, dark
    "ground": ("#ffffff", "#151b20"),
    "red": ("#a61b1b", "#ff9c9c"),
    "edge": ("#7f8d96", "#72818c"),
    "focus": ("#1b5e86", "#7db8dc"),
    "on-primary": ("#ffffff", "#10202b"),
    "quiet": ("#4d5a63", "#a9b5be"),
}


@lru_cache
def asset(name: str) -> str:
    """Return the text of a file in fam/ui/assets, read once per process."""
    return (ASSETS / name).read_text(encoding="utf-8")


@lru_cache
def _style(scheme: str) -> str:
    """Return the styles; Streamlit's own colour scheme decides, also when it changes between two runs.

    What Streamlit draws outside its app (menus, dialogs) follows `scheme`.
    """
    colours = " ".join(f"--fam-{name}: light-dark({light}, {dark});" for name, (light, dark) in COLOURS.items())
    return f"<style>:root {{ color-scheme: {scheme}; {colours} }}\n{asset('theme.css')}</style>"


def apply() -> None:
    """Give every page its look; the router calls it once per run, before the page."""
    dark = st.context.theme.type == "dark"
    # Each script as it is: the content security policy knows it by its digest. One element: each costs on every run.
    scripts = "".join(f"<script>{asset(name)}</script>" for name in ("german.js", "press.js"))
    st.html(_style("dark" if dark else "light") + scripts, unsafe_allow_javascript=True)
    st.logo(asset("logo-dark.svg" if dark else "logo-light.svg"), size="large", icon_image=asset("icon.svg"))
