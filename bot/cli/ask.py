"""`python -m bot ask`: answers from the knowledge pages, and from live data where there is a database."""

from pathlib import Path
from typing import Any

from bot.config.settings import InvalidSettings, Settings, read_settings
from workflows.answers.intents import detect_intents
from workflows.answers.model import Answer
from workflows.answers.ports import FoundAnswer


def answer_locally(question: str, viewer_id: str, folder: Path) -> dict[str, Any]:
    """Return the answer as a JSON object. Raises `InvalidKnowledge` with every mistake in the pages.

    Only a question with a live intent reads the database and Fivetran; others are answered offline.
    """
    settings = _read_settings() if detect_intents(question) else None
    found = _answer_live(question, viewer_id, settings) if settings else None
    return answer_as_json(found.answer) if found else answer_from_pages(question, folder)


def answer_from_pages(question: str, folder: Path) -> dict[str, Any]:
    """Answer from the pages in `folder`, as JSON. Raises `InvalidKnowledge` with every mistake."""
    from bot.knowledge.search import Knowledge

    return answer_as_json(Knowledge.load(folder).answer(question))


def answer_as_json(answer: Answer) -> dict[str, Any]:
    """Return the answer as a JSON object. Each alternative is a complete question."""
    return {
        "kind": answer.kind.value,
        "answer": answer.text,
        "source": answer.source,
        "alternatives": [alternative.title for alternative in answer.alternatives],
    }


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

    from bot.bootstrap.answerer import build_answerer, build_catalog, build_fivetran_client
    from bot.catalog.services_yaml import load_services_yaml
    from bot.clock import choose_clock
    from bot.foreign.items import ForeignItems
    from bot.slack_markup import plain_text
    from bot.store.database import connect
    from bot.store.poll_times import polled_at
    from workflows.errors import Unavailable
    from workflows.requests.confidentiality import Viewer

    database, clock = connect(settings.database_url), choose_clock(settings.clock_url)
    client = build_fivetran_client(settings, clock, ForeignItems())
    try:
        catalog = build_catalog(load_services_yaml(settings.services_file), database, clock, client)
        if not polled_at(database):
            return None
        is_superuser = viewer_id in settings.ids("superusers") | settings.ids("approvers")
        answerer = build_answerer(settings, database, clock, client, catalog)
        return answerer.answer(plain_text(question), Viewer(viewer_id or None, is_superuser))
    except (SQLAlchemyError, Unavailable):  # no database, or not migrated
        return None
    finally:
        client.close()
        database.dispose()
