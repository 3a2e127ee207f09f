"""Answers to questions about access and data from the pages in `knowledge/`, without a language model.

pages → query_terms (analysis of the question) → index (full-text search) → ranking → confidence → search
(the answer). lint checks the pages, evaluation measures the search, calibration fits the confidence.
"""

from pathlib import Path

KNOWLEDGE_DIR = Path(__file__).parents[2] / "knowledge"
"""The folder of the pages."""
