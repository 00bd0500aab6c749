"""The question language: text to a tree, and a tree back to its canonical text."""

from __future__ import annotations

from search.syntax.forms import normalise
from search.syntax.parser import Parsed, parse
from search.syntax.printer import to_text

GRAMMAR_VERSION = 1
"""Raised whenever a question that could be typed before would be read otherwise."""

__all__ = ["GRAMMAR_VERSION", "Parsed", "normalise", "parse", "to_text"]
