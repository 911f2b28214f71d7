"""The document table of a snapshot: every resource's description, labels and lists, one look-up each."""

from publisher.documents.table import PAGE, Document, Documents
from publisher.documents.writing import write_documents, write_facts, write_warnings

__all__ = ["PAGE", "Document", "Documents", "write_documents", "write_facts", "write_warnings"]
