"""Publish a folder of RDF as a site that people and programs can trust."""

__version__ = "0.1.0"
