"""What a label name or a copyright line says about independence. Whole names decide, never parts of words."""

from scoring.labels.book import LabelBook
from scoring.labels.families import Family, normalised_label, row_problem, shipped_families
from scoring.labels.names import normalise
from scoring.labels.reading import LabelReading, Verdict

__all__ = [
    "Family",
    "LabelBook",
    "LabelReading",
    "Verdict",
    "normalise",
    "normalised_label",
    "row_problem",
    "shipped_families",
]
