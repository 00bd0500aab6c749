"""What the page needs to know of a question's text without asking an index."""

from __future__ import annotations

from search.syntax import parse
from search.syntax.tree import And, Word


def may_be_loose(text: str) -> bool:
    """Whether a question is several plain words, so that "most of the words" means something."""
    if len(text.split()) < 2:
        return False
    tree = parse(text).tree
    return (
        isinstance(tree, And)
        and not tree.spelled
        and sum(isinstance(child, Word) for child in tree.children) > 1
    )
