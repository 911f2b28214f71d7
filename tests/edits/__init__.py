"""Edits of the site's own files by family, each with what must tell of it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from edits.activities import ACTIVITIES
from edits.model import Edit
from edits.names import NAMES
from edits.organizations import ORGANIZATIONS
from edits.people import PEOPLE
from edits.promises import PROMISES
from edits.quotes import QUOTES
from edits.recorded import RECORDED
from edits.records import RECORDS
from edits.times import TIMES
from edits.vocabulary import VOCABULARY

FAMILIES: Mapping[str, Sequence[Edit]] = MappingProxyType(
    {
        "names": NAMES,
        "people": PEOPLE,
        "times": TIMES,
        "organizations": ORGANIZATIONS,
        "activities": ACTIVITIES,
        "records": RECORDS,
        "recorded": RECORDED,
        "quotes": QUOTES,
        "promises": PROMISES,
        "vocabulary": VOCABULARY,
    }
)
EDITS = [edit for family in FAMILIES.values() for edit in family]
