"""The whole graph as one picture: all things of a small dataset, the classes of a large one, and where they stand."""

from publisher.overview.layout import MARGIN_Y, WIDTH
from publisher.overview.survey import TECHNICAL, WORDED, overview_of

__all__ = ["MARGIN_Y", "TECHNICAL", "WIDTH", "WORDED", "overview_of"]
