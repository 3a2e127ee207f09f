"""`python -m bot ask`: answers from the knowledge pages, and from live data where there is a database."""

from pathlib import Path
from typing import Any

from bot.cli import knowledge
from bot.config.settings import InvalidSettings, Settings, read_settings
from workflows.answers.intents import detect_intents
from workflows.answers.ports import FoundAnswer


def answer_locally(question: str, viewer_id: str, folder: Path) -> dict[str, Any]:
    """Return the answer as a JSON object. Raises `InvalidKnowledge` with every mistake in the pages.

    Only a question with a live intent reads the database and Fivetran; others are answered offline.
    """
    settings = _read_settings() if detect_intents(question) else None
    found = _answer_live(question, viewer_id, settings) if settings else None
    return knowledge.answer_as_json(found.answer) if found else knowledge.answer_from_pages(question, folder)


def _read_settings() -> Settings | None:
    try:
        return read_settings()
    except InvalidSettings:
        return None


def _answer_live(question: str, viewer_id: str, settings: Settings) -> FoundAnswer | None:
    """Return the answer; None while no bot has polled into the database.

    The viewer has the rights of a superuser only when SUPERUSERS or APPROVERS lists them.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from bot.bootstrap.answers import build_answerer
    from bot.bootstrap.core import Container
    from bot.slack_markup import plain_text
    from bot.store.snapshots import SnapshotStore
    from workflows.errors import Unavailable
    from workflows.requests.confidentiality import Viewer

    container = Container(settings)
    try:
        if not SnapshotStore(container.database).polled_at():
            return None
        is_superuser = viewer_id in settings.ids("superusers") | settings.ids("approvers")
        return build_answerer(container).answer(plain_text(question), Viewer(viewer_id or None, is_superuser))
    except (SQLAlchemyError, Unavailable):  # no database, or not migrated
        return None
    finally:
        container.close()
