"""From a question to the answer: live facts where those are asked for, else a page, else an honest no."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from workflows.answers import connection_facts, listings, locations
from workflows.answers.connection_state import answer_state
from workflows.answers.context import (
    CLARIFYING_QUESTIONS,
    AnswerContext,
    FivetranLookup,
    ask_which,
    escape_markdown,
)
from workflows.answers.cost import answer_cost
from workflows.answers.intent_patterns import Intent
from workflows.answers.intents import DetectedIntent, detect_intents
from workflows.answers.members import answer_who_has_access
from workflows.answers.model import Alternative, Answer, AnswerKind
from workflows.answers.usage import NO_USAGE_LOG, UsageLog
from workflows.reporting.name_lookup import Match, Scorer, normalize_name, resolve_name, suggest_names
from workflows.reporting.snapshot import Snapshot, Viewer

FIVETRAN_ITSELF = re.compile(r"(?:our |the )?fivetran(?: account| ui| itself)?")
"""Fivetran as a whole: who has access to it is a fact; how to get it stands on a page."""

LISTING_HANDLERS: dict[Intent, Callable[[AnswerContext], Answer]] = {
    Intent.BROKEN: listings.list_broken,
    Intent.PAUSED: listings.list_paused,
    Intent.IN_DEVELOPMENT: listings.list_in_development,
    Intent.EXPIRING: listings.list_expiring,
}

SUBJECT_HANDLERS: dict[Intent, Callable[[Match, AnswerContext], Answer]] = {
    Intent.STATE: answer_state,
    Intent.OWNER: connection_facts.answer_owner,
    Intent.EXISTS: connection_facts.answer_exists,
    Intent.LOCATION: locations.answer_location,
    Intent.TABLES: connection_facts.answer_tables,
    Intent.CONNECTION_ID: connection_facts.answer_connection_id,
    Intent.WHO_HAS_ACCESS: answer_who_has_access,
    Intent.GET_ACCESS: locations.answer_get_access,
    Intent.COST: answer_cost,
}

UNCONNECTED_SERVICE_INTENTS = frozenset({Intent.OWNER, Intent.EXISTS, Intent.COST})
"""Intents that have something to say about a service that nobody has connected."""


class KnowledgePages(Protocol):
    """What is written down."""

    def answer(self, question: str) -> Answer:
        """The page that answers, or what may have been meant, or that nothing is known."""
        ...


def route_question(
    question: str,
    viewer: Viewer,
    load_snapshot: Callable[[], Snapshot],
    lookup: FivetranLookup,
    pages: KnowledgePages,
    scorer: Scorer,
    usage_log: UsageLog = NO_USAGE_LOG,
) -> Answer:
    """The answer to `question` (plain words) for `asker`; `facts` are read only when they are needed."""
    asked = detect_intents(question)
    if not asked:
        return pages.answer(question)
    scene = AnswerContext(viewer, load_snapshot().visible_to(viewer), lookup, usage_log)
    for one in asked:
        if found := _answer_live(one, scene, scorer):
            return found
    unknown = next((one for one in asked if _has_distinct_name(one)), None)
    return _answer_unknown(unknown, scene, scorer) if unknown else _from_pages(question, asked, pages)


def _from_pages(question: str, asked: Sequence[DetectedIntent], pages: KnowledgePages) -> Answer:
    """What is written down; where nothing is, whoever wants access can still ask for it."""
    found = pages.answer(question)
    wanted = next((one.subject for one in asked if one.intent is Intent.GET_ACCESS), None)
    return replace(found, access_to=wanted) if wanted and found.kind is AnswerKind.UNSURE else found


def _answer_live(asked: DetectedIntent, scene: AnswerContext, similar: Scorer) -> Answer | None:
    if asked.intent in LISTING_HANDLERS:
        return LISTING_HANDLERS[asked.intent](scene)
    if asked.intent is Intent.MY_REQUEST:
        return (
            listings.list_my_requests(scene, asked.subject) if _is_our_ticket(asked.subject, scene) else None
        )
    if FIVETRAN_ITSELF.fullmatch(asked.subject):
        whole = asked.intent is Intent.WHO_HAS_ACCESS
        return answer_who_has_access(None, scene) if whole else None
    if normalize_name(asked.subject) in _environments(scene):
        return None  # whole projects are explained on a page
    meant = resolve_name(asked.subject, scene.snapshot, similar)
    return _answer_subject(asked.intent, meant, scene) if meant else None


def _is_our_ticket(ticket: str, scene: AnswerContext) -> bool:
    """Whether this is a ticket of ours, or none is named: "ga-4" only looks like one."""
    if not ticket or ticket.startswith(f"{scene.snapshot.jira_project.casefold()}-"):
        return True
    return any(one.ticket and one.ticket.key.casefold() == ticket for one in scene.snapshot.requests)


def _has_distinct_name(asked: DetectedIntent) -> bool:
    """Whether this was certainly asked about one thing by its name, though nothing is called so."""
    words = normalize_name(asked.subject)
    return asked.intent in CLARIFYING_QUESTIONS and " " not in words and not COMMON_WORD.fullmatch(words)


COMMON_WORD = re.compile(
    r"(?:|a|connector|dag|data|fivetran|it|login|my|not|our|production|setup|that|the|this)"
)
"""Single words that name no connection."""


def _answer_unknown(asked: DetectedIntent, scene: AnswerContext, similar: Scorer) -> Answer:
    choices = tuple(
        Alternative("", CLARIFYING_QUESTIONS[asked.intent].format(name)[:75])
        for name in suggest_names(asked.subject, scene.snapshot, similar)
    )
    asks = " Did you mean one of these?" if choices else ""
    text = f"I know of no connection called “{escape_markdown(asked.subject, 60)}” that I can tell you about.{asks}"
    return Answer(AnswerKind.UNSURE, text, None, choices, 0.3)


def _environments(scene: AnswerContext) -> set[str]:
    known = scene.snapshot.environments.values()
    return {normalize_name(name) for one in known for name in (one.name, one.project)}


def _answer_subject(intent: Intent, meant: Match, scene: AnswerContext) -> Answer:
    if intent in CLARIFYING_QUESTIONS and len(meant.connections) > 1:
        return ask_which(intent, meant.connections, scene)
    if meant.is_service_only and intent not in UNCONNECTED_SERVICE_INTENTS:
        wanted = meant.name if intent is Intent.GET_ACCESS else None
        return replace(connection_facts.answer_absent(meant, scene), access_to=wanted)
    return SUBJECT_HANDLERS[intent](meant, scene)
