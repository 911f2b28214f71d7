"""Terms: where classes and properties stand among others, and which shapes and questions speak of them."""

from publisher.terms.arrangement import Arrangement, Heading, Place
from publisher.terms.model import Constraint, Kinship, Node, Terms, forest
from publisher.terms.reading import terms_in
from publisher.terms.table import TERMS_SCHEMA, TermTable, write_terms

__all__ = [
    "TERMS_SCHEMA",
    "Arrangement",
    "Constraint",
    "Heading",
    "Kinship",
    "Node",
    "Place",
    "TermTable",
    "Terms",
    "forest",
    "terms_in",
    "write_terms",
]
