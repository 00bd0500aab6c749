"""The environment of the templates: Jinja's own, but that escaping a value costs a third.

Jinja wraps each escaped value in a class that tells it is safe, which costs more than escaping
it. Where a template puts out a value, only its text is wanted: what it is joined into is wrapped
as before. A page puts out more than a thousand.
"""

from __future__ import annotations

from flask.templating import Environment
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr
from markupsafe import Markup, escape

__all__ = ["PageEnvironment", "escaped"]


def escaped(value: object) -> str:
    """The text of `markupsafe.escape(value)`."""
    kind = type(value)
    if kind is str:
        return _escape(value)  # type: ignore[arg-type]
    if kind is Markup:
        return value  # type: ignore[return-value]
    return str(value) if kind is int else escape(value)


def _escape(text: str) -> str:
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;")
        .replace('"', "&#34;")
    )


class _Generator(CodeGenerator):
    """Writes `environment.escaped(…)` where Jinja's own writes `escape(…)`.

    A release of Jinja that asks for this by another name escapes as it always did.
    """

    def _output_child_pre(
        self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        context = frame.eval_ctx
        if context.autoescape and not context.volatile and finalize.src is None:
            self.write("environment.escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)


class PageEnvironment(Environment):
    """Flask's environment with the quicker escaping."""

    code_generator_class = _Generator
    escaped = staticmethod(escaped)
