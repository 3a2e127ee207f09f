"""`python -m bot ask`: from the pages alone, and from the facts where there is a database."""

from pathlib import Path
from typing import Any

from bot.cli import knowledge
from bot.config.settings import InvalidSettings, Settings, read_settings
from workflows.answers.intents import detect_intents
from workflows.answers.ports import FoundAnswer


def answer_locally(question: str, asker: str, folder: Path) -> dict[str, Any]:
    """The answer as one JSON object. Raises `InvalidKnowledge` with every mistake of the pages.

    Only a question that may be about facts touches the database and Fivetran; all others stay offline.
    """
    settings = _settings() if detect_intents(question) else None
    given = _from_facts(question, asker, settings) if settings else None
    return knowledge.answer_as_json(given.answer) if given else knowledge.answer_from_pages(question, folder)


def _settings() -> Settings | None:
    try:
        return read_settings()
    except InvalidSettings:
        return None


def _from_facts(question: str, asker: str, settings: Settings) -> FoundAnswer | None:
    """The answer, if the database has ever been filled by a running bot; whoever asks here has no approver's
    rights unless the settings list them."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.bootstrap.answers import build_answerer
    from bot.bootstrap.core import build_container
    from bot.slack_markup import plain_text
    from bot.store.snapshots import SnapshotStore
    from workflows.reporting.snapshot import Viewer

    parts = build_container(settings)
    try:
        if not SnapshotStore(parts.database).polled_at():
            return None
        rights = asker in settings.ids("superusers") | settings.ids("approvers")
        return build_answerer(parts).answer(plain_text(question), Viewer(asker or None, rights))
    except SQLAlchemyError:  # no database yet, or one that is not up to date
        return None
    finally:
        parts.close()
