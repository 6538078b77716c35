"""What cases and places share, where they differ and where the same mechanism had opposite effects, as data.

Knows nothing of pages, HTML or languages: sentences are made by the views. Everything is read from tagged data; nothing
is inferred from prose.
"""

from casebook.comparison.choosing import filter_cases
from casebook.comparison.comparing import compare, find_subjects, told
from casebook.comparison.facts import Tag, place_facts, tags_of
from casebook.comparison.overview import coverage, matrix, opposites
from casebook.comparison.records import (
    CONTEXT,
    EFFECT_ORDER,
    FEWEST,
    MOST,
    ONLY_ONE,
    PLACE_FACTS,
    RULES,
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
    RegionBalance,
    Row,
    Side,
    Subject,
    TermSheet,
    Together,
    UnknownId,
    Use,
)
from casebook.comparison.rows import case_entries
from casebook.comparison.sheets import balance_sheet, count_moves, first_to_read, read_first, term_sheet

__all__ = [
    "CONTEXT", "EFFECT_ORDER", "FEWEST", "MOST", "ONLY_ONE", "PLACE_FACTS", "RULES", "Also", "BalanceSheet", "Cell",
    "Comparison", "Coverage", "Entry", "Evidence", "Finding", "Group", "Matrix", "MatrixCell", "RegionBalance",
    "Row", "Side", "Subject", "Tag", "TermSheet", "Together", "UnknownId", "Use", "balance_sheet", "case_entries",
    "compare", "count_moves", "coverage", "filter_cases", "find_subjects", "first_to_read", "matrix", "opposites",
    "place_facts", "read_first", "tags_of", "term_sheet", "told",
]
