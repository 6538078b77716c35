"""What cases and places share, where they differ and where the same mechanism had opposite effects, as data.

Knows nothing of pages, HTML or languages: sentences are made by the views. Everything is read from tagged data; nothing
is inferred from prose.
"""

from casebook.comparison.choosing import filter_cases
from casebook.comparison.comparing import compare, find_subjects
from casebook.comparison.facts import place_facts
from casebook.comparison.overview import coverage, matrix, opposites
from casebook.comparison.records import (
    Also,
    BalanceSheet,
    Cell,
    Comparison,
    Coverage,
    Entry,
    Evidence,
    Finding,
    Group,
    Matrix,
    MatrixCell,
    Row,
    Side,
    Subject,
    TermSheet,
    Together,
    UnknownId,
    Use,
)
from casebook.comparison.sheets import balance_sheet, read_first, term_sheet

__all__ = [
    "Also", "BalanceSheet", "Cell", "Comparison", "Coverage", "Entry", "Evidence", "Finding", "Group", "Matrix",
    "MatrixCell", "Row", "Side", "Subject", "TermSheet", "Together", "UnknownId", "Use", "balance_sheet", "compare",
    "coverage", "filter_cases", "find_subjects", "matrix", "opposites", "place_facts", "read_first", "term_sheet",
]
