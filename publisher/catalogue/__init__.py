"""The dataset's description of itself: DCAT 3, VoID and SPARQL Service Description."""

from publisher.catalogue.dataset import Catalogue
from publisher.catalogue.partitions import of_class
from publisher.catalogue.service import limits_description

__all__ = ["Catalogue", "limits_description", "of_class"]
