"""Receipts: which words of the source document each recorded statement rests on."""

from publisher.receipts.account import Account, account_of, told
from publisher.receipts.model import (
    NO_RECEIPTS,
    Grounds,
    Quote,
    Receipt,
    Receipts,
    Sentence,
    Source,
    natural,
    statements_of,
)
from publisher.receipts.reading import receipts_in
from publisher.receipts.table import RECEIPTS_SCHEMA, ReceiptTable, write_receipts

__all__ = [
    "NO_RECEIPTS",
    "RECEIPTS_SCHEMA",
    "Account",
    "Grounds",
    "Quote",
    "Receipt",
    "ReceiptTable",
    "Receipts",
    "Sentence",
    "Source",
    "account_of",
    "natural",
    "receipts_in",
    "statements_of",
    "told",
    "write_receipts",
]
