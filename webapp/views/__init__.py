"""The routes, one blueprint a file."""

from webapp.views import api, article, citing, comparing, exports, facets, saved, search, site

BLUEPRINTS = tuple(
    m.views for m in (search, article, facets, exports, saved, citing, comparing, api, site)
)

__all__ = ["BLUEPRINTS"]
