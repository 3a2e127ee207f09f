"""Questions about access and data, answered from the pages in `knowledge/`, without a language model.

pages (what is written) → words (what is meant) → index (where it stands) → ranking (which page fits)
→ confidence (how sure) → search (the answer). Lint and measure keep pages and search honest.
"""
