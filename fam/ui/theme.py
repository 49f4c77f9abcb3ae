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
    for script in ("german.js", "touch.js"):  # each as it is: the content security policy knows it by its digest
        st.html(f"<script>{asset(script)}</script>", unsafe_allow_javascript=True)
    dark = st.context.theme.type == "dark"
    st.html(f"<style>:root {{ {DARK if dark else LIGHT} }}\n{asset('theme.css')}</style>")
    st.logo(asset("logo-dark.svg" if dark else "logo-light.svg"), size="large", icon_image=asset("icon.svg"))
