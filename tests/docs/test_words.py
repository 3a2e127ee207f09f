"""The product speaks the words of docs/glossary.md, in US English: these words are never used.

`python -m tests.docs.test_words bot workflows` lists where a package still uses them.
"""

import ast
import io
import re
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES: tuple[str, ...] = ("bench", "bot", "demo", "sandbox", "tests", "workflows")
"""The packages whose names, strings, docstrings, and comments are checked. Tests' strings aren't: people type them."""
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
EXEMPT = {
    "bot/store/migrations": "rows that were written before the glossary",
    "workflows/answers/intent_patterns.py": "what people type",
    "bot/durable/upgrade_from_1.py": "values that version 1 stored",
    "bot/durable/pruning.py": "a status of DBOS",
    "bot/durable/renamed_fields.py": "names that earlier versions stored",
    "bot/jira/transitions.py": "names of statuses that people gave",
    "docs/glossary.md": "the words to avoid",
    "tests/docs/test_words.py": "the words to avoid",
}
INSTEAD = {
    r"somebody|someone else's|whoever|whomever|nobody|everybody|anybody": "name the actor",
    r"heed(s|ed|ing)?": "follow, apply",
    r"mend(s|ed|ing)?": "fix",
    r"hearers?": "recipient",
    r"hears? of": "be notified of",
    r"twins?": "existing connection, duplicate",
    r"askers?": "viewer, requester",
    r"in vain": "without success",
    r"put(s|ting)? off": "postpone, reschedule",
    r"need not": "don't have to",
    r"may not": "can't, or might not",
    r"is no(?! longer| more than| later than| earlier than)": "isn't",
    r"web hooks?": "webhook",
    r"e-mails?": "email",
    r"catalogues?": "catalog",
    r"(organi|authori|recogni|summari|normali|customi|prioriti|initiali|seriali|synchroni|utili|optimi|categori)"
    r"s(e|es|ed|ing|ation|ations)": "-ize",
    r"analyse[sd]?|behaviours?|colours?|favours?|neighbours?|centres?|licences?": "US spelling",
    r"misspelt|cancelled|cancelling|labelled": "US spelling",
}
BANNED = {re.compile(rf"\b(?:{words})\b", re.IGNORECASE): instead for words, instead in INSTEAD.items()}
NOT_PROSE = re.compile(r"```.*?```|`[^`]*`|\]\([^)]*\)|<[^>]+>", re.DOTALL)
"""Code, addresses and tags in Markdown: names of files and settings are no prose."""


def banned_words(text: str) -> Iterator[tuple[str, str]]:
    """Yield each banned word in a text, with what to write instead."""
    for pattern, instead in BANNED.items():
        for match in pattern.finditer(text):
            yield match.group(), instead


def prose_of_page(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a page of Markdown without its code."""
    text = NOT_PROSE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), path.read_text(encoding="utf-8"))
    yield from enumerate(text.splitlines(), start=1)


def prose_of_module(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the strings, docstrings and comments of a module, each with its line."""
    source = path.read_text(encoding="utf-8")
    nodes: Iterator[ast.AST] = ast.walk(ast.parse(source))
    if path.is_relative_to(ROOT / "tests"):
        nodes = (node.value for node in nodes if isinstance(node, ast.Expr))
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def names_of_module(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the words of each name that a module defines, and of each id of a test case, with its line."""
    yield 1, words_of(path.stem)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, words_of(node.name)
        elif isinstance(node, ast.arg):
            yield node.lineno, words_of(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, words_of(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, words_of(node.attr)
        elif isinstance(node, ast.keyword) and node.arg in ("id", "ids"):
            ids = (part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant))
            yield from ((node.value.lineno, words_of(text)) for text in ids if isinstance(text, str))


def words_of(name: str) -> str:
    """Return a name as words: `hasNoTwin`, `has_no_twin`, and `HAS_NO_TWIN` are “has no twin”."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_+|(?<=[A-Z])(?=[A-Z][a-z])", " ", name).strip().lower()


def is_exempt(path: Path) -> bool:
    """Whether a file is allowed to use the banned words."""
    name = path.relative_to(ROOT).as_posix()
    return any(name.startswith(prefix) for prefix in EXEMPT)


def complaints(path: Path) -> list[str]:
    """Return one line for each banned word in a file."""
    if is_exempt(path):
        return []
    is_module = path.suffix == ".py"
    texts = [*prose_of_module(path), *names_of_module(path)] if is_module else prose_of_page(path)
    return [
        f"{path.relative_to(ROOT)}:{line}: “{word}” – {instead}"
        for line, text in texts
        for word, instead in banned_words(text)
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_uses_the_words_of_the_glossary(page: Path) -> None:
    assert complaints(page) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_uses_the_words_of_the_glossary(package: str) -> None:
    assert [line for path in sorted((ROOT / package).rglob("*.py")) for line in complaints(path)] == []


@pytest.mark.parametrize("text", ["Nobody decides.", "This is no error", "You may not ask", "web hooks"])
def test_a_banned_word_is_found(text: str) -> None:
    assert len(list(banned_words(text))) == 1


@pytest.mark.parametrize("text", ["It is no longer open.", "An amendment", "A webhook", "You can't ask."])
def test_a_good_sentence_passes(text: str) -> None:
    assert list(banned_words(text)) == []


def test_names_of_files_are_not_prose(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("See [it](bot/catalogue.md) and `nobody`.\n```\nwhoever\n```\n", encoding="utf-8")

    assert [word for _, text in prose_of_page(page) for word in banned_words(text)] == []


def test_names_are_split_into_words(tmp_path: Path) -> None:
    module = tmp_path / "test_twins.py"
    module.write_text(
        "class NobodyError:\n    def tell_whoever(self, hearer): self.mended = 1\n"
        "HEED_IT = 1\n@parametrize('x', ids=['catalogue_page'])\nasync def test_in_vain(): askers = mended()\n",
        encoding="utf-8",
    )

    found = [word for _, text in names_of_module(module) for word, _ in banned_words(text)]

    assert sorted(found) == ["askers", "catalogue", "hearer", "heed", "in vain", "mended", "nobody", "twins", "whoever"]


def main(*packages: str) -> None:
    """Print every banned word of these packages, and how many each module has."""
    modules = [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]
    found = [line for path in modules for line in complaints(path)]
    counts = Counter(line.partition(":")[0] for line in found)
    summary = [f"{count:4} {path}" for path, count in counts.most_common()]
    sys.stdout.write("\n".join([*found, *summary, f"{len(found):4} in all\n"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
