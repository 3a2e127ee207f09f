"""`python -m bot ask`: from the pages alone, and from the facts where there is a database."""

from pathlib import Path
from typing import Any

from bot.knowledge import commands
from bot.settings import Settings, SettingsMissing, read_settings
from workflows.asking import Given
from workflows.questions import recognise


def ask(question: str, asker: str, folder: Path) -> dict[str, Any]:
    """The answer as one JSON object. Raises `InvalidKnowledge` with every mistake of the pages.

    Only a question that may be about facts touches the database and Fivetran; all others stay offline.
    """
    settings = _settings() if recognise(question) else None
    given = _from_facts(question, asker, settings) if settings else None
    return commands.as_json(given.answer) if given else commands.ask(question, folder)


def _settings() -> Settings | None:
    try:
        return read_settings()
    except SettingsMissing:
        return None


def _from_facts(question: str, asker: str, settings: Settings) -> Given | None:
    """The answer, if the database has ever been filled by a running bot; whoever asks here has no approver's
    rights unless the settings list them."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.app import build
    from bot.helping import answerer
    from bot.markup import plain
    from bot.store.records import RecordStore
    from workflows.facts import Asker

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
