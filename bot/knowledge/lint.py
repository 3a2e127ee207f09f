"""Lint of the pages: mistakes that prevent loading, and mistakes that make answers worse."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

from rapidfuzz import fuzz

from bot.knowledge import eval_set, pages, synonyms
from bot.knowledge.pages import InvalidKnowledge, Page
from bot.knowledge.query_terms import QueryAnalyzer
from bot.knowledge.search import Knowledge

REVIEW_INTERVAL = timedelta(days=365)
"""Age from which a page needs a new review."""
DUPLICATE_SIMILARITY = 96.0
"""Similarity, of 100, of duplicate questions: the same words in any order, or one letter apart."""
MIN_EVAL_HITS_PER_PAGE = 5
"""Questions of the set that must find each page."""


def lint_pages(folder: Path, today: date) -> list[str]:
    """Return every mistake in `folder`, one sentence each."""
    sound, mistakes = pages.read_pages(folder)
    try:
        words = QueryAnalyzer(synonyms.load_word_lists(folder / "synonyms.yaml"))
    except InvalidKnowledge as error:
        return [*mistakes, *error.mistakes]
    mistakes += [*_broken_links(sound), *_stale(sound, today), *_duplicate_questions(sound, words)]
    if sound and not mistakes:
        mistakes += _not_found(Knowledge(sound, words), folder / "questions.yaml")
    return mistakes


def _broken_links(of: Sequence[Page]) -> Iterator[str]:
    names = {page.name for page in of}
    for page in of:
        for target in page.links():
            if target not in names:
                yield f"{page.name}.md: body: links to {target}.md, which doesn't exist"


def _stale(of: Sequence[Page], today: date) -> Iterator[str]:
    for page in of:
        if page.reviewed > today:
            yield f"{page.name}.md: reviewed: {page.reviewed} is in the future"
        elif today - page.reviewed > REVIEW_INTERVAL:
            yield f"{page.name}.md: reviewed: not since {page.reviewed}; {page.owner} needs to review it"


def _duplicate_questions(of: Sequence[Page], words: QueryAnalyzer) -> Iterator[str]:
    asked = [
        (page.name, ask, " ".join(words.content_words(ask))) for page in of for ask in (page.title, *page.questions)
    ]
    for (one, ask, said), (other, again, repeated) in combinations(asked, 2):
        if one != other and fuzz.token_sort_ratio(said, repeated, score_cutoff=DUPLICATE_SIMILARITY):
            yield f"{one}.md: questions: {ask!r} also matches {other}.md ({again!r})"


def _not_found(knowledge: Knowledge, path: Path) -> Iterator[str]:
    for page in knowledge.pages.values():
        for ask in (page.title, *page.questions):
            if (first := knowledge.search(ask).first) != page.name:
                yield f"{page.name}.md: questions: {ask!r} finds {first}.md"
    if path.exists():
        yield from _not_in_set(knowledge, path)


def _not_in_set(knowledge: Knowledge, path: Path) -> Iterator[str]:
    asked = eval_set.load_eval_set(path)
    for unknown in sorted({question.page for question in asked if question.page} - knowledge.pages.keys()):
        yield f"{path.name}: page: {unknown}.md doesn't exist"
    for name in knowledge.pages:
        reached = sum(question.page == name == knowledge.search(question.text).first for question in asked)
        if reached < MIN_EVAL_HITS_PER_PAGE:
            yield f"{name}.md: {reached} questions of the set find it; at least {MIN_EVAL_HITS_PER_PAGE} must"
