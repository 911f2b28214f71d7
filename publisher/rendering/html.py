"""The pages of the site in HTML: each a function of the snapshot and of how the reader reads."""

from publisher.documents import Documents
from publisher.namespaces import Prefixes
from publisher.rendering.asking_pages import AskingPages
from publisher.rendering.assets import Assets
from publisher.rendering.error_pages import ErrorPages
from publisher.rendering.frame import Frame, Reading
from publisher.rendering.list_pages import ListPages
from publisher.rendering.site_pages import SitePages
from publisher.rendering.thing_pages import ThingPages
from publisher.settings import Site

__all__ = ["Pages", "Reading"]


class Pages(ThingPages, ListPages, SitePages, AskingPages, ErrorPages):
    """All pages of one snapshot."""

    def __init__(self, site: Site, base: str, prefixes: Prefixes, documents: Documents) -> None:
        super().__init__(Frame(site, base, prefixes, documents))

    @property
    def assets(self) -> Assets:
        """The static files that the pages link to."""
        return self.frame.assets
