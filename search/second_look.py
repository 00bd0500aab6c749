"""How far a second look at the best hits goes, and what it gives, whatever engine looks.

Words close together, and words in the first lines, say more than words anywhere; the gain and
its test are in docs/evaluation.md. Both bonuses are shares of the words' own idf, so that they
move an article among its peers and never past one that plainly says more.
"""

DEPTH = 200
"""How many of the best are looked at again; the order beyond is by score alone."""

WINDOW = 30
"""Words apart, or from the beginning, up to which a bonus is given."""

PAIR_SHARE = 0.5
"""Bonus of two neighbouring words, as a share of the smaller idf; falls linearly to 0."""

LEAD_SHARE = 0.25
"""Bonus of a word within the first WINDOW words, as a share of its idf."""

MOST_WORDS = 8
"""Of longer questions, the rarest words count."""
