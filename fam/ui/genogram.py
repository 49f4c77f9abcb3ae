"""The place where a genogram is drawn: scrolls sideways on a telephone, reached by the keyboard, printed whole."""

import streamlit as st

from fam.ui.theme import asset

_component = st.components.v2.component(
    "fam_genogram",
    html='<div class="genogram" tabindex="0" role="region" aria-label="Genogramm, seitlich verschiebbar"></div>',
    css=asset("genogram.css"),
    js=asset("genogram.js"),
)


def show(svg: str) -> None:
    """Draw an SVG whose words are escaped."""
    _component(key="genogram-svg", data={"svg": svg})
