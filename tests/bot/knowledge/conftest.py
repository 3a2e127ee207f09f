"""The pages as they are shipped, and a way to write a few of one's own."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import frontmatter
import pytest

from bot.knowledge.search import Knowledge

SHIPPED = Path(__file__).parents[3] / "knowledge"

LISTS = """\
synonyms:
  - [login, log in, sign in]
  - [delete, remove]
ignore: a do how i in is the to what where
services: stripe
elsewhere: holiday
"""


@pytest.fixture(scope="session")
def shipped() -> Path:
    return SHIPPED


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return Knowledge.load(SHIPPED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "synonyms.yaml").write_text(LISTS)
    return tmp_path


@pytest.fixture
def write_page(folder: Path) -> Callable[..., Path]:
    """Writes a sound page; each keyword replaces a key of its front matter, None leaves the key out."""

    def write(name: str, body: str = "Ask **Rosa** for a lamp.", **facts: Any) -> Path:
        sound: dict[str, Any] = {
            "title": f"All about {name}",
            "questions": [f"{word} {name}" for word in ("find", "buy", "mend", "clean", "lend")],
            "source": "https://example.com/lamps",
            "owner": "lighting",
            "reviewed": date(2026, 11, 1),
        }
        kept: dict[str, Any] = {key: value for key, value in (sound | facts).items() if value is not None}
        path = folder / f"{name}.md"
        path.write_text(frontmatter.dumps(frontmatter.Post(body, **kept)))
        return path

    return write
