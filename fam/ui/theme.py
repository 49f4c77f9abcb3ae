"""The look: logo, the little CSS that the theme settings cannot say, and German where Streamlit speaks English."""

from functools import lru_cache
from pathlib import Path

import streamlit as st

ASSETS = Path(__file__).parent / "assets"


@lru_cache
def asset(name: str) -> str:
    """Return the text of a file in fam/ui/assets, read once per process."""
    return (ASSETS / name).read_text(encoding="utf-8")


def apply() -> None:
    """Give every page its look; the router calls it once per run, before the page."""
    st.html(f"<style>{asset('theme.css')}</style>")
    st.html(f"<script>{asset('german.js')}</script>", unsafe_allow_javascript=True)
    dark = st.context.theme.type == "dark"
    st.logo(asset("logo-dark.svg" if dark else "logo-light.svg"), size="large", icon_image=asset("icon.svg"))
