"""Escaping in templates, against the escaping it stands for."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.templating import Environment
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Undefined
from markupsafe import Markup, escape

from webapp.escaping import PageEnvironment, escaped


class _Spelt(str):
    __slots__ = ()


TEXTS = st.text() | st.text(alphabet="&<>\"'a;\ud800\x00")
VALUES = st.one_of(
    TEXTS,
    TEXTS.map(Markup),
    TEXTS.map(_Spelt),
    st.none() | st.booleans() | st.integers() | st.floats(),
    st.lists(TEXTS, max_size=3),
    st.just(Undefined(name="x")),
)

TEMPLATE = """
{% macro item(value) %}<li title="{{ value }}">{{ value }}</li>{% endmacro %}
{% set kept %}<b>{{ value }}</b>{% endset %}
{{ kept }}{{ item(value) }}{{ value|truncate(9) }}{{ value|safe }}{{ [value]|join("<") }}
{% for each in [value, 1, none] %}{{ each }}{{ loop.index }}{% endfor %}
{% filter upper %}{{ value }}{% endfilter %}{{ item(kept ~ value) }}{{ value|tojson }}
{% autoescape false %}{{ value }}{% endautoescape %}
"""


@given(VALUES)
def test_a_value_is_escaped_as_markupsafe_does(value: object) -> None:
    assert escaped(value) == str(escape(value))


@given(TEXTS)
def test_a_template_comes_out_as_jinja_renders_it(value: str) -> None:
    app = Flask(__name__)
    ours, theirs = (
        environment(app, autoescape=True).from_string(TEMPLATE).render(value=value)
        for environment in (PageEnvironment, Environment)
    )
    assert ours == theirs


@pytest.mark.parametrize("output", ["{{ x }}", "{% macro m() %}{{ x }}{% endmacro %}"])
def test_templates_are_compiled_to_the_quicker_escaping(output: str) -> None:
    code = PageEnvironment(Flask(__name__), autoescape=True).compile(output, raw=True)
    assert "environment.escaped(" in code
    assert " escape(" not in code
