"""What the query engine understands beyond the Recommendation: functions named by IRI, and more of the language.

Found by asking Oxigraph 0.5.13; a test asks it again for each, and for others that it may learn.
"""

from collections.abc import Mapping
from types import MappingProxyType

from publisher.namespaces import XSD

GEOSPARQL = "http://www.opengis.net/def/function/geosparql/"
_TOPOLOGY = (
    *("sfEquals", "sfDisjoint", "sfIntersects", "sfTouches", "sfCrosses", "sfWithin", "sfContains", "sfOverlaps"),
    *("ehEquals", "ehDisjoint", "ehMeet", "ehOverlap", "ehCovers", "ehCoveredBy", "ehInside", "ehContains"),
    *("rcc8eq", "rcc8dc", "rcc8ec", "rcc8po", "rcc8tppi", "rcc8tpp", "rcc8ntpp", "rcc8ntppi", "relate"),
)
_GEOMETRY = (
    *("distance", "area", "length", "perimeter", "centroid", "envelope", "convexHull"),
    *("intersection", "union", "difference", "symDifference"),
    *("dimension", "coordinateDimension", "spatialDimension", "isEmpty", "isSimple", "getSRID", "asGeoJSON"),
)
# Casts beyond those of SPARQL 1.1 Query, 17.5.
_CASTS = (
    *("date", "time", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay"),
    *("duration", "yearMonthDuration", "dayTimeDuration"),
)

FUNCTIONS = (*(GEOSPARQL + name for name in (*_TOPOLOGY, *_GEOMETRY)), *(XSD + name for name in _CASTS))

# The document that defines an extension → what it is.
LANGUAGE: Mapping[str, str] = MappingProxyType(
    {
        "https://github.com/w3c/sparql-dev/blob/main/SEP/SEP-0002/sep-0002.md": "Arithmetic on dates, times and "
        "durations, and ADJUST",
        "https://github.com/w3c/sparql-dev/blob/main/SEP/SEP-0006/sep-0006.md": "LATERAL joins",
        "https://www.w3.org/TR/sparql12-query/": "Triple terms, reifiers and texts with a direction, "
        "as the drafts of SPARQL 1.2 have them",
    }
)
