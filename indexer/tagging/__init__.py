"""Which countries and organisations an article is about, which it only mentions, and why."""

from indexer.tagging.tagger import Explanation, RuleTagger, SpanFound, Tagger, load_tagger

__all__ = ["Explanation", "RuleTagger", "SpanFound", "Tagger", "load_tagger"]
