"""The look: contrasts hold in both modes, fonts come from the system, our scripts pass the content security policy."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from fam.ui.auth_headers import _digest, content_security_policy

CONFIG = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
TEXTS = ["textColor", "linkColor"]
TEXTS += [f"{name}TextColor" for name in ("red", "orange", "yellow", "green", "blue", "gray")]


def brightness(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG 2.1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.1)."""
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


def grounds(theme: dict[str, Any]) -> list[str]:
    """Return the colours that things stand on: page and sidebar."""
    return [theme["backgroundColor"], theme["secondaryBackgroundColor"], theme["sidebar"]["backgroundColor"]]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_can_be_read(mode: str) -> None:
    """Every colour that text may have is at least 4.5:1 on every ground."""
    theme = CONFIG["theme"][mode]
    for name in TEXTS:
        for ground in grounds(theme):
            assert contrast(theme[name], ground) >= 4.5, (name, ground)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_borders_and_charts_can_be_seen(mode: str) -> None:
    """Borders of inputs, the main colour and every colour of a chart are at least 3:1 on the page."""
    theme = CONFIG["theme"][mode]
    for colour in (theme["borderColor"], theme["primaryColor"], *theme["chartCategoricalColors"]):
        assert contrast(colour, theme["backgroundColor"]) >= 3, colour


def test_no_font_is_fetched() -> None:
    """No font of the theme is an address, and none is declared to be loaded."""
    fonts = [CONFIG["theme"][name] for name in ("font", "headingFont", "codeFont")]
    assert not any(":" in font or "url" in font for font in fonts)
    assert "fontFaces" not in CONFIG["theme"]


def test_production_settings() -> None:
    """Nothing of the inside is shown, nothing is sent to anybody, only this machine can connect."""
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["client"]["disableDataExport"] is True
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["runner"]["postScriptGC"] is False
    server = CONFIG["server"]
    assert (server["address"], server["enableXsrfProtection"], server["maxUploadSize"]) == ("127.0.0.1", True, 20)
    assert server["fileWatcherType"] == "none"


def test_scripts_pass_the_policy() -> None:
    """Each script that a page gets is known to the content security policy, to the letter."""

    def page() -> None:
        from fam.ui import theme

        theme.apply()

    at = AppTest.from_function(page, default_timeout=20).run()
    assert not at.exception
    bodies = [str(block.proto.body) for block in at.get("html")]
    scripts = [found for body in bodies for found in re.findall(r"<script>(.*?)</script>", body, re.DOTALL)]
    assert len(scripts) == 2
    for script in scripts:
        assert _digest(script) in content_security_policy()
