"""`python -m bot ask`: from the pages alone, and from the facts where there is a database."""

from pathlib import Path
from typing import Any

from bot.cli import knowledge
from bot.config.settings import Settings, SettingsMissing, read_settings
from workflows.answers.intents import recognise
from workflows.answers.ports import Given


def ask(question: str, asker: str, folder: Path) -> dict[str, Any]:
    """The answer as one JSON object. Raises `InvalidKnowledge` with every mistake of the pages.

    Only a question that may be about facts touches the database and Fivetran; all others stay offline.
    """
    settings = _settings() if recognise(question) else None
    given = _from_facts(question, asker, settings) if settings else None
    return knowledge.as_json(given.answer) if given else knowledge.ask(question, folder)


def _settings() -> Settings | None:
    try:
        return read_settings()
    except SettingsMissing:
        return None


def _from_facts(question: str, asker: str, settings: Settings) -> Given | None:
    """The answer, if the database has ever been filled by a running bot; whoever asks here has no approver's
    rights unless the settings list them."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.bootstrap.answers import answerer
    from bot.bootstrap.core import build
    from bot.slack_markup import plain
    from bot.store.snapshots import RecordStore
    from workflows.reporting.snapshot import Asker

    parts = build(settings)
    try:
        if not RecordStore(parts.database).looked_at():
            return None
        rights = asker in settings.ids("superusers") | settings.ids("approvers")
        return answerer(parts).answer(plain(question), Asker(asker or None, rights))
    except SQLAlchemyError:  # no database yet, or one that is not up to date
        return None
    finally:
        parts.close()
