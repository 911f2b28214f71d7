"""Settings of a site: `publisher.toml`, overridden by the environment, overridden by options."""

from publisher.settings.load import FILE, check_base, find_site, load_settings, site_from
from publisher.settings.model import TABLES, Limits, Serve, Settings, Site, Snapshots, Texts
from publisher.settings.values import check_number

FOLDERS = ("ontology", "data", "shapes")  # of the sources; each may be missing

__all__ = [
    "FILE",
    "FOLDERS",
    "TABLES",
    "Limits",
    "Serve",
    "Settings",
    "Site",
    "Snapshots",
    "Texts",
    "check_base",
    "check_number",
    "find_site",
    "load_settings",
    "site_from",
]
