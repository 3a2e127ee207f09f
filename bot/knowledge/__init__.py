"""Answers to questions about access and data from the pages in `knowledge/`, without a language model.

pages → query_terms (analysis of the question) → index (full-text search) → ranking → confidence → search
(the answer). lint checks the pages, evaluation measures the search, calibration fits the confidence.
"""
