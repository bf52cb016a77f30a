"""The sheets of this room as a book: what a place has today, kept by those who keep its supply."""

from servicepunkt.people.roles import Right
from servicepunkt.sheets.books import Book

from .ledger import open_inventory, version_of
from .models_facts import NoneFound

BOOK = Book("supply", Right.KEEP_SUPPLY, NoneFound, open_inventory, version_of)
