"""Countries and organisations: ids, labels, aliases, dates and memberships.

Finding them in a text is the tagger's work, not this package's.
"""

from search.vocabulary.book import OPEN_WORLD, Vocabulary, load_vocabulary
from search.vocabulary.entries import (
    Country,
    Era,
    Leader,
    Lists,
    Membership,
    Organisation,
    VocabularyError,
)
from search.vocabulary.folding import fold, plain

__all__ = [
    "OPEN_WORLD",
    "Country",
    "Era",
    "Leader",
    "Lists",
    "Membership",
    "Organisation",
    "Vocabulary",
    "VocabularyError",
    "fold",
    "load_vocabulary",
    "plain",
]
