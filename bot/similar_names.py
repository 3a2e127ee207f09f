"""What was probably meant by a name that doesn't exist."""

from collections.abc import Callable, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

MIN_SIMILARITY = 0.7
"""From here a name counts as a typo of another: three wrong letters in ten."""


def similar_name(
    name: str, known: Iterable[str], similarity: Callable[..., float] = OSA.normalized_similarity
) -> str | None:
    """Return the known name that is most similar; None if none is similar enough."""
    found = process.extractOne(name, list(known), scorer=similarity, score_cutoff=MIN_SIMILARITY)
    return str(found[0]) if found else None
