"""Templates to bytes that every browser can read, whatever the articles hold."""

from __future__ import annotations

from flask import render_template


def render(template: str, **shown: object) -> bytes:
    """The template filled in, as UTF-8; half surrogates, which it cannot carry, become `?`."""
    return render_template(template, **shown).encode("utf-8", "replace")
