"""Descriptions, results and the catalogue as RDF documents and HTML pages."""
