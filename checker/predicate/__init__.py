"""What a row-level security predicate means: TRUE for every row, for some row, or for none.

`decide` knows something of the caller and nothing of the row. It tries every row that the predicate
can tell apart, under SQL's three-valued logic; what it does not understand it says to be unknown.
"""

from checker.predicate.caller import ANONYMOUS, BLANK, NO_CLAIMS, OWNER, STRANGER, UNCLAIMED, Caller, bearer
from checker.predicate.decide import Answer, Verdict, decide
from checker.predicate.logic import Fresh, Itself, Own, Placed, Value
from checker.predicate.policies import conjunction, disjunction, fences, governing
from checker.predicate.words import row_in_words

__all__ = [
    "ANONYMOUS",
    "BLANK",
    "NO_CLAIMS",
    "OWNER",
    "STRANGER",
    "UNCLAIMED",
    "Answer",
    "Caller",
    "Fresh",
    "Itself",
    "Own",
    "Placed",
    "Value",
    "Verdict",
    "bearer",
    "conjunction",
    "decide",
    "disjunction",
    "fences",
    "governing",
    "row_in_words",
]
